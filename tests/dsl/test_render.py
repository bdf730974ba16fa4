"""A diagnostic as text: carets under what they mean, in either language; and as data."""

from __future__ import annotations

import pytest

from dsl.diagnostics import Both, Diagnostic, Note
from dsl.near import nearest
from dsl.render import WIDEST, columns, render, to_json
from dsl.source import Source, Span


def said(text: str, part: str) -> list[str]:
    """The rendering of a mistake at the part of a text."""
    source = Source("a.card", text)
    start = text.index(part)
    diagnostic = Diagnostic(
        "BC107", Span("a.card", start, start + len(part)), {"found": part.strip("\n")[:9]}
    )
    return render(diagnostic, {"a.card": source}, "en").split("\n")


def test_the_shape() -> None:
    assert said("role a\nnearest 2.5 to b\n", "2.5") == [
        "error BC107: I need a whole number here, not `2.5`.",
        " --> a.card:2:9",
        "  |",
        "2 | nearest 2.5 to b",
        "  |         ^^^",
        "  = help: Write a count, such as `3`.",
    ]


def test_in_chinese() -> None:
    source = Source("a.card", "最近 2.5")
    rendered = render(Diagnostic("BC107", Span("a.card", 3, 6), {"found": "2.5"}), {"a.card": source}, "zh")
    assert rendered.split("\n") == [
        "错误 BC107：这里需要整数，而不是 `2.5`。",
        " --> a.card:1:4",
        "  |",
        "1 | 最近 2.5",
        "  |      ^^^",
        "  = 帮助：请写个数，例如 `3`。",
    ]


@pytest.mark.parametrize("before", ["", "abc ", "批次 ", "\t", "a\t批", "é", "ｗ", "a\u200b", "\x07"])
@pytest.mark.parametrize("part", ["x", "次", "x批y"])
def test_carets_stand_under_what_they_mean(before: str, part: str) -> None:
    line, marks = said(f"{before}{part} z", part)[3:5]
    shown = line.index(part)
    assert columns(line[:shown]) == marks.index("^")
    assert marks.count("^") == columns(part)


def test_the_end_of_the_line_can_be_pointed_at() -> None:
    source = Source("a.card", "role\n")
    rendered = render(Diagnostic("BC107", Span("a.card", 4, 5), {"found": ""}), {"a.card": source}, "en")
    assert rendered.split("\n")[3:5] == ["1 | role", "  |     ^"]


def test_a_span_over_several_lines_shows_the_first() -> None:
    assert said("one\ntwo\n", "e\n")[3:5] == ["1 | one", "  |   ^"]


def test_of_a_very_long_line_a_part_is_shown() -> None:
    lines = said("a" * 10_000 + "!" + "b" * 10_000, "!")
    assert all(len(line) < WIDEST for line in lines)
    assert lines[3].index("!") == lines[4].index("^")


def test_second_places() -> None:
    note = Note(Span("b.card", 5, 6), Both("It was declared here.", "它在这里声明。"))
    sources = {"a.card": Source("a.card", "role a"), "b.card": Source("b.card", "\n" * 4 + " a")}
    diagnostic = Diagnostic("BC107", Span("a.card", 5, 6), {"found": "a"}, (note,))
    assert render(diagnostic, sources, "en").split("\n")[6:] == [
        "  = note: It was declared here.",
        " --> b.card:5:2",
        "  |",
        "5 |  a",
        "  |  -",
    ]


def test_as_data() -> None:
    note = Note(Span("a.card", 0, 4), Both("here", "这里"))
    diagnostic = Diagnostic("BC107", Span("a.card", 6, 8), {"found": "批"}, (note,))
    assert to_json(diagnostic, {"a.card": Source("a.card", "role\nx批次\n")}) == {
        "code": "BC107",
        "severity": "error",
        "path": "a.card",
        "line": 2,
        "column": 2,
        "end_line": 2,
        "end_column": 4,
        "message": {"en": "I need a whole number here, not `批`.", "zh": "这里需要整数，而不是 `批`。"},
        "help": {"en": "Write a count, such as `3`.", "zh": "请写个数，例如 `3`。"},
        "notes": [
            {
                "path": "a.card",
                "line": 1,
                "column": 1,
                "end_line": 1,
                "end_column": 5,
                "message": {"en": "here", "zh": "这里"},
            }
        ],
    }


def test_a_file_that_is_not_at_hand_is_named() -> None:
    rendered = render(Diagnostic("BC107", Span("gone.card", 3, 4), {"found": "x"}), {}, "en")
    assert rendered.split("\n")[1] == " --> gone.card"


@pytest.mark.parametrize(
    ("word", "candidates", "expected"),
    [
        ("evnet", ["enum", "event"], "event"),
        ("批此", ["物料", "批次"], "批次"),
        ("Lot", ["lot", "Lat"], "lot"),
        ("quantiy", ["quality", "quantity"], "quantity"),
        ("x", ["y"], None),
        ("ab", ["cd"], None),
        ("item", ["item"], None),
        ("banana", ["event", "rule"], None),
        ("", ["a"], None),
    ],
)
def test_the_nearest_word(word: str, candidates: list[str], expected: str | None) -> None:
    assert nearest(word, candidates) == expected
