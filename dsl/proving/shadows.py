"""Rules that add nothing, because another does as much whenever they would fire.

*A rule on an event* is shadowed where, on each of its events, its condition implies that of another rule there which

- blocks, and nobody may override it, for then nothing of the event remains that the rule could act on; or
- blocks, where the rule does nothing but block too, and whoever may override the other may override it; or
- does all that the rule does, the texts of messages aside;

and the rule cites nothing that the other does not. A rule that cites another law is a reason of its own: an answer
lists every reason.

*A standing rule* fires on its own edge, so it is shadowed only by one that fires at the same moments and does as much.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from dsl import model as m
from dsl.diagnostics import Both, Note
from dsl.proving.conditions import Dead
from dsl.proving.inquiry import Inquiry
from dsl.proving.stages import Case, Stage
from dsl.proving.terms import not_


def shadows(inquiry: Inquiry, stages: Iterable[Stage], dead: Dead) -> None:
    """Look for rules that add nothing."""
    by_rule: dict[str, list[Case | None]] = {}
    for stage in stages:
        live = [c for c in stage.cases if (c.rule.name, c.event) not in dead]
        for case in live:
            by_rule.setdefault(case.rule.name, []).append(_shadow(inquiry, case, live))
    for name, found in by_rule.items():
        others = [case for case in found if case is not None]
        if len(others) == len(found):
            _told(inquiry, inquiry.model.rules[name], others)


def _told(inquiry: Inquiry, rule: m.Rule, others: Sequence[Case]) -> None:
    first = others[0]
    inquiry.problems.add(
        "BC477",
        inquiry.head(rule.span),
        Note(inquiry.head(first.rule.span), Both("The other one is here.", "另一条在这里。")),
        rule=rule.name,
        other=first.rule.name,
        as_much=Both("blocks the event", "拦截事件")
        if _blocks(first.actions)
        else Both("does as much", "做同样的事"),
    )


def _shadow(inquiry: Inquiry, case: Case, cases: Sequence[Case]) -> Case | None:
    """The rule that makes another add nothing here."""
    others = [c for c in cases if c.rule.name != case.rule.name and _does_as_much(case, c)]
    if not others:
        return None
    sheet, met = case.encoder.sheet, case.met
    # What meets the one and none of the others shows that no single one of them is met whenever the one is.
    if len(others) > 1 and sheet.ask([met, *(not_(o.met) for o in others)]).verdict == "sat":
        return None
    for other in others:
        implied = inquiry.decide(sheet, [met, not_(other.met)], inquiry.head(case.rule.span))
        if implied.verdict != "unsat":
            continue
        is_same = sheet.ask([other.met, not_(met)]).verdict == "unsat"
        if case.event is None and not is_same:
            continue
        # Of two that say the same, the later one is superfluous.
        if is_same and _does_as_much(other, case) and _order(inquiry, case) < _order(inquiry, other):
            continue
        return other
    return None


def _order(inquiry: Inquiry, case: Case) -> int:
    return list(inquiry.model.rules).index(case.rule.name)


def _does_as_much(case: Case, other: Case) -> bool:
    rule, stronger = case.rule, other.rule
    if case.judges != other.judges or not set(rule.cites) <= set(stronger.cites):
        return False
    if case.event is None:
        return _turns(case) == _turns(other) and _done(case) <= _done(other)
    if _blocks(other.actions):
        if not stronger.override_by:
            return True
        only_blocks = all(isinstance(a, m.Block | m.Warn) for a in case.actions)
        return only_blocks and _blocks(case.actions) and set(stronger.override_by) <= set(rule.override_by)
    return not _blocks(case.actions) and _done(case) <= _done(other)


def _blocks(actions: Iterable[m.Statement]) -> bool:
    return any(isinstance(a, m.Block) for a in actions)


def _turns(case: Case) -> Hashable:
    """When a standing rule is armed again, and how long it waits."""
    body = case.rule.body
    assert isinstance(body, m.Standing)
    until = case.encoder.met(body.until) if body.until is not None else None
    return until, case.encoder.value(body.lasting) if body.lasting is not None else None


def _done(case: Case) -> set[Hashable]:
    """What a rule does, but for the words of its messages."""
    names = (
        {b.name: i for i, b in enumerate(case.rule.body.bindings)}
        if isinstance(case.rule.body, m.Standing)
        else {}
    )
    return {_bare(action, names) for action in case.actions}


def _bare(node: Any, names: Mapping[str, int]) -> Hashable:
    """A part of the model without its place, and messages without their words."""
    if isinstance(node, m.Message):
        return None
    if isinstance(node, m.Variable):
        return "variable", names.get(node.name, node.name)
    if isinstance(node, tuple):
        return tuple(_bare(part, names) for part in node)
    if isinstance(node, Mapping):
        return tuple((key, _bare(part, names)) for key, part in node.items())
    if is_dataclass(node):
        parts = (_bare(getattr(node, f.name), names) for f in fields(node) if f.name != "span")
        return type(node).__name__, *parts
    return node  # type: ignore[no-any-return]
