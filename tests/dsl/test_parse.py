"""Any text gives a tree or diagnostics; what is in the tree stands where the tree says."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dsl import tree as t
from dsl.catalogue import CATALOGUE
from dsl.parse import Parsed, parse
from dsl.printer import print_file
from dsl.render import render, to_json
from dsl.source import Source
from dsl.words import LANGUAGES
from tests.dsl.strategies import pages
from tests.dsl.tour import TOUR

slow = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

ODD = "\0\ufeff\r\t\x0b\x0c\x1c\x85\u2028\u2029\u3000\ud800\U0010ffff٣３²｛｝；！＝“”\"'#{}()（[]\\\n "
pieces = st.sampled_from(
    [
        "rule",
        "规则",
        " ",
        "\n    ",
        "\n",
        "(",
        ")",
        '"',
        "{",
        "}",
        "==",
        "=",
        "a",
        "not",
        "sum",
        "1",
        "3 kg",
        ".",
        "|",
        "when",
    ]
)
anything = st.one_of(
    st.text(), st.text(alphabet=ODD), st.lists(pieces).map("".join), st.lists(pieces).map(" ".join)
)


def nodes(node: Any) -> Iterator[Any]:
    """A node and all below it."""
    if isinstance(node, tuple):
        for part in node:
            yield from nodes(part)
    elif is_dataclass(node):
        yield node
        for field in fields(node):
            if field.name != "span":
                yield from nodes(getattr(node, field.name))


def parsed(text: str) -> Parsed:
    """Parses, and asserts what must hold of any text."""
    source = Source("a.card", text)
    result = parse(source)
    for diagnostic in result.diagnostics:
        assert diagnostic.code in CATALOGUE
        assert 0 <= diagnostic.span.start <= diagnostic.span.end
        assert diagnostic.span.start <= len(text)
        for language in LANGUAGES:
            assert render(diagnostic, {"a.card": source}, language)
        assert to_json(diagnostic, {"a.card": source})["line"] >= 1
    if not result.diagnostics:
        everything_is_read(result.file)
        print_file(result.file, None)
    return result


def everything_is_read(file: t.File) -> None:
    """Nothing but blanks and comments stands outside the declarations."""
    left = list(file.source.text)
    for declaration in file.declarations:
        assert declaration.span.path == file.source.path
        left[declaration.span.start : declaration.span.end] = " " * (
            declaration.span.end - declaration.span.start
        )
    for line in "".join(left).split("\n"):
        assert line.strip(" \t\r\ufeff").startswith("#") or not line.strip(" \t\r\ufeff")


@given(anything)
def test_any_text_gives_a_tree_or_diagnostics(text: str) -> None:
    parsed(text)


@pytest.mark.parametrize(
    "text", ['role x "a\ud800"\n', 'role x "a" # \udfff\n', 'role x\ud800 "a"\n', "\udc00"]
)
def test_half_a_surrogate_pair_is_no_character_wherever_it_stands(text: str) -> None:
    found = [d for d in parsed(text).diagnostics if d.code == "BC102"]
    assert [text[d.span.start : d.span.end].isprintable() for d in found] == [False]


@slow
@given(st.data())
def test_a_changed_text_gives_a_tree_or_diagnostics(data: st.DataObject) -> None:
    text = TOUR
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.sampled_from([0, 0, 1, 2, 5, 40, 400])))
        other = data.draw(st.integers(0, len(text)))
        put = data.draw(
            st.one_of(st.just(""), pieces, st.sampled_from(ODD), st.just(text[other : other + 30]))
        )
        text = text[:start] + put + text[end:]
    parsed(text)


@slow
@given(pages())
def test_every_node_stands_within_the_one_around_it(text: str) -> None:
    for declaration in parsed(text).file.declarations:
        for node in nodes(declaration):
            for field in fields(node):
                for child in nodes(getattr(node, field.name)) if field.name != "span" else ():
                    assert node.span.start <= child.span.start <= child.span.end <= node.span.end
            if isinstance(node, t.Name | t.Moment):
                assert node.span.end - node.span.start == len(text[node.span.start : node.span.end].strip())


def test_the_tour() -> None:
    file = parse(Source("tour.card", TOUR)).file
    assert len(file.declarations) == 23
    assert len([c for c in file.trivia if c.text]) == 20
    rule = next(d for d in file.declarations if isinstance(d, t.Rule) and d.name.text == "safety_stock_low")
    assert [type(line) for line in rule.lines] == [
        t.ForEachThing,
        t.When,
        t.Until,
        t.Alert,
        t.Emit,
        t.ForEach,
    ]
    assert TOUR[rule.span.start :].startswith("规则")
    assert TOUR[: rule.span.end].endswith("target: place)")


def test_a_mistake_leaves_the_other_declarations_whole() -> None:
    result = parse(Source("a.card", "role a\nrole\nrole b\nroel c\nrole d\n"))
    assert [d.name.text for d in result.file.declarations if isinstance(d, t.Role)] == ["a", "b", "d"]
    assert [d.code for d in result.diagnostics] == ["BC101", "BC108"]


def test_lines_taken_for_declarations_are_not_told_of_again() -> None:
    text = "entity a\ncode: text\nname: text\n\nroel c\n"
    assert [d.code for d in parse(Source("a.card", text)).diagnostics] == ["BC111", "BC108"]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffrole a\n",
        "role a\r\n",
        "role a",
        "role\ta  # c",
        "\n\n# x\nrole a\n\n# y",
        "enum a\n    b\n# at the margin\n    c\n",
        "enum a\r\n\tb\r\n\r\n\tc\r\n",
        "measure m(\n  a: B\n) # c\n    count of C\n",
    ],
)
def test_blanks_and_line_ends_of_any_kind_are_fine(text: str) -> None:
    assert parsed(text).diagnostics == ()


@pytest.mark.parametrize(
    "odd", ["\0", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\ufeff", "\u3000"]
)
def test_other_line_ends_and_blanks_are_refused_where_they_stand(odd: str) -> None:
    text = f"role a\nrole b {odd} # c\nrole d\n"
    (diagnostic,) = parsed(text).diagnostics
    assert diagnostic.code in ("BC102", "BC113")
    assert diagnostic.span[1:] == (text.index(odd), text.index(odd) + 1)
    assert Source("a.card", text).position(diagnostic.span.start) == (2, 8)


@pytest.mark.parametrize("odd", ["\x0c", "\u2028", "\x85"])
def test_in_comments_and_texts_they_may_stand_and_end_no_line(odd: str) -> None:
    file = parsed(f'role a "x{odd}y"  # c{odd}d\nrole b\n').file
    assert [trivia.line for trivia in file.trivia] == [1]
    assert Source("a.card", f"a{odd}b\nc").position(4) == (2, 1)


def test_names_that_look_the_same_are_the_same() -> None:
    (declaration,) = parsed("role ｋｅｅｐｅｒ１\n").file.declarations
    assert isinstance(declaration, t.Role)
    assert declaration.name.text == "keeper1"


def test_a_wide_keyword_stays_a_name() -> None:
    (declaration,) = parsed("role ｎｏｔ\n").file.declarations
    assert isinstance(declaration, t.Role)
    assert declaration.name.text == "ｎｏｔ"


def test_digits_of_other_scripts_are_no_numbers() -> None:
    (diagnostic,) = parsed("rule a\n    when b > ٣\n").diagnostics
    assert (diagnostic.code, diagnostic.facts["twin"]) == ("BC102", "3")


@pytest.mark.parametrize(
    "condition",
    [
        "(" * 5000 + "a" + ")" * 5000,
        "[" * 5000,
        "not " * 5000 + "a",
        "-" * 5000 + "a",
        "a" + " + a" * 5000,
        "a" + ".a" * 5000,
        "a" + " otherwise a" * 5000,
        "any a in a has " * 5000 + "a",
        "count a in a where " * 5000 + "a",
        "f(" * 5000,
        "sum a for a in " * 5000 + "a",
    ],
    ids=lambda text: text[:12],
)
def test_deep_nesting_is_refused(condition: str) -> None:
    (diagnostic,) = parsed(f"rule r\n    when {condition}\n").diagnostics
    assert diagnostic.code == "BC105"


def test_deep_blocks_are_refused() -> None:
    deep = "".join(f"{' ' * depth}if a\n" for depth in range(1, 200))
    (diagnostic,) = parsed(f"event e\n{deep}").diagnostics
    assert diagnostic.code == "BC105"
    chain = "    if a\n        release b\n" + "    else if a\n        release b\n" * 1000
    (diagnostic,) = parsed(f"event e\n{chain}").diagnostics
    assert diagnostic.code == "BC105"


def test_wide_is_not_deep() -> None:
    parts = " or ".join(f"(a.b + {n} == f(x.y, [z.z])) and not c" for n in range(500))
    text = f"rule r\n    when {parts}\n" + "    if a\n        release b\n    else\n        release c\n" * 300
    assert parsed(text).diagnostics == ()


@pytest.mark.parametrize(
    "text",
    [
        '"' + "x" * 10**7,
        '"' + '\\"' * 10**6,
        "role a" + " " * 10**7 + "x",
        "#" * 10**7,
        "rule a\n    when " + "1" * 10**6,
        "x" * 10**7,
        "role a # " + '"' * 10**6,
        "\n" * 10**6,
        "(" * 10**6,
    ],
    ids=range(9),
)
def test_long_lines_take_no_time(text: str) -> None:
    start = time.perf_counter()
    parse(Source("a.card", text))
    assert time.perf_counter() - start < 10
