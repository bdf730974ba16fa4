"""The concrete tree: every character of a text, in the nodes of the grammar.

The same table that makes the syntax tree is run once more with handlers that leave nothing out: each rule of the
grammar becomes a `Branch`, each word and sign a `Leaf`, and what stands before a leaf, blanks, comments and line ends,
is its `above`. A declaration that does not parse is one leaf of the kind `unread`. So the text of the tree is the text,
byte for byte, whatever the text is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from dsl.lalr import Reduction, StuckError, Table, Token, run
from dsl.parse import chunks, table
from dsl.source import Source, Span


@dataclass(frozen=True, slots=True)
class Leaf:
    """A word or a sign; `kind` is its terminal, `end` at the end of the file."""

    kind: str
    above: str
    """Blanks, comments and line ends since the leaf before."""
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Branch:
    """What a rule of the grammar stands for; `kind` is its name there."""

    kind: str
    parts: tuple[Node, ...]


Node = Branch | Leaf


def concrete(source: Source) -> Branch:
    """The concrete tree of a text."""
    text = source.text
    parts: list[Node] = []
    reader = _Reader(text)
    for start, end in chunks(source):
        try:
            found = run(_table(), source.path, text, start, end, "declaration", reader.handlers)
        except StuckError:
            stop = start + len(text[start:end].rstrip(" \t\r\n"))
            found = Token("unread", text[start:stop], start, stop)
        parts.append(reader.read(found))
    parts.append(reader.leaf(Token("end", "", len(text), len(text))))
    return Branch("file", tuple(parts))


def text_of(node: Node) -> str:
    """The text that a node stands for, with what stands before it."""
    return "".join(leaf.above + leaf.text for leaf in leaves(node))


def leaves(node: Node) -> Iterator[Leaf]:
    """The words and signs of a node, in order."""
    if isinstance(node, Leaf):
        yield node
        return
    waiting: list[Node] = [node]
    while waiting:
        top = waiting.pop()
        if isinstance(top, Leaf):
            yield top
        else:
            waiting += reversed(top.parts)


@cache
def _table() -> Table:
    """The table of the grammar, in which every rule hands on all its parts."""
    made: dict[int, Reduction] = {}
    known = table()
    rules: list[str] = []

    def whole(reduction: Reduction) -> Reduction:
        if id(reduction) not in made:
            name = known.handlers[reduction.handler] if reduction.handler >= 0 else reduction.origin
            if name not in rules:
                rules.append(name)
            made[id(reduction)] = reduction._replace(keep=None, handler=rules.index(name))
        return made[id(reduction)]

    actions = [
        {word: action if isinstance(action, int) else whole(action) for word, action in row.items()}
        for row in known.actions
    ]
    return Table(actions, known.gotos, known.words, known.starts, known.ends, tuple(rules))


class _Reader:
    """Makes branches and leaves of what the table reduces, and keeps count of the text in between."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self.handlers = [_handler(kind) for kind in _table().handlers]

    def leaf(self, token: Token) -> Leaf:
        above = self._text[self._at : token.start]
        self._at = token.end
        return Leaf(token.type, above, token.text, token.start)

    def read(self, found: Any) -> Node:
        if isinstance(found, Token):
            return self.leaf(found)
        kind, children = found
        return Branch(kind, tuple(self.read(child) for child in children))


def _handler(kind: str) -> Any:
    def handle(_span: Span, children: list[Any]) -> Any:
        parts: list[Any] = []
        for child in children:
            if isinstance(child, list):
                parts += child
            elif child is not None:
                parts.append(child)
        # Lists of the grammar, which begin with `_`, are no nodes.
        return parts if kind.startswith("_") else _Pair((kind, parts))

    return handle


class _Pair(tuple[str, list[Any]]):
    """A rule's name and parts, told apart from a token."""

    __slots__ = ()
