"""Texts for people, in the pack's language and, from its locale, in the other."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

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
from dsl.typesystem import TEXT


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
        if "{" not in written and "\\" not in written:
            return m.Template((written,), TEXT, node.span)
        parsed = _parsed(written, node.span)
        apart = Problems()
        found: m.Template | None = None
        if parsed is not None:
            before, desk.problems = desk.problems, apart
            try:
                found = template(desk, parsed, scope, missing_allowed=True)
            finally:
                desk.problems = before
        if found is None:
            wrong = apart.all()
            reason = Both(said(wrong[0], "en"), said(wrong[0], "zh")) if wrong else None
            desk.problems.add("BC430", node.span, rule=self.name, text=written, reason=reason)
        return found


def _blank(node: t.Text) -> m.Template:
    return m.Template((error(node.span),), TEXT, node.span)


def _parsed(written: str, span: Span) -> t.Text | None:
    """A locale's text as a tree, all of it at the place of the text that it translates."""
    quoted = '"' + written.replace('"', '\\"').replace("\n", "\\n") + '"'
    node, problem = parse_expression(Source(span.path, quoted), 0, len(quoted))
    if problem is not None or not isinstance(node, t.Text):
        return None
    placed = _placed(node, span)
    return placed if isinstance(placed, t.Text) else None


def _placed(node: Any, span: Span) -> Any:
    if isinstance(node, Span):
        return span
    if isinstance(node, tuple):
        return tuple(_placed(x, span) for x in node)
    if is_dataclass(node) and not isinstance(node, type):
        return replace(node, **{f.name: _placed(getattr(node, f.name), span) for f in fields(node)})
    return node
