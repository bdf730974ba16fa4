"""Switches the names in the text between what things are declared as and what they are labelled.

A name is written in the language of its letters: `expires_at` in an English text, by its label `到期时间` in a
Chinese one; `批次` in a Chinese text and, if its English label is a word, by that in an English one. Whether a
label can stand at a place is not worked out here but tried: the checker reads the text with the labels in it, and
where a name then means something else, or nothing, it stays as it is declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from dsl.check import Checked, check
from dsl.checking.labels import FUNCTION_LABELS, INSTANT_LABELS, TILE_LABELS
from dsl.checking.packs import PackText
from dsl.currencies import DEFAULT
from dsl.currencies import LABELS as CURRENCY_LABELS
from dsl.diagnostics import Both, Diagnostic
from dsl.model import Model
from dsl.references import References, Symbol, meanings
from dsl.source import Span
from dsl.tree import Name
from dsl.typesystem import NAMES_ZH
from dsl.words import Language, is_chinese, is_name

_Node = TypeVar("_Node")

_BUILT_IN: Mapping[str, Mapping[str, str]] = {
    "type": NAMES_ZH,
    "function": FUNCTION_LABELS,
    "instant": INSTANT_LABELS,
    "tile": TILE_LABELS,
    "currency": CURRENCY_LABELS,
}


def switch_names(
    packs: Sequence[PackText], language: Language, zone: str, currency: str = DEFAULT
) -> tuple[PackText, ...]:
    """The packs with the names of one language; every name means what it meant."""
    before = check(packs, zone, currency)
    wanted = _wanted(before, language)
    declared = dict(_canonical(before.references))
    while True:
        switched = tuple(_with_names(pack, declared | wanted) for pack in packs)
        wrong = _wrong(before, check(switched, zone, currency), switched) & wanted.keys()
        if not wrong:
            return switched
        wanted = {span: text for span, text in wanted.items() if span not in wrong}


def written_as(model: Model, symbol: Symbol, language: Language) -> str:
    """How a name is written in a language, if nothing else at the place is written so."""
    label = label_of(model, symbol)
    if label is None or is_chinese(symbol.name) == (language == "zh"):
        return symbol.name
    said = label.in_(language)
    is_word = (
        is_name(said) or symbol.kind == "built_in"
    )  # where those stand, `时长` and `最小` are no keywords
    return said if is_word and is_chinese(said) == (language == "zh") else symbol.name


def label_of(model: Model, symbol: Symbol) -> Both | None:
    """The label of what a name refers to; None for variables and what is not in the model."""
    name, owner = symbol.name, symbol.owner
    match symbol.kind:
        case "variable":
            return None
        case "built_in":
            chinese = _BUILT_IN[owner]
            return Both(name, chinese[name])
        case "value":
            enum = model.enums.get(owner)
            values = enum.values if enum else ()
            return next((value.label for value in values if value.name == name), None)
        case "field" | "event_field":
            holders = model.entities if symbol.kind == "field" else model.events
            holder = holders.get(owner)
            field = holder.fields.get(name) if holder else None
            return field.label if field else None
        case kind:
            spaces: Mapping[str, Mapping[str, Any]] = {
                "entity": model.entities,
                "enum": model.enums,
                "event": model.events,
                "measure": model.measures,
                "parameter": model.parameters,
                "table": model.tables,
                "place": model.places,
                "role": model.roles,
                "rule": model.rules,
                "board": model.boards,
                "group": model.groups,
                "module": model.modules,
            }
            found = spaces[kind].get(name)
            return found.label if found else None


def with_names(node: _Node, names: Mapping[Span, str]) -> _Node:
    """The tree with other names at some places."""
    made: Any = node
    if isinstance(node, Name):
        text = names.get(node.span, node.text)
        made = node if text == node.text else replace(node, text=text)
    elif isinstance(node, Span):
        pass
    elif isinstance(node, tuple):
        parts = tuple(with_names(part, names) for part in node)
        made = node if all(a is b for a, b in zip(node, parts, strict=True)) else parts
    elif is_dataclass(node) and not isinstance(node, type):
        changed = {f.name: with_names(getattr(node, f.name), names) for f in fields(node)}
        if any(changed[f.name] is not getattr(node, f.name) for f in fields(node)):
            made = replace(node, **changed)
    return cast(_Node, made)


def _with_names(pack: PackText, names: Mapping[Span, str]) -> PackText:
    files = (replace(file, declarations=with_names(file.declarations, names)) for file in pack.files)
    return replace(pack, files=tuple(files))


def _canonical(references: References) -> Iterator[tuple[Span, str]]:
    return ((use.span, use.symbol.name) for use in references.uses)


def _wanted(checked: Checked, language: Language) -> dict[Span, str]:
    """What is to be written at each place other than what is declared; where all that is meant is written alike."""
    found: dict[Span, set[str]] = {}
    for use in checked.references.uses:
        text = use.symbol.name if use.is_declaration else written_as(checked.model, use.symbol, language)
        found.setdefault(use.span, set()).add(text)
    declared = dict(_canonical(checked.references))
    return {
        span: text
        for span, texts in found.items()
        for text in texts
        if len(texts) == 1 and text != declared[span]
    }


def _wrong(before: Checked, after: Checked, packs: Sequence[PackText]) -> set[Span]:
    """The names to blame where not all means what it meant."""
    meant, means = meanings(before.references), meanings(after.references)
    if meant == means and _told(before.diagnostics) == _told(after.diagnostics):
        return set()
    new = _told(after.diagnostics) - _told(before.diagnostics)
    different = {span for span in meant if span in means and means[span] != meant[span]}
    blamed = different | {span for code, span in new if code == "BC221"}
    if blamed:
        return blamed
    # Something does not fit any more, or was not reached: whatever is written in those declarations.
    broken = {span for _, span in new} | {span for span in meant if span not in means}
    spans = [declaration.span for pack in packs for file in pack.files for declaration in file.declarations]
    around = [outer for outer in spans if any(_is_within(span, outer) for span in broken)]
    return {span for span in meant if any(_is_within(span, outer) for outer in around)} or set(meant)


def _told(diagnostics: Sequence[Diagnostic]) -> set[tuple[str, Span]]:
    return {(diagnostic.code, diagnostic.span) for diagnostic in diagnostics}


def _is_within(span: Span, outer: Span) -> bool:
    return span.path == outer.path and outer.start <= span.start and span.end <= outer.end
