"""What can stand at the cursor: words that the grammar takes there, and names of the kind and type that are wanted.

Where a name can stand, one that nobody has is put there (`unfinished`) and the declaration is checked: the tree tells
what kind of name it is, the checker which names are in sight, which type is wanted, and what stands before a dot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from dsl import model as m
from dsl import tree as t
from dsl.checking.expressions import infer
from dsl.checking.fitting import fitted, plain
from dsl.checking.functions import FORMS
from dsl.checking.scope import Scope
from dsl.checking.symbols import Desk, Symbols, Want, is_error
from dsl.diagnostics import Both
from dsl.expectations import members
from dsl.printer import language_in
from dsl.services.answers import Completion, Completions, ItemKind
from dsl.services.meaning import spoken_type
from dsl.services.snippets import snippets
from dsl.services.unfinished import NAME, Unfinished, unfinished
from dsl.source import NOWHERE, Source, Span
from dsl.typesystem import (
    BUILT_IN,
    DATE,
    DURATION,
    INSTANT,
    INTEGER,
    MONEY,
    NUMBER,
    QUANTITY,
    EnumType,
    ListType,
    Optional,
    Physical,
    Record,
    Reference,
    SetType,
    Type,
    is_decimal,
    is_ordered,
)
from dsl.units import UNITS
from dsl.words import Language, spelling
from dsl.workspace import Page, Workspace


@dataclass(slots=True)
class _Seen:
    """What the checker knew at the cursor."""

    scope: Scope | None = None
    want: Want | None = None
    base: Type | None = None
    enum: str | None = None


def complete(workspace: Workspace, path: str, offset: int, language: Language) -> Completions:
    """What can stand at an offset of a file."""
    page = workspace.page(path)
    at = _begin(page.source.text, offset)
    found = page.place(at)
    span = Span(path, at, offset)
    spoken = _language(page, found[0].source.path if found else None, language)
    if found is None or not _line_before(page.source, at):
        return Completions(span, tuple(snippets(spoken)))
    piece, start = found
    place = unfinished(piece.source, start + offset - at)
    items = list(_names(workspace, place, language)) if "NAME" in place.kinds or "UNIT" in place.kinds else []
    items += _keywords(place.kinds, spoken)
    unique: dict[tuple[str, str], Completion] = {}
    for item in items:
        unique.setdefault((item.kind, item.name), item)
    ordered = sorted(unique.values(), key=lambda item: not item.fits)
    return Completions(span, tuple(ordered))


def _begin(text: str, offset: int) -> int:
    """Where the word at an offset begins."""
    while offset and (text[offset - 1].isalnum() or text[offset - 1] == "_"):
        offset -= 1
    return offset


def _line_before(source: Source, offset: int) -> str:
    return source.text[source.text.rfind("\n", 0, offset) + 1 : offset].strip("\ufeff")


def _language(page: Page, name: str | None, language: Language) -> Language:
    """The language of the declaration's keywords, or of the file's; where there are none that of the user."""
    spoken = {
        piece.source.path: language_in(piece.source, Span(piece.source.path, 0, len(piece.source.text)))
        for piece in page.pieces
        if name in (None, piece.source.path)
    }
    said = list(spoken.values())
    return max(said, key=said.count) if said else language


def _keywords(kinds: Iterable[str], language: Language) -> Iterator[Completion]:
    for word in members(kinds):
        text = spelling(word, language)
        yield Completion("keyword", text, text)


# -- names -------------------------------------------------------------------------------------------------


def _names(workspace: Workspace, place: Unfinished, language: Language) -> Iterator[Completion]:
    if place.file is None:
        return
    seen = _Seen()
    symbols = workspace.watch(place.file, _seeing(seen))
    trail = _trail(place.file.declarations[0])
    if not trail:
        return
    yield from _by_place(symbols, trail, language)
    if isinstance(trail[-1][0], t.Number):
        yield from _units(seen.want)
    elif seen.base is not None:
        yield from _members(symbols, seen.base, seen.want, language)
    elif seen.enum is not None:
        yield from _values(symbols, EnumType(seen.enum), language, fits=True)
    elif seen.scope is not None:
        yield from _in_sight(symbols, seen.scope, seen.want, language)


def _seeing(seen: _Seen) -> Any:
    def watch(desk: Desk, node: t.Expression, scope: Scope, want: Want | None) -> m.Expression:
        match node:
            case t.Name(name) if name == NAME:
                seen.scope, seen.want = scope, want
            case t.Number(_, unit) if unit == NAME:
                seen.want = want
            case t.FieldOf(base, t.Name(name)) if name == NAME:
                seen.want = want
                if isinstance(base, t.Name) and base.text in desk.symbols.enums:
                    seen.enum = base.text
                checked = desk.infer(desk, base, scope, None)
                if not is_error(checked):
                    seen.base = checked.type
            case t.Call(t.Name(name)) if name == NAME:
                seen.scope, seen.want = scope, want
            case _:
                pass
        return infer(desk, node, scope, want)

    return watch


Trail = list[tuple[Any, str]]


def _trail(node: Any) -> Trail:
    """From the outermost node to the name at the cursor: each node and the part of it to go on with."""
    if isinstance(node, t.Name):
        return [(node, "text")] if node.text == NAME else []
    if isinstance(node, t.Number):
        return [(node, "unit")] if node.unit == NAME else []
    if is_dataclass(node) and not isinstance(node, type) and not isinstance(node, Span):
        for field in fields(node):
            value = getattr(node, field.name)
            for part in value if isinstance(value, tuple) and not isinstance(value, Span) else (value,):
                below = _trail(part)
                if below:
                    return [(node, field.name), *below]
    return []


def _by_place(symbols: Symbols, trail: Trail, language: Language) -> Iterator[Completion]:
    """Names that the place in the tree asks for, whatever the types."""
    path = [(type(node).__name__, part) for node, part in trail]
    match path[-3:]:
        case [*_, ("TypeName", "name"), _]:
            yield from (_item("type", name, spoken_type(BUILT_IN[name]), language) for name in BUILT_IN)
            yield from _declared("enum", symbols.enums, language)
            yield from _declared("entity", symbols.entities, language)
        case [*_, ("On" | "Aggregate", "events") | ("Total", "source") | ("Recording", "event"), _]:
            yield from _declared("event", symbols.events, language)
        case [*_, ("Alert" | "RecordedBy" | "TunedBy" | "OverrideBy" | "Board", "roles"), _] | [
            *_,
            ("Actor", "role"),
            _,
        ]:
            yield from _declared("role", symbols.roles, language)
        case [*_, ("InGroups", "groups"), _]:
            yield from _declared("group", symbols.groups, language)
        case [*_, ("Group", "covers"), _]:
            yield from _declared("enum", symbols.enums, language)
        case [*_, ("ExpectRules" | "AlertsFrom", "rules"), _]:
            yield from (Completion("rule", name, name) for name in symbols.rules)
        case [*_, ("GivenParameter", "name"), _]:
            yield from _declared("parameter", symbols.parameters, language)
        case [*_, ("Extend", "name"), _]:
            kind = trail[-2][0].kind
            table = {"enum": symbols.enums, "entity": symbols.entities, "event": symbols.events}[kind]
            yield from _declared(kind, table, language)
        case [("Emit" | "Step" | "GivenEvent" | "Drag", "call"), ("Call", "name"), _]:
            yield from _calls("event", symbols.events, language)
        case [("Create" | "GivenThing", "call"), ("Call", "name"), _]:
            things = {name: entity for name, entity in symbols.entities.items() if entity.key}
            yield from _calls("entity", things, language)
        case [("Call", "arguments"), ("Argument", _), _] if trail[-2][0].name in (None, trail[-1][0]):
            yield from _arguments(symbols, trail[-3][0], language)
        case _:
            pass


def _arguments(symbols: Symbols, call: t.Call, language: Language) -> Iterator[Completion]:
    """The fields that are still to be given."""
    owner = symbols.events.get(call.name.text) or symbols.entities.get(call.name.text)
    given = {argument.name.text for argument in call.arguments if argument.name is not None}
    for field in owner.fields.values() if owner else ():
        if field.name not in given:
            yield _item(
                "argument", field.name, field.label, language, spoken_type(field.type), f"{field.name}: "
            )


def _members(symbols: Symbols, base: Type, want: Want | None, language: Language) -> Iterator[Completion]:
    """What may stand behind a dot."""
    match plain(base):
        case Reference(entity) | Record(entity):
            for field in symbols.entities[entity].fields.values():
                fits = _fits(field.type, want)
                yield _item("field", field.name, field.label, language, spoken_type(field.type), fits=fits)
        case _:
            return


def _in_sight(symbols: Symbols, scope: Scope, want: Want | None, language: Language) -> Iterator[Completion]:
    """Names that stand for a value, and what can be asked."""
    wanted = plain(want.type) if want else None
    if isinstance(wanted, EnumType):
        yield from _values(symbols, wanted, language, fits=True)
    for field in scope.fields.values():
        fits = _fits(field.type, want)
        yield _item("event_field", field.name, field.label, language, spoken_type(field.type), fits=fits)
    for name, kind in scope.variables.items():
        yield _item("variable", name, None, language, spoken_type(kind), fits=_fits(kind, want))
    for name in ["now"] * scope.now + ["at"] * (scope.event is not None):
        yield _item("built_in", name, None, language, spoken_type(INSTANT), fits=_fits(INSTANT, want))
    for parameter in symbols.parameters.values():
        kind, label = parameter.type, parameter.label
        yield _item("parameter", parameter.name, label, language, spoken_type(kind), fits=_fits(kind, want))
    place = Reference("Place")
    for known in symbols.places.values():
        yield _item("place", known.name, known.label, language, spoken_type(place), fits=_fits(place, want))
    callables: list[m.Measure | m.Table] = [*symbols.tables.values()]
    callables += symbols.measures.values() if scope.measures else []
    for called in callables:
        kind_: ItemKind = "measure" if isinstance(called, m.Measure) else "table"
        text = f"{called.name}({', '.join(f'${{{n}:{b.name}}}' for n, b in enumerate(called.parameters, 1))})"
        detail, fits = spoken_type(called.type), _fits(called.type, want)
        yield _item(kind_, called.name, called.label, language, detail, text, fits=fits)
    for entity in symbols.entities.values():
        kind = Optional(Reference(entity.name)) if entity.key else Record(entity.name)
        detail, fits = spoken_type(kind), want is not None and plain(kind) == wanted
        yield _item("entity", entity.name, entity.label, language, detail, f"{entity.name}($1)", fits=fits)
    for name, form in FORMS.items():
        yield Completion("function", name, f"{name}($1)", form, None, wanted is None or _gives(name, wanted))
    if not isinstance(wanted, EnumType):
        for name, enums in symbols.enum_values.items():
            if len(enums) == 1:
                yield Completion("value", name, name, enums[0], None, wanted is None)


def _gives(function: str, wanted: Type) -> bool:
    """Whether a function can give a value of a type."""
    match function:
        case "min" | "max":
            return is_ordered(wanted)
        case "abs" | "floor" | "ceiling" | "round":
            return is_decimal(wanted) or wanted == INTEGER
        case "days" | "hours":
            return wanted == NUMBER
        case "ancestors" | "descendants":
            return isinstance(wanted, SetType)
        case _:
            return wanted == {"date": DATE, "length": INTEGER}.get(function)


def _values(symbols: Symbols, kind: EnumType, language: Language, *, fits: bool) -> Iterator[Completion]:
    enum = symbols.enums.get(kind.name)
    for value in enum.values if enum else ():
        yield _item("value", value.name, value.label, language, Both(kind.name, kind.name), fits=fits)


_DIMENSIONS: dict[Type, str] = {
    DURATION: "duration",
    MONEY: "money",
    NUMBER: "percent",
    Physical("humidity"): "percent",
}


def _units(want: Want | None) -> Iterator[Completion]:
    """Units of the dimension that is wanted; all, where none is known."""
    wanted = plain(want.type) if want else None
    dimension = _DIMENSIONS.get(wanted) if wanted is not None else None
    if dimension is None and isinstance(wanted, Physical):
        dimension = wanted.dimension
    for name, unit in UNITS.items():
        fits = dimension is None or unit.dimension == dimension
        if fits or wanted == QUANTITY:
            yield Completion("unit", name, name, unit.dimension, None, fits)


def _fits(kind: Type, want: Want | None) -> bool:
    """Whether a value of the type, or one that is found in it, may stand where another is wanted."""
    if want is None:
        return True
    inner = kind.item if isinstance(kind, Optional) else kind
    if isinstance(inner, ListType | SetType) and isinstance(want.type, ListType | SetType):
        return inner.item == want.type.item
    return fitted(m.Literal_(None, inner, NOWHERE), want.type) is not None


def _declared(kind: ItemKind, known: Any, language: Language) -> Iterator[Completion]:
    return (_item(kind, thing.name, thing.label, language) for thing in known.values())


def _calls(kind: ItemKind, known: Any, language: Language) -> Iterator[Completion]:
    for thing in known.values():
        yield _item(kind, thing.name, thing.label, language, None, f"{thing.name}($1)")


def _item(
    kind: ItemKind,
    name: str,
    label: Both | None,
    language: Language,
    detail: Both | None = None,
    text: str | None = None,
    *,
    fits: bool = True,
) -> Completion:
    shown = label.in_(language) if label is not None and label.in_(language) != name else None
    return Completion(kind, name, text or name, detail.in_(language) if detail else None, shown, fits)
