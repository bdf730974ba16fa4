"""Questions to a running engine: any expression, an answer in both languages, or what is wrong with it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.diagnostics import Diagnostic
from engine.ask import Value, evaluate
from engine.trouble import Trouble
from tests.engine.yard import YARD, Yard, instant

DAY = 86_400_000_000


@pytest.fixture(scope="module")
def yard() -> Yard:
    yard = Yard().stocked(expires_at="2026-03-31").stocked("L2", "2.5")
    yard.accept("Sold", lot="L1", place="W1", quantity=5)
    yard.accept("Descended", lot="L2", parent="L1")
    yard.accept("Spoiled", lot="L2")
    return yard


@pytest.mark.parametrize(
    ("text", "json", "zh", "en"),
    [
        ('on_hand("F-1", "W1")', "97.5", "97.5", "97.5"),
        ('on_hand("F-1", "W1") > 97', True, "是", "yes"),
        ('on_hand("F-9", "W9")', "0", "0", "0"),
        ('sold("F-1")', "5", "5", "5"),
        ('sales("F-1")', 1, "1", "1"),
        ("notice", 10 * DAY, "10 天", "10 days"),
        ("most * 2", "1000", "1000", "1000"),
        ("now", instant("2026-03-01T08:00:00"), "2026-03-01 08:00", "2026-03-01 08:00"),
        (
            '(Lot("L1").expires_at otherwise now) - now',
            2_649_599_999_999,
            "30 天 15 小时",
            "30 days 15 hours",
        ),
        ('Lot("L1").item.name', "水饺", "水饺", "水饺"),
        ('Lot("L1").item.storage', "ambient", "常温", "常温"),
        ('Lot("L2").expires_at', None, "缺失", "missing"),
        ('Lot("L2").parents', ["L1"], "L1", "L1"),
        ('Lot("L2") is held', True, "是", "yes"),
        ('descendants(Lot("L1").parents)', ["L2"], "L2", "L2"),
        ('count lot in descendants(Lot("L1").parents)', 1, "1", "1"),
        ("2026-03-01 + 2 days", "2026-03-03", "2026-03-03", "2026-03-03"),
        ("2 days + 2026-03-01", "2026-03-03", "2026-03-03", "2026-03-03"),
        ("1 / 8", "0.125", "0.125", "0.125"),
        ("-18 °C + 3 K", "-15", "-15 °C", "-15 °C"),
        ("[1, 2]", [1, 2], "1、2", "1, 2"),
        ('"批次 {1 + 1}"', "批次 2", "批次 2", "批次 2"),
        ('非 (Lot("L2") 被隔离)', False, "否", "no"),
    ],
)
def test_answers(yard: Yard, text: str, json: Any, zh: str, en: str) -> None:
    assert evaluate(yard.engine, text) == Value(json, {"zh": zh, "en": en})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "BC101"),
        ("1 +", "BC101"),
        ("1\n2", "BC101"),
        ("on_hnd(1)", "BC207"),
        ("nothing", "BC201"),
        ("1 kg + 1 L", "BC303"),
        ("at", "BC201"),
        ('Lot("L1").expires_at - now', "BC302"),
        ("(" * 1000 + "1" + ")" * 1000, "BC105"),
        ("-" * 5000 + "1", "BC105"),
    ],
)
def test_what_is_wrong_with_a_question(yard: Yard, text: str, code: str) -> None:
    problems = evaluate(yard.engine, text)
    assert isinstance(problems, tuple)
    assert [d.code for d in problems] == [code]


@pytest.mark.parametrize(
    ("text", "code", "en"),
    [
        ("1 / 0", "BC607", "A rule divides by zero here."),
        ('Lot("L9").item', "BC604", "There is no Lot `L9`."),
        ("round(1 / 3, 99)", "BC607", "went out of range"),
        ("2026-03-01 + 99999999999 days", "BC607", "went out of range"),
        ("9999-12-31 + 1 day", "BC607", "went out of range"),
        ("notice * 1000000000000", "BC606", "is too large"),
    ],
)
def test_what_cannot_be_computed(yard: Yard, text: str, code: str, en: str) -> None:
    with pytest.raises(Trouble) as caught:
        evaluate(yard.engine, text)
    assert caught.value.code == code
    assert en in caught.value.text.en
    assert any("一" <= c <= "鿿" for c in caught.value.text.zh)


def test_asking_changes_nothing(yard: Yard) -> None:
    before = (
        yard.engine.state.fingerprint_of_things(),
        list(yard.engine.machine.book.keys()),
        yard.engine.state.seq,
    )
    for question in ('sold("F-9")', 'sales("F-9")', 'on_hand("F-9", "W9")', 'sold("F-1")'):
        evaluate(yard.engine, question)
    after = (
        yard.engine.state.fingerprint_of_things(),
        list(yard.engine.machine.book.keys()),
        yard.engine.state.seq,
    )
    assert after == before


WORDS = (
    '( ) [ ] , . + - * / " { } : ： ， 。 1 0 2026-03-01 day kg °C and or not is known held otherwise count sum for in '
    'where any every has now at Lot Item W1 "L1" on_hand sold notice most max min round floor days descendants 若 是'
)
words = st.sampled_from([*WORDS.split(), "\n"])


@given(st.text(max_size=80) | st.lists(words, max_size=25).map(" ".join))
def test_any_text(text: str) -> None:
    """A value, diagnostics or a reason."""
    try:
        answer = evaluate(ENGINE, text)
    except Trouble:
        return
    assert isinstance(answer, Value) or all(isinstance(d, Diagnostic) for d in answer)


ENGINE = Yard(YARD).stocked().engine
