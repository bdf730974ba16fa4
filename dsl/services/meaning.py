"""What a symbol is: its type, its label, the line that declares it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from dsl import model as m
from dsl import naming
from dsl.checking.fitting import has_error
from dsl.checking.functions import FORMS
from dsl.diagnostics import Both
from dsl.references import Symbol
from dsl.sentences import Declaration
from dsl.typesystem import BUILT_IN, Type, type_name
from dsl.words import KEYWORDS
from dsl.workspace import State

_KINDS: dict[str, Both] = {
    **{word.lower(): Both(*KEYWORDS[word]) for word in (
        "ENTITY", "ENUM", "EVENT", "MEASURE", "PARAMETER", "TABLE", "PLACE", "ROLE", "RULE", "GROUP", "MODULE", "BOARD",
    )},
    "value": Both("value", "枚举值"),
    "field": Both("field", "字段"),
    "event_field": Both("field", "字段"),
    "variable": Both("variable", "变量"),
    "built_in": Both("built in", "内置"),
}  # fmt: skip


def spoken_type(kind: Type) -> Both:
    """A type as a person reads it; of one that is wrong a question mark."""
    return Both("?", "?") if has_error(kind) else type_name(kind)


def kind_name(symbol: Symbol) -> Both:
    """What kind of thing a symbol is."""
    return _KINDS[symbol.kind]


def title(symbol: Symbol) -> str:
    """A symbol's name with that of its owner: `Lot.expires_at`."""
    return (
        f"{symbol.owner}.{symbol.name}" if symbol.kind in ("value", "field", "event_field") else symbol.name
    )


def field(model: m.Model, symbol: Symbol) -> m.Field | None:
    """The field that a symbol is."""
    owners = model.entities if symbol.kind == "field" else model.events
    owner = owners.get(symbol.owner)
    return owner.fields.get(symbol.name) if owner else None


def type_of(model: m.Model, symbol: Symbol) -> Type | None:
    """The type of what a symbol stands for; None for what has none, and for variables."""
    match symbol.kind:
        case "field" | "event_field":
            found = field(model, symbol)
            return found.type if found else None
        case "measure":
            return model.measures[symbol.name].type if symbol.name in model.measures else None
        case "parameter":
            return model.parameters[symbol.name].type if symbol.name in model.parameters else None
        case "table":
            return model.tables[symbol.name].type if symbol.name in model.tables else None
        case "built_in":
            return BUILT_IN.get(symbol.name)
        case (
            "entity"
            | "enum"
            | "value"
            | "event"
            | "place"
            | "role"
            | "rule"
            | "board"
            | "group"
            | "module"
            | "variable"
        ):
            return None
        case _:
            assert_never(symbol.kind)


def label_of(model: m.Model, symbol: Symbol) -> Both | None:
    """How people call what a symbol stands for; None where nobody said."""
    label = naming.label_of(model, symbol)
    return None if label == (symbol.name, symbol.name) else label


def declaration_of(model: m.Model, symbol: Symbol) -> Declaration | None:
    """What the model has of something that is declared by itself."""
    tables: Mapping[str, Mapping[str, Declaration]] = {
        "entity": model.entities,
        "enum": model.enums,
        "event": model.events,
        "measure": model.measures,
        "parameter": model.parameters,
        "table": model.tables,
        "place": model.places,
        "role": model.roles,
        "group": model.groups,
        "module": model.modules,
        "board": model.boards,
        "rule": model.rules,
    }
    return tables[symbol.kind].get(symbol.name) if symbol.kind in tables else None


def form_of(model: m.Model, name: str) -> str | None:
    """How something that takes arguments is called: `on_hand(item: Item, place: Place)`."""
    if name in FORMS:
        return FORMS[name]
    known = model.measures.get(name) or model.tables.get(name)
    if known is not None:
        return f"{name}({', '.join(f'{b.name}: {spoken_type(b.type).en}' for b in known.parameters)})"
    owner = model.entities.get(name) or model.events.get(name)
    if owner is not None:
        return f"{name}({', '.join(f'{f.name}: {spoken_type(f.type).en}' for f in owner.fields.values())})"
    return None


def written(state: State, symbol: Symbol) -> str | None:
    """The line in which a symbol is declared."""
    use = state.declaration(symbol)
    source = state.sources.get(use.span.path) if use else None
    if use is None or source is None:
        return None
    return source.line(source.position(use.span.start)[0]).strip()
