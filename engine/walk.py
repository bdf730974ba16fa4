"""Going over the expressions and statements of a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, get_args

from dsl import model as m

EXPRESSIONS: tuple[type, ...] = get_args(m.Expression)
STATEMENTS: tuple[type, ...] = get_args(m.Statement)


def parts(node: Any) -> Iterator[Any]:
    """The expressions, statements and messages directly inside a node, in order."""
    for f in fields(node):
        yield from _nodes(getattr(node, f.name))


def _nodes(value: Any) -> Iterator[Any]:
    if isinstance(value, EXPRESSIONS) or isinstance(value, STATEMENTS) or isinstance(value, m.Message):
        yield value
    elif isinstance(value, tuple) and not hasattr(value, "_fields"):
        for v in value:
            yield from _nodes(v)
    elif isinstance(value, Mapping):
        for v in value.values():
            yield from _nodes(v)


def walk(node: Any) -> Iterator[Any]:
    """A node and everything inside it, outermost first."""
    yield node
    for part in parts(node):
        yield from walk(part)


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
    if isinstance(value, EXPRESSIONS) or isinstance(value, STATEMENTS) or isinstance(value, m.Message):
        return rewritten(value, rewrite)
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        new = tuple(_rewritten_value(v, rewrite) for v in value)
        return new if any(a is not b for a, b in zip(new, value, strict=True)) else value
    if isinstance(value, Mapping):
        mapped = {k: _rewritten_value(v, rewrite) for k, v in value.items()}
        return mapped if any(mapped[k] is not value[k] for k in mapped) else value
    return value
