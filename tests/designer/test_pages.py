"""`bincard help`: every code that anything gives has a page, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dsl.words import LANGUAGES
from engine.pages import all_pages
from tests.designer.conftest import ROOT, Run

OUTSIDE = ("engine", "designer", "packs")


def given() -> set[str]:
    """The codes that modules outside of the language name."""
    files = [p for folder in OUTSIDE for p in (ROOT / folder).rglob("*.py")]
    return {code for p in files for code in re.findall(r"\bBC[5689]\d\d\b", p.read_text("utf-8"))}


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert {code for code in all_pages() if code[2] in "5689"} == given()


@pytest.mark.parametrize("code", [c for c in all_pages() if c[2] in "5689"])
def test_a_page_is_whole(code: str) -> None:
    page = all_pages()[code]
    for text in (page.what, page.why, page.mend):
        assert all(text.in_(language).strip() for language in LANGUAGES)
        assert text.en.endswith(".")
        assert text.zh.endswith("。")


@pytest.mark.parametrize("word", ["BC110", "bc110", "110"])
def test_a_page_is_shown(word: str, bincard: Run) -> None:
    shown = bincard("help", word)
    assert shown.code == 0
    assert "One equals sign where two are meant." in shown.out
    assert "    when lot.item.storage == frozen" in shown.out
    assert "该写两个等号时只写了一个。" in bincard("help", word, lang="zh").out


def test_all_codes_are_listed_by_group(bincard: Run) -> None:
    for lang in LANGUAGES:
        shown = bincard("help", lang=lang)
        assert shown.code == 0
        assert re.findall(r"^  (BC\d{3})", shown.out, re.MULTILINE) == list(all_pages())
    assert {p["code"] for p in bincard("help", "--json").objects} == all_pages().keys()
    assert bincard("help", "BC201", "--json").objects[0]["right"]


def test_an_unknown_code(bincard: Run) -> None:
    shown = bincard("help", "BC20")
    assert shown.code == 2
    assert "There is no code `BC20`." in shown.err
    assert "没有代码" in bincard("help", "x", lang="zh").err


def test_a_check_names_the_page(tmp_path: Path, bincard: Run) -> None:
    file = tmp_path / "a.card"
    file.write_text("parameter most: number == 3\n", "utf-8")
    assert "`bincard help BC120` says more" in bincard("check", file).out
    assert "`bincard help BC120` 有更多说明" in bincard("check", file, lang="zh").out
