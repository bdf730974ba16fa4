"""Addresses of what is written: `rule/near_expiry_input/when/condition`.

A path goes down the syntax tree of one file. A part that a node has once is called as the node calls it (`label`,
`condition`, `type`). One of several is called by its kind and, if it has one, its name: `field/expires_at`, `when`,
`row`; the second of equal ones has `#2` behind it, and so on. Where a node has two lists of one kind, the name of the
list stands before: `if/then/set`. In the titles of scenarios `/`, `#` and `%` are written `%2F`, `%23` and `%25`.

A path stays what it is while other things are added, removed and changed, but for equal ones without a name.
Inside, a `Route` says the same without names: the attributes, and the places in lists.
"""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, NamedTuple

from dsl import tree as t
from dsl.source import Span


class Step(NamedTuple):
    """One step down: an attribute, and where that is a list the place in it."""

    attribute: str
    place: int | None


Route = tuple[Step, ...]

SPAN, FILE = "span", "declarations"


class Found(NamedTuple):
    """A node of the tree with its address."""

    path: str
    route: Route
    node: Any


def nodes(file: t.File) -> Iterator[Found]:
    """Every node of a file, those above before those below them."""
    for found in _elements(file.declarations, FILE, "", (), is_prefixed=False):
        yield found
        yield from below(found)


def below(found: Found) -> Iterator[Found]:
    """Every node within another."""
    for part in parts(found):
        yield part
        yield from below(part)


def parts(found: Found) -> Iterator[Found]:
    """The nodes directly within another, in the order in which the tree names them."""
    node, path, route = found.node, found.path, found.route
    kind: Any = type(node)
    doubled = _doubled(kind)
    for name in _attributes(kind):
        value = getattr(node, name)
        if isinstance(value, tuple):
            yield from _elements(value, name, path, route, is_prefixed=name in doubled)
        elif is_node(value):
            yield Found(f"{path}/{name}", (*route, Step(name, None)), value)


def _elements(
    values: tuple[Any, ...], attribute: str, path: str, route: Route, *, is_prefixed: bool
) -> Iterator[Found]:
    above = f"{path}/{attribute}" if is_prefixed else path
    seen: dict[str, int] = {}
    for index, value in enumerate(values):
        if not is_node(value):
            continue
        key = _key(value)
        seen[key] = number = seen.get(key, 0) + 1
        own = key if number == 1 else f"{key}#{number}"
        yield Found(f"{above}/{own}" if above else own, (*route, Step(attribute, index)), value)


def _key(node: Any) -> str:
    kind = kind_of(node)
    name = node if isinstance(node, t.Name) else getattr(node, "name", None) or getattr(node, "title", None)
    if isinstance(name, t.Name):
        return f"{kind}/{name.text}"
    return f"{kind}/{_escaped(name.raw)}" if isinstance(name, t.Text) else kind


def _escaped(title: str) -> str:
    return title.replace("%", "%25").replace("/", "%2F").replace("#", "%23")


def kind_of(node: Any) -> str:
    """`for_each`: what a node is called in paths."""
    return _snake(type(node).__name__)


@cache
def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def is_node(value: Any) -> bool:
    """Whether a value is a node of the syntax tree."""
    return is_dataclass(value) and not isinstance(value, type) and hasattr(value, SPAN)


@cache
def _attributes(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if f.name != SPAN)


@cache
def _doubled(kind: Any) -> frozenset[str]:
    """The lists of a node that may hold the same."""
    hints = typing.get_type_hints(kind, vars(t))
    lists = [(name, hint) for name, hint in hints.items() if typing.get_origin(hint) is tuple]
    return frozenset(n for n, hint in lists if sum(other == hint for _, other in lists) > 1)


# -- finding and changing ----------------------------------------------------------------------------------


def find(file: t.File, path: str) -> Found | None:
    """The node with an address."""
    for found in _elements(file.declarations, FILE, "", (), is_prefixed=False):
        if path == found.path:
            return found
        if path.startswith(f"{found.path}/"):
            inner = _find(found, path)
            if inner is not None:
                return inner
    return None


def _find(above: Found, path: str) -> Found | None:
    for part in parts(above):
        if path == part.path:
            return part
        if path.startswith(f"{part.path}/") and (inner := _find(part, path)) is not None:
            return inner
    return None


def at_offset(file: t.File, offset: int) -> Found | None:
    """The smallest node at a place; right behind its last letter is still there."""
    best: Found | None = None
    candidates = list(_elements(file.declarations, FILE, "", (), is_prefixed=False))
    while candidates:
        inside = [c for c in candidates if c.node.span.start <= offset <= c.node.span.end]
        if not inside:
            break
        best = inside[-1]
        candidates = list(parts(best))
    return best


def node_at(top: Any, route: Route) -> Any:
    """What stands at a route."""
    for attribute, index in route:
        top = getattr(top, attribute)
        if index is not None:
            top = top[index]
    return top


def with_at(top: Any, route: Route, *values: Any) -> Any:
    """The tree with other values at a route: in a list any number of them, else one."""
    (attribute, index), rest = route[0], route[1:]
    old = getattr(top, attribute)
    if index is None:
        new = with_at(old, rest, *values) if rest else values[0]
    else:
        inner = (with_at(old[index], rest, *values),) if rest else values
        new = (*old[:index], *inner, *old[index + 1 :])
    return replace(top, **{attribute: new})


def bare(node: Any) -> Any:
    """A tree without the places it came from, nor how its texts were quoted; for comparing what is meant."""
    if isinstance(node, Span):
        return None
    if isinstance(node, tuple):
        return tuple(bare(part) for part in node)
    if isinstance(node, t.Text):
        return "Text", tuple(bare(part) for part in node.parts)
    if is_dataclass(node) and not isinstance(node, type):
        values = tuple(bare_attribute(node, f.name) for f in fields(node) if f.name != SPAN)
        return type(node).__name__, values
    return node


def bare_attribute(node: Any, name: str) -> Any:
    """An attribute without places; of an offset it only counts whether there is one."""
    value = getattr(node, name)
    return value is not None if name in t.OFFSETS else bare(value)


def moved(node: Any, where: typing.Callable[[int], int], path: str | None = None) -> Any:
    """The tree with every place moved."""
    if isinstance(node, Span):
        return Span(path or node.path, where(node.start), where(node.end))
    if isinstance(node, tuple):
        return tuple(moved(part, where, path) for part in node)
    if is_dataclass(node) and not isinstance(node, type):
        values: dict[str, Any] = {}
        for f in fields(node):
            value = getattr(node, f.name)
            if f.name in t.OFFSETS:
                values[f.name] = None if value is None else where(value)
            elif isinstance(value, tuple) or is_dataclass(value):
                values[f.name] = moved(value, where, path)
        return replace(node, **values)
    return node
