"""Sentences: both languages can say the same, what differs in meaning differs in words, labels stand for names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from hypothesis import Phase, given, settings

from dsl import boards as b
from dsl import model as m
from dsl.diagnostics import Both
from dsl.sentences import VOICES, Reader
from dsl.sentences.chinese import Chinese
from dsl.sentences.english import English
from dsl.sentences.shape import shape
from dsl.sentences.voice import Voice
from dsl.typesystem import BOOL, DATE, INSTANT
from dsl.words import LANGUAGES, Language
from engine.packs import Manifest, PackSource
from engine.pipeline import compile_packs, compile_path
from tests.dsl.checked import condition, model
from tests.properties.boarding import programs_with_boards
from tests.properties.programs import Program, programs

PACKS = Path(__file__).parents[2] / "packs"
SHAPES = Path(__file__).parents[1] / "golden" / "sentences" / "shapes.card"


def test_both_voices_say_the_same_things() -> None:
    assert English.phrases.keys() == Chinese.phrases.keys()


@pytest.mark.parametrize("key", English.phrases)
def test_both_voices_know_the_same_facts(key: str) -> None:
    """A language may leave a fact unsaid where its grammar has no place for it."""
    facts = [{n for _, n, _, _ in Formatter().parse(v.phrases[key]) if n} for v in (English, Chinese)]
    assert facts[0] <= facts[1] or facts[1] <= facts[0] or key == "event"


class Heard(dict[str, str]):
    """Phrases that remember which of them were said."""

    said: set[str]

    def __getitem__(self, key: str) -> str:
        self.said.add(key)
        return super().__getitem__(key)


@pytest.mark.parametrize("voice", [English, Chinese], ids=lambda voice: voice.language)
def test_every_phrase_is_said(voice: type[Voice], monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard(voice.phrases)
    heard.said = set()
    monkeypatch.setattr(voice, "phrases", heard)
    for path in (*sorted(SHAPES.parent.glob("*.card")), PACKS / "food", PACKS.parent / "examples" / "tour"):
        reader = Reader(compile_path(path).model, voice.language)
        for declaration in reader.declarations():
            reader.read(declaration)
    never = {"missing"}  # no constant of a checked model is missing; an editor may make one
    assert {key for key in heard if not key.startswith("d_")} - heard.said == never


# -- shapes of speech --------------------------------------------------------------------------------------

CASES = [
    ("lot.expires_at - at <= 30 days", "the time left until the lot's “expires_at” is at most 30 days (or it has come)"),
    ("lot.expires_at - at < 30 days", "the time left until the lot's “expires_at” is less than 30 days (or it has come)"),
    ("lot.expires_at - at > 30 days", "the time left until the lot's “expires_at” is more than 30 days"),
    ("30 days >= lot.expires_at - at", "the time left until the lot's “expires_at” is at most 30 days (or it has come)"),
    (
        "at < lot.expires_at and lot.expires_at - at <= 30 days",
        "the lot's “expires_at” has not come yet and the time left until the lot's “expires_at” is at most 30 days",
    ),
    ("at >= lot.expires_at", "the lot's “expires_at” has come"),
    ("at > lot.expires_at", "the lot's “expires_at” has passed"),
    ("not lot.expires_at > at", "the lot's “expires_at” has come"),
    ("quantity <= 5", "the quantity is at most 5"),
    ("not quantity <= 5", "the quantity is more than 5"),
    ("temperature > -18 °C", "the temperature is above -18 °C"),
    ("not (quantity > 5 and ready)", "the quantity is at most 5 or the event is not marked “ready”"),
    ("quantity > 5 and (ready or boxes == 1)", "the quantity is more than 5 and (the event is marked “ready” or the boxes equals 1)"),
    ("lot is held", "the lot is on hold"),
    ("note is missing", "the note is not given"),
    ("Lot(note otherwise \"\") is known", "the “批次” with code (the note (if missing: an empty text)) is registered"),
    ("lot.supplier is known and lot.supplier.status != frozen", "the lot's supplier is given and the status of the lot's supplier is not “frozen”"),
    ("lot.status in [pending, frozen]", "the lot's status is one of: “pending”, “frozen”"),
    ("length(lot.lines) > 0", "there is something in the lot's lines"),
    ("any p in lot.parents has p is held", "for at least one “批次” in the lot's parents: the “批次” is on hold"),
    ("not (any p in lot.parents has p is held)", "for no “批次” in the lot's parents: the “批次” is on hold"),
    ("(gap otherwise limit) > 2 hours", "the gap (if missing: the setting “limit”) is more than 2 hours"),
    ("(quantity + 1) * 2 > on_hand(lot.item, place)", "(the quantity + 1) × 2 is more than the “on_hand” of the lot's item at the place"),
    ("humidity <= 60 %", "the humidity is no higher than 60 %"),
    ("date(at) == 2026-03-01", "the day of the event is 2026-03-01"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), CASES, ids=[c[0] for c in CASES])
def test_shapes_of_speech(text: str, said: str) -> None:
    world = model(f'rule r\n    on Issued\n    when {text}\n    block "x"\n')
    body = world.rules["r"].body
    assert isinstance(body, m.OnEvents)
    part = body.cases["Issued"].condition
    assert part is not None
    assert Reader(world, "en").condition(part, world.rules["r"]) == said


# -- what differs in meaning differs in words ----------------------------------------------------------------


def mutants(part: Any, language: Language) -> Iterator[Any]:
    """Copies of a part of the model in which one thing means something else."""
    yield from changed(part)
    if isinstance(part, tuple):
        for number, item in enumerate(part):
            yield from ((*part[:number], other, *part[number + 1 :]) for other in mutants(item, language))
    elif isinstance(part, dict):
        for key, item in part.items():
            yield from ({**part, key: other} for other in mutants(item, language))
    elif is_dataclass(part) and not isinstance(part, type):
        for field in fields(part):
            unsaid = ("span", "type", "label", "cites", "subject", *({"en", "zh"} - {language}))
            if isinstance(part, b.Chart | b.Ranking):
                unsaid = (*unsaid, "headings")  # which follow from what is counted
            if field.name not in unsaid:
                value = getattr(part, field.name)
                yield from (replace(part, **{field.name: other}) for other in mutants(value, language))


def changed(part: Any) -> Iterator[Any]:
    match part:
        case m.Compare(operator, left, right):
            empty = (
                isinstance(left, m.FunctionCall) and left.name == "length" and getattr(right, "value", 1) == 0
            )
            ordered = ("<", "<=", ">", ">=")
            others = ("==", "!=") if operator in ("==", "!=") or left.type == BOOL else ordered
            yield from (replace(part, operator=o) for o in others if o != operator and not empty)
        case m.Logic(operator):
            yield replace(part, operator="or" if operator == "and" else "and")
        case m.Quantified(kind):
            yield replace(part, kind="every" if kind == "any" else "any")
        case m.Fold("min" | "max" as kind):
            yield replace(part, kind="max" if kind == "min" else "min")
        case m.Known() | m.Held() | m.In():
            yield m.Not(part, part.type, part.span)
        case m.Binary("+" | "-" as operator, left) if left.type not in (INSTANT, DATE):
            yield replace(part, operator="-" if operator == "+" else "+")
        case m.Binary("*" | "/" as operator):
            yield replace(part, operator="/" if operator == "*" else "*")
        case m.FunctionCall("min" | "max" as name):
            yield replace(part, name="max" if name == "min" else "min")
        case m.FunctionCall("floor" | "ceiling" as name):
            yield replace(part, name="ceiling" if name == "floor" else "floor")
        case m.Closure(direction):
            yield replace(part, direction="descendants" if direction == "ancestors" else "ancestors")
        case m.Set(operation="add" | "remove" as operation):
            yield replace(part, operation="remove" if operation == "add" else "add")
        case m.Literal_(bool() as value):
            yield replace(part, value=not value)
        case m.Literal_(int() as value):
            yield replace(part, value=value + 1)
        case m.OnEvents(judges=judges):
            yield replace(part, judges=not judges)
        case b.Tile():
            for name in ("x", "y", "width", "height"):
                yield replace(part, **{name: getattr(part, name) + 1})
        case b.Threshold():
            yield replace(part, colour=next(c for c in COLOURS if c != part.colour))
        case b.Listing(colours=colours, drags=drags) if colours or drags:
            if colours:
                others = (*colours[1:], next(c for c in COLOURS if c != colours[0]))
                yield replace(part, colours=others)
            yield from (replace(part, drags=drags[:-1]) for _ in drags[:1])
        case b.Drag(to=to) if to is not None:
            yield replace(part, to=None)
        case b.SortKey(descending=descending):
            yield replace(part, descending=not descending)
        case b.ThingRows(order=order, top=top):
            yield replace(part, top=3 if top is None else None)
            yield from (replace(part, order=order[1:]) for _ in order[:1])
            yield from (replace(part, order=order[::-1]) for _ in order[1:])
        case b.Total(kind, order=order, top=top):
            yield replace(part, kind="max" if kind == "min" else "min")
            yield replace(part, order="ascending" if order == "descending" else "descending")
            yield replace(part, top=3 if top is None else None)
        case b.OfEvents(over=over, per=per) if over is not None:
            yield from (replace(part, per=other) for other in (None, "day", "hour") if other != per)
            if per is None:
                yield replace(part, over=None)
        case b.Chart(shape=form):
            yield replace(part, shape="bar" if form == "line" else "line")
        case b.Recording(given=given) if given:
            yield replace(part, given=dict(list(given.items())[1:]))
        case b.Choice(default=default) if default is not None:
            yield replace(part, default=None)
        case b.Picture(address):
            yield replace(part, address=f"{address}2")
        case b.Alerts(rules):
            yield from (replace(part, rules=rules[1:]) for _ in rules[1:])
        case b.EachThing(where=where) if where is not None:
            yield replace(part, where=None)
        case b.EventTotalCase(keys=keys, where=where):
            yield from (replace(part, where=None) for _ in (where,) if where is not None)
            yield from (replace(part, keys=keys[1:]) for _ in keys[:1])
        case Both(en, zh):
            yield Both(f"{en} A", f"{zh}甲")
        case m.CompareCell(operator):
            yield from (replace(part, operator=o) for o in ("<", "<=", ">", ">=") if o != operator)


COLOURS = ("red", "yellow", "green")


def told(one: Any, other: Any) -> str:
    """Where two parts differ first."""
    if type(one) is type(other) and is_dataclass(one) and not isinstance(one, type):
        for field in fields(one):
            pair = getattr(one, field.name), getattr(other, field.name)
            if pair[0] != pair[1]:
                return f"{type(one).__name__}.{field.name} " + told(*pair)
    if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        return next(told(a, b) for a, b in zip(one, other, strict=True) if a != b)
    if isinstance(one, dict) and isinstance(other, dict):
        return next(f"{k} " + told(v, other[k]) for k, v in one.items() if v != other[k])
    return f"{one!r} / {other!r}"


def assert_words_tell(world: m.Model, language: Language) -> int:
    """Every mutant of every declaration reads otherwise; returns how many there were."""
    reader, number = Reader(world, language), 0
    for declaration in reader.declarations():
        if isinstance(declaration, m.Rule | m.Measure | m.Event | m.Table | b.Board):
            said = reader.read(declaration)
            for other in mutants(declaration, language):
                if shape(other) != shape(declaration):
                    number += 1
                    assert reader.read(other) != said, told(declaration, other)
    return number


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_meaning_is_another_sentence_in_the_packs(language: Language) -> None:
    assert assert_words_tell(compile_path(PACKS / "inventory").model, language) > 100


@settings(max_examples=6, phases=(Phase.explicit, Phase.generate))
@given(programs() | programs_with_boards())
def test_another_meaning_is_another_sentence(program: Program) -> None:
    result = compile_packs([PackSource(Manifest(name="p"), Path(), {"p.card": program.text}, {})])
    assert not result.errors
    for language in LANGUAGES:
        assert_words_tell(result.model, language)


# -- labels stand for names ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pack", ["inventory", "food"])
def test_no_name_shows_where_there_is_a_label(pack: str, language: Language) -> None:
    world = compile_path(PACKS / pack).model
    reader = Reader(world, language)
    for declaration in reader.declarations():
        said = reader.read(declaration)
        assert not re.search(r"\b[a-z]+_[a-z_]+\b|\b[A-Z][a-z]+[A-Z]\w+\b", said), said
        assert not re.search("[\ue000-\uf8ff]", said)
        if language == "zh":
            assert not re.search(r"(?<![㐀-鿿A-Za-z ]) [a-z]{3,} ", said.replace("g/kg", "")), said


def test_two_with_one_label_are_told_apart() -> None:
    world = model('parameter a: number = 1 "A limit"\n\nparameter b: number = 1 "A limit"\n')
    said = [Reader(world, "en").read(world.parameters[name]) for name in "ab"]
    assert said[0].startswith("Setting “A limit (a)”")
    assert said[1].startswith("Setting “A limit (b)”")


def test_the_condition_of_the_world_has_a_voice_in_each_language() -> None:
    assert VOICES.keys() == set(LANGUAGES)
    assert isinstance(condition("quantity > 1"), m.Compare)
