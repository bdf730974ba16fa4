"""Payloads become values, or a sentence that says what was found, what is expected and what to do."""

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.bind import MAX_LIST
from engine.events import Answer
from engine.run import Engine
from engine.trouble import Malformed
from engine.written import MAX_TEXT, UNFIT
from tests.engine.yard import START, THINGS, Yard, compiled, event, instant, line

EVERYTHING = """\

entity Line "行"
    item: Item "物料"
    amount: quantity > 0 "用量"
    note: text = "无" "备注"

event Everything "全部"
    text: text? "文本"
    bool: bool? "是非"
    integer: integer? >= -5 "整数"
    number: number? < 1000 "数值"
    item: Item? "物料"
    quantity: quantity? > 0 "数量"
    money: money? "金额"
    instant: instant? "时刻"
    date: date? "日期"
    duration: duration? >= 1 hour "时长"
    temperature: temperature? <= 60 °C "温度"
    difference: temperature_difference? "温差"
    mass: mass? "质量"
    volume: volume? "体积"
    length: length? "长度"
    humidity: humidity? "湿度"
    storage: Storage? "储存状态"
    place: Place? "库位"
    lots: set of Lot "批次"
    texts: list of text "文本列"
    dates: list of date "日期列"
    packaging: Packaging? "包装"
    lines: list of Line "行"

event Weighed "称重"
    number: number = 1 "数值"
    quantity: quantity > 0 "数量"
    mass: mass = 1 kg "质量"
    boxes: integer = 2 "箱数"
    item: Item "物料"

event Stamped "盖章"
    place: Place "库位"
    day: date "日期"
    last: instant "时刻"
    if day == 2000-01-01
        create Place(code: "N", zone: "UTC")
"""
TEXT = THINGS + EVERYTHING


RESTS_ON_STATE = ("BC609", "BC624", "BC625", "BC633")
"""What another state might take: refused and recorded. All else is malformed whatever the state."""


class Desk:
    """An engine on which one field at a time is bound."""

    def __init__(self) -> None:
        self.yard = Yard(TEXT)
        accept = self.yard.accept
        accept("ItemRegistered", code="F-1", base_unit="件", packaging=[{"unit": "箱", "factor": 12}])
        accept("ItemRegistered", code="F-2", base_unit="g", packaging=[{"unit": "袋", "factor": "0.25"}])
        accept("ItemRegistered", code="F-3")
        accept("PlaceRegistered", code="W1")
        accept("LotRegistered", code="L1", item="F-1")
        accept("LotRegistered", code="L2", item="F-1")

    def bound(self, type: str = "Everything", **data: Any) -> Any:
        """An event as the rules see it; raises `Malformed`."""
        machine = self.yard.engine.machine
        bound = machine.shapes.events[type]()
        bound._event, bound._seq, bound.at = type, 1, instant(START)
        bound._role = bound._reason = None
        machine.binder.bind(bound, data)
        return bound

    def refusal(self, type: str = "Everything", **data: Any) -> Answer:
        """The answer to a line with a payload that does not bind."""
        answer = self.yard.send(type, **data)
        assert answer.problem is not None, answer
        assert answer.outcome == ("refused" if answer.problem["code"] in RESTS_ON_STATE else "malformed"), (
            answer
        )
        return answer


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk()


def microseconds(**given: float) -> int:
    return dt.timedelta(**given) // dt.timedelta(microseconds=1)


GOOD: list[tuple[str, Any, Any]] = [
    ("text", "", ""),
    ("text", "批次 1\n'\"\\{}", "批次 1\n'\"\\{}"),
    ("text", "x" * MAX_TEXT, "x" * MAX_TEXT),
    ("bool", True, True),
    ("bool", False, False),
    ("integer", 0, 0),
    ("integer", "7", 7),
    ("integer", 7.0, 7),
    ("integer", Decimal("1e3"), 1000),
    ("integer", 999_999_999_999, 999_999_999_999),
    ("number", 5, Decimal(5)),
    ("number", 0.1, Decimal("0.1")),
    ("number", "0.1", Decimal("0.1")),
    ("number", " -3.50 ", Decimal("-3.5")),
    ("number", Decimal("0.123456"), Decimal("0.123456")),
    ("number", Decimal("0.1234560000"), Decimal("0.123456")),
    ("number", -999_999_999_999, Decimal(-999_999_999_999)),
    ("number", "-1e3", Decimal(-1000)),
    ("money", 12.5, Decimal("12.5")),
    ("money", "12.50 CNY", Decimal("12.5")),
    ("money", "12.50元", Decimal("12.5")),
    ("quantity", 5, Decimal(5)),
    ("quantity", "5.5", Decimal("5.5")),
    ("instant", "2026-03-31T00:00:00Z", instant("2026-03-31T08:00:00")),
    ("date", "2026-03-31", dt.date(2026, 3, 31)),
    ("duration", "30 days", microseconds(days=30)),
    ("duration", "30 天", microseconds(days=30)),
    ("duration", "30天", microseconds(days=30)),
    ("duration", "1.5 hours", microseconds(hours=1.5)),
    ("duration", "90 分钟", microseconds(minutes=90)),
    ("duration", {"value": 2, "unit": "weeks"}, microseconds(weeks=2)),
    ("duration", {"value": "2.5", "unit": "日"}, microseconds(days=2.5)),
    ("temperature", -18, Decimal(-18)),
    ("temperature", "-18 °C", Decimal(-18)),
    ("temperature", "-18℃", Decimal(-18)),
    ("temperature", "0 °F", Decimal("-17.777778")),
    ("temperature", {"value": -18.5, "unit": "°C"}, Decimal("-18.5")),
    ("difference", "3 K", Decimal(3)),
    ("mass", "500 g", Decimal("0.5")),
    ("mass", "2 斤", Decimal(1)),
    ("mass", "3 t", Decimal(3000)),
    ("mass", "1 mg", Decimal("0.000001")),
    ("mass", 2, Decimal(2)),
    ("volume", "250 mL", Decimal("0.25")),
    ("volume", "1 立方米", Decimal(1000)),
    ("length", "12 cm", Decimal("0.12")),
    ("humidity", "55 %", Decimal(55)),
    ("humidity", "55%", Decimal(55)),
    ("storage", "frozen", "frozen"),
    ("storage", "冷冻", "frozen"),
    ("place", "W1", "W1"),
    ("lots", ["L2", "L1", "L2"], ("L2", "L1")),
    ("lots", [], ()),
    ("lots", None, ()),
    ("texts", ["a", "a"], ("a", "a")),
    ("dates", ["2026-03-01"], (dt.date(2026, 3, 1),)),
    ("text", None, None),
]


@pytest.mark.parametrize(("field", "given", "expected"), GOOD)
def test_good(desk: Desk, field: str, given: Any, expected: Any) -> None:
    value = getattr(desk.bound(**{field: given}), field)
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(("field", "given", "expected"), [g for g in GOOD if not isinstance(g[1], Decimal)])
def test_good_in_json(desk: Desk, field: str, given: Any, expected: Any) -> None:
    engine = desk.yard.engine
    number = len(engine._answered)
    answer = engine.submit_lines([line(event("Everything", id_=f"json-{number}", **{field: given}))])[0]
    assert answer.outcome == "accepted", answer


def test_decimals_are_as_in_the_text_of_the_json(desk: Desk) -> None:
    raw = line(event("Everything", id_="exact")).replace(
        b'"data": {}', b'"data": {"number": 0.10000000000000000001}'
    )
    assert desk.yard.send_all([raw])[0].problem == {
        "code": "BC628",
        "en": "`number` is 0.10000000000000000001: at most 6 decimal places are kept. Round it before sending.",
        "zh": "`number` 为 0.10000000000000000001：最多保留 6 位小数。请先取舍再发送。",
    }


def test_records(desk: Desk) -> None:
    packaging = desk.bound(packaging={"unit": "箱", "factor": "12"}).packaging
    assert (packaging.unit, packaging.factor) == ("箱", 12)
    lines = desk.bound(
        lines=[{"item": "F-1", "amount": "2 箱"}, {"amount": 3, "item": "F-2", "note": "急"}]
    ).lines
    assert [(r.item, r.amount, r.note) for r in lines] == [("F-1", 24, "无"), ("F-2", 3, "急")]


@pytest.mark.parametrize(
    ("item", "given", "expected"),
    [
        ("F-1", "2 箱", 24),
        ("F-1", "2.5箱", 30),
        ("F-1", {"value": 2, "unit": "箱"}, 24),
        ("F-1", "3 件", 3),
        ("F-1", 3, 3),
        ("F-2", "2 kg", 2000),
        ("F-2", "2 袋", Decimal("0.5")),
        ("F-2", "500 mg", Decimal("0.5")),
        ("F-2", "0.0000005 kg", Decimal("0.0005")),
        ("F-3", "500 g", Decimal("0.5")),
        ("F-3", "2 L", 2),
        ("F-3", "150 cm", Decimal("1.5")),
        ("F-3", "3 亩", 2000),
        ("F-3", "50000 lb", Decimal("22679.6185")),
        ("F-2", "100 lb", Decimal("45359.237")),
    ],
)
def test_quantities_with_units(desk: Desk, item: str, given: Any, expected: Any) -> None:
    """Converted through the packaging of the item beside them, or as physical units; without a base unit kg, L, m."""
    weighed = desk.bound("Weighed", number=1, quantity=given, mass=1, item=item)
    assert weighed.quantity == expected, "the item stands after the quantity in the event"
    assert weighed.boxes == 2


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-31T08:30:00Z",
        "2026-03-31t08:30:00z",
        "2026-03-31 08:30:00Z",
        "2026-03-31T08:30Z",
        "2026-03-31T16:30:00+08:00",
        "2026-03-31T03:00:00-05:30",
        "2026-03-31T08:30:00.000Z",
        "2026-03-31T08:30:00.000000999Z",
        "2026-03-31T16:30:00",
        "2026-03-31T16:30",
        "2026-03-31 16:30",
    ],
)
def test_instants(desk: Desk, text: str) -> None:
    assert desk.bound(instant=text).instant == 1_774_945_800_000_000


def test_fractions_of_a_second(desk: Desk) -> None:
    assert desk.bound(instant="2026-03-31T08:30:00.5Z").instant == 1_774_945_800_500_000
    assert desk.bound(instant="2026-03-31T08:30:00.123456Z").instant == 1_774_945_800_123_456


def test_a_bare_date_is_its_last_microsecond(desk: Desk) -> None:
    assert desk.bound(instant="2026-03-31").instant == instant("2026-04-01T00:00:00+08:00") - 1


# -- the zone of the site


@pytest.fixture
def sites() -> Yard:
    yard = Yard(TEXT)
    yard.accept("PlaceRegistered", code="乌鲁木齐", zone="Asia/Urumqi")
    yard.accept("PlaceRegistered", code="U1", parent="乌鲁木齐")
    yard.accept("PlaceRegistered", code="U2", parent="U1")
    yard.accept("PlaceRegistered", code="London", zone="Europe/London")
    yard.accept("PlaceRegistered", code="L-cold", parent="London", zone="UTC")
    yard.accept("PlaceRegistered", code="上海")
    yard.accept("PlaceRegistered", code="S1", parent="上海")
    return yard


@pytest.mark.parametrize(
    ("place", "offset"),
    [("乌鲁木齐", 6), ("U1", 6), ("U2", 6), ("London", 1), ("L-cold", 0), ("上海", 8), ("S1", 8)],
)
def test_dates_and_local_times_are_the_sites(sites: Yard, place: str, offset: int) -> None:
    """A place's own zone, else that of the nearest place above it, else the pack's; summer time as of the date."""
    machine = sites.engine.machine
    for type, field in (("Stamped", "last"), ("Everything", "instant")):
        for given, wall in (
            ("2026-06-30", "2026-06-30T23:59:59.999999"),
            ("2026-06-30T12:00", "2026-06-30T12:00:00"),
        ):
            bound = machine.shapes.events[type]()
            bound._event, bound._seq, bound.at = type, 1, 0
            data = {"place": place, field: given} | ({"day": "2026-06-30"} if type == "Stamped" else {})
            machine.binder.bind(bound, data)
            assert getattr(bound, field) == instant(f"{wall}+{offset:02}:00"), (type, given)
            assert bound.at == 0


def test_a_time_that_names_its_offset_is_taken_at_its_word(sites: Yard) -> None:
    sites.accept("Stamped", place="U1", day="2026-06-30", last="2026-06-30T12:00:00+02:00")


def test_the_time_of_the_event_is_local_to_the_pack(sites: Yard) -> None:
    sites.accept("Stamped", at_="2026-06-30T12:00:00", place="U1", day="2026-06-30", last="2026-06-30")
    assert sites.engine.state.now == instant("2026-06-30T12:00:00+08:00")


@pytest.mark.parametrize(
    "name", ["Asia/Urumchi", "Mars", "/etc/passwd", "../../etc/passwd", "Asia", "+08:00", "x\x00y"]
)
def test_a_zone_that_is_none(name: str) -> None:
    yard = Yard(TEXT)
    answer = yard.send("PlaceRegistered", code="W1", zone=name)
    if "\0" in name:
        assert answer.outcome == "malformed"
        return
    assert answer.outcome == "refused"
    assert answer.problem is not None
    assert answer.problem["code"] == "BC617"
    assert name in answer.problem["en"]
    if name == "Asia/Urumchi":
        assert "Did you mean `Asia/Urumqi`?" in answer.problem["en"]
        assert "是否想写 `Asia/Urumqi`？" in answer.problem["zh"]
    assert "W1" not in yard.engine.state.things["Place"]


def test_a_place_below_itself_has_the_zone_of_the_pack() -> None:
    yard = Yard(TEXT + "\nevent Hung\n    place: Place\n    parent: Place\n    set place.parent = parent\n")
    yard.accept("PlaceRegistered", code="A")
    yard.accept("PlaceRegistered", code="B", parent="A")
    yard.accept("Hung", place="A", parent="B")
    yard.accept("Stamped", place="B", day="2026-06-30", last="2026-06-30")


# -- what does not bind


def nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


BAD: list[tuple[str, dict[str, Any]]] = [
    ("text, not a number", {"text": 5}),
    ("text, not null in a list", {"texts": [None]}),
    ("text, not an object", {"text": {"zh": "水饺"}}),
    ("text, not many lists in each other", {"text": nested(40)}),
    ("text too long", {"text": "长" * (MAX_TEXT + 1)}),
    ("bool, not 1", {"bool": 1}),
    ("bool, not a text", {"bool": "true"}),
    ("integer, not a fraction", {"integer": 2.5}),
    ("integer, not a bool", {"integer": True}),
    ("integer, not a text", {"integer": "two"}),
    ("integer too large", {"integer": 10**12}),
    ("integer out of bounds", {"integer": -6}),
    ("number, not a bool", {"number": True}),
    ("number, not NaN", {"number": "NaN"}),
    ("number, not infinity", {"number": "Infinity"}),
    ("number, not full-width digits", {"number": "１２"}),
    ("number, not with a thousands separator", {"number": "1,200"}),
    ("number, not with underscores", {"number": "1_200"}),
    ("number with a unit", {"number": "5 kg"}),
    ("number of 40 digits", {"number": int("1234567890" * 4)}),
    ("number too large", {"number": 10**12}),
    ("number too small", {"number": -(10**12)}),
    ("number with seven decimals", {"number": "0.1234567"}),
    ("number out of bounds", {"number": 1000}),
    ("quantity of nothing", {"item": "F-1", "quantity": 0}),
    ("quantity below zero", {"item": "F-1", "quantity": -3}),
    ("quantity with a unit and no item", {"quantity": "2 箱"}),
    ("quantity in a unit that the item lacks", {"item": "F-1", "quantity": "2 托盘"}),
    ("quantity in a physical unit of another dimension", {"item": "F-2", "quantity": "2 L"}),
    ("quantity in pieces of an item without a base unit", {"item": "F-3", "quantity": "2 箱"}),
    ("quantity, not a word", {"item": "F-1", "quantity": "viele"}),
    ("quantity, not two units", {"item": "F-1", "quantity": "2 箱 3 件"}),
    ("quantity whose base unit has too many decimals", {"item": "F-2", "quantity": "0.0000000005 kg"}),
    ("quantity that has more decimals than are kept once converted", {"item": "F-3", "quantity": "5 lb"}),
    ("quantity too large once converted", {"item": "F-1", "quantity": "99999999999 箱"}),
    ("quantity as an object with other names", {"item": "F-1", "quantity": {"amount": 2, "unit": "箱"}}),
    ("money in another currency", {"money": "12 USD"}),
    ("money with seven decimals", {"money": 0.0000001}),
    ("instant, not a number", {"instant": 1774945800}),
    ("instant on a day that does not exist", {"instant": "2026-02-30"}),
    ("instant at an hour that does not exist", {"instant": "2026-03-01T25:00:00Z"}),
    ("instant with a Chinese date", {"instant": "2026年3月1日"}),
    ("instant in another order", {"instant": "01/03/2026"}),
    ("instant with an offset that does not exist", {"instant": "2026-03-01T08:00:00+25:00"}),
    ("date with a time", {"date": "2026-03-01T08:00:00"}),
    ("date on a day that does not exist", {"date": "2026-02-29"}),
    ("date without hyphens", {"date": "20260301"}),
    ("duration, not a number", {"duration": 30}),
    ("duration in months", {"duration": "2 months"}),
    ("duration in kilograms", {"duration": "2 kg"}),
    ("duration too long", {"duration": "9999999 days"}),
    ("duration out of bounds", {"duration": "59 minutes"}),
    ("temperature in a difference's unit", {"temperature": "3 K"}),
    ("temperature out of bounds", {"temperature": "200 °F"}),
    ("difference in °C", {"difference": "3 °C"}),
    ("mass in litres", {"mass": "3 L"}),
    ("mass of less than can be kept", {"mass": "1.5 mg"}),
    ("volume, not a bool", {"volume": False}),
    ("length of 40 digits", {"length": "1" * 40 + " m"}),
    ("humidity, not a word", {"humidity": "wet"}),
    ("enum, not a value", {"storage": "frozn"}),
    ("enum, nothing near", {"storage": "x"}),
    ("enum, not a number", {"storage": 3}),
    ("reference, near", {"item": "F-11"}),
    ("reference, unknown", {"place": "Hamburg"}),
    ("reference, not a number", {"place": 1}),
    ("list, not a text", {"lots": "L1"}),
    ("list of lists", {"lots": [["L1"]]}),
    ("unknown in a list", {"lots": ["L1", "L3"]}),
    ("date in a list", {"dates": ["2026-03-01", "heute"]}),
    ("list too long", {"texts": ["a"] * (MAX_LIST + 1)}),
    ("record, not a text", {"packaging": "12 箱"}),
    ("record without a field", {"packaging": {"unit": "箱"}}),
    ("record with another field", {"packaging": {"unit": "箱", "factor": 12, "faktor": 12}}),
    ("record out of bounds", {"packaging": {"unit": "箱", "factor": 0}}),
    ("record in a list", {"lines": [{"item": "F-1", "amount": 1}, {"item": "F-1", "amount": "2 托盘"}]}),
    ("field with a slip of the pen", {"temparature": 5}),
    ("field that is far from any", {"x": 5}),
]


def test_what_does_not_bind(desk: Desk, golden: Callable[[Path, str], None]) -> None:
    """Read it as if you had made the mistakes."""
    pieces = []
    for title, data in BAD:
        answer = desk.refusal("Weighed" if "item" in data and "quantity" in data else "Everything", **data)
        assert answer.problem is not None
        shown = json.dumps(data, ensure_ascii=False)
        shown = shown if len(shown) <= 100 else f"{shown[:97]}..."
        pieces.append(
            f"{title}\n    {shown}\n    {answer.problem['code']} {answer.problem['en']}\n    {answer.problem['zh']}\n"
        )
    golden(Path(__file__).parents[1] / "golden" / "refusals" / "bind.txt", "\n".join(pieces))


def test_each_message_is_of_a_length_that_one_reads(desk: Desk) -> None:
    for title, data in BAD:
        problem = desk.refusal(
            "Weighed" if "item" in data and "quantity" in data else "Everything", **data
        ).problem
        assert problem is not None
        assert len(problem["en"]) < 500, title
        assert problem["en"].endswith((".", "?")), title
        assert problem["zh"].endswith(("。", "？")), title
        assert any("一" <= c <= "鿿" for c in problem["zh"]), title


@pytest.mark.parametrize(
    ("missing", "en", "zh"),
    [
        (
            "place",
            "`place` is missing. Give the code of a Place.",
            "缺少 `place`（库位）。请填写 Place 的编号。",
        ),
        (
            "day",
            '`day` is missing. Give a date, such as "2026-03-01".',
            '缺少 `day`（日期）。请填写日期，例如 "2026-03-01"。',
        ),
        (
            "last",
            '`last` is missing. Give an instant, such as "2026-03-01T08:00:00+08:00".',
            '缺少 `last`（时刻）。请填写时刻，例如 "2026-03-01T08:00:00+08:00"。',
        ),
    ],
)
def test_missing(desk: Desk, missing: str, en: str, zh: str) -> None:
    data = {"place": "W1", "day": "2026-03-01", "last": "2026-03-01"}
    for lacking in ({k: v for k, v in data.items() if k != missing}, {**data, missing: None}):
        assert desk.refusal("Stamped", **lacking).problem == {"code": "BC620", "en": en, "zh": zh}


EXTREMES = [
    "1e400",
    "-1e400",
    "1e99999999",
    "1e9999999999999999999",
    "1e-400",
    "1e-99999999999",
    "1e-9999999999999999999",
    "0e999999999",
    "1" * 40,
    "1" * 5000,
    "0." + "1" * 5000,
    "9" * 400 + ".5",
    "-0.0",
    "0.0000001",
]


@pytest.mark.parametrize(
    "field", ["text", "bool", "integer", "number", "quantity", "money", "temperature", "mass"]
)
@pytest.mark.parametrize("text", EXTREMES)
def test_extreme_numbers(desk: Desk, field: str, text: str) -> None:
    """Nothing is computed with them, whatever the field; each answer is short."""
    made = line(event("Everything", id_=f"{field} {text[:30]}", **{field: "?"}))
    answer = desk.yard.send_all([made.replace(b'"?"', text.encode())])[0]
    if answer.outcome == "malformed":
        assert answer.problem is not None
        assert len(answer.problem["en"]) < 300
    else:
        assert answer.outcome == "accepted"
        assert text in ("-0.0", "0e999999999")


@pytest.mark.parametrize("field", ["number", "quantity", "duration", "temperature", "mass"])
@pytest.mark.parametrize("text", EXTREMES)
def test_extreme_numbers_with_a_unit(desk: Desk, field: str, text: str) -> None:
    unit = {"duration": "days", "temperature": "°F", "mass": "g", "quantity": "g"}.get(field, "kg")
    data: dict[str, Any] = {"item": "F-2", field: {"value": "?", "unit": unit}}
    made = line(event("Everything", id_=f"{field} {text[:30]} {unit}", **data))
    for given in (made.replace(b'"?"', text.encode()), made.replace(b"?", text.encode())):
        answer = desk.yard.send_all([given])[0]
        assert answer.outcome == "malformed" or text in ("-0.0", "0e999999999", "0.0000001")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 1e300])
def test_floats_of_a_caller(desk: Desk, value: float) -> None:
    for field in ("integer", "number", "quantity", "money", "mass"):
        data: dict[str, Any] = {field: value}
        with pytest.raises(Malformed):
            desk.bound(**data)


def test_a_refused_payload_changes_nothing() -> None:
    yard = Yard(TEXT)
    before = yard.engine.state.fingerprint_of_things()
    seq = yard.engine.state.seq
    assert (
        yard.send("ItemRegistered", code="F-1", packaging=[{"unit": "箱", "factor": 0}]).outcome
        == "malformed"
    )
    assert yard.engine.state.fingerprint_of_things() == before
    assert yard.engine.state.seq == seq


def test_the_long_way_and_the_short_way_agree(desk: Desk) -> None:
    """What binds without ado gives what binding at length gives."""
    machine = desk.yard.engine.machine
    take = machine.program.on("Everything").take
    assert take is not None

    def short(field: str, given: Any) -> Any:
        event = machine.shapes.events["Everything"]()
        left = {f.name for f in take(event, {field: given})}
        return UNFIT if field in left else getattr(event, field)

    for field, given, expected in GOOD:
        value = short(field, given)
        assert value is UNFIT or (value == expected and type(value) is type(expected)), (field, given)
    for _, data in BAD:
        for field, given in data.items():
            if field in machine.model.events["Everything"].fields and given is not None and len(data) == 1:
                assert short(field, given) is UNFIT, (field, given)


def test_engines_do_not_share_what_is_known() -> None:
    one, other = Engine(compiled(TEXT)), Engine(compiled(TEXT))
    made = [line(event("PlaceRegistered", id_="1", code="W1"))]
    assert one.submit_lines(made)[0].outcome == "accepted"
    stamped = [line(event("Stamped", id_="2", place="W1", day="2026-01-01", last="2026-01-01"))]
    assert other.submit_lines(stamped)[0].outcome == "refused"
    assert one.submit_lines(stamped)[0].outcome == "accepted"
