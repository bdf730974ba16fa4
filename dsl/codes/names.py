"""BC2xx: names and units."""

from __future__ import annotations

from dsl.codes import Entry

ENTRIES: dict[str, Entry] = {}
