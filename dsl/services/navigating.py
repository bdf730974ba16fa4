"""Where a name is declared, where it is used, and what has to change where it is given another."""

from __future__ import annotations

from dsl.catalogue import help_, message
from dsl.diagnostics import Both
from dsl.editing import RefusedEditError
from dsl.services.answers import Edit, Refusal
from dsl.source import Span
from dsl.words import Language
from dsl.workspace import State, Workspace


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
    workspace: Workspace, path: str, offset: int, name: str, language: Language
) -> tuple[Edit, ...] | Refusal:
    """What has to be written otherwise so that what stands at an offset has another name, in all files."""
    uses = workspace.now.uses_at(path, offset)
    if not uses:
        return Refusal(Both("There is no name here.", "这里没有名称。").in_(language))
    symbol = uses[0].symbol
    try:
        edits = workspace.rename(symbol, name)
    except RefusedEditError as refused:
        said = message(refused.diagnostic, language), help_(refused.diagnostic, language)
        return Refusal(" ".join(filter(None, said)))
    return tuple(Edit(edit.span, edit.text) for edit in edits)
