"""Whether two parts of a model mean the same, wherever they stand."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, cast, get_args

from dsl import model as m

_PLACES = frozenset(("span", "pack"))
_TYPED = frozenset(get_args(m.Expression)) - {m.Literal_}
"""What has its type from the declarations that it names: where these change, it is these that are said to."""


def shape(part: Any) -> Any:
    """The part without the places where it stands: equal for parts that mean the same, and hashable."""
    if isinstance(part, Mapping):
        return tuple((name, shape(value)) for name, value in part.items())
    if is_dataclass(part):
        kind: type[Any] = type(part)
        return (kind.__name__, *(shape(getattr(part, name)) for name in _names(cast(Hashable, kind))))
    if isinstance(part, tuple):
        return tuple(shape(value) for value in part)
    return (type(part).__name__, part)


@cache
def _names(kind: Any) -> tuple[str, ...]:
    follows = _PLACES | {"type"} if kind in _TYPED else _PLACES
    return tuple(f.name for f in fields(kind) if f.name not in follows)
