"""A pack of any length, without errors, in the proportions of the shipped packs.

The shipped packs are copied as often as is needed. A copy shares the things that stock is made of (items, lots, places,
and what their fields are) and has its own of all the rest: events, measures, parameters, rules, scenarios, and the
entities and enums that only these use, each under a name with the copy's number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from dsl import tree as t
from dsl.parse import parse
from dsl.source import Source
from dsl.words import SPELLINGS
from engine.packs import Manifest, PackSource, open_packs
from tests.benchmarks.month import FOOD

_TOKEN = re.compile(
    r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"|#[^\n]*|'
    + "|".join(rf"{spelling}\b" for spelling in SPELLINGS if " " in spelling)
    + r"|[^\W\d]\w*"
)
_BOARD = "board "
_BRACES = re.compile(r"\{[^}]*\}")


def _declarations(packs: Iterable[PackSource]) -> list[t.Declaration]:
    return [
        d
        for p in packs
        for path, text in p.files.items()
        for d in parse(Source(path, text)).file.declarations
    ]


def _shared(declarations: Iterable[t.Declaration]) -> set[str]:
    """The entities and enums that items, lots and places are made of."""
    uses: dict[str, set[str]] = {}
    for d in declarations:
        if isinstance(d, t.Entity) or (isinstance(d, t.Extend) and d.kind == "entity"):
            lines = d.fields if isinstance(d, t.Entity) else d.lines
            uses.setdefault(d.name.text, set()).update(
                f.type.name.text for f in lines if isinstance(f, t.Field)
            )
    shared: set[str] = set()
    waiting = {"Item", "Lot", "Place"}
    while waiting:
        name = waiting.pop()
        shared.add(name)
        waiting |= uses.get(name, set()) - shared
    return shared


def _is_shared(declaration: t.Declaration, shared: set[str]) -> bool:
    match declaration:
        case t.Place() | t.Role():
            return True
        case t.Entity() | t.Enum() | t.Extend():
            return declaration.name.text in shared
        case _:
            return False


def _renamed(text: str, names: Mapping[str, str]) -> str:
    def one(match: re.Match[str]) -> str:
        word = match[0]
        if word[0] == '"':
            return _BRACES.sub(lambda braces: _renamed(braces[0], names), word)
        return names.get(word, word)

    return _TOKEN.sub(one, text)


def _copy(pack: PackSource, number: int, shared: set[str], names: Mapping[str, str]) -> dict[str, str]:
    """A board is renamed only where it is declared: nothing names it, and a field may have its name."""
    words = {name: new for name, new in names.items() if not name.startswith(_BOARD)}
    files = {}
    for path, text in pack.files.items():
        declarations = parse(Source(path, text)).file.declarations
        for d in reversed(declarations):
            if number and _is_shared(d, shared):
                text = text[: d.span.start] + text[d.span.end :].lstrip("\n")
            elif isinstance(d, t.Board):
                new = names[_BOARD + d.name.text]
                text = text[: d.name.span.start] + new + text[d.name.span.end :]
        folder, _, rest = path.partition("/")
        files[f"{folder}{number:03}/{rest}"] = _renamed(text, words)
    return files


def _locale(found: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    def key(name: str) -> str:
        first, dot, rest = name.partition(".")
        return names.get(_BOARD + first, names.get(first, first)) + dot + rest

    labels = {key(name): text for name, text in found.get("labels", {}).items()}
    messages = {
        key(name): tuple(_renamed(f'"{text}"', names)[1:-1] for text in texts)
        for name, texts in found.get("messages", {}).items()
    }
    return {"labels": labels, "messages": messages, "cites": dict(found.get("cites", {}))}


def large(lines: int) -> PackSource:
    """A pack of about so many lines, and no fewer."""
    packs = open_packs(FOOD)
    declarations = _declarations(packs)
    shared = _shared(declarations)
    own = {
        _BOARD + d.name.text if isinstance(d, t.Board) else d.name.text
        for d in declarations
        if not isinstance(d, t.Scenario | t.Extend | t.Module) and not _is_shared(d, shared)
    }
    files: dict[str, str] = {}
    english: dict[str, Any] = {"labels": {}, "messages": {}, "cites": {}}
    number = count = 0
    while count < lines:
        names = {name: f"{name.removeprefix(_BOARD)}_{number}" for name in own}
        for pack in packs:
            made = _copy(pack, number, shared, names)
            files |= made
            count += sum(text.count("\n") for text in made.values())
            for part, texts in _locale(pack.locales["en"], names).items():
                english[part].update(texts)
        number += 1
    return PackSource(Manifest(name="large", zone="Asia/Shanghai"), Path(), files, {"en": english})


def write(pack: PackSource, folder: Path) -> Path:
    """Write a pack as files below a folder, and say where."""
    root = folder / pack.manifest.name
    texts = {
        "pack.toml": f'name = "{pack.manifest.name}"\nzone = "{pack.manifest.zone}"\n',
        "locales/en.toml": _toml(pack.locales["en"]),
        **pack.files,
    }
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    return root


def _toml(locale: Mapping[str, Mapping[str, Any]]) -> str:
    """Keys and texts as TOML, whose strings and lists are those of JSON."""
    parts = (
        f"[{part}]\n" + "".join(f"{json.dumps(k)} = {json.dumps(v)}\n" for k, v in texts.items())
        for part, texts in locale.items()
    )
    return "\n".join(parts)
