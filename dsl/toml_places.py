"""Where the keys and texts of a TOML file stand in it.

`tomllib` reads a file and forgets the places; this finds them again. It takes files that `tomllib` takes; in
any other it stops at the first thing that it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Written(NamedTuple):
    """A text, and the offset in the file of each of its characters and of its end."""

    text: str
    offsets: tuple[int, ...]

    @property
    def is_plain(self) -> bool:
        """Whether it stands in the file letter for letter."""
        return self.offsets[-1] - self.offsets[0] == len(self.text)


class Entry(NamedTuple):
    """A key, with those of the tables around it, and the texts of its value."""

    keys: tuple[Written, ...]
    texts: tuple[Written, ...]


def entries(text: str) -> Iterator[Entry]:
    """The entries of a file, in order."""
    reader = _Reader(text)
    table: tuple[Written, ...] = ()
    while reader.skip(_BLANKS):
        if (opening := reader.take(_TABLE)) is not None:
            keys = reader.keys()
            if keys is None or reader.take(_TABLE_END) is None:
                return
            table = () if opening == "[[" else keys
        else:
            found = reader.entry(table)
            if found is None:
                return
            yield from found


_BLANKS = re.compile(r"(?:[\s\ufeff]|#[^\n]*)*")
_TABLE = re.compile(r"\[\[?")
_TABLE_END = re.compile(r"[ \t]*\]\]?")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_EQUALS = re.compile(r"[ \t]*=[ \t]*")
_OTHER = re.compile(r"[^,\]}\n#]+")
_SIMPLE = re.compile(r'"(?!"")[^"\\\n]*"|\'(?!\'\')[^\'\n]*\'')
_QUOTES = re.compile(r'"""|\'\'\'|"|\'')
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|[ \t]*\r?\n\s*|(.))", re.DOTALL)
_NAMED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def skip(self, pattern: re.Pattern[str]) -> bool:
        """Pass over what matches; False at the end of the file."""
        match = pattern.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._at < len(self._text)

    def take(self, pattern: re.Pattern[str]) -> str | None:
        match = pattern.match(self._text, self._at)
        if match is None:
            return None
        self._at = match.end()
        return match[0]

    def keys(self) -> tuple[Written, ...] | None:
        """`labels`, `a . "b"`"""
        found = []
        while True:
            self.skip(re.compile(r"[ \t]*"))
            start = self._at
            key = self.string()
            if key is None:
                bare = self.take(_BARE)
                if bare is None:
                    return None
                key = Written(bare, tuple(range(start, self._at + 1)))
            found.append(key)
            if self.take(_DOT) is None:
                return tuple(found)

    def entry(self, table: tuple[Written, ...]) -> list[Entry] | None:
        """`key = value`, and where the value is an inline table its entries."""
        keys = self.keys()
        if keys is None or self.take(_EQUALS) is None:
            return None
        path = (*table, *keys)
        inner: list[Entry] = []
        texts = self.value(path, inner)
        return None if texts is None else [Entry(path, tuple(texts)), *inner]

    def value(self, path: tuple[Written, ...], inner: list[Entry]) -> list[Written] | None:
        text = self.string()
        if text is not None:
            return [text]
        opening = self.take(re.compile(r"[\[{]"))
        if opening is None:
            return [] if self.take(_OTHER) is not None else None
        found: list[Written] = []
        while self.skip(_BLANKS):
            if self.take(re.compile(r"[\]}]")) is not None:
                return found
            if self.take(re.compile(",")) is not None:
                continue
            if opening == "{":
                below = self.entry(path)
                if below is None:
                    return None
                inner += below
            else:
                more = self.value(path, inner)
                if more is None:
                    return None
                found += more
        return None

    def string(self) -> Written | None:
        """A text in quotation marks of any kind."""
        text, start = self._text, self._at
        simple = _SIMPLE.match(text, start)
        if simple is not None:
            self._at = simple.end()
            return Written(simple[0][1:-1], tuple(range(start + 1, self._at)))
        quotes = self.take(_QUOTES)
        if quotes is None:
            return None
        if len(quotes) == 3:
            self.take(re.compile(r"\r?\n"))
        characters: list[str] = []
        offsets: list[int] = []
        while self._at < len(text):
            here = self._at
            if text.startswith(quotes, here):
                # `""""` at the end is a quotation mark and the end.
                while len(quotes) == 3 and text.startswith(quotes[0], here + 3):
                    characters.append(quotes[0])
                    offsets.append(here)
                    here += 1
                self._at = here + len(quotes)
                return Written("".join(characters), (*offsets, here))
            match = _ESCAPE.match(text, here) if quotes[0] == '"' else None
            if match is not None:
                code = match[1] or match[2]
                character = chr(int(code, 16)) if code else _NAMED.get(match[3] or "", "")
                self._at = match.end()
            else:
                self._at += 2 if text.startswith("\r\n", here) else 1
                character = "\n" if text.startswith("\r\n", here) else text[here]
            if character:
                characters.append(character)
                offsets.append(here)
        self._at = start
        return None
