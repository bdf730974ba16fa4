"""The language reference says what the grammar, the tables and the catalogue say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dsl.checking.symbols import FUNCTIONS
from dsl.parse import parse
from dsl.printer import print_file
from dsl.reference import meaning
from dsl.reference.examples import examples
from dsl.reference.page import entries, reference
from dsl.source import Source
from dsl.typesystem import BUILT_IN
from dsl.words import Language

ROOT = Path(__file__).parents[2]
SHOWN = [ROOT / "examples/tour/tour.card", *sorted((ROOT / "packs").rglob("*.card"))]
"""Where examples are taken from: what is tested elsewhere."""


def sources(language: Language) -> list[Source]:
    read = (Source(str(path), path.read_text("utf-8")) for path in SHOWN)
    return [Source(s.path, print_file(parse(s).file, language)) for s in read]


@pytest.mark.parametrize(("name", "language"), [("REFERENCE.md", "en"), ("REFERENCE.zh.md", "zh")])
def test_the_page(name: str, language: Language, golden: Callable[[Path, str], None]) -> None:
    golden(ROOT / "dsl" / name, reference(sources(language), language))


def test_every_form_has_its_meaning_or_is_only_a_part() -> None:
    names = {form.name for form in entries()}
    assert names - meaning.MEANINGS.keys() - meaning.WORDS.keys() == set()
    assert meaning.MEANINGS.keys() - names == set()
    assert {form.section for form in entries()} - meaning.SECTIONS.keys() == set()


def test_every_form_has_an_example() -> None:
    shown = examples(sources("en"))
    assert [name for name in meaning.MEANINGS if name not in shown] == []


def test_types_and_functions_are_all_there() -> None:
    assert list(meaning.TYPES) == list(BUILT_IN)
    assert list(meaning.FUNCTIONS) == list(FUNCTIONS)
