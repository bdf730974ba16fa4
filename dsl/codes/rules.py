"""BC4xx: rules, tables, measures and scenarios."""

from __future__ import annotations

from dsl.codes import Entry

ENTRIES: dict[str, Entry] = {}
