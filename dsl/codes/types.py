"""BC3xx: types."""

from __future__ import annotations

from dsl.codes import Entry

ENTRIES: dict[str, Entry] = {}
