"""Every code has a page; its wrong example gives that code and nothing else, its right one nothing at all."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from dsl.catalogue import CATALOGUE
from dsl.check import Locale, PackText, check
from dsl.diagnostics import Diagnostic
from dsl.difference import applied
from dsl.editing import Edits, RefusedEditError, change, move, remove
from dsl.pages import pages
from dsl.parse import parse
from dsl.prove import prove
from dsl.renaming import rename
from dsl.source import Source
from dsl.words import LANGUAGES
from engine.lower import lower

INVENTORY = Path(__file__).parents[2] / "packs" / "inventory"
WITHOUT_A_TEXT = {
    "BC105",  # hundreds of brackets
    "BC113",  # bytes that are no text
    "BC324",  # likewise
    "BC430",  # stands in a locale
}


REQUEST = re.compile(
    r"# (?:(?P<change>change) (?P<place>\S+): (?P<text>.+)|(?P<remove>remove) (?P<gone>\S+)"
    r"|(?P<move>move) (?P<line>\S+) to (?P<target>\S+)|(?P<rename>rename) (?P<old>\S+) to (?P<new>.+))"
)
"""The first line of an example of BC7xx: the edit that is asked for."""
OFF = re.compile(r"# pack\.toml: off = (?P<names>\[.*\])")
"""The first line of an example in which the manifest switches modules off."""


@cache
def inventory() -> PackText:
    files = sorted(INVENTORY.glob("*.card"))
    return PackText("inventory", "zh", tuple(parse(Source(p.name, p.read_text("utf-8"))).file for p in files))


def found(text: str, *, alone: bool) -> list[Diagnostic]:
    """What is said of an example: by the checker, and where it says nothing, by the proofs."""
    source = Source("example.card", text + "\n")
    first = text.partition("\n")[0]
    if asked := REQUEST.fullmatch(first):
        try:
            source = Source(source.path, applied(source.text, edits(source, asked)))
        except RefusedEditError as refused:
            return [refused.diagnostic]
    off = tomllib.loads(f"off = {switched['names']}")["off"] if (switched := OFF.fullmatch(first)) else ()
    packs = packs_with(source, alone=alone)
    checked = check(packs, off=off)
    said = [*(d for file in packs[-1].files for d in parse(file.source).diagnostics), *checked.diagnostics]
    if said:
        return said
    rings = lower(checked.model)[1]
    sources = {file.source.path: file.source for pack in packs for file in pack.files}
    return [*rings, *(prove(checked.model, sources) if not rings else ())]


def packs_with(source: Source, *, alone: bool) -> list[PackText]:
    example = PackText("example", "en", (parse(source).file,))
    return [example] if alone else [inventory(), example]


def edits(source: Source, asked: re.Match[str]) -> Edits:
    """What an example asks for. Raises `RefusedEditError` where it cannot be done."""
    file = parse(source).file
    if asked["change"]:
        return change(file, asked["place"], asked["text"])
    if asked["remove"]:
        return remove(file, asked["gone"])
    if asked["move"]:
        return move(file, asked["line"], asked["target"])
    packs = packs_with(source, alone=False)
    symbols = check(packs).references.symbols()
    return rename(packs, next(s for s in symbols if s.name == asked["old"]), asked["new"], "Asia/Shanghai")


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert pages().keys() == CATALOGUE.keys()


@pytest.mark.parametrize("code", pages())
def test_a_page_is_whole(code: str) -> None:
    page = pages()[code]
    for text in (page.what, page.why, page.mend):
        assert all(text.in_(language).strip() for language in LANGUAGES)
        assert text.zh.endswith("。")
        assert text.en.endswith(".")
    assert page.right
    assert bool(page.wrong) is (code not in WITHOUT_A_TEXT)


@pytest.mark.parametrize("code", [code for code in pages() if code not in WITHOUT_A_TEXT])
def test_the_wrong_example_gives_the_code(code: str) -> None:
    page = pages()[code]
    assert [d.code for d in found(page.wrong, alone=page.alone)] == [code]


@pytest.mark.parametrize("code", pages())
def test_the_right_example_is_clean(code: str) -> None:
    page = pages()[code]
    assert found(page.right, alone=page.alone) == []


def test_the_codes_without_a_text_can_be_given() -> None:
    deep = (
        "rule r\n    on SaleShipped\n    when " + "(" * 400 + "quantity > 3" + ")" * 400 + '\n    warn "x"\n'
    )
    assert {d.code for d in found(deep, alone=False)} <= {"BC105", "BC324"}
    assert [d.code for d in found("role \0", alone=True)] == ["BC113"]
    rule = parse(Source("r.card", 'rule r\n    on SaleShipped\n    warn "{lot.code}"\n')).file
    locales = {"zh": Locale({}, {"r": ("{lot.cod}",)})}
    checked = check([inventory(), PackText("example", "en", (rule,), locales)])
    assert [d.code for d in checked.diagnostics] == ["BC430"]
