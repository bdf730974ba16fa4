"""Payloads to events: every field of the event's type present, of its type, within its bounds, references known.

A payload that binds in no state raises `Malformed` with what was found, what was expected and what to do; one that only
this state can't take, since it names what is not there, raises `Refused`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, assert_never

from dsl import model as m
from dsl.attachments import MAX_NAME, Attachment
from dsl.currencies import NAMES as CURRENCIES
from dsl.diagnostics import Both
from dsl.near import nearest
from dsl.typesystem import (
    INSTANT,
    PHOTO,
    QUANTITY,
    TEXT,
    Currency,
    EnumType,
    ListType,
    Optional,
    Physical,
    Record,
    Reference,
    Scalar,
    SetType,
    Type,
    type_name,
)
from dsl.units import EXAMPLES as UNIT_EXAMPLES
from dsl.units import UNITS, to_base
from dsl.words import LANGUAGES
from engine.backends.interpret import Env, Interpreter
from engine.backends.program import Take
from engine.codec import LIMIT, SCALE
from engine.gs1 import DAYS, Scan, looks_like_scan, read_scan
from engine.instants import parse_date, parse_instant, rfc3339
from engine.shapes import EventValue
from engine.speech import Speaker
from engine.trouble import Malformed, Refused
from engine.world import World
from engine.written import (
    COMPARE,
    MAX_TEXT,
    another_kind,
    bare,
    in_base_unit,
    known_zone,
    nothing_given,
    read_amount,
    read_decimal,
    show,
)

LONGEST = 3000 * 365 * 86_400_000_000
"""The longest duration, in microseconds."""
MAX_LIST = 10_000
_SMALLEST = -SCALE


class _Scope:
    """What a value may need to know of the payload around it."""

    __slots__ = ("event", "interpreter", "zone")

    def __init__(self, interpreter: Interpreter, event: EventValue, zone: str) -> None:
        self.interpreter = interpreter
        self.event = event
        self.zone = zone


class _Kind(NamedTuple):
    """What is known beforehand of the events of a type."""

    fields: Mapping[str, m.Field]
    names: frozenset[str]
    scannable: list[m.Field]
    """Fields that a barcode may fill."""
    place_fields: list[str]
    """Fields whose place gives the zone."""
    take: Take | None


class Binder:
    """Binds payloads to the event types of one model.

    `take` says for each what binds its plain values without ado, as the long way would, and gives the fields left.
    """

    def __init__(self, world: World, interpreter: Interpreter, take: Mapping[str, Take | None]) -> None:
        self._world = world
        self._model = world.model
        self._interpreter = interpreter
        self._speaker = Speaker(world.model)
        place = self._model.entities.get("Place")
        fields = place.fields if place else {}
        self._parent = next((f for f in ("parent", "site") if f in fields), None)
        self._kinds = {
            e.name: _Kind(
                e.fields,
                frozenset(e.fields),
                [f for f in e.fields.values() if f.gs1],
                [
                    f.name
                    for f in e.fields.values()
                    if "zone" in fields and bare(f.type) == Reference("Place")
                ],
                take[e.name],
            )
            for e in self._model.events.values()
        }

    def bind(self, event: EventValue, data: Mapping[str, Any]) -> None:
        """Fill an event's fields from its payload. Raises `Malformed`, or `Refused` where nothing is malformed."""
        fields, names, scannable, place_fields, take = self._kinds[event._event]
        if not names.issuperset(data):
            self._unknown_field(event._event, fields, data)
        event._zone = self._zone(data, place_fields) if place_fields else self._model.zone
        refused: Refused | None = None
        if scannable:
            try:
                data = self._filled_by_scan(scannable, data, event._zone)
            except Refused as trouble:
                refused = trouble
        long_way = list(fields.values()) if take is None else take(event, data)
        if long_way:
            scope = _Scope(self._interpreter, event, event._zone)
            # An amount needs its item first.
            for field in sorted(long_way, key=lambda f: f.subject is not None):
                if refused is not None and self._rests_on_others(field, data):
                    continue
                try:
                    self._bind_field(event, field, data, scope)
                except Refused as trouble:
                    refused = refused or trouble
        if refused is not None:
            raise refused

    @staticmethod
    def _rests_on_others(field: m.Field, data: Mapping[str, Any]) -> bool:
        """Whether a field needs what another one could not give."""
        given = data.get(field.name)
        if given is None:
            return field.gs1 is not None or not (
                field.default is None or isinstance(field.default, m.Literal_)
            )
        return field.gs1 is not None or (field.subject is not None and read_decimal(given) is None)

    def _bind_field(self, event: EventValue, field: m.Field, data: Mapping[str, Any], scope: _Scope) -> None:
        setattr(event, field.name, self.field(field, data, field.name, scope, Env(event, {})))

    def field(self, field: m.Field, data: Mapping[str, Any], path: str, scope: _Scope, env: Env) -> Any:
        """One field's value from the mapping that may give it, or its default."""
        given = data.get(field.name)
        if given is None:
            if field.default is not None:
                return self._interpreter.value(field.default, env)
            if isinstance(field.type, Optional):
                return None
            if isinstance(field.type, ListType | SetType):
                return ()
            raise nothing_given(path, field.label.zh, field.type)
        value = self.value(given, field.type, path, scope, field, env)
        self._within_bounds(field, value, path)
        return value

    def given(self, data: Mapping[str, Any], name: str, kind: Type) -> Any:
        """A value that is no field of an event's type. Raises `Malformed`."""
        if data.get(name) is None:
            raise nothing_given(name, name, kind)
        scope = _Scope(self._interpreter, EventValue(), self._model.zone)
        return self.value(data[name], kind, name, scope, None, Env(None, {}))

    def keep_bounds(self, event: EventValue) -> None:
        """Raise `Malformed` where a field of an event that a rule made is out of its bounds, and `Refused` where it
        names a thing that does not exist."""
        for field in self._model.events[event._event].fields.values():
            self._within_bounds(field, getattr(event, field.name), field.name)
            self._world.state.check_references(field.type, getattr(event, field.name))

    def _within_bounds(self, field: m.Field, value: Any, path: str) -> None:
        for bound in field.bounds:
            if value is not None and not COMPARE[bound.operator](value, bound.value):
                kind, zone = field.type, self._model.zone
                is_en, is_zh = (self._speaker.show(value, kind, language, zone) for language in LANGUAGES)
                must_en, must_zh = (
                    self._speaker.show(bound.value, kind, language, zone) for language in LANGUAGES
                )
                raise Malformed(
                    "BC621",
                    f"`{path}` is {is_en}; it must be {bound.operator} {must_en}.",
                    f"`{path}` ({field.label.zh}) 为 {is_zh}; 必须 {bound.operator} {must_zh}。",
                )

    def _filled_by_scan(self, marked: list[m.Field], data: Mapping[str, Any], zone: str) -> Mapping[str, Any]:
        """A payload in which a barcode stands for a text: the text and what else it says, each in its own field.

        What a field was given beside the barcode must agree with it (BC633).
        """
        scanned = next(
            (
                f
                for f in marked
                if f.type == TEXT and isinstance(data.get(f.name), str) and looks_like_scan(data[f.name])
            ),
            None,
        )
        if scanned is None:
            return data
        scan = read_scan(data[scanned.name])
        if scanned.gs1 not in scan.values:
            raise Malformed(
                "BC635",
                f"`{scanned.name}` is the barcode {scan.shown()}, which has no ({scanned.gs1})."
                " Scan the symbol that shows it, or give the code.",
                f"`{scanned.name}` ({scanned.label.zh}) 为条码 {scan.shown()}, 其中没有 ({scanned.gs1})。"
                "请扫描含有它的条码, 或改填编号。",
            )
        filled = {**data, scanned.name: None}
        for field in marked:
            if (
                field.gs1 == "17"
                and bare(field.type) == INSTANT
                and (expiry := scan.expiry(zone)) is not None
            ):
                said: Any = rfc3339(expiry, zone)
            elif field.gs1 is None or field.gs1 not in scan.values:
                continue
            elif isinstance(field.type, Reference):
                said = self._scanned(scan, field.type.entity, field.name)
            elif field.gs1 in DAYS:
                said = scan.day(field.gs1).isoformat()
            else:
                said = scan.values[field.gs1]
            given = filled.get(field.name)
            if given is not None and not self._same(given, said, field, zone):
                raise Refused(
                    "BC633",
                    f"`{field.name}` is {show(given)}, but the barcode {scan.shown()} says {show(said)}."
                    " Check the label; leave the field out to take the barcode's word.",
                    f"`{field.name}` ({field.label.zh}) 为 {show(given)}, 而条码 {scan.shown()} 为 {show(said)}。"
                    "请核对标签; 不填该字段则以条码为准。",
                )
            filled[field.name] = said
        return filled

    def _same(self, given: Any, said: Any, field: m.Field, zone: str) -> bool:
        nothing = Env(None, {})
        scope = _Scope(self._interpreter, EventValue(), zone)
        one, other = (self.value(v, field.type, field.name, scope, None, nothing) for v in (given, said))
        return bool(one == other)

    def _unknown_field(self, owner: str, fields: Mapping[str, m.Field], data: Mapping[str, Any]) -> None:
        name = next(k for k in data if k not in fields)
        near = nearest(name, fields)
        hint_en = f" Did you mean `{near}`?" if near else f" It has {', '.join(fields)}."
        hint_zh = f"是否想写 `{near}`?" if near else f"它的字段有 {', '.join(fields)}。"
        raise Malformed(
            "BC622",
            f"{owner} has no field `{name[:80]}`.{hint_en}",
            f"{owner} 没有字段 `{name[:80]}`。{hint_zh}",
        )

    # -- zones

    def _zone(self, data: Mapping[str, Any], place_fields: Iterable[str]) -> str:
        """The zone of the site of the first place that the payload names."""
        places = self._world.places
        for field in place_fields:
            given = data.get(field)
            place = places.get(given) if given.__class__ is str else None
            seen: tuple[str, ...] = ()
            while place is not None and place._key not in seen:
                own = place.zone  # type: ignore[attr-defined]
                if own:
                    return known_zone(own, self._model.zone)
                parent = getattr(place, self._parent) if self._parent else None
                if parent is None:
                    break
                seen = (*seen, place._key)
                place = places.get(parent)
        return self._model.zone

    # -- values

    def value(self, given: Any, kind: Type, path: str, scope: _Scope, field: m.Field | None, env: Env) -> Any:
        """What was given, as a value of a type."""
        match kind:
            case Optional(item):
                return self.value(given, item, path, scope, field, env)
            case ListType(item) | SetType(item):
                return self._many(given, kind, item, path, scope, field, env)
            case Reference(entity):
                return self._reference(given, entity, path)
            case EnumType(name):
                return self._enum(given, name, path)
            case Record(entity):
                return self._record(given, entity, path, scope)
            case Physical(dimension):
                return self._measured(given, dimension, path, kind)
            case Currency(code):
                return self._money(given, code, path, kind)
            case Scalar():
                return self._scalar(given, kind, path, scope, field, env)
            case _:
                assert_never(kind)

    def _many(
        self,
        given: Any,
        kind: ListType | SetType,
        item: Type,
        path: str,
        scope: _Scope,
        field: m.Field | None,
        env: Env,
    ) -> tuple[Any, ...]:
        if not isinstance(given, list | tuple):
            raise another_kind(given, kind, path)
        if len(given) > MAX_LIST:
            raise Malformed(
                "BC623",
                f"`{path}` lists {len(given)} values; at most {MAX_LIST} are read. Split the event.",
                f"`{path}` 列出了 {len(given)} 个值; 最多 {MAX_LIST} 个。请拆分事件。",
            )
        values = tuple(self.value(v, item, f"{path}[{i}]", scope, field, env) for i, v in enumerate(given))
        return tuple(dict.fromkeys(values)) if isinstance(kind, SetType) else values

    def _reference(self, given: Any, entity: str, path: str) -> str:
        if not isinstance(given, str):
            raise another_kind(given, Reference(entity), path)
        table = self._world.state.things[entity]
        if given in table:
            return given
        if looks_like_scan(given):
            return self._scanned(read_scan(given), entity, path)
        near = nearest(given, table) if len(table) <= 5000 else None
        label = self._model.entities[entity].label.zh
        hint_en = f" Did you mean `{near}`?" if near else " Register it first, or correct the code."
        hint_zh = f"是否想写 `{near}`?" if near else "请先登记, 或更正编号。"
        raise Refused(
            "BC624",
            f"`{path}` names {entity} `{given[:80]}`, which is not known.{hint_en}",
            f"`{path}` 指向的{label} `{given[:80]}` 未登记。{hint_zh}",
        )

    def _scanned(self, scan: Scan, entity: str, path: str) -> str:
        """The thing that a GS1 barcode means: its key by its own identifier, everything else in agreement."""
        declared = self._model.entities[entity]
        candidates = self._candidates(scan, declared)
        contradictions = [self._contradiction(scan, entity, key) for key in candidates]
        found = [key for key, against in zip(candidates, contradictions, strict=True) if against is None]
        if len(found) == 1:
            return found[0]
        shown = scan.shown()
        if not candidates:
            raise Refused(
                "BC625",
                f"`{path}`: no {entity} is known for the barcode {shown}. Register it first, or check the label.",
                f"`{path}`: 没有与条码 {shown} 对应的{declared.label.zh}。请先登记, 或核对标签。",
            )
        if not found:
            against = contradictions[0] or Both("", "")
            raise Refused(
                "BC625",
                f"`{path}`: the barcode {shown} names {entity} `{candidates[0]}`, but {against.en}."
                " Check the label against the master data.",
                f"`{path}`: 条码 {shown} 指向{declared.label.zh} `{candidates[0]}`, 但{against.zh}。请核对标签与主数据。",
            )
        raise Refused(
            "BC625",
            f"`{path}`: the barcode {shown} fits {', '.join(found[:3])}. Give the code instead.",
            f"`{path}`: 条码 {shown} 与 {', '.join(found[:3])} 都相符。请改填编号。",
        )

    def _candidates(self, scan: Scan, declared: m.Entity) -> list[str]:
        table = self._world.state.things[declared.name]
        key_field = declared.fields[declared.key or ""]
        if key_field.gs1 is not None:
            key = scan.values.get(key_field.gs1)
            return [key] if key is not None and key in table else []
        own = [f for f in declared.fields.values() if f.gs1 in scan.values]
        return [
            k
            for k, t in table.items()
            if own and all(scan.fits(f.gs1 or "", getattr(t, f.name)) for f in own)
        ]

    def _contradiction(self, scan: Scan, entity: str, key: str) -> Both | None:
        """The first field of the thing, or of the item that it refers to, that contradicts the scan."""
        thing = self._world.state.things[entity][key]
        for field in self._model.entities[entity].fields.values():
            value = getattr(thing, field.name)
            if value is None:
                continue
            ai = "7003" if field.gs1 == "17" and "7003" in scan.values else field.gs1
            if ai in scan.values:
                if not scan.fits(ai or "", value):
                    shown = self._speaker.show(value, field.type, "zh", self._model.zone)
                    return Both(
                        f"`{field.name}` of {entity} `{key}` is {shown}",
                        f"{self._model.entities[entity].label.zh} `{key}` 的{field.label.zh}为 {shown}",
                    )
            elif field.type == Reference("Item"):
                against = self._contradiction(scan, "Item", value)
                if against is not None:
                    return against
        return None

    def _enum(self, given: Any, name: str, path: str) -> str:
        values = self._model.enums[name].values
        if isinstance(given, str):
            for value in values:
                if given in (value.name, value.label.zh, value.label.en):
                    return value.name
        names = [v.name for v in values]
        near = nearest(given, names) if isinstance(given, str) else None
        hint_en = f"Did you mean `{near}`?" if near else f"It is one of {', '.join(names)}."
        hint_zh = f"是否想写 `{near}`?" if near else f"可用的值: {', '.join(names)}。"
        raise Malformed(
            "BC626",
            f"`{path}` is {show(given)}, which is no {name}. {hint_en}",
            f"`{path}` 为 {show(given)}, 不是 {self._model.enums[name].label.zh}。{hint_zh}",
        )

    def _record(self, given: Any, entity: str, path: str, scope: _Scope) -> Any:
        declared = self._model.entities[entity]
        if not isinstance(given, Mapping):
            raise another_kind(given, Record(entity), path)
        if given.keys() - declared.fields.keys():
            self._unknown_field(entity, declared.fields, given)
        record = self._world.state.shapes.records[entity].__new__(self._world.state.shapes.records[entity])
        env = Env(scope.event, {"self": record})
        fields = declared.fields.values()
        for field in sorted(fields, key=lambda f: f.subject is not None):
            setattr(record, field.name, self.field(field, given, f"{path}.{field.name}", scope, env))
        return record

    def _scalar(
        self, given: Any, kind: Scalar, path: str, scope: _Scope, field: m.Field | None, env: Env
    ) -> Any:
        match kind.name:
            case "text":
                if isinstance(given, str) and len(given) <= MAX_TEXT:
                    return given
                if isinstance(given, str):
                    raise Malformed(
                        "BC623",
                        f"`{path}` has {len(given)} characters; at most {MAX_TEXT} are read. Shorten it.",
                        f"`{path}` 有 {len(given)} 个字符; 最多 {MAX_TEXT} 个。请缩短。",
                    )
            case "bool":
                if isinstance(given, bool):
                    return given
            case "integer":
                number = read_decimal(given)
                if number is not None and number == number.to_integral_value():
                    return int(self._exact(number, path))
            case "number":
                number = read_decimal(given)
                if number is not None:
                    return self._exact(number, path)
            case "money":
                return self._money(given, self._model.currency, path, kind)
            case "percent":
                return self._measured(given, "percent", path, kind)
            case "photo" | "file":
                return self._attachment(given, path, kind)
            case "quantity":
                return self._quantity(given, path, field, env)
            case "instant":
                if isinstance(given, str):
                    try:
                        return parse_instant(given, scope.zone)
                    except (ValueError, OverflowError):
                        pass
            case "date":
                if isinstance(given, str):
                    try:
                        return parse_date(given)
                    except ValueError:
                        pass
                if isinstance(given, dt.date):
                    return given
            case "duration":
                amount = read_amount(given)
                if amount is not None and amount[1] in UNITS and UNITS[amount[1]].dimension == "duration":
                    return self._lasting(to_base(amount[0], UNITS[amount[1]]), path)
        raise another_kind(given, kind, path)

    def _exact(self, number: Decimal, path: str, unit: str = "") -> Decimal:
        if not -LIMIT < number < LIMIT:
            raise Malformed(
                "BC627",
                f"`{path}` is {show(number)}: numbers here are smaller than 10^12. Use a larger unit.",
                f"`{path}` 为 {show(number)}: 数值须小于 10^12。请改用更大的单位。",
            )
        if number.as_tuple().exponent < _SMALLEST and number != round(number, SCALE):  # type: ignore[operator]
            raise Malformed(
                "BC628",
                f"`{path}` is {show(number)}{unit}: at most {SCALE} decimal places are kept. Round it before sending.",
                f"`{path}` 为 {show(number)}{unit}: 最多保留 {SCALE} 位小数。请先取舍再发送。",
            )
        return number

    def _lasting(self, microseconds: Decimal, path: str) -> int:
        if abs(microseconds) > LONGEST:
            raise Malformed(
                "BC634",
                f"`{path}` is longer than 3,000 years. Check the unit.",
                f"`{path}` 超过 3000 年。请核对单位。",
            )
        return int(microseconds)

    def _quantity(self, given: Any, path: str, field: m.Field | None, env: Env) -> Decimal:
        number = read_decimal(given)
        if number is not None:
            return self._exact(number, path)
        amount = read_amount(given)
        if amount is None:
            raise another_kind(given, QUANTITY, path)
        if field is None or field.subject is None:
            raise Malformed(
                "BC629",
                f"`{path}` is given in `{amount[1]}`, but no item stands beside it to convert by. Give a plain number.",
                f"`{path}` 带有单位 `{amount[1]}`, 但旁边没有可供换算的物料。请填不带单位的数。",
            )
        try:
            item = self._interpreter.value(field.subject, env)
            converted = self._world.convert(amount[0], amount[1], item)
        except Refused as trouble:
            raise Refused(
                trouble.code, f"`{path}`: {trouble.text.en}", f"`{path}`: {trouble.text.zh}"
            ) from trouble
        return self._exact(converted, path)

    def _money(self, given: Any, currency: str, path: str, kind: Type) -> Decimal:
        """A number is in the field's own currency; another one is not converted in silence."""
        number = read_decimal(given)
        if number is not None:
            return self._exact(number, path)
        amount = read_amount(given)
        code = CURRENCIES.get(amount[1]) if amount is not None else None
        if amount is None or code is None:
            raise another_kind(given, kind, path)
        if code != currency:
            raise Malformed(
                "BC636",
                f"`{path}` is {show(given)}, and it is kept in {currency}. Convert it before sending,"
                f" or declare the field as `money in {code}`.",
                f"`{path}` 为 {show(given)}, 而该字段的币种是 {currency}。请换算后再发送,"
                f" 或把字段声明为 `money 属于 {code}`。",
            )
        return self._exact(amount[0], path)

    def _attachment(self, given: Any, path: str, kind: Type) -> str:
        """A photo or file, which is known by the hash of its content; the content comes another way."""
        if not isinstance(given, Mapping) or given.keys() != {"sha256", "type", "name"}:
            raise another_kind(given, kind, path)
        found = Attachment.from_json(given)
        if not found.is_sound:
            raise Malformed(
                "BC637",
                f"`{path}`: a {type_name(kind).en} has a `sha256` of 64 hexadecimal digits, a `type` such as image/jpeg,"
                f" and a `name` of 1 to {MAX_NAME} characters that is no path. Check {show(given)}.",
                f"`{path}`: {type_name(kind).zh}须有 64 位十六进制的 `sha256`、形如 image/jpeg 的 `type`,"
                f" 以及 1 到 {MAX_NAME} 个字符、不含路径的 `name`。请核对 {show(given)}。",
            )
        if kind == PHOTO and not found.is_picture:
            raise Malformed(
                "BC637",
                f"`{path}` is a photo, and `{found.name}` is {found.type}. Send a picture (image/jpeg, image/png).",
                f"`{path}` 应为照片, 而 `{found.name}` 是 {found.type}。请提交图片 (image/jpeg、image/png)。",
            )
        return found.text()

    def _measured(self, given: Any, dimension: str, path: str, kind: Type) -> Decimal:
        number = read_decimal(given)
        if number is not None:
            return self._exact(number, path)
        amount = read_amount(given)
        measured = in_base_unit(*amount, dimension) if amount is not None else None
        if measured is None:
            raise another_kind(given, kind, path)
        return self._exact(measured, path, f" {UNIT_EXAMPLES.get(dimension, 'K')}")
