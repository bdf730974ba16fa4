"""Texts for people, in the pack's language and, from its locale, in the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from dsl import model as m
from dsl import tree as t
from dsl.catalogue import message as said
from dsl.checking.conditions import template
from dsl.checking.packs import PackText
from dsl.checking.problems import Problems
from dsl.checking.scope import Scope
from dsl.checking.symbols import Desk, error
from dsl.diagnostics import Both
from dsl.parse import parse_expression
from dsl.source import Source, Span
from dsl.texts import is_plain
from dsl.toml_places import Entry, Written
from dsl.typesystem import TEXT

_Node = TypeVar("_Node")


@dataclass(slots=True)
class Teller:
    """Hands out the messages of one rule or event; counts them, since the locale lists them in order."""

    pack: PackText
    name: str
    count: int = 0

    def message(self, desk: Desk, node: t.Text, scope: Scope) -> m.Message:
        """A text as written and as the locale has it; the same twice where the locale has none."""
        own = template(desk, node, scope, missing_allowed=True) or _blank(node)
        foreign = self._foreign(desk, node, scope) or own
        self.count += 1
        return m.Message(zh=own, en=foreign) if self.pack.language == "zh" else m.Message(zh=foreign, en=own)

    def _foreign(self, desk: Desk, node: t.Text, scope: Scope) -> m.Template | None:
        other = self.pack.other
        texts = other.messages.get(self.name, ()) if other else ()
        if self.count >= len(texts):
            return None
        written = texts[self.count]
        if is_plain(written):
            return m.Template((written,), TEXT, node.span)
        parsed = _parsed(written)
        found: m.Template | None = None
        with _aside(desk) as apart:
            if parsed is not None:
                found = template(desk, _placed(parsed, lambda _: node.span), scope, missing_allowed=True)
        if parsed is None or found is None:
            wrong = apart.all()
            reason = Both(said(wrong[0], "en"), said(wrong[0], "zh")) if wrong else None
            desk.problems.add("BC430", node.span, rule=self.name, text=written, reason=reason)
        elif other is not None and other.source is not None:
            self._note(desk, parsed, scope, other.entries.get(("messages", self.name)), other.source.path)
        return found

    def _note(self, desk: Desk, parsed: t.Text, scope: Scope, entry: Entry | None, path: str) -> None:
        """Note what the names in a locale's text refer to, at their places in the locale's file."""
        if entry is None or self.count >= len(entry.texts):
            return
        offsets = _offsets(entry.texts[self.count])
        placed = _placed(parsed, lambda span: Span(path, offsets[span.start], offsets[span.end]))
        with _aside(desk):
            template(desk, placed, scope, missing_allowed=True)
            noted = desk.uses
        desk.uses += noted


def _blank(node: t.Text) -> m.Template:
    return m.Template((error(node.span),), TEXT, node.span)


@contextmanager
def _aside(desk: Desk) -> Iterator[Problems]:
    """What is found while this lasts is kept apart."""
    problems, uses = desk.problems, desk.uses
    desk.problems, desk.uses = Problems(), []
    try:
        yield desk.problems
    finally:
        desk.problems, desk.uses = problems, uses


_QUOTED = {'"': '\\"', "\n": "\\n"}
"""What in a locale's text must be written otherwise between quotation marks."""


def _parsed(written: str) -> t.Text | None:
    """A locale's text as a tree, with the places that it has between quotation marks."""
    quoted = '"' + "".join(_QUOTED.get(character, character) for character in written) + '"'
    node, problem = parse_expression(Source("", quoted), 0, len(quoted))
    return node if problem is None and isinstance(node, t.Text) else None


def _offsets(written: Written) -> list[int]:
    """For each place between those quotation marks the place in the locale's file."""
    offsets = [written.offsets[0]]
    for character, offset in zip(written.text, written.offsets, strict=False):
        offsets += [offset] * len(_QUOTED.get(character, character))
    return [*offsets, written.offsets[-1], written.offsets[-1]]


def _placed(node: _Node, where: Callable[[Span], Span]) -> _Node:
    """A tree at other places."""
    made: Any = node
    if isinstance(node, Span):
        made = where(node)
    elif isinstance(node, tuple):
        made = tuple(_placed(x, where) for x in node)
    elif is_dataclass(node) and not isinstance(node, type):
        made = replace(node, **{f.name: _placed(getattr(node, f.name), where) for f in fields(node)})
    return cast(_Node, made)
