"""All names that the packs declare, and what each stands for.

The tables hold the model's own declarations. They are filled in stages: names and types first, so that
everything can be named from everywhere; what stands inside, and needs those types, later.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from dsl import model as m
from dsl import tree as t
from dsl.checking.problems import Problems, keyword
from dsl.checking.scope import Scope
from dsl.currencies import DEFAULT
from dsl.diagnostics import Both
from dsl.references import Kind, Symbol, Use, variable
from dsl.source import Source, Span
from dsl.typesystem import BUILT_IN, Scalar, Type

ERROR: Type = Scalar("?")
"""The type of what is already known to be wrong. It fits everywhere, so that one mistake is told once."""

FUNCTIONS = (
    "min",
    "max",
    "abs",
    "floor",
    "ceiling",
    "round",
    "date",
    "days",
    "hours",
    "length",
    "start_of",
    "end_of",
    "percent",
    "exchange",
    "ancestors",
    "descendants",
)

Infer = Callable[["Desk", t.Expression, Scope, "Want | None"], m.Expression]


@dataclass(frozen=True, slots=True)
class Want:
    """What is expected of an expression: literals adapt to it.

    `subject` is the item that a quantity belongs to there, in case that the literal has a unit.
    """

    type: Type
    subject: m.Expression | None = None


class Head(Protocol):
    """What is known of a rule or board before it is checked."""

    @property
    def label(self) -> Both: ...

    @property
    def span(self) -> Span: ...


@dataclass(slots=True)
class Symbols:
    """The declarations of all packs by kind and name."""

    enums: dict[str, m.Enum] = field(default_factory=dict)
    enum_values: dict[str, list[str]] = field(default_factory=dict)
    """For each name of a value the enums that have it."""
    entities: dict[str, m.Entity] = field(default_factory=dict)
    places: dict[str, m.Place] = field(default_factory=dict)
    roles: dict[str, m.Role] = field(default_factory=dict)
    events: dict[str, m.Event] = field(default_factory=dict)
    measures: dict[str, m.Measure] = field(default_factory=dict)
    parameters: dict[str, m.Parameter] = field(default_factory=dict)
    tables: dict[str, m.Table] = field(default_factory=dict)
    groups: dict[str, m.Group] = field(default_factory=dict)
    rules: dict[str, Head] = field(default_factory=dict)
    boards: dict[str, Head] = field(default_factory=dict)
    modules: dict[str, m.Module] = field(default_factory=dict)
    ungrown: set[tuple[str, str]] = field(default_factory=set)
    """Fields that `extend` adds without a value for what exists: told there, and not again at every use."""
    unread: frozenset[str] = frozenset()
    """Names of declarations that did not parse: whatever depends on them was told there."""

    def kind_of(self, name: str) -> Both | None:
        """The keyword under which a name is declared, whatever it is."""
        for kind, names in self.declared():
            if name in names:
                return keyword(kind)
        return keyword("type") if name in BUILT_IN else None

    def declared(self) -> Iterable[tuple[Kind, Container[str]]]:
        """All that has a name of its own, by kind."""
        yield "entity", self.entities
        yield "enum", self.enums
        yield "event", self.events
        yield "measure", self.measures
        yield "table", self.tables
        yield "role", self.roles
        yield "group", self.groups
        yield "rule", self.rules
        yield "board", self.boards
        yield "place", self.places
        yield "module", self.modules
        yield "parameter", self.parameters


@dataclass(slots=True)
class Desk:
    """What every part of the checker has at hand."""

    symbols: Symbols
    problems: Problems
    zone: ZoneInfo
    sources: Mapping[str, Source]
    infer: Infer
    """`dsl.checking.expressions.infer`, which the parts of an expression are checked with."""
    currency: str = DEFAULT
    """What `money` is in."""
    depth: int = 0
    labels: dict[int, tuple[Any, int, dict[str, tuple[str, ...]]]] = field(default_factory=dict)
    """What `dsl.checking.labels` remembers."""
    told: set[str] = field(default_factory=set)
    """What was reported, in the declaration at hand, that would be reported again at every use."""

    uses: list[Use] = field(default_factory=list)
    """What the names refer to that were resolved so far."""

    def refer(self, node: t.Name, kind: Kind, owner: str = "") -> None:
        """Note what a name refers to."""
        self.uses.append(Use(node.span, Symbol(kind, node.text, owner)))

    def declare(self, node: t.Name, kind: Kind, owner: str = "") -> None:
        """Note that a name is declared here."""
        self.uses.append(Use(node.span, Symbol(kind, node.text, owner), True))

    def introduce(self, node: t.Name) -> None:
        """Note that a name is a variable from here on."""
        self.uses.append(Use(node.span, variable(node.text, node.span), True))

    def text(self, span: Span) -> str:
        """What is written at a place, to be shown back to the author."""
        source = self.sources.get(span.path)
        written = " ".join(source.slice(span).split()) if source else ""
        return written if len(written) <= 60 else written[:57] + "..."


def error(span: Span) -> m.Expression:
    """Stands for an expression that was reported."""
    return m.Literal_(None, ERROR, span)


def is_error(expression: m.Expression) -> bool:
    """Whether the expression, or its type, was reported already."""
    return expression.type is ERROR
