"""Groups: for every value of the enum there must be a rule that can act on it.

A rule *covers* a value where its condition can be met, and one of its actions reached, while every expression of the
enum that they read has this value, or is missing (not all of them). Of an expression inside another of the enum only the
outer counts: in `(lot.storage otherwise lot.item.storage) == frozen` it is the whole. Where a condition compares two of
them so that they never are equal, each counts by itself. A rule that reads none covers all values: it does not tell them
apart. A table that has no row for a value covers it as little as a comparison does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import get_args

from dsl import model as m
from dsl.diagnostics import Both, Note
from dsl.proving.encode import Encoder
from dsl.proving.inquiry import Inquiry
from dsl.proving.stages import Case, alone, each
from dsl.proving.terms import TRUE, Term, and_, equal, implies, or_, truth, whole
from dsl.proving.values import Value
from dsl.proving.walk import walk

MOST_NOTES = 3

_TELLING = (m.Alert, m.Hold, m.Block, m.Warn)


def groups(inquiry: Inquiry) -> None:
    """Prove every group."""
    for group in inquiry.model.groups.values():
        if group.enum not in inquiry.model.enums:
            continue
        enum = inquiry.model.enums[group.enum]
        rules = [r for r in inquiry.model.rules.values() if group.name in r.groups]
        left = dict(enumerate(enum.values))
        for rule in rules:
            for case in alone(inquiry, rule, enum.name):
                left = {n: v for n, v in left.items() if n not in _covered(inquiry, case, left)}
        if left:
            _forgotten(inquiry, group, rules, list(left.values()))


def _forgotten(
    inquiry: Inquiry, group: m.Group, rules: Sequence[m.Rule], values: Sequence[m.EnumValue]
) -> None:
    named = Both(
        ", ".join(f"`{v.name}`" for v in values), "、".join(f"`{v.name}`（{v.label.zh}）" for v in values)
    )
    inquiry.problems.add(
        "BC470",
        group.span,
        *(Note(v.span, Both("This value is forgotten.", "遗漏了这个值。")) for v in values[:MOST_NOTES]),
        group=group.name,
        enum=group.enum,
        values=named,
        value=values[0].name if rules else None,
        rules=", ".join(f"`{r.name}`" for r in rules) or None,
    )


def _covered(inquiry: Inquiry, case: Case, numbers: Iterable[int]) -> set[int]:
    """The values that a rule covers, of some, by number."""
    encoder = case.encoder
    # A rule that tells somebody covers what it tells of; another, what it does something about.
    kinds = _TELLING if any(isinstance(n, _TELLING) for n in walk(case.actions)) else get_args(m.Statement)
    met = and_((case.met, _acts(encoder, case.actions, kinds)))
    encoder.watched = None
    found = list(encoder.seen)
    span = case.rule.span

    def is_covered(of: Iterable[Value], number: int) -> bool:
        each = list(of)
        has = [implies(v.present, equal(v.term, whole(number))) for v in each]
        some = or_(v.present for v in each) if each else TRUE
        return inquiry.decide(encoder.sheet, [met, *has, some], span).verdict != "unsat"

    together = {n for n in numbers if is_covered(found, n)}
    if together or len(found) < 2:
        return together
    agree = [equal(found[0].term, v.term) for v in found[1:]]
    if encoder.sheet.ask([met, *agree]).verdict != "unsat":
        return together
    return {n for n in numbers if any(is_covered([v], n) for v in found)}


def _acts(encoder: Encoder, actions: Sequence[m.Statement], kinds: tuple[type, ...]) -> Term:
    """That an action of one of the kinds is reached."""
    return or_(_reached(encoder, action, kinds) for action in actions)


def _reached(encoder: Encoder, statement: m.Statement, kinds: tuple[type, ...]) -> Term:
    match statement:
        case m.If(condition, then, otherwise):
            yes = and_((encoder.met(condition), _acts(encoder, then, kinds)))
            return or_((yes, and_((encoder.unmet(condition), _acts(encoder, otherwise, kinds)))))
        case m.ForEach(where=where, body=body):
            inner = each(encoder, statement)
            return and_((inner.met(where), _acts(inner, body, kinds)))
        case _:
            return truth(isinstance(statement, kinds))
