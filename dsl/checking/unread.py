"""The names of declarations that did not parse, so that nothing more is said about what depends on them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dsl.tree import File
from dsl.words import pattern

_DECLARING = ("ENUM", "ENTITY", "PLACE", "ROLE", "EVENT", "MEASURE", "PARAMETER", "TABLE", "RULE", "MODULE")
_HEAD = re.compile(
    rf"^(?:{pattern('EXTEND')}[ \t]+)?(?:{'|'.join(pattern(k) for k in _DECLARING)})[ \t]+([^\W\d]\w*)",
    re.MULTILINE,
)


def unread(files: Iterable[File]) -> frozenset[str]:
    """What the heads of declarations name that are in the text and not in the tree."""
    names: set[str] = set()
    for file in files:
        read = {declaration.span.start for declaration in file.declarations}
        names.update(head[1] for head in _HEAD.finditer(file.source.text) if head.start() not in read)
    return frozenset(names)
