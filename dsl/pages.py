"""The page of every code: what is wrong, why it is asked, how to mend it, and an example of each.

Pages are data beside the codes (`codes/pages/*.toml`). The wrong example gives the code and nothing else, the right one
nothing at all; tests run them, proofs too. Where it takes more than a text, the first line says so in a comment: which
edit is asked for (`# rename limit to boxes`), or which modules are off (`# pack.toml: off = ["cold"]`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dsl.diagnostics import Both

FOLDER = Path(__file__).parent / "codes" / "pages"


@dataclass(frozen=True, slots=True)
class Page:
    """One code explained."""

    code: str
    what: Both
    why: Both
    mend: Both
    wrong: str = ""
    """Missing where no short text shows it."""
    right: str = ""
    alone: bool = False
    """Whether the examples stand by themselves, and not on the pack `inventory`."""


def read_pages(folder: Path) -> Mapping[str, Page]:
    """The pages of a folder by code, in order. Raises `ValueError` where a code has two."""
    pages: dict[str, Page] = {}
    for path in sorted(folder.glob("*.toml")):
        for code, entry in tomllib.loads(path.read_text("utf-8")).items():
            if code in pages:
                raise ValueError(f"{code} has two pages")
            pages[code] = Page(
                code,
                Both(*entry["what"]),
                Both(*entry["why"]),
                Both(*entry["mend"]),
                entry.get("wrong", "").strip("\n"),
                entry.get("right", "").strip("\n"),
                entry.get("alone", False),
            )
    return dict(sorted(pages.items()))


@cache
def pages() -> Mapping[str, Page]:
    """The pages of all codes of the language."""
    return read_pages(FOLDER)
