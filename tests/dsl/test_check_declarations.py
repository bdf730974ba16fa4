"""Declarations over packs: names, labels in both languages, extensions, places, fields."""

from __future__ import annotations

from dsl import model as m
from dsl.check import Checked, Locale, PackText, check
from dsl.diagnostics import Both
from dsl.parse import parse
from dsl.source import Source
from dsl.typesystem import TEXT, EnumType, ListType, Optional, Reference, SetType
from dsl.words import Language
from tests.dsl.checked import WORLD, codes, model


def pack(
    name: str, text: str, language: Language = "zh", locales: dict[str, Locale] | None = None
) -> PackText:
    parsed = parse(Source(f"{name}.card", text))
    assert parsed.diagnostics == ()
    return PackText(name, language, (parsed.file,), locales or {})


def together(*packs: PackText) -> m.Model:
    result: Checked = check(packs)
    assert result.diagnostics == ()
    return result.model


BASE = """\
enum Colour "颜色"
    red "红"

entity Thing "东西"
    code: text key "编号"
    name: text

event Made "制造"
    thing: Thing

rule known "已知"
    on Made
    when thing.name == "x"
    block "{thing.code} 已有"
    warn "注意"
"""


def test_labels_in_both_languages() -> None:
    english = Locale({"Thing": "Thing!", "Thing.code": "Code", "Colour.red": "Red", "known": "Known"})
    made = together(pack("base", BASE, "zh", {"en": english}))
    assert made.entities["Thing"].label == Both("Thing!", "东西")
    assert made.entities["Thing"].fields["code"].label == Both("Code", "编号")
    assert made.entities["Thing"].fields["name"].label == Both("name", "name")
    assert made.enums["Colour"].label == Both("颜色", "颜色")
    assert made.enums["Colour"].values[0].label == Both("Red", "红")
    assert made.rules["known"].label == Both("Known", "已知")


def test_a_pack_in_english() -> None:
    made = together(
        pack("base", 'role keeper "Keeper"\nrole buyer\n', "en", {"zh": Locale({"keeper": "仓管员"})})
    )
    assert made.roles["keeper"].label == Both("Keeper", "仓管员")
    assert made.roles["buyer"].label == Both("buyer", "buyer")


def parts(template: m.Template) -> list[str]:
    return [part if isinstance(part, str) else type(part).__name__ for part in template.parts]


def messages(made: m.Model) -> list[m.Message]:
    body = made.rules["known"].body
    assert isinstance(body, m.OnEvents)
    return [a.message for a in body.cases["Made"].actions if isinstance(a, m.Block | m.Warn)]


def test_messages_in_both_languages() -> None:
    english = Locale({}, {"known": ("There is {thing.code} ({thing.name})",)})
    block, warn = messages(together(pack("base", BASE, "zh", {"en": english})))
    assert parts(block.zh) == ["FieldRead", " 已有"]
    assert parts(block.en) == ["There is ", "FieldRead", " (", "FieldRead", ")"]
    assert warn.en == warn.zh
    assert {p.span for p in block.en.parts if not isinstance(p, str)} == {block.zh.span}


def test_a_translation_may_hold_quotation_marks() -> None:
    english = Locale({}, {"known": ('the "{thing.code}"\nis \\{there', "mind “it”")})
    block, warn = messages(together(pack("base", BASE, "zh", {"en": english})))
    assert block.en.parts[0] == 'the "'
    assert block.en.parts[2] == '"\nis {there'
    assert parts(warn.en) == ["mind “it”"]


def test_extensions_over_packs() -> None:
    more = """\
extend entity Thing
    colour: Colour?
    others: set of Thing

extend enum Colour
    blue "蓝"

extend event Made
    note: text = "-" "备注"
    by maker
    set thing.name = note

role maker
"""
    made = together(pack("base", BASE), pack("more", more, "zh", {"en": Locale({"Made.note": "Note"})}))
    thing = made.entities["Thing"]
    assert list(thing.fields) == ["code", "name", "colour", "others"]
    assert thing.fields["colour"].type == Optional(EnumType("Colour"))
    assert thing.fields["others"].type == SetType(Reference("Thing"))
    assert isinstance(thing.fields["others"].default, m.ListExpression)
    assert [v.name for v in made.enums["Colour"].values] == ["red", "blue"]
    event = made.events["Made"]
    assert event.fields["note"].label == Both("Note", "备注")
    assert event.recorded_by == ("maker",)
    assert [type(s) for s in event.body] == [m.Set]


def test_extensions_need_a_default() -> None:
    assert codes("extend entity Supplier\n    more: integer\n") == ["BC419"]
    assert codes("extend event Issued\n    more: list of Lot\n") == ["BC419"]
    assert codes("extend entity Nothing\n    more: integer?\n") == ["BC204"]


def test_the_second_of_a_name_is_told_with_the_first() -> None:
    first = pack("one", "role keeper\n")
    second = pack("two", "role keeper\n")
    (found,) = check([first, second]).diagnostics
    assert found.code == "BC208"
    assert found.span.path == "two.card"
    assert [note.span.path for note in found.notes] == ["one.card"]


def test_what_may_not_share_a_name() -> None:
    assert codes("enum Item\n    a\n") == ["BC208"]
    assert codes("measure Item()\n    count of Issued\n") == ["BC208"]
    assert codes("place limit\n") == ["BC208"]
    assert codes("place now\n") == ["BC220"]
    assert codes("event E\n    at: instant\n") == ["BC220"]
    assert codes("measure days()\n    count of Issued\n") == ["BC220"]
    assert codes("event E\n    a: text\n    a: text\n") == ["BC208"]
    assert codes("enum E\n    a\n    a\n") == ["BC208"]


def test_a_place_is_there_without_being_declared() -> None:
    place = model("").entities["Place"]
    assert (place.key, place.fields["code"].type, place.pack) == ("code", TEXT, "")
    own = 'entity Place\n    code: text key\n    parent: Place?\n    zone: text = "Asia/Shanghai"\n'
    assert model(own).entities["Place"].pack == "test"


def test_records_are_held_by_value_and_lists_begin_empty() -> None:
    lines = model("").entities["Lot"].fields["lines"]
    assert isinstance(lines.type, ListType)
    assert isinstance(lines.default, m.ListExpression)


def test_bounds_are_constants_of_the_field_s_type() -> None:
    text = "event E\n    warmth: temperature >= -30 °C <= 60 °C\n    state: Status != frozen\n"
    fields = model(text).events["E"].fields
    assert [(b.operator, b.value) for b in fields["warmth"].bounds] == [(">=", -30), ("<=", 60)]
    assert [(b.operator, b.value) for b in fields["state"].bounds] == [("!=", "frozen")]
    assert codes("event E\n    state: Status > frozen\n") == ["BC305"]
    assert codes("event E\n    life: duration > 0 kg\n") == ["BC301"]


def test_defaults_have_the_field_s_type() -> None:
    assert codes("event E\n    state: Status = chilled\n") == ["BC206"]
    assert codes("event E\n    life: duration = 3\n") == ["BC213"]
    assert codes("event E\n    life: duration = limit\n    where: Place = dock\n") == []
    assert codes('event E\n    count_of: integer = on_hand("a", dock)\n') == ["BC215"]
    assert codes("event E\n    when_: instant = now\n") == ["BC214"]


def test_nothing_is_said_of_what_did_not_parse() -> None:
    broken = """\
enum Colour
    red red

entity Thing
    code text key

extend entity Lot
    more: = 3

role chief chief

measure total(thing: Thing
    count of Made

event Made
    thing: Thing
    colour: Colour
    set thing.name = "x"

rule r
    on Made
    when total(thing) > 3 and thing.name == colour and colour == red
    alert chief "x"

rule q
    on Issued
    when lot.more > 3
    block "x"
"""
    parsed = parse(Source("a.card", WORLD + broken))
    assert len(parsed.diagnostics) == 5
    assert check([PackText("a", "zh", (parsed.file,))]).diagnostics == ()
