"""Compiled definitions kept from one run to the next: a file for each version, in a folder of the user's own.

What was compiled is a value made of dataclasses, so a file holds the *pool* of all its parts: a list in which each
part, equal ones once, names its class and where its own parts stand before it. To read it makes objects of the
classes of the model and the graph and of nothing else. Scenarios, two thirds of all that a pack has, are a pool of
their own and read when somebody asks for them.

A file is found by the content of the definitions, of the compiler and by the version of Python. One that cannot be
read, that is damaged, or that someone else could have written is as good as none. `BINCARD_CACHE` names another
folder, or none where it is empty.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from functools import cache, cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple, overload

from dsl import boards, diagnostics, model, source, typesystem
from dsl.diagnostics import Diagnostic
from dsl.model import Model, Scenario
from engine import graph as graph_module
from engine.garbage import uncollected
from engine.graph import Graph

MAX_FILES = 30
"""Of more, those used least lately are removed."""

_CLASSES: dict[str, Any] = {
    name: kind
    for module in (source, typesystem, diagnostics, model, boards, graph_module)
    for name, kind in vars(module).items()
    if isinstance(kind, type) and (is_dataclass(kind) or hasattr(kind, "_fields"))
}
_MAKERS: dict[str, Callable[..., Any]] = {
    **_CLASSES,
    "value": lambda value: value,
    "decimal": Decimal,
    "date": dt.date.fromisoformat,
    "tuple": lambda *parts: parts,
    "map": lambda *parts: dict(zip(parts[::2], parts[1::2], strict=True)),
}


def _parts(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    """What reads the parts of an object of a class, in the order in which its class takes them."""
    names = [f.name for f in fields(kind)] if is_dataclass(kind) else list(kind._fields)
    if len(names) < 2:
        return lambda value: tuple(getattr(value, name) for name in names)
    return attrgetter(*names)


_READERS: dict[Any, tuple[str, Callable[[Any], tuple[Any, ...]]]] = {
    kind: (name, _parts(kind)) for name, kind in _CLASSES.items() if name != "Span"
}
_SCALAR = frozenset({"value", "decimal", "date", "Span"})
"""What stands in the pool with its parts as they are."""


class Kept(NamedTuple):
    """What a file holds of definitions without errors."""

    model: Model
    graph: Graph
    diagnostics: tuple[Diagnostic, ...]


class Said(NamedTuple):
    """What the compiler says of definitions, with errors or without: enough to check them again."""

    diagnostics: tuple[Diagnostic, ...]
    counts: Mapping[str, int]
    """How many rules, events, measures and scenarios there are."""


class _Pool:
    """Puts values into a pool."""

    def __init__(self) -> None:
        self._entries: list[tuple[Any, ...]] = []
        self._places: dict[tuple[Any, ...], int] = {}

    def add(self, value: Any) -> int:
        """The place of a value."""
        kind = type(value)
        read = _READERS.get(kind)
        if read is not None:
            key = entry = read[0], *map(self.add, read[1](value))
        else:
            entry = self._plain(value)
            key = (*entry, kind) if entry[0] == "value" else entry  # True is not 1
        place = self._places.setdefault(key, len(self._entries))
        if place == len(self._entries):
            self._entries.append(entry)
        return place

    def _plain(self, value: Any) -> tuple[Any, ...]:
        """The entry of what is no object of our own."""
        if value is None or isinstance(value, bool | int | str):
            return "value", value
        if isinstance(value, source.Span):
            return "Span", *value
        if isinstance(value, Decimal):
            return "decimal", str(value)
        if isinstance(value, dt.date):
            return "date", value.isoformat()
        if isinstance(value, Mapping):
            return "map", *(self.add(part) for pair in value.items() for part in pair)
        return "tuple", *map(self.add, value)

    def text(self) -> str:
        """The pool as JSON."""
        return json.dumps(self._entries, ensure_ascii=False, separators=(",", ":"))


def dump(value: Any) -> str:
    """A value as the JSON of its pool."""
    pool = _Pool()
    pool.add(value)
    return pool.text()


def load(text: str) -> Any:
    """The value that `dump` wrote. Raises `ValueError`, `TypeError` or `LookupError` where it did not."""
    with uncollected():
        made: list[Any] = []
        for kind, *parts in json.loads(text):
            made.append(_MAKERS[kind](*(parts if kind in _SCALAR else [made[part] for part in parts])))
        return made[-1]


class _Later(Sequence[Scenario]):
    """Scenarios that are read from their pool when somebody asks for them."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _all(self) -> tuple[Scenario, ...]:
        scenarios: tuple[Scenario, ...] = load(self._text)
        return scenarios

    @overload
    def __getitem__(self, index: int) -> Scenario: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Scenario]: ...
    def __getitem__(self, index: int | slice) -> Scenario | Sequence[Scenario]:
        return self._all[index]

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Scenario]:
        return iter(self._all)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all == tuple(other)

    __hash__ = None  # type: ignore[assignment]


# -- files


def take(version: str) -> Kept | None:
    """What was kept of definitions of this version."""
    try:
        main, scenarios = _read(version, _COMPILED).split("\n")
        checked, nodes, edges, found = load(main)
    except _UNUSABLE:
        return None
    whole = replace(checked, scenarios=_Later(scenarios))
    return Kept(whole, Graph(whole, {node.id: node for node in nodes}, edges), found)


def keep(version: str, kept: Kept) -> None:
    """Keep what was compiled; where that can't be done, nothing is kept."""
    bare = replace(kept.model, scenarios=())
    main = dump((bare, tuple(kept.graph.nodes.values()), kept.graph.edges, kept.diagnostics))
    _write(version, _COMPILED, f"{main}\n{dump(tuple(kept.model.scenarios))}")


def take_said(version: str) -> Said | None:
    """What was said of definitions of this version."""
    try:
        return Said(*load(_read(version, _SAID)))
    except _UNUSABLE:
        return None


def keep_said(version: str, said: Said) -> None:
    """Keep what was said; where that can't be done, nothing is kept."""
    _write(version, _SAID, dump(tuple(said)))


_COMPILED, _SAID = "", ".said"
_UNUSABLE = (OSError, ValueError, TypeError, LookupError)


def _read(version: str, kind: str) -> str:
    """The content of a file that only the user can have written; raises one of `_UNUSABLE` where there is none."""
    path = _path(version, kind)
    if path is None:
        raise FileNotFoundError
    with path.open("rb") as file:
        if not _is_own(os.fstat(file.fileno())):
            raise PermissionError
        digest, content = file.readline().strip(), file.read()
    if hashlib.sha256(content).hexdigest().encode() != digest:
        raise ValueError
    os.utime(path)
    return content.decode()


def _write(version: str, kind: str, text: str) -> None:
    path = _path(version, kind)
    if path is None:
        return
    import tempfile  # here, because a start that finds what it needs writes nothing

    content = text.encode()
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
        os.replace(name, path)
        files = sorted(path.parent.glob("*.json"), key=lambda p: p.stat().st_mtime, reverse=True)
        for old in files[MAX_FILES:]:
            old.unlink(missing_ok=True)


def _is_own(status: os.stat_result) -> bool:
    """Whether nobody but the user could have written a file. Where files have no owners, the folder is the user's."""
    return not hasattr(os, "geteuid") or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)


def _path(version: str, kind: str) -> Path | None:
    chosen = os.environ.get("BINCARD_CACHE")
    if chosen == "":
        return None
    try:
        folder = Path(chosen) if chosen else _user_folder() / "bincard"
    except RuntimeError:  # there is no home
        return None
    python = f"{sys.implementation.name}-{sys.version_info.major}.{sys.version_info.minor}"
    return (
        folder / f"{hashlib.sha256(f'{version} {_compiler()} {python}'.encode()).hexdigest()[:40]}{kind}.json"
    )


def _user_folder() -> Path:
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


@cache
def _compiler() -> str:
    """What tells this compiler from any other: the names, sizes and times of its files."""
    roots = {Path(module.__file__ or "").parent for module in (model, graph_module)}
    seen = []
    for root in sorted(roots):
        for path in sorted(p for p in root.rglob("*") if p.suffix in (".py", ".lark")):
            status = path.stat()
            seen.append(f"{path.relative_to(root.parent)} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()
