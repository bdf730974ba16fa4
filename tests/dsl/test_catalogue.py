"""The catalogue of messages is whole, in both languages."""

from __future__ import annotations

import pytest

from dsl import catalogue
from dsl.codes import Both, Entry
from dsl.diagnostics import Diagnostic
from dsl.source import NOWHERE


@pytest.mark.parametrize("code", sorted(catalogue.CATALOGUE))
def test_both_languages_tell_the_same_facts(code: str) -> None:
    entry = catalogue.entry(code)
    for template in (entry.message, *entry.helps):
        english, chinese = (catalogue.fields(Both(text, text)) for text in template)
        assert english == chinese
        assert all(template)


def test_a_code_given_twice_is_refused() -> None:
    entries = {"BC999": Entry(Both("a", "甲"))}
    with pytest.raises(ValueError, match="BC999"):
        catalogue._merge([entries, entries])


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(KeyError):
        catalogue.entry("BC000")


def test_the_first_help_is_given_whose_facts_are_there() -> None:
    with_twin = Diagnostic("BC102", NOWHERE, {"character": "＞", "twin": ">"})
    without = Diagnostic("BC102", NOWHERE, {"character": "~"})
    assert catalogue.help_(with_twin, "en") == "Write `>` instead."
    assert catalogue.help_(without, "zh") == "我能读的是文字、数字以及 `( ) [ ] , : . = < > + - * /` 等符号。"


def test_braces_in_facts_are_not_filled_again() -> None:
    assert "`{found}`" in catalogue.message(Diagnostic("BC107", NOWHERE, {"found": "{found}"}), "en")
