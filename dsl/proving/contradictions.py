"""Rules that contradict each other.

Two rules contradict each other where both may fire at once and they

- set one field of one thing to different values, or put into a list or set what the other takes out;
- put a hold on a thing and release it;

or where they cannot both be satisfied: both block and nobody may override, and where all but one part of the condition
of one holds, one or the other always blocks, though neither does so alone.

A value that is made from the field itself (`set n = n + 1`) adds up and contradicts nothing. Standing rules of which
one holds only where the other does are steps of one ladder: each fires on its own edge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from dsl import model as m
from dsl.diagnostics import Both, Note
from dsl.proving.encode import Encoder
from dsl.proving.examples import example
from dsl.proving.inquiry import Inquiry
from dsl.proving.stages import Case, Stage, conjuncts, each
from dsl.proving.terms import FALSE, Term, and_, equal, not_, or_
from dsl.proving.values import Value
from dsl.proving.walk import walk
from dsl.source import Span
from dsl.typesystem import Reference


def contradictions(inquiry: Inquiry, stages: list[Stage]) -> None:
    """Look at all rules of each stage."""
    for stage in stages:
        _opposed(inquiry, stage)
        if stage.event is not None:
            _never_both(inquiry, stage)


# -- opposite outcomes


@dataclass(frozen=True, slots=True)
class _Effect:
    """What a rule does to a thing, and when."""

    case: Case
    kind: str
    """`set`, `add`, `remove`, `hold`, `release`"""
    target: str
    """The field, or the entity, that it touches."""
    thing: Term
    value: Value | None
    guard: Term
    span: Span


_OPPOSITES = {("set", "set"), ("add", "remove"), ("remove", "add"), ("hold", "release"), ("release", "hold")}


def _opposed(inquiry: Inquiry, stage: Stage) -> None:
    by_target: dict[str, list[_Effect]] = {}
    for case in stage.cases:
        for effect in _effects(case, case.encoder, case.actions, case.met):
            by_target.setdefault(effect.target, []).append(effect)
    told: set[frozenset[str]] = set()
    for effects in by_target.values():
        for one, other in combinations(effects, 2):
            names = frozenset((one.case.rule.name, other.case.rule.name))
            is_asked = len(names) == 2 and names not in told and (one.kind, other.kind) in _OPPOSITES
            if is_asked and _is_opposed(inquiry, one, other):
                told.add(names)


def _effects(
    case: Case, encoder: Encoder, statements: tuple[m.Statement, ...], guard: Term
) -> Iterator[_Effect]:
    for statement in statements:
        match statement:
            case m.Set(base, entity, field, operation, value):
                if not any(isinstance(n, m.FieldRead) and n.name == field for n in walk(value)):
                    thing, given = encoder.value(base), encoder.value(value)
                    sure = and_((guard, thing.sure, given.sure))
                    target = f"{entity}.{field}"
                    yield _Effect(case, operation, target, thing.term, given, sure, statement.span)
            case m.Hold(things) | m.Release(things):
                thing = encoder.value(things)
                kind = "hold" if isinstance(statement, m.Hold) else "release"
                yield _Effect(
                    case,
                    kind,
                    f"hold {things.type}",
                    thing.term,
                    None,
                    and_((guard, thing.sure)),
                    statement.span,
                )
            case m.If(condition, then, otherwise):
                yield from _effects(case, encoder, then, and_((guard, encoder.met(condition))))
                yield from _effects(case, encoder, otherwise, and_((guard, encoder.unmet(condition))))
            case m.ForEach(where=where, body=body):
                inner = each(encoder, statement)
                yield from _effects(case, inner, body, and_((guard, inner.met(where))))
            case _:
                pass


def _is_opposed(inquiry: Inquiry, one: _Effect, other: _Effect) -> bool:
    """Whether both may happen to one thing; says so."""
    asked = [one.guard, other.guard, equal(one.thing, other.thing)]
    if one.value is not None and other.value is not None:
        a, b = one.value, other.value
        same = or_(
            (and_((a.present, b.present, equal(a.term, b.term))), and_((not_(a.present), not_(b.present))))
        )
        asked.append(same if (one.kind, other.kind) != ("set", "set") else not_(same))
    together = and_(asked)
    if together == FALSE:
        return False
    sheet = one.case.encoder.sheet
    if inquiry.decide(sheet, [together], other.span).verdict != "sat":
        return False
    if one.case.event is None and _is_ladder(one.case, other.case):
        return False
    earlier, later = sorted((one, other), key=lambda e: e.case.rule.span)
    values = example(inquiry, one.case.encoder, together)
    what = (inquiry.text(later.span), inquiry.text(earlier.span))
    inquiry.problems.add(
        "BC475",
        later.span,
        Note(earlier.span, Both("The other one is here.", "另一处在这里。")),
        rule=later.case.rule.name,
        other=earlier.case.rule.name,
        what=Both(
            f"one says `{what[0]}`, the other `{what[1]}`", f"一条写 `{what[0]}`，另一条写 `{what[1]}`"
        ),
        example=Both(f", for example where {values.en}", f"，例如 {values.zh} 时")
        if values.en
        else Both("", ""),
    )
    return True


def _is_ladder(one: Case, other: Case) -> bool:
    met = one.met, other.met
    return any(one.encoder.sheet.ask([met[i], not_(met[1 - i])]).verdict == "unsat" for i in (0, 1))


# -- nothing passes


def _never_both(inquiry: Inquiry, stage: Stage) -> None:
    """Take a part out of a rule: where its other parts hold, is there anything that the rules let pass?

    All others are asked at once: what passes all of them passes each. What the part left out speaks of must not occur
    in those that stay, unless the other rule has them too; else the rules only share a border, as "expired" and
    "expires soon" do.
    """
    blocking = [c for c in stage.cases if _blocks(c) and not c.rule.override_by]
    told: set[frozenset[str]] = set()
    for case in blocking:
        others = [c for c in blocking if c.rule.name != case.rule.name]
        passed = [not_(other.met) for other in others]
        parts = {case.encoder.met(part): part for part in conjuncts(case.condition)}
        for part in parts:
            given = [term for term in parts if term != part]
            if not others or case.encoder.sheet.ask([*given, not_(part), *passed]).verdict == "sat":
                continue
            for other in others:
                names = frozenset((case.rule.name, other.rule.name))
                if names not in told and _is_total(inquiry, case, other, given, part):
                    told.add(names)
                    _blocked(inquiry, case, other, [parts[term] for term in given])


def _blocks(case: Case) -> bool:
    return any(isinstance(a, m.Block) for a in case.actions)


def _is_total(inquiry: Inquiry, one: Case, other: Case, given: list[Term], part: Term) -> bool:
    """Whether nothing of what is given passes both, though something is given and each lets some pass."""
    sheet, span = one.encoder.sheet, inquiry.head(other.rule.span)
    shared = {other.encoder.met(p) for p in conjuncts(other.condition)}
    about = _speaks_of(one.encoder, part)
    if any(about & _speaks_of(one.encoder, term) for term in given if term not in shared):
        return False
    context = [*given, one.in_force, other.in_force]
    return (
        inquiry.decide(sheet, [*context, not_(one.met), not_(other.met)], span).verdict == "unsat"
        and sheet.ask(context).verdict == "sat"
        and all(sheet.ask([*context, not_(case.met)]).verdict == "sat" for case in (one, other))
    )


def _speaks_of(encoder: Encoder, term: Term) -> set[str]:
    """The values that a term compares; not the things by whose fields it comes to them."""
    concerned = encoder.sheet.concerned(term)
    return {
        value.text
        for value, leaf in encoder.leaves.items()
        if value.text in concerned and not isinstance(leaf.type, Reference)
    }


def _blocked(inquiry: Inquiry, one: Case, other: Case, given: list[m.Expression]) -> None:
    earlier, later = sorted((one, other), key=lambda c: c.rule.span)
    quoted = " and ".join(f"`{inquiry.text(part.span)}`" for part in given)
    where = Both(f" where {quoted}", f" {quoted.replace(' and ', ' 且 ')} 的") if given else Both("", "")
    inquiry.problems.add(
        "BC476",
        inquiry.head(later.rule.span),
        Note(inquiry.head(earlier.rule.span), Both("The other one is here.", "另一条在这里。")),
        rule=later.rule.name,
        other=earlier.rule.name,
        event=one.event,
        where=where,
    )
