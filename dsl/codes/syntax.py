"""BC1xx: what cannot be read."""

from __future__ import annotations

from dsl.codes import Entry

ENTRIES: dict[str, Entry] = {}
