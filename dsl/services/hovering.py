"""What is said of the name under the cursor: what it is, its type, its label, where it is declared."""

from __future__ import annotations

from dsl import model as m
from dsl import tree as t
from dsl.catalogue import entry
from dsl.checking.expressions import infer
from dsl.checking.scope import Scope
from dsl.checking.symbols import Desk, Want, is_error
from dsl.references import Symbol
from dsl.sentences import Reader
from dsl.services.answers import Hover
from dsl.services.meaning import (
    declaration_of,
    form_of,
    kind_name,
    label_of,
    spoken_type,
    title,
    type_of,
    written,
)
from dsl.source import Span
from dsl.typesystem import Type
from dsl.words import Language
from dsl.workspace import State, Workspace


def hover(workspace: Workspace, path: str, offset: int, language: Language) -> Hover | None:
    """What is said of the name at an offset of a file; None where there is no name, or one that means nothing."""
    state = workspace.now
    found = state.uses_at(path, offset)
    if not found:
        return None
    use = found[0]
    symbol = use.symbol
    kind = type_of(state.model, symbol)
    if symbol.kind == "variable":
        kind = _inferred(workspace, path, use.span)
    label = label_of(state.model, symbol)
    return Hover(
        use.span,
        kind_name(symbol).in_(language),
        title(symbol),
        spoken_type(kind).in_(language) if kind is not None else None,
        label.in_(language) if label else None,
        written(state, symbol) or form_of(state.model, symbol.name),
        _sentence(state, symbol, language),
    )


def _sentence(state: State, symbol: Symbol, language: Language) -> str | None:
    """A declaration read aloud. Where anything is wrong the model is not whole, and is not read."""
    found = declaration_of(state.model, symbol)
    if found is None or any(entry(d.code).severity == "error" for d in state.diagnostics):
        return None
    return Reader(state.model, language).read(found)


def _inferred(workspace: Workspace, path: str, span: Span) -> Type | None:
    """The type that the checker finds for what stands at a place."""
    page = workspace.page(path) if path in workspace.paths else None
    place = page.place(span.start) if page else None
    if place is None:
        return None
    piece, start = place
    found: list[Type] = []

    def seeing(desk: Desk, node: t.Expression, scope: Scope, want: Want | None) -> m.Expression:
        checked = infer(desk, node, scope, want)
        if isinstance(node, t.Name) and node.span.start == start and not is_error(checked):
            found.append(checked.type)
        return checked

    workspace.watch(piece.file, seeing)
    return found[0] if found else None
