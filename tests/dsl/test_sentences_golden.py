"""The shipped packs, the examples and a file of odd shapes read aloud, in both languages: the diff is the review."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from dsl.check import PackText, check
from dsl.model import Model
from dsl.parse import parse
from dsl.sentences import Reader
from dsl.source import Source
from dsl.words import LANGUAGES, Language
from engine.pipeline import compile_path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "golden" / "sentences"
PACKS = {
    "inventory": ROOT / "packs" / "inventory",
    "food": ROOT / "packs" / "food",
    "tour": ROOT / "examples" / "tour",
    "lemon_tea": ROOT / "examples" / "lemon_tea",
}


@cache
def model(pack: str) -> Model:
    return compile_path(PACKS[pack]).model


def aloud(model: Model, language: Language, pack: str) -> str:
    reader = Reader(model, language)
    return "\n\n".join(reader.read(d) for d in reader.declarations(frozenset([pack]))) + "\n"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pack", PACKS)
def test_packs(pack: str, language: Language, golden: Callable[[Path, str], None]) -> None:
    golden(FOLDER / f"{pack}.{language}.txt", aloud(model(pack), language, pack))


@pytest.mark.parametrize("case", sorted(FOLDER.glob("*.card")), ids=lambda case: case.stem)
@pytest.mark.parametrize("language", LANGUAGES)
def test_cases(case: Path, language: Language, golden: Callable[[Path, str], None]) -> None:
    parsed = parse(Source(case.name, case.read_text("utf-8")))
    assert parsed.diagnostics == ()
    checked = check([PackText("case", "en", (parsed.file,))])
    assert checked.diagnostics == ()
    golden(case.with_name(f"{case.stem}.{language}.txt"), aloud(checked.model, language, "case"))


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_has_a_sentence_of_its_own(pack: str, language: Language) -> None:
    reader = Reader(model(pack), language)
    said = [reader.read(d) for d in reader.declarations()]
    assert all(said)
    assert len(set(said)) == len(said)
