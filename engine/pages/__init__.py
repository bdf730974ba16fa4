"""The pages of the codes that packs, runs, stores and the command give: data beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from dsl.pages import Page, pages, read_pages


@cache
def all_pages() -> Mapping[str, Page]:
    """The page of every code, those of the language first."""
    return {**pages(), **read_pages(Path(__file__).parent)}
