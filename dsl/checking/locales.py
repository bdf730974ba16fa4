"""The names in the files of locales: what the labels and messages there are for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dsl.checking.declarations import Part
from dsl.checking.packs import Locale, PackText
from dsl.checking.symbols import Desk
from dsl.references import Symbol, Use
from dsl.source import Span
from dsl.toml_places import Written


def locales(packs: Iterable[PackText]) -> Iterator[Part]:
    """The locales in whose files names can be found."""
    for pack in packs:
        for locale in pack.locales.values():
            if locale.source is not None:
                yield Part(pack, locale)


def locale(desk: Desk, part: Part) -> None:
    """Note what the keys of labels and messages refer to. What a text refers to is noted with the message."""
    node: Locale = part.node
    if node.source is not None:
        desk.uses += _uses(desk, node, node.source.path)


def _uses(desk: Desk, texts: Locale, path: str) -> Iterator[Use]:
    for (section, *rest), entry in texts.entries.items():
        key = entry.keys[-1]
        if not rest or not key.is_plain:
            continue
        start = key.offsets[0]
        if section == "messages":
            for symbol in _told(desk, key.text):
                yield Use(Span(path, start, key.offsets[-1]), symbol)
        elif section == "labels":
            yield from _labelled(desk, key, path)


def _told(desk: Desk, name: str) -> Iterator[Symbol]:
    if name in desk.symbols.rules:
        yield Symbol("rule", name)
    if name in desk.symbols.events:
        yield Symbol("event", name)
    if name in desk.symbols.boards:
        yield Symbol("board", name)


def _labelled(desk: Desk, key: Written, path: str) -> Iterator[Use]:
    """`Lot`, `Lot.expires_at`: a thing and an event of one name have one label."""
    symbols = desk.symbols
    owner, dot, member = key.text.partition(".")
    first = Span(path, key.offsets[0], key.offsets[0] + len(owner))
    if not dot:
        for kind, names in symbols.declared():
            if owner in names:
                yield Use(first, Symbol(kind, owner))
        return
    if owner in symbols.boards:
        yield Use(first, Symbol("board", owner))  # behind the dot stands a title or heading
    second = Span(path, first.end + 1, key.offsets[-1])
    if owner in symbols.enums and member in {value.name for value in symbols.enums[owner].values}:
        yield Use(first, Symbol("enum", owner))
        yield Use(second, Symbol("value", member, owner))
    if owner in symbols.entities and member in symbols.entities[owner].fields:
        yield Use(first, Symbol("entity", owner))
        yield Use(second, Symbol("field", member, owner))
    if owner in symbols.events and member in symbols.events[owner].fields:
        yield Use(first, Symbol("event", owner))
        yield Use(second, Symbol("event_field", member, owner))
