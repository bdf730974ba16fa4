"""Which names an expression sees, and which of the values that may be missing are known to be there.

*Narrowing.* A value that may be missing is used through a path: a variable, an event's field, a field of
such, a measure or a lookup at such. A condition tells that some paths are known (`x is known`), and where it
holds they have their plain type. `facts` reads a condition; a `Scope` carries the paths.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace

from dsl import model as m
from dsl import tree as t
from dsl.source import Span
from dsl.typesystem import Optional, Type

Path = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """The names visible at a place in the text."""

    event: str | None = None
    """The event whose fields are visible."""
    fields: Mapping[str, m.Field] = field(default_factory=dict)
    variables: Mapping[str, Type] = field(default_factory=dict)
    introduced: Mapping[str, Span] = field(default_factory=dict)
    """The place at which each variable gets its name; a tile's own, `value` and `column`, have none."""
    known: frozenset[Path] = frozenset()
    now: bool = True
    """Whether the clock may be read."""
    measures: bool = True
    """Whether measures may be read."""
    creates: bool = False
    """Whether statements are carried out for sure, so that what is created is there: those of an event itself."""
    choices: frozenset[str] = frozenset()
    """Variables that are chosen in the filters of a board."""
    scenario: bool = False
    """Whether this is a test: things that it looks up must be there."""

    def bind(self, name: t.Name, kind: Type) -> Scope:
        """The scope in which a variable stands for a value as well."""
        return replace(
            self,
            variables={**self.variables, name.text: kind},
            introduced={**self.introduced, name.text: name.span},
        )

    def lending(self, name: str, kind: Type) -> Scope:
        """The scope in which a word of the tile's own stands for a value as well."""
        introduced = {other: place for other, place in self.introduced.items() if other != name}
        return replace(self, variables={**self.variables, name: kind}, introduced=introduced)

    def lends(self, name: str) -> bool:
        """Whether the name is a word of the tile's own here."""
        return name in self.variables and name not in self.introduced

    def knowing(self, paths: frozenset[Path]) -> Scope:
        """The scope in which more is known."""
        return replace(self, known=self.known | paths) if paths - self.known else self

    def forgetting(self, names: frozenset[str]) -> Scope:
        """The scope after fields of these names were set: what was known of them is no longer."""
        if not names:
            return self
        kept = frozenset(path for path in self.known if not _mentions(path, names))
        return self if kept == self.known else replace(self, known=kept)


def path(expression: m.Expression) -> Path | None:
    """What identifies an expression that reads the same value each time; None for all others."""
    match expression:
        case m.Variable(name) | m.EventField(name):
            return ("variable", name)
        case m.ParameterRead(name):
            return ("parameter", name)
        case m.Literal_(value):
            return ("literal", repr(value))
        case m.FieldRead(base, _, name):
            below = path(base)
            return None if below is None else (*below, name)
        case m.MeasureRead(name, arguments) | m.TableCall(name, arguments):
            below_all = tuple(path(a) for a in arguments)
            return None if None in below_all else ("call", name, below_all)
        case m.Lookup(entity, key):
            return lookup_path(entity, key)
        case m.Template(parts):
            pieces = tuple(("text", p) if isinstance(p, str) else path(p) for p in parts)
            return None if None in pieces else ("template", pieces)
        case _:
            return None


def lookup_path(entity: str, key: m.Expression) -> Path | None:
    """What identifies the thing of an entity with a key."""
    below = path(key)
    return None if below is None else ("lookup", entity, below)


def facts(condition: m.Expression, truth: bool) -> frozenset[Path]:
    """The paths that are known to be there where the condition has this answer."""
    match condition:
        case m.Known(operand):
            return _only(operand) if truth else frozenset()
        case m.Not(operand):
            return facts(operand, not truth)
        case m.Logic(operator, operands):
            each = [facts(operand, truth) for operand in operands]
            if truth == (operator == "and"):
                return frozenset[Path]().union(*each)
            return each[0].intersection(*each[1:])
        case m.Compare(operator, left, right) if truth == (operator == "=="):
            if operator not in ("==", "!="):
                return frozenset()
            return _implied(left, right) | _implied(right, left)
        case _:
            return frozenset()


def _only(operand: m.Expression) -> frozenset[Path]:
    found = path(operand)
    return frozenset() if found is None else frozenset([found])


def _implied(side: m.Expression, other: m.Expression) -> frozenset[Path]:
    """What equals a value that is there is there."""
    if isinstance(side.type, Optional) and not isinstance(other.type, Optional):
        return _only(side)
    return frozenset()


def _mentions(known: Hashable, names: frozenset[str]) -> bool:
    if isinstance(known, tuple):
        return any(_mentions(part, names) for part in known)
    return known in names
