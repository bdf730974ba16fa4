"""The names and labels of declarations that did not parse, so that nothing more is said about what depends on them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dsl.tree import File
from dsl.words import pattern

_DECLARING = (
    "ENUM", "ENTITY", "PLACE", "ROLE", "EVENT", "MEASURE", "PARAMETER", "TABLE", "GROUP", "RULE", "MODULE",
)  # fmt: skip
_HEAD = re.compile(
    rf"^(?:{pattern('EXTEND')}[ \t]+)?(?:{'|'.join(pattern(k) for k in _DECLARING)})[ \t]+([^\W\d]\w*)(?:[^\"“\n]*[\"“]([^\"”\n]*)[\"”][ \t\r]*$)?",
    re.MULTILINE,
)


def unread(files: Iterable[File]) -> frozenset[str]:
    """What the heads of declarations name that are in the text and not in the tree."""
    names: set[str] = set()
    for file in files:
        text, begin = file.source.text, 0
        for start, end in [*(d.span[1:] for d in file.declarations), (len(text), len(text))]:
            if not text[begin:start].isspace():
                for head in _HEAD.finditer(text, begin, start):
                    names.update(name for name in head.groups() if name)
            begin = end
    return frozenset(names)
