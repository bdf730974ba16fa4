"""The printer keeps the tree and the comments, and has one style."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from dsl.parse import parse, parse_expression
from dsl.printer import print_declaration, print_expression, print_file
from dsl.source import Source, Span
from dsl.tree import Binary, Compare, Expression, FieldOf, File, Fold, Logic, Name, Not, Number, Quantified
from dsl.words import Language
from tests.dsl.strategies import pages
from tests.dsl.tour import TOUR

slow = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def read(text: str) -> File:
    parsed = parse(Source("a.card", text))
    assert parsed.diagnostics == (), text
    return parsed.file


def bare(node: Any) -> Any:
    """A tree without the places it came from, nor how its texts were quoted."""
    if isinstance(node, tuple) and not isinstance(node, Span):
        return tuple(bare(part) for part in node)
    if not is_dataclass(node):
        return node
    left_out = {"span", "raw"}
    values = {f.name: bare(getattr(node, f.name)) for f in fields(node) if f.name not in left_out}
    for offset in ("else_line", "given_offset"):
        if offset in values:
            values[offset] = values[offset] is not None
    return type(node).__name__, values


def comments(file: File) -> list[str]:
    return [trivia.text for trivia in file.trivia if trivia.text]


def formatted(text: str, language: Language | None = None) -> str:
    return print_file(read(text), language)


@slow
@given(pages())
def test_the_tree_is_the_same_after_printing(text: str) -> None:
    file = read(text)
    printed = read(print_file(file, None))
    assert bare(printed.declarations) == bare(file.declarations)
    assert comments(printed) == comments(file)


@slow
@given(pages())
def test_printing_twice_changes_nothing(text: str) -> None:
    once = formatted(text)
    assert formatted(once) == once


@slow
@given(pages())
def test_the_language_can_be_switched_there_and_back(text: str) -> None:
    file = read(text)
    chinese = print_file(file, "zh")
    english = formatted(chinese, "en")
    assert english == print_file(file, "en")
    assert formatted(english, "zh") == chinese
    assert bare(read(chinese).declarations) == bare(read(english).declarations) == bare(file.declarations)


@slow
@given(pages())
def test_no_line_is_untidy(text: str) -> None:
    printed = formatted(text)
    assert printed == "" or printed.endswith("\n")
    assert "\n\n\n" not in printed
    assert not printed.startswith("\n")
    assert not any(line != line.rstrip() for line in printed.split("\n"))


def test_the_tour_is_in_the_style_already() -> None:
    assert formatted(TOUR) == TOUR


def test_a_declaration_keeps_the_language_of_most_of_its_words() -> None:
    assert formatted("规则 a\n    on B\n    拦截 “x”\n") == '规则 a\n    当 B\n    拦截 "x"\n'
    assert formatted("rule a\n    当 B\n    block “x”\n") == 'rule a\n    on B\n    block "x"\n'


def test_keywords_in_braces_change_with_the_others() -> None:
    text = 'rule a\n    block "{b otherwise c}"\n'
    assert formatted(text, "zh") == '规则 a\n    拦截 "{b 缺省 c}"\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("role  a\nrole b\n", "role a\nrole b\n"),
        ("role a\nenum b\n  c\nrole d\n", "role a\n\nenum b\n    c\n\nrole d\n"),
        ("role a\n\n\n\nrole b\n", "role a\n\nrole b\n"),
        ("\n\n# a\n\n\nrole b # c\n\n\n", "# a\n\nrole b  # c\n"),
        ("\ufeffrole a\r\nrole b\r\n", "role a\nrole b\n"),
        ("enum a\n  b\n# of c\nenum c\n  d\n", "enum a\n    b\n\n# of c\nenum c\n    d\n"),
        ("enum a\n  b\n  # of b\nenum c\n  d\n", "enum a\n    b\n    # of b\n\nenum c\n    d\n"),
        ("enum a\n# inside\n  b\n", "enum a\n    # inside\n    b\n"),
        ("enum a\n  b\n  # last\n", "enum a\n    b\n    # last\n"),
        (
            "measure m(a: B, # first\n  # second\n\n  c: D)  # third\n  count of E\n",
            "# first\n# second\nmeasure m(a: B, c: D)  # third\n    count of E\n",
        ),
        ("table t（a：B）: c\n  >3|4\n  a..b|-5%\n", "table t(a: B): c\n    > 3 | 4\n    a .. b | -5 %\n"),
        ('rule a\n  block “say "no"”\n', 'rule a\n    block "say \\"no\\""\n'),
        ('rule a\n  block “{f("x")}!”\n', 'rule a\n    block "{f(“x”)}!"\n'),
        (
            "event a\n  if b\n    release c\n  # or\n  else  # not\n    release d\n",
            "event a\n    if b\n        release c\n    # or\n    else  # not\n        release d\n",
        ),
        (
            "规则 甲 “乙”\n    当 收货、 发货，退货\n    若 批次。数量 ＞＝ ３０。５ 千克 且 余量（批次，库位）＜ １０％\n"
            "    警告 “｛批次。编号｝ 有｛数量 ＋ １｝”\n    生效 从 ２０２６－０３－０１\n",
            '规则 甲 "乙"\n    当 收货, 发货, 退货\n    若 批次.数量 >= 30.5 千克 且 余量(批次, 库位) < 10 %\n'
            '    警告 "{批次.编号} 有{数量 + 1}"\n    生效 从 2026-03-01\n',
        ),
        (
            "决策表 甲（乙：数值，丙：时刻？）：数值\n    １。。５｜２\n    ＞５ ｜ －２＊３／４－１\n    ！＝ 3 | 【】\n",
            "决策表 甲(乙: 数值, 丙: 时刻?): 数值\n    1 .. 5 | 2\n    > 5 | -2 * 3 / 4 - 1\n    != 3 | []\n",
        ),
        ("参数 甲：数值 ＝ ［１，２］\n", "参数 甲: 数值 = [1, 2]\n"),
        (
            "scenario “a”\n    at 2026－03－01 08：00：30+08：00\n",
            'scenario "a"\n    at 2026-03-01 08:00:30+08:00\n',
        ),
        ('rule a\n    block "\\｛x\\｝ ﹛y"\n', 'rule a\n    block "\\｛x\\｝ ﹛y"\n'),
        ("", ""),
        ("# only\n", "# only\n"),
    ],
)
def test_style(text: str, expected: str) -> None:
    assert formatted(text) == expected
    assert formatted(expected) == expected


def test_a_single_declaration_is_printed_without_comments() -> None:
    file = read("# a\nrole b # c\n")
    assert print_declaration(file.declarations[0], "zh") == "角色 b\n"


def expression(text: str) -> Expression:
    found, problem = parse_expression(Source("a.card", text), 0, len(text))
    assert found is not None, problem
    return found


@pytest.mark.parametrize(
    "text",
    [
        "a + b * c - d",
        "(a + b) * c",
        "not a and b or c",
        "any x in xs has x.y == 1 and z",
        "count x in xs > 3",
        "sum x.dose for x in xs where x.done",
        "--5",
        "a otherwise b otherwise c",
        "f(a, b: -18 °C)",
        "[a, 2026-03-01, true]",
        "a not in [b]",
        "lot is held",
    ],
)
def test_expressions(text: str) -> None:
    tree = expression(text)
    assert print_expression(tree, "en") == text
    chinese = print_expression(tree, "zh")
    assert bare(expression(chinese)) == bare(tree)


NOWHERE = Span("", 0, 0)


def name(text: str) -> Name:
    return Name(text, NOWHERE)


def test_a_tree_that_no_parser_made_gets_the_parentheses_it_needs() -> None:
    a, b, c = name("a"), name("b"), name("c")
    plus = Binary("+", a, b, NOWHERE)
    either = Logic("or", (a, b), NOWHERE)
    any_ = Quantified("any", name("x"), a, b, NOWHERE)
    fold = Fold("count", None, name("x"), a, None, NOWHERE)
    minus = Number("-1", None, NOWHERE)
    cases: dict[Expression, str] = {
        Binary("*", plus, c, NOWHERE): "(a + b) * c",
        Binary("-", a, plus, NOWHERE): "a - (a + b)",
        Logic("and", (either, c), NOWHERE): "(a or b) and c",
        Not(either, NOWHERE): "not (a or b)",
        Logic("and", (any_, c), NOWHERE): "(any x in a has b) and c",
        Logic("and", (c, any_), NOWHERE): "c and any x in a has b",
        Binary("+", fold, c, NOWHERE): "(count x in a) + c",
        Compare(">", fold, c, NOWHERE): "count x in a > c",
        FieldOf(minus, c, NOWHERE): "(-1).c",
    }
    for tree, text in cases.items():
        assert print_expression(tree, "en") == text


LINES = [
    number
    for number, line in enumerate(TOUR.split("\n"))
    if line.strip() and not line.lstrip().startswith("#")
]


def test_a_comment_before_any_line_stays_before_it() -> None:
    for number in LINES:
        lines = TOUR.split("\n")
        indentation = lines[number][: len(lines[number]) - len(lines[number].lstrip())]
        lines.insert(number, f"{indentation}# probe")
        assert formatted("\n".join(lines)) == "\n".join(lines)
        ragged = [*lines[:number], "  # probe  ", *lines[number + 1 :]] if indentation else lines
        assert formatted("\n".join(ragged)) == "\n".join(lines)


def test_a_comment_behind_any_line_stays_behind_it() -> None:
    for number in LINES:
        lines = TOUR.split("\n")
        lines[number] += "  # probe"
        assert formatted("\n".join(lines)) == "\n".join(lines)
        squeezed = [*lines[:number], lines[number].replace("  # probe", "# probe "), *lines[number + 1 :]]
        assert formatted("\n".join(squeezed)) == "\n".join(lines)


def test_a_comment_at_any_place_within_brackets_goes_before_the_line() -> None:
    for number in LINES:
        lines = TOUR.split("\n")
        line = lines[number]
        texts = [match.span() for match in re.finditer(r'"[^"]*"', line)]
        for match in re.finditer(r"[(,\[] ?(?=[^)]*\))", line):
            at = match.end()
            if any(start < at < end for start, end in texts) or line[:at].count("(") == line[:at].count(")"):
                continue
            broken = [*lines[:number], f"{line[:at]}# probe\n        {line[at:]}", *lines[number + 1 :]]
            indentation = line[: len(line) - len(line.lstrip())]
            expected = [*lines[:number], f"{indentation}# probe", line, *lines[number + 1 :]]
            assert formatted("\n".join(broken)) == "\n".join(expected)
