"""What every name in the text refers to, and where each thing that has a name is used.

The checker notes a use wherever it has found out what a name means. A name may have several uses at one place:
in a rule on two events `lot` is a field of both. Words that the language itself gives a meaning (`text`, `now`,
`round`) are uses of something built in. Names that mean nothing have no use; they have a diagnostic.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Literal, NamedTuple

from dsl.source import Span

Kind = Literal[
    "entity",
    "enum",
    "value",
    "field",
    "event",
    "event_field",
    "measure",
    "parameter",
    "table",
    "place",
    "role",
    "rule",
    "board",
    "group",
    "module",
    "variable",
    "built_in",
]


class Symbol(NamedTuple):
    """Something that has a name.

    `owner` is the enum of a value, the entity of a field, the event of an event's field; of a variable the place of
    the name that introduces it, as `path:offset`; of what is built in `type`, `function`, `instant` or `tile`. Of all else it
    is empty.
    """

    kind: Kind
    name: str
    owner: str = ""


class Use(NamedTuple):
    """One place at which a name is written; the declaration of what it refers to, or a mention."""

    span: Span
    symbol: Symbol
    is_declaration: bool = False


def variable(name: str, introduced: Span) -> Symbol:
    """The variable that is introduced at a place."""
    return Symbol("variable", name, f"{introduced.path}:{introduced.start}")


class References:
    """All uses, by place and by what they refer to."""

    def __init__(self, noted: Collection[Use] = ()) -> None:
        self.noted = noted

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """Every use once, by file and place."""
        return tuple(sorted(dict.fromkeys(self.noted)))

    @cached_property
    def _by_symbol(self) -> Mapping[Symbol, list[Use]]:
        found: dict[Symbol, list[Use]] = {}
        for use in self.noted:
            found.setdefault(use.symbol, []).append(use)
        return found

    @cached_property
    def _by_path(self) -> Mapping[str, tuple[Use, ...]]:
        found: dict[str, list[Use]] = {}
        for use in self.uses:
            found.setdefault(use.span.path, []).append(use)
        return {path: tuple(uses) for path, uses in found.items()}

    @cached_property
    def by_place(self) -> Mapping[Span, Collection[Symbol]]:
        """For each place all that the name there refers to, in any order."""
        found: dict[Span, set[Symbol]] = {}
        for use in self.noted:
            found.setdefault(use.span, set()).add(use.symbol)
        return found

    def symbols(self) -> Iterable[Symbol]:
        """Everything that is used or declared."""
        return self._by_symbol.keys()

    def of(self, symbol: Symbol) -> tuple[Use, ...]:
        """Where something is declared and mentioned."""
        return tuple(sorted(dict.fromkeys(self._by_symbol.get(symbol, ()))))

    def declaration(self, symbol: Symbol) -> Use | None:
        """Where something is declared; None for what no text declares, such as what is built in."""
        return next((use for use in self.of(symbol) if use.is_declaration), None)

    def in_file(self, path: str) -> tuple[Use, ...]:
        """The uses in one file, by place."""
        return self._by_path.get(path, ())

    def at(self, path: str, offset: int) -> tuple[Use, ...]:
        """What the name under a place refers to; right behind its last letter is still under it."""
        uses = self.in_file(path)
        last = bisect_right(uses, offset, key=lambda use: use.span.start)
        under: list[Use] = []
        while last > 0 and uses[last - 1].span.end >= offset:
            last -= 1
            if under and under[0].span.start != uses[last].span.start:
                break
            under.insert(0, uses[last])
        return tuple(under)


def meanings(references: References) -> Mapping[Span, frozenset[Symbol]]:
    """For each place all that the name there refers to."""
    return {span: frozenset(symbols) for span, symbols in references.by_place.items()}
