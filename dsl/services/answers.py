"""What the services answer: values without any protocol. Places are spans of files, texts are in one language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dsl.references import Kind
from dsl.source import Span

ItemKind = Kind | Literal["keyword", "type", "function", "unit", "argument", "snippet"]


@dataclass(frozen=True, slots=True)
class Hover:
    """What is said of the name under the cursor."""

    span: Span
    kind: str
    """What it is, in a word of the language: `entity`, `字段`."""
    name: str
    type: str | None
    label: str | None
    written: str | None
    """The line in which it is declared."""
    sentence: str | None
    """What it means, as a storekeeper would read it."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What can stand at the cursor; it takes the place of the word there."""

    kind: ItemKind
    name: str
    text: str
    """What is put in. In a snippet `${1:name}` is a place to fill in."""
    detail: str | None = None
    label: str | None = None
    fits: bool = True
    """Whether it is of the type that is wanted there."""


@dataclass(frozen=True, slots=True)
class Completions:
    """All that can stand at the cursor, the most fitting first, and the word whose place it takes."""

    span: Span
    items: tuple[Completion, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """A text in the place of another."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is not done, in one language."""

    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A declaration or a line of one, with what stands in it."""

    kind: Kind | Literal["scenario", "extend", "row"]
    name: str
    detail: str
    span: Span
    selection: Span
    """The name itself."""
    parts: tuple[Outline, ...] = ()


@dataclass(frozen=True, slots=True)
class Coloured:
    """A word and what it is."""

    span: Span
    kind: Kind | Literal["keyword", "text", "number", "comment", "operator"]
    is_declaration: bool = False


@dataclass(frozen=True, slots=True)
class Fold:
    """Lines, counted from 1, that can be shown as the first of them."""

    first: int
    last: int
    is_comment: bool


@dataclass(frozen=True, slots=True)
class Fix:
    """A mend: what it is called, the mistake it mends, and the edit."""

    title: str
    code: str
    at: Span
    edit: Edit


@dataclass(frozen=True, slots=True)
class Signature:
    """The form of what is called, its parameters, and which of them the cursor is in."""

    form: str
    label: str | None
    parameters: tuple[tuple[int, int], ...]
    """Where in the form each parameter stands."""
    active: int | None
