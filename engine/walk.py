"""Going over the expressions and statements of a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, get_args

from dsl import model as m

EXPRESSIONS: tuple[type, ...] = get_args(m.Expression)
STATEMENTS: tuple[type, ...] = get_args(m.Statement)


_NODES = frozenset((*EXPRESSIONS, *STATEMENTS, m.Message))
_PLAIN = frozenset(("type", "span", "id", "scope", "entity", "event", "rule", "name", "operator", "kind"))
"""Fields that never hold a node."""


@cache
def _holding(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a kind of node that may hold nodes."""
    return tuple(f.name for f in fields(kind) if f.name not in _PLAIN)


def parts(node: Any) -> Iterator[Any]:
    """The expressions, statements and messages directly inside a node, in order."""
    kind: type = type(node)
    for name in _holding(kind):
        value = getattr(node, name)
        if type(value) in _NODES:
            yield value
        elif type(value) is tuple:
            for item in value:
                if type(item) in _NODES:
                    yield item
                elif type(item) is tuple:  # `nearest`: how many, and to where
                    yield from (part for part in item if type(part) in _NODES)
        elif isinstance(value, Mapping):
            yield from (item for item in value.values() if type(item) in _NODES)


def walk(node: Any) -> Iterator[Any]:
    """A node and everything inside it, outermost first."""
    yield node
    for part in parts(node):
        yield from walk(part)


def measured(body: m.StockMeasure | m.EventMeasure) -> Iterator[m.Expression]:
    """The expressions of a measure."""
    if isinstance(body, m.StockMeasure):
        found: tuple[m.Expression | None, ...] = (body.where,)
    else:
        found = tuple(
            expression
            for case in body.cases.values()
            for expression in (*case.keys, case.value, case.where, case.order, case.identity)
        )
    return (expression for expression in found if expression is not None)


def rewritten(node: Any, rewrite: Any) -> Any:
    """A node with `rewrite` applied to every expression inside it, innermost first, and then to itself."""
    if not is_dataclass(node) or isinstance(node, type):
        return node
    changes = {}
    for f in fields(node):
        old = getattr(node, f.name)
        new = _rewritten_value(old, rewrite)
        if new is not old:
            changes[f.name] = new
    if changes:
        node = replace(node, **changes)
    return rewrite(node) if isinstance(node, EXPRESSIONS) else node


def _rewritten_value(value: Any, rewrite: Any) -> Any:
    if type(value) in _NODES:
        return rewritten(value, rewrite)
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        new = tuple(_rewritten_value(v, rewrite) for v in value)
        return new if any(a is not b for a, b in zip(new, value, strict=True)) else value
    if isinstance(value, Mapping):
        mapped = {k: _rewritten_value(v, rewrite) for k, v in value.items()}
        return mapped if any(mapped[k] is not value[k] for k in mapped) else value
    return value
