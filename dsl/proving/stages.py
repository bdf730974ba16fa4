"""Rules that are judged together, their conditions in logic: those on one event, and those that range over the same.

Of the rules on an event those that judge it see the state before it, those that follow it the state after. They stand
on one stage, as if the event changed nothing that they read; where one must imply the other, only like are compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dsl import model as m
from dsl.proving.arithmetic import local_day
from dsl.proving.encode import Encoder
from dsl.proving.inquiry import Inquiry
from dsl.proving.terms import Term, and_, compare, whole
from dsl.proving.values import item_of
from dsl.typesystem import INSTANT, Type


@dataclass(frozen=True, slots=True)
class Case:
    """A rule as it stands on a stage."""

    rule: m.Rule
    event: str | None
    condition: m.Expression | None
    actions: tuple[m.Statement, ...]
    encoder: Encoder
    in_force: Term
    """That the day is one on which the rule is in force."""
    met: Term
    """That it is in force and its condition met."""

    @property
    def judges(self) -> bool:
        """Whether the rule judges an event."""
        return isinstance(self.rule.body, m.OnEvents) and self.rule.body.judges


@dataclass(frozen=True, slots=True)
class Stage:
    """Where rules stand together."""

    event: str | None
    encoder: Encoder
    cases: list[Case]


def conjuncts(condition: m.Expression | None) -> list[m.Expression]:
    """The parts that `and` joins."""
    if condition is None:
        return []
    if isinstance(condition, m.Logic) and condition.operator == "and":
        return [part for operand in condition.operands for part in conjuncts(operand)]
    return [condition]


def stages(inquiry: Inquiry) -> list[Stage]:
    """All stages, each with a sheet of its own."""
    found: dict[str | tuple[Type, ...], Stage] = {}
    for rule in inquiry.model.rules.values():
        body = rule.body
        if isinstance(body, m.OnEvents):
            for name in body.cases:
                stage = found.setdefault(name, Stage(name, inquiry.encoder(name), []))
                stage.cases.append(on_event(stage.encoder, rule, body, name))
        else:
            key = tuple(b.type for b in body.bindings)
            stage = found.setdefault(key, Stage(None, inquiry.encoder(), []))
            stage.cases.append(standing(stage.encoder, rule, body))
    return list(found.values())


def alone(inquiry: Inquiry, rule: m.Rule, watched: str) -> list[Case]:
    """A rule on all its events, on sheets of its own, an enum being watched for."""
    if isinstance(rule.body, m.OnEvents):
        return [on_event(inquiry.encoder(name, watched), rule, rule.body, name) for name in rule.body.cases]
    return [standing(inquiry.encoder(None, watched), rule, rule.body)]


def on_event(encoder: Encoder, rule: m.Rule, body: m.OnEvents, event: str) -> Case:
    """A rule as it reads on an event."""
    case = body.cases[event]
    return _case(encoder, rule, case.condition, case.actions, m.EventField("at", INSTANT, rule.span))


def standing(encoder: Encoder, rule: m.Rule, body: m.Standing) -> Case:
    """A standing rule; what it ranges over has the same name in logic as in every rule that ranges over the same."""
    things = {b.name: encoder.any_of(f"thing {i}", b.type) for i, b in enumerate(body.bindings)}
    clock = m.Now(INSTANT, rule.span)
    return _case(encoder.bound(things), rule, body.condition, body.actions, clock)


def _case(
    encoder: Encoder,
    rule: m.Rule,
    condition: m.Expression | None,
    actions: tuple[m.Statement, ...],
    clock: m.Expression,
) -> Case:
    in_force = and_(_limits(encoder, rule, clock))
    met = and_((in_force, *(encoder.met(part) for part in conjuncts(condition))))
    return Case(rule, encoder.event, condition, actions, encoder, in_force, met)


def each(encoder: Encoder, loop: m.ForEach) -> Encoder:
    """The place inside a `for each`, its variable being any of what it goes over."""
    kind = item_of(loop.collection) if loop.collection is not None else loop.type
    return encoder.bound({loop.variable: encoder.any_of(f"each at {loop.span.path}:{loop.span.start}", kind)})


def _limits(encoder: Encoder, rule: m.Rule, clock: m.Expression) -> Iterator[Term]:
    if rule.effective_from is None and rule.effective_to is None:
        return
    day = local_day(encoder.sheet, encoder.value(clock).term)
    if rule.effective_from is not None:
        yield compare(">=", day, whole(rule.effective_from.toordinal()))
    if rule.effective_to is not None:
        yield compare("<=", day, whole(rule.effective_to.toordinal()))
