"""Barcodes: what they say, where they may stand, and what is said when they do not fit."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.events import Answer
from engine.gs1 import looks_like_scan, read_scan
from engine.pipeline import compile_path
from engine.run import Engine
from engine.trouble import Malformed
from tests.engine.yard import THINGS, Yard, event, instant, line

GS = "\x1d"
SCAN = "]C1010690123456789217271231103A4B"
END_OF_2027 = instant("2028-01-01T00:00:00+08:00") - 1

SAME = [
    SCAN,
    "]d2010690123456789217271231103A4B",
    "]Q3010690123456789217271231103A4B",
    f"]C10106901234567892103A4B{GS}17271231",
    f"{GS}010690123456789217271231103A4B",
    f"010690123456789217271231103A4B{GS}",
    "(01)06901234567892(17)271231(10)3A4B",
    "(01)6901234567892(10)3A4B(17)271231",
    "https://id.gs1.org/01/06901234567892/10/3A4B?17=271231",
    "https://example.com/01/06901234567892/10/3A4B?17=271231&linkType=all",
    "http://example.com/some/path/01/06901234567892/10/3A4B?17=271231",
]


@pytest.mark.parametrize("text", SAME)
def test_one_label_in_all_its_forms(text: str) -> None:
    assert looks_like_scan(text)
    scan = read_scan(text)
    assert {ai: scan.values[ai] for ai in ("01", "10", "17")} == {
        "01": "06901234567892",
        "10": "3A4B",
        "17": "271231",
    }
    assert scan.expiry("Asia/Shanghai") == END_OF_2027


def test_a_scan_is_shown_as_printed_below_the_bars() -> None:
    assert read_scan(SCAN).shown() == "(01)06901234567892(17)271231(10)3A4B"


@pytest.mark.parametrize(
    ("text", "gtin"), [("]E06901234567892", "06901234567892"), ("]E496385074", "00000096385074")]
)
def test_retail_symbols_say_an_item(text: str, gtin: str) -> None:
    assert read_scan(text).values == {"01": gtin}


@pytest.mark.parametrize(
    ("ais", "zone", "expected"),
    [
        ("(17)270331", "Asia/Shanghai", "2027-04-01T00:00:00+08:00"),
        ("(17)270331", "Asia/Urumqi", "2027-04-01T00:00:00+06:00"),
        ("(17)270200", "Asia/Shanghai", "2027-03-01T00:00:00+08:00"),
        ("(17)280200", "Asia/Shanghai", "2028-03-01T00:00:00+08:00"),
        ("(17)271200", "UTC", "2028-01-01T00:00:00Z"),
        ("(17)270328", "Europe/London", "2027-03-29T00:00:00+01:00"),
    ],
)
def test_expiry_is_the_end_of_the_local_day(ais: str, zone: str, expected: str) -> None:
    """Day 00 is the last of the month."""
    assert read_scan(f"(10)A{ais}").expiry(zone) == instant(expected) - 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(7003)2703011530(10)A", "2027-03-01T15:30:00+08:00"),
        (f"]C170032703010000{GS}10A", "2027-03-01T00:00:00+08:00"),
        ("(17)270302(7003)2703011530(10)A", "2027-03-01T15:30:00+08:00"),
    ],
)
def test_expiry_to_the_minute(text: str, expected: str) -> None:
    assert read_scan(text).expiry("Asia/Shanghai") == instant(expected)


def test_no_expiry() -> None:
    assert read_scan("(10)A").expiry("UTC") is None


def test_days() -> None:
    assert read_scan("(11)260228(10)A").day("11") == dt.date(2026, 2, 28)
    assert read_scan("(15)280200(10)A").day("15") == dt.date(2028, 2, 29)
    assert read_scan("(11)991231(10)A").day("11") == dt.date(1999, 12, 31)


@pytest.mark.parametrize("lot", ["A(B)C", "A(B", "A)B", "3/4", "a\"b%&'", "A-B.C_D", "x" * 20])
def test_lots_with_punctuation(lot: str) -> None:
    assert read_scan(f"]C110{lot}").values == {"10": lot}
    assert read_scan(f"(10){lot}").values == {"10": lot}
    assert read_scan(f"(10){lot}(17)271231").values == {"10": lot, "17": "271231"}


@pytest.mark.parametrize(
    ("text", "en", "zh"),
    [
        (
            "]C1010690123456789317271231103A4B",
            "the check digit of 06901234567893 is 3 and should be 2",
            "06901234567893 的校验位为 3，应为 2",
        ),
        ("(01)0690123456789(10)A", "the check digit of 00690123456789 is 9 and should be 7", "应为 7"),
        ("]C11727023010A", "(17) says 270230, which is no date", "(17) 为 270230，不是日期"),
        ("]C11727130110A", "`1727130110A` is no value of (17)", "`1727130110A` 不符合 (17) 的格式"),
        (
            "(7003)2703012560(10)A",
            "(7003) says 2703012560, which is no date",
            "(7003) 为 2703012560，不是日期",
        ),
        ("(10)批次", "`10批次` is no value of (10)", "`10批次` 不符合 (10) 的格式"),
        (f"(10){'x' * 21}", "begins with no application identifier", "不以应用标识符开头"),
        (f"]C110A{GS}10B", "(10) stands in it twice", "(10) 出现了两次"),
        ("]C1", "it holds no application identifiers", "其中没有应用标识符"),
        (f"]C1{GS}", "it holds no application identifiers", "其中没有应用标识符"),
        ("https://", "it holds no application identifiers", "其中没有应用标识符"),
        ("http://[", "it holds no application identifiers", "其中没有应用标识符"),
        ("https://example.com/shop/dumplings", "it holds no application identifiers", "其中没有应用标识符"),
    ],
)
def test_what_is_no_barcode(text: str, en: str, zh: str) -> None:
    with pytest.raises(Malformed) as caught:
        read_scan(text)
    assert caught.value.code == "BC631"
    assert en in caught.value.text.en
    assert zh in caught.value.text.zh
    assert caught.value.text.en.endswith("Scan it again, or give the code.")
    assert caught.value.text.zh.endswith("请重新扫描，或改填编号。")
    assert GS not in caught.value.text.en


@pytest.mark.parametrize("code", ["L1", "3A4B", "2026-03-01", "F-001", "(A)1", "]x", "批次 1", "10690", ""])
def test_a_code_is_no_scan(code: str) -> None:
    assert not looks_like_scan(code)


@given(
    st.text(max_size=60)
    | st.builds("{}{}".format, st.sampled_from(["]C1", "(10)", "https://", GS]), st.text(max_size=40))
)
def test_any_text(text: str) -> None:
    """A scan, or a reason; and then every day in it is one."""
    try:
        scan = read_scan(text)
    except Malformed:
        return
    assert scan.values
    scan.expiry("Asia/Shanghai")
    scan.shown()


digits = st.text("0123456789", min_size=6, max_size=10)


@given(
    st.sampled_from(["11", "12", "13", "15", "16", "17", "7003", "4326", "01", "00", "3103", "8008"]), digits
)
def test_any_digits(ai: str, value: str) -> None:
    for text in (f"]C1{ai}{value}", f"({ai}){value}(10)A"):
        try:
            scan = read_scan(text)
        except Malformed:
            continue
        scan.expiry("UTC")
        for day in ("11", "15", "17"):
            if day in scan.values:
                scan.day(day)


# -- in events


@pytest.fixture
def yard() -> Yard:
    yard = Yard(THINGS)
    yard.accept("ItemRegistered", code="F-1", name="水饺", gtin="06901234567892")
    yard.accept("ItemRegistered", code="F-2", name="汤圆", gtin="6901234567885")
    yard.accept("ItemRegistered", code="F-3", name="散装")
    yard.accept("PlaceRegistered", code="W1")
    yard.accept("PlaceRegistered", code="U1", zone="Asia/Urumqi")
    return yard


def refusal(answer: Answer) -> dict[str, str]:
    assert answer.problem is not None, answer
    unreadable = answer.problem["code"] in ("BC631", "BC635")
    assert answer.outcome == ("malformed" if unreadable else "refused"), answer
    return answer.problem


@pytest.mark.parametrize("text", SAME)
def test_a_receipt_by_one_scan(yard: Yard, text: str) -> None:
    """The lot's code, its item and its expiry come from the label."""
    yard.accept("Received", lot=text, place="W1", quantity=5)
    lot = yard.engine.state.things["Lot"]["3A4B"]
    assert (lot.item, lot.expires_at) == ("F-1", END_OF_2027)  # type: ignore[attr-defined]
    assert yard.engine.state.ledger.balance("F-1", "3A4B", "W1") == 5


def test_the_days_on_a_label_are_those_of_the_site(yard: Yard) -> None:
    yard.accept("Received", lot="(01)06901234567892(10)U(11)260131(17)271231", place="U1", quantity=5)
    lot = yard.engine.state.things["Lot"]["U"]
    assert lot.expires_at == instant("2028-01-01T00:00:00+06:00") - 1  # type: ignore[attr-defined]
    assert lot.produced_on == dt.date(2026, 1, 31)  # type: ignore[attr-defined]


def test_a_lot_from_another_zone_is_found_by_its_label(yard: Yard) -> None:
    label = "(01)06901234567892(10)U(17)271231"
    yard.accept("Received", lot=label, place="U1", quantity=5)
    yard.accept("Moved", lot=label, source="U1", target="W1", quantity=5)
    yard.accept("Sold", lot=label, place="W1", quantity=5)


def test_a_lot_with_an_expiry_to_the_minute_is_found_by_its_label(yard: Yard) -> None:
    label = "(01)06901234567892(7003)2703011530(10)T"
    yard.accept("Received", lot=label, place="U1", quantity=5)
    assert yard.engine.state.things["Lot"]["T"].expires_at == instant("2027-03-01T15:30:00+06:00")  # type: ignore[attr-defined]
    yard.accept("Sold", lot=label, place="U1", quantity=1)
    other = yard.send("Sold", lot="(01)06901234567892(7003)2703011531(10)T", place="U1", quantity=1)
    assert refusal(other)["code"] == "BC625"


@pytest.mark.parametrize("text", [*SAME, "(10)3A4B", "(01)06901234567892(10)3A4B", "3A4B"])
def test_a_lot_by_any_of_its_labels(yard: Yard, text: str) -> None:
    yard.accept("Received", lot=SCAN, place="W1", quantity=5)
    yard.accept("Sold", lot=text, place="W1", quantity=2)
    assert yard.engine.state.ledger.balance("F-1", "3A4B", "W1") == 3


@pytest.mark.parametrize("text", ["]E06901234567892", "(01)06901234567892", "(01)06901234567892(10)ANY"])
def test_an_item_by_its_label(yard: Yard, text: str) -> None:
    yard.accept("LotRegistered", code="L1", item=text)
    assert yard.engine.state.things["Lot"]["L1"].item == "F-1"  # type: ignore[attr-defined]


def test_thirteen_digits_on_file_and_fourteen_on_the_label(yard: Yard) -> None:
    yard.accept("Received", lot="]C1010690123456788510X", place="W1", quantity=1)
    assert yard.engine.state.things["Lot"]["X"].item == "F-2"  # type: ignore[attr-defined]


def test_what_is_given_beside_the_label_must_agree(yard: Yard) -> None:
    agreeing = {"item": "F-1", "expires_at": "2027-12-31"}
    yard.accept("Received", lot=SCAN, place="W1", quantity=1, **agreeing)
    problem = refusal(yard.send("Received", lot=SCAN, place="W1", quantity=1, item="F-2"))
    assert problem["code"] == "BC633"
    assert "`item` is `F-2`, but the barcode (01)06901234567892(17)271231(10)3A4B says `F-1`" in problem["en"]
    assert "`item`（物料）为 `F-2`，而条码" in problem["zh"]
    problem = refusal(yard.send("Received", lot=SCAN, place="W1", quantity=1, expires_at="2027-11-30"))
    assert "`expires_at` is `2027-11-30`" in problem["en"]
    assert "says `2027-12-31T23:59:59.999999+08:00`" in problem["en"]
    problem = refusal(yard.send("Received", lot=SCAN, place="W1", quantity=1, item="F-9"))
    assert problem["code"] == "BC624"


def test_a_label_of_another_item(yard: Yard) -> None:
    yard.accept("Received", lot="3A4B", item="F-2", place="W1", quantity=5)
    problem = refusal(yard.send("Sold", lot=SCAN, place="W1", quantity=1))
    assert problem["code"] == "BC625"
    assert "names Lot `3A4B`, but `gtin` of Item `F-2` is 6901234567885" in problem["en"]
    assert "指向批次 `3A4B`，但物料 `F-2` 的商品条码为 6901234567885" in problem["zh"]


def test_a_label_with_another_expiry(yard: Yard) -> None:
    yard.accept("Received", lot="3A4B", item="F-1", place="W1", quantity=5, expires_at="2027-11-30")
    problem = refusal(yard.send("Sold", lot=SCAN, place="W1", quantity=1))
    assert "names Lot `3A4B`, but `expires_at` of Lot `3A4B` is 2027-11-30" in problem["en"]
    assert "但批次 `3A4B` 的到期时间为 2027-11-30" in problem["zh"]
    day_before = yard.send("Sold", lot="(10)3A4B(17)271129", place="W1", quantity=1)
    assert refusal(day_before)["code"] == "BC625"
    yard.accept("Sold", lot="(10)3A4B(17)271130", place="W1", quantity=1)


def test_what_is_not_on_file_cannot_contradict(yard: Yard) -> None:
    yard.accept("Received", lot="3A4B", item="F-3", place="W1", quantity=5)
    yard.accept("Sold", lot=SCAN, place="W1", quantity=1)


@pytest.mark.parametrize(
    ("field", "text"),
    [("lot", SCAN), ("lot", "(10)NEW"), ("place", SCAN)],
)
def test_nothing_is_known_for_a_label(yard: Yard, field: str, text: str) -> None:
    """Nothing is created by itself, and no stock moves."""
    yard.accept("Received", lot="L1", item="F-1", place="W1", quantity=5)
    given = {"lot": "L1", "place": "W1", "quantity": 1, field: text}
    problem = refusal(yard.send("Sold", **given))
    assert problem["code"] == "BC625"
    assert "is known for the barcode" in problem["en"]
    assert "请先登记，或核对标签" in problem["zh"]
    assert list(yard.engine.state.things["Lot"]) == ["L1"]
    assert yard.engine.state.ledger.balance("F-1", "L1", "W1") == 5


def test_an_unknown_item_on_a_label(yard: Yard) -> None:
    problem = refusal(yard.send("Received", lot="(01)09506000134352(10)N", place="W1", quantity=1))
    assert problem["code"] == "BC625"
    assert "`item`: no Item is known for the barcode (01)09506000134352(10)N" in problem["en"]
    assert "没有与条码 (01)09506000134352(10)N 对应的物料" in problem["zh"]
    assert not yard.engine.state.things["Lot"]


def test_two_items_with_one_barcode(yard: Yard) -> None:
    yard.accept("ItemRegistered", code="F-4", gtin="6901234567892")
    problem = refusal(yard.send("Received", lot=SCAN, place="W1", quantity=1))
    assert problem["code"] == "BC625"
    assert "fits F-1, F-4. Give the code instead." in problem["en"]
    assert "与 F-1、F-4 都相符。请改填编号。" in problem["zh"]


def test_a_label_without_a_lot(yard: Yard) -> None:
    problem = refusal(yard.send("Received", lot="(01)06901234567892(17)271231", place="W1", quantity=1))
    assert problem == {
        "code": "BC635",
        "en": "`lot` is the barcode (01)06901234567892(17)271231, which has no (10)."
        " Scan the symbol that shows it, or give the code.",
        "zh": "`lot`（批号）为条码 (01)06901234567892(17)271231，其中没有 (10)。请扫描含有它的条码，或改填编号。",
    }


def test_a_label_that_cannot_be_read(yard: Yard) -> None:
    problem = refusal(yard.send("Received", lot="]C1010690123456789317271231103A4B", place="W1", quantity=1))
    assert problem["code"] == "BC631"


def test_a_code_that_looks_like_a_link_is_taken_where_it_is_known(yard: Yard) -> None:
    yard.engine.state.create("Place", {"code": "https://w1", "parent": None, "zone": None}, 0)
    yard.accept("Received", lot="L1", item="F-1", place="https://w1", quantity=5)


def test_a_day_where_a_date_is_wanted() -> None:
    text = THINGS + (
        '\nevent Dated "日期"\n    code: text gs1 "10" "批号"\n    last: date? gs1 "17" "到期日"\n'
        '    best: instant? gs1 "15" "最佳日期"\n    name: text? "名称"\n'
    )
    yard = Yard(text)
    yard.accept("Dated", code="(10)A(17)271231(15)270630")
    yard.accept("Dated", code="(10)A(17)271231(15)270630", last="2027-12-31", best="2027-06-30")
    assert refusal(yard.send("Dated", code="(10)A(17)271231", last="2027-12-30"))["code"] == "BC633"


def test_the_barcode_of_the_issue_in_the_packs() -> None:
    """`]C1010690123456789217271231103A4B` where a lot is expected, and where a receipt makes one."""
    engine = Engine(compile_path(Path(__file__).parents[2] / "packs" / "inventory"))
    made = [
        event("ItemRegistered", id_="1", code="F-001", name="水饺", gtin="6901234567892"),
        event("SupplierRegistered", id_="2", code="S1"),
        event("PlaceRegistered", id_="3", code="W1"),
        event("PurchaseReceived", id_="4", lot=SCAN, supplier="S1", place="W1", quantity=10),
        event("SaleShipped", id_="5", lot=SCAN, place="W1", quantity=4),
        event(
            "SaleShipped", id_="6", at_="2027-12-31T23:59:59.999999+08:00", lot=SCAN, place="W1", quantity=1
        ),
        event(
            "SaleShipped", id_="7", at_="2027-12-31T23:59:59.999998+08:00", lot=SCAN, place="W1", quantity=1
        ),
    ]
    answers = engine.submit_lines([line(e) for e in made])
    assert [a.outcome for a in answers] == ["accepted"] * 5 + ["blocked"] * 2
    assert [f["rule"] for f in answers[5].findings] == ["expired_lot", "held_lot"]
    assert [f["rule"] for f in answers[6].findings] == ["held_lot"]
    assert engine.state.ledger.balance("F-001", "3A4B", "W1") == 6
