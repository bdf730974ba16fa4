"""Where a name is declared, where it is used, and what has to change where it is given another."""

from __future__ import annotations

import re

from dsl.diagnostics import Both
from dsl.references import Symbol, Use
from dsl.services.answers import Edit, Refusal
from dsl.services.meaning import title
from dsl.source import Span
from dsl.typesystem import BUILT_IN
from dsl.words import SPELLINGS, Language
from dsl.workspace import State

_NAME = re.compile(r"[^\W\d]\w*")
_OWN = frozenset({"at", "now", "self"})


def definition(state: State, path: str, offset: int) -> tuple[Span, ...]:
    """Where what stands at an offset is declared; several places where it means several things."""
    found = (state.declaration(use.symbol) for use in state.uses_at(path, offset))
    return tuple(dict.fromkeys(use.span for use in found if use is not None))


def references(state: State, path: str, offset: int, *, with_declaration: bool) -> tuple[Span, ...]:
    """Where all else is that means the same as what stands at an offset."""
    found = [other for use in state.uses_at(path, offset) for other in state.uses_of(use.symbol)]
    spans = (use.span for use in found if with_declaration or not use.is_declaration)
    return tuple(sorted(dict.fromkeys(spans)))


def renamed(
    state: State, path: str, offset: int, name: str, language: Language
) -> tuple[Edit, ...] | Refusal:
    """What has to be written otherwise so that what stands at an offset has another name, in all files."""
    uses = state.uses_at(path, offset)
    symbols = {use.symbol for use in uses}
    refusal = _refusal(state, uses, symbols, name)
    if refusal is not None:
        return Refusal(refusal.in_(language))
    spans = {use.span for symbol in symbols for use in state.uses_of(symbol)}
    return tuple(Edit(span, name) for span in sorted(spans))


def _refusal(state: State, uses: tuple[Use, ...], symbols: set[Symbol], name: str) -> Both | None:
    if not uses:
        return Both("There is no name here.", "这里没有名称。")
    first = uses[0].symbol
    if not all(state.declaration(symbol) for symbol in symbols):
        return Both(
            f"`{first.name}` is part of the language; it has no other name.",
            f"`{first.name}` 是语言自带的，不能改名。",
        )
    if not _NAME.fullmatch(name) or name in SPELLINGS or name in _OWN or name in BUILT_IN:
        return Both(
            f"`{name}` is no name. A name is made of letters, digits and _, begins with a letter, and is no word of the "
            "language.",
            f"`{name}` 不能作名称。名称由文字、数字和 _ 组成，以文字开头，并且不是语言的关键字。",
        )
    for symbol in symbols:
        other = symbol._replace(name=name)
        if other != symbol and (state.declaration(other) or _is_taken(state, symbol, name)):
            return Both(f"There is already a `{title(other)}`.", f"已有 `{title(other)}`。")
    return None


_TOGETHER = (
    frozenset({"entity", "enum"}),
    frozenset({"measure", "table", "entity"}),
    frozenset({"parameter", "place"}),
)
"""Kinds of things that share their names."""


def _is_taken(state: State, symbol: Symbol, name: str) -> bool:
    kinds = {kind for group in _TOGETHER if symbol.kind in group for kind in group}
    return any(state.declaration(Symbol(kind, name)) for kind in sorted(kinds))  # type: ignore[arg-type]
