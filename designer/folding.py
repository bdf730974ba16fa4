"""Breaking lines as both languages want it: between Chinese characters, and between words elsewhere."""

from __future__ import annotations

import re

from rich.text import Text

from dsl.render import columns

_WIDE = r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
_CLOSING = r"[，。；：、？！）」』】》”’…·,.;:?!)\]}%]"
_OPENING = r"[（「『【《“‘(\[{§]"
_PIECE = re.compile(rf"{_OPENING}*(?:{_WIDE}|[^\s]?(?:(?!{_WIDE}|{_OPENING})\S)*){_CLOSING}*\s*")
"""What stays together: a character or a word, with the punctuation that belongs to it."""


def fold(text: Text, width: int) -> list[Text]:
    """The text in lines that are no wider, its styles kept. A word that is wider than a line is cut."""
    plain = text.plain
    breaks: list[int] = []
    start, column = 0, 0
    for match in _PIECE.finditer(plain):
        piece = match.group()
        needed = columns(piece.rstrip())
        if column and column + needed > width:
            breaks.append(match.start())
            start, column = match.start(), 0
        if needed > width:
            for offset, character in enumerate(piece, start=match.start()):
                if column + columns(character) > width and offset > start:
                    breaks.append(offset)
                    start, column = offset, 0
                column += columns(character)
        else:
            column += columns(piece)
    lines = list(text.divide(breaks))
    for line in lines:
        line.rstrip()
    return lines
