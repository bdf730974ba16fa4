"""Whatever a person reads of a shipped pack is in Chinese and in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsl import boards as b
from dsl import model as m
from dsl.diagnostics import Both
from engine.pipeline import compile_path
from engine.walk import walk

ROOT = Path(__file__).parents[2]
PACKS = [ROOT / "packs" / "inventory", ROOT / "packs" / "food", ROOT / "examples" / "lemon_tea"]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def texts(model: m.Model) -> Iterator[tuple[str, Both]]:
    """Every label, message and citation, with the name of what it belongs to."""
    for group in (
        model.enums,
        model.entities,
        model.places,
        model.roles,
        model.events,
        model.measures,
        model.parameters,
        model.tables,
        model.rules,
        model.boards,
    ):
        for name, declared in group.items():
            yield name, declared.label
    for enum in model.enums.values():
        for value in enum.values:
            yield f"{enum.name}.{value.name}", value.label
    for owner in (*model.entities.values(), *model.events.values()):
        for field in owner.fields.values():
            yield f"{owner.name}.{field.name}", field.label
    for rule in model.rules.values():
        for cited in rule.cites:
            yield rule.name, cited
        actions = (
            rule.body.actions
            if isinstance(rule.body, m.Standing)
            else [a for c in rule.body.cases.values() for a in c.actions]
        )
        yield from messages(rule.name, actions)
    for board in model.boards.values():
        for tile in board.tiles:
            yield f"{board.name}.{tile.title.zh}", tile.title
            for heading in getattr(tile.content, "headings", ()):
                yield f"{board.name}.{tile.title.zh}", heading
            if isinstance(tile.content, b.Notice):
                yield from messages(board.name, [tile.content.message])
    for event in model.events.values():
        yield from messages(event.name, event.body)


def messages(name: str, statements: object) -> Iterator[tuple[str, Both]]:
    for statement in statements:  # type: ignore[attr-defined]
        for part in walk(statement):
            if isinstance(part, m.Message):
                yield (
                    name,
                    Both(*("".join(p for p in t.parts if isinstance(p, str)) for t in (part.en, part.zh))),
                )


@pytest.mark.parametrize("folder", PACKS, ids=lambda p: p.name)
def test_no_text_is_in_one_language_only(folder: Path) -> None:
    model = compile_path(folder).model
    found = list(texts(model))
    assert len(found) > 100
    assert [(name, text) for name, text in found if CHINESE.search(text.en)] == []
    missing = [
        (name, text)
        for name, text in found
        if re.search(r"[A-Za-z]{4}", text.zh) and not CHINESE.search(text.zh)
    ]
    assert missing == []
