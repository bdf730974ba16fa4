"""Every code has a page; its wrong example gives that code and nothing else, its right one nothing at all."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from dsl.catalogue import CATALOGUE
from dsl.check import Locale, PackText, check
from dsl.diagnostics import Diagnostic
from dsl.pages import pages
from dsl.parse import parse
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


@cache
def inventory() -> PackText:
    files = sorted(INVENTORY.glob("*.card"))
    return PackText("inventory", "zh", tuple(parse(Source(p.name, p.read_text("utf-8"))).file for p in files))


def found(text: str, *, alone: bool) -> list[Diagnostic]:
    parsed = parse(Source("example.card", text + "\n"))
    packs = [PackText("example", "en", (parsed.file,))]
    checked = check(packs if alone else [inventory(), *packs])
    rings = () if parsed.diagnostics or checked.diagnostics else lower(checked.model)[1]
    return [*parsed.diagnostics, *checked.diagnostics, *rings]


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
