"""A small model built by hand, and batches for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from dsl.diagnostics import Both
from dsl.model import (
    Entity,
    Enum,
    EnumValue,
    EventMeasure,
    Expression,
    Field,
    Literal_,
    Measure,
    Model,
    OnEvents,
    Parameter,
    Rule,
)
from dsl.source import NOWHERE
from dsl.typesystem import (
    BOOL,
    DATE,
    DURATION,
    FILE,
    INSTANT,
    INTEGER,
    MONEY,
    NUMBER,
    PERCENT,
    PHOTO,
    QUANTITY,
    TEMPERATURE,
    TEXT,
    Currency,
    EnumType,
    ListType,
    Optional,
    Record,
    Reference,
    SetType,
    Type,
)
from engine.measures.book import Contribution
from engine.records import Batch, DeadLetter, EventRow, Finding, MoveRow, OutboxRow, Read
from engine.shapes import Shapes


def label(name: str) -> Both:
    return Both(name, name)


def field(name: str, kind: Type, default: Any = ...) -> Field:
    expression: Expression | None = None if default is ... else Literal_(default, kind, NOWHERE)
    return Field(name, label(name), kind, expression, (), None, None, NOWHERE)


def entity(name: str, *fields: Field, key: str | None = "code") -> Entity:
    return Entity(name, label(name), key, {f.name: f for f in fields}, "test", NOWHERE)


def enum(name: str, *values: str) -> Enum:
    return Enum(name, label(name), tuple(EnumValue(v, label(v), NOWHERE) for v in values), "test", NOWHERE)


PACKAGING = entity("Packaging", field("unit", TEXT), field("factor", NUMBER), key=None)
ITEM = entity(
    "Item", field("code", TEXT), field("name", TEXT, ""), field("packaging", ListType(Record("Packaging")))
)
LOT = entity(
    "Lot",
    field("code", TEXT),
    field("item", Reference("Item")),
    field("状态", EnumType("Status")),
    field("Order", INTEGER),
    field("order", Optional(TEXT)),
    field("weight", Optional(QUANTITY)),
    field("price", MONEY),
    field("abroad", Optional(Currency("USD"))),
    field("loss", Optional(PERCENT)),
    field("proof", Optional(PHOTO)),
    field("papers", ListType(FILE)),
    field("factor", NUMBER),
    field("temperature", TEMPERATURE),
    field("made", Optional(DATE)),
    field("expires", INSTANT),
    field("life", Optional(DURATION)),
    field("recalled", BOOL),
    field("parents", SetType(Reference("Lot"))),
    field("packaging", Optional(Record("Packaging"))),
    field("prices", ListType(Optional(MONEY))),
    field("days", ListType(DATE)),
)
STATUS = enum("Status", "pending", "passed", "rejected")


def model_of(*entities: Entity, enums: tuple[Enum, ...] = (STATUS,), **others: Any) -> Model:
    return Model(enums={e.name: e for e in enums}, entities={e.name: e for e in entities}, **others)


def _measure(name: str) -> Measure:
    return Measure(name, label(name), (), MONEY, EventMeasure("sum", {}, None), "test", NOWHERE)


MODEL = model_of(
    PACKAGING,
    ITEM,
    LOT,
    measures={"spent": _measure("spent"), "seen": _measure("seen")},
    parameters={
        "limit": Parameter(
            "limit", label("limit"), MONEY, Decimal(1), Decimal(0), Decimal(9), (), "test", NOWHERE
        )
    },
    rules={"cold": Rule("cold", label("cold"), OnEvents({}, True), (), None, None, (), "test", NOWHERE)},
)
SHAPES = Shapes(MODEL)


def packaging(unit: str, factor: str) -> Any:
    return SHAPES.records["Packaging"](unit, Decimal(factor))


LOT_VALUES: dict[str, Any] = {
    "code": "L1",
    "item": "F-001",
    "状态": "passed",
    "Order": -7,
    "order": None,
    "weight": Decimal("12.500000"),
    "price": Decimal("-0.000001"),
    "abroad": Decimal("3.20"),
    "loss": Decimal("12.500000"),
    "proof": f"{'a' * 64} image/png 门 1.png",
    "papers": (f"{'b' * 64} application/pdf a.pdf",),
    "factor": Decimal("999999999999.999999"),
    "temperature": Decimal("255.150000"),
    "made": dt.date(2026, 2, 28),
    "expires": 1_800_000_000_000_000,
    "life": None,
    "recalled": True,
    "parents": ("L0", "批次'\"\\"),
    "packaging": packaging("箱", "12"),
    "prices": (Decimal("1.20"), None),
    "days": (dt.date(2026, 1, 1),),
}
ITEM_VALUES: dict[str, Any] = {"code": "F-001", "name": "水饺", "packaging": (packaging("箱", "12"),)}


def event(seq: int, **changes: Any) -> EventRow:
    row = EventRow(
        seq, "test", f"e{seq}", "Receipt", seq * 1000, seq * 1000 + 1, None, "keeper", None, "accepted",
        f'{{"lot":"L{seq}","quantity":"1.5"}}', f'{{"seq":{seq}}}',
    )  # fmt: skip
    return row._replace(**changes)


def finding(number: int, **changes: Any) -> Finding:
    found = Finding(
        id=f"F{number}",
        seq=number,
        at=number * 1000,
        rule="cold",
        version="abc",
        force="block",
        label={"zh": "冷链", "en": "cold chain"},
        key=("L1",),
        messages=({"zh": "太热", "en": "too warm"},),
        cites=({"zh": "GB 31646", "en": "GB 31646"},),
        reads=(Read("temperature", {"d": "1"}, {"zh": "−12 °C", "en": "-12 °C"}, (1, 2)),),
        held=(("Lot", "L1"),),
        roles=("keeper",),
        override_by=("qa",),
        overridden=None,
        previous="00",
        hash=f"{number:02x}",
    )
    return replace(found, **changes)


def batch(first: int, size: int = 10) -> Batch:
    """Events numbered from `first`, with all that may come of them."""
    seqs = range(first, first + size)
    return Batch(
        events=[event(seq) for seq in seqs],
        moves=[MoveRow(seq, 0, "F-001", "L1", "supply", "W1", Decimal("1.500000")) for seq in seqs],
        findings=[finding(first)],
        outbox=[OutboxRow(first, 0, f"F{first}", "keeper", "{}")],
        dead_letters=[DeadLetter(f"d{first}", first, "{", "BC601", "{}")],
        things={
            "Item": {"F-001": (ITEM_VALUES, 1, {})},
            "Lot": {f"L{seq}": ({**LOT_VALUES, "code": f"L{seq}"}, seq, {"recalled": seq}) for seq in seqs},
        },
        balances={
            ("F-001", "L1", "W1"): (Decimal("1.500000") * (first + size - 1), first + size - 1),
            ("F-001", "L1", "supply"): (Decimal("-1.500000") * (first + size - 1), first + size - 1),
        },
        holds={("Lot", "L1"): (f"F{first}",)},
        parameters={"limit": (Decimal("2.50"), first)},
        running={("spent", ("F-001", 3)): (Decimal("1.5"), first, first * 1000, first)},
        entries={
            ("seen", ("L1",), seq): Contribution(seq * 1000, seq, seq * 1000, Decimal(seq), True, None)
            for seq in seqs
        },
        standing={("cold", ("L1",)): ("armed", first, None)},
        head={"now": first * 1000, "seq": first + size - 1, "finding": first, "hash": f"{first:02x}"},
    )
