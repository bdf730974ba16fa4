"""Whatever can be read can be checked: the answer is diagnostics that can be shown, never an exception."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dsl.check import PackText, check
from dsl.parse import parse
from dsl.render import render
from dsl.source import Source
from dsl.words import KEYWORDS, LANGUAGES
from tests.dsl.checked import WORLD
from tests.dsl.strategies import pages
from tests.dsl.test_check_rules import SCENARIO
from tests.dsl.tour import TOUR

slow = settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

_WORDS = {word for both in KEYWORDS.values() for spelling in both for word in spelling.split()}
_PIECE = re.compile(r'\d+(?:\.\d+)?(?: (?:days|kg|K|°C))?|"[^"\n]*"|[^\W\d]\w*(?:\.\w+)*|[=<>!]=|[-+*/<>]')


def show_everything(text: str) -> None:
    source = Source("a.card", text)
    diagnostics = check([PackText("a", "zh", (parse(source).file,))]).diagnostics
    for diagnostic in diagnostics:
        for language in LANGUAGES:
            render(diagnostic, {source.path: source}, language)


@slow
@given(pages())
def test_any_page_is_checked(text: str) -> None:
    show_everything(text)


def _mixed(text: str, swaps: list[tuple[int, int]]) -> str:
    """The text with some of its names and constants in each other's place."""
    pieces = [p for p in _PIECE.finditer(text) if p[0] not in _WORDS]
    changed = {a % len(pieces): pieces[b % len(pieces)][0] for a, b in swaps}
    done = []
    end = 0
    for number, piece in enumerate(pieces):
        if number in changed:
            done += [text[end : piece.start()], changed[number]]
            end = piece.end()
    return "".join([*done, text[end:]])


@slow
@given(
    st.sampled_from([TOUR, WORLD + SCENARIO]),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000)), min_size=1, max_size=25),
)
def test_a_pack_with_its_words_mixed_up_is_checked(text: str, swaps: list[tuple[int, int]]) -> None:
    show_everything(_mixed(text, swaps))
