"""Values that show what was found: those that the solver chose, made as plain as they can be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from dsl.diagnostics import Both
from dsl.proving.encode import Encoder
from dsl.proving.inquiry import Inquiry, listed
from dsl.proving.showing import shown
from dsl.proving.solver import Number
from dsl.proving.terms import FALSE, TRUE, Term, equal, not_, real, truth, whole
from dsl.proving.values import Leaf, decoded
from dsl.typesystem import DATE, DURATION, INSTANT, TEXT, EnumType, Reference, is_decimal

MOST = 6
"""So many values are shown."""

_DAY, _HOUR = 86_400_000_000, 3_600_000_000
_START = 1_767_196_800_000_000
"""2026-01-01 in China: as good an instant as any."""

_NUMERAL = re.compile(r"(?<![\w#|.])\d+(?:\.0)?(?![\w|.])")


def example(inquiry: Inquiry, encoder: Encoder, asserted: Term) -> Both:
    """Values for which something is true, as a list; empty where none can be shown."""
    sheet = encoder.sheet
    concerned = sheet.concerned(asserted)
    leaves = {t: leaf for t, leaf in encoder.leaves.items() if t.text in concerned and _is_shown(leaf)}
    chosen: list[Term] = []
    texts: list[Both] = []
    numerals = _numerals(asserted.text)
    for term, leaf in list(leaves.items())[:MOST]:
        found = _chosen(encoder, asserted, chosen, term, leaf, numerals)
        if found is None:
            continue
        chosen += found[0]
        what = inquiry.text(leaf.expression.span)
        value = found[1]
        if value is None:
            texts.append(Both(f"{what} is missing", f"{what} 缺失"))
        else:
            constant = shown(inquiry.model, decoded(inquiry.model, value, leaf.type), leaf.type)
            texts.append(Both(f"{what} = {constant.en}", f"{what} = {constant.zh}"))
    return listed(dict.fromkeys(texts))


def _is_shown(leaf: Leaf) -> bool:
    return not isinstance(leaf.type, Reference)


def _chosen(
    encoder: Encoder,
    asserted: Term,
    chosen: list[Term],
    term: Term,
    leaf: Leaf,
    numerals: list[Fraction],
) -> tuple[list[Term], Number | None] | None:
    """A value, and what is to hold so that it stays."""
    sheet = encoder.sheet
    if leaf.present not in (TRUE, FALSE):
        absent = not_(leaf.present)
        if sheet.ask([asserted, *chosen, leaf.present]).verdict != "sat":
            return [absent], None
        chosen = [*chosen, leaf.present]
    for value in _candidates(term, leaf, numerals):
        at = equal(term, _as_term(term, value))
        if sheet.ask([asserted, *chosen, at]).verdict == "sat":
            return [leaf.present, at], value
    answer = sheet.ask([asserted, *chosen], [term])
    if answer.verdict != "sat" or term.text not in answer.values:
        return None
    found = answer.values[term.text]
    return [leaf.present, equal(term, _as_term(term, found))], found


def _as_term(term: Term, value: Number) -> Term:
    if isinstance(value, bool):
        return truth(value)
    return real(value) if term.sort == "Real" else whole(int(value))


def _numerals(text: str) -> list[Fraction]:
    found = dict.fromkeys(Fraction(n.removesuffix(".0")) for n in _NUMERAL.findall(text))
    return list(found)[:8]


def _candidates(term: Term, leaf: Leaf, numerals: list[Fraction]) -> Iterator[Number]:
    """Plain values of the type: those that the condition names, and their neighbours."""
    kind = leaf.type
    if term.sort == "Bool" or isinstance(kind, EnumType) or kind in (TEXT, DATE):
        return
    if kind == INSTANT:
        yield Fraction(_START)
        for step in numerals:
            if step >= 1_000_000:
                yield from (_START + step, _START - step, _START + step + _DAY, _START - step - _DAY)
    elif kind == DURATION:
        lengths = [n for n in numerals if n >= 1_000_000]
        yield from (*lengths, *(n + _DAY for n in lengths), *(n - _DAY for n in lengths))
        yield from (Fraction(0), Fraction(_DAY), Fraction(_HOUR))
    elif is_decimal(kind) or term.sort == "Int":
        for n in numerals:
            yield from (n, n + 1, n - 1, -n)
        yield from map(Fraction, (0, 1, 2, 5, 10, 100, 1000))
