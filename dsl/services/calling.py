"""The form of what is called where the cursor stands."""

from __future__ import annotations

import re

from dsl.references import Symbol
from dsl.services.answers import Signature
from dsl.services.meaning import form_of, label_of
from dsl.words import Language
from dsl.workspace import State

_PIECE = re.compile(r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"|“[^”\n]*”|#[^\n]*|[(（\[]|[)）\]]|[,，]')
_CALLED = re.compile(r"([^\W\d]\w*)\s*\Z")
_GIVEN = re.compile(r"\s*([^\W\d]\w*)\s*[:：]")


def signature(state: State, path: str, offset: int, language: Language) -> Signature | None:
    """The form of the innermost call around an offset; None outside of calls."""
    text = state.pages[path].source.text
    line = text.rfind("\n", 0, offset) + 1
    opened: list[tuple[int, int, int]] = []  # where a bracket stands, how many commas, behind the last
    for match in _PIECE.finditer(text, line, offset):
        sign = match[0]
        if sign in "(（[":
            opened.append((match.start(), 0, match.end()))
        elif sign in ")）]" and opened:
            opened.pop()
        elif sign in ",，" and opened:
            at, commas, _ = opened.pop()
            opened.append((at, commas + 1, match.end()))
    for at, commas, last in reversed(opened):
        called = _CALLED.search(text[line:at])
        form = form_of(state.model, called[1]) if called and text[at] in "(（" else None
        if called and form:
            return _shown(state, called[1], form, commas, text[last:offset], language)
    return None


def _shown(state: State, name: str, form: str, commas: int, written: str, language: Language) -> Signature:
    inner = form.index("(") + 1
    parameters = [
        (inner + match.start(), inner + match.end()) for match in re.finditer(r"[^\s,)][^,)]*", form[inner:])
    ]
    given = _GIVEN.match(written)
    named = [form[start:end].split(":")[0] for start, end in parameters]
    active = named.index(given[1]) if given and given[1] in named else commas
    labels = (label_of(state.model, Symbol(kind, name)) for kind in ("measure", "table", "entity", "event"))
    label = next((found for found in labels if found is not None), None)
    return Signature(
        form,
        label.in_(language) if label else None,
        tuple(parameters),
        active if active < len(parameters) else None,
    )
