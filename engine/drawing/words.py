"""A picture in words: for each rule when it looks, what it reads, what it changes."""

from __future__ import annotations

from typing import NamedTuple

from engine.drawing.picture import Picture


class Told(NamedTuple):
    """One rule: its label and name, the events it stands on, what it reads, what it changes."""

    label: str
    name: str
    events: tuple[str, ...]
    reads: tuple[str, ...]
    changes: tuple[str, ...]


def tell(picture: Picture) -> list[Told]:
    """Every rule of an overview, in the order of the text."""
    told = []
    for box in picture.boxes.values():
        if box.kind != "rule":
            continue
        into = {kind: _titles(picture, box.id, kind, incoming=True) for kind in ("decides", "reads")}
        out = [
            t for kind in ("writes", "emits", "moves") for t in _titles(picture, box.id, kind, incoming=False)
        ]
        told.append(Told(box.title, box.lines[0], into["decides"], into["reads"], (*box.lines[1:], *out)))
    return told


def _titles(picture: Picture, id: str, kind: str, *, incoming: bool) -> tuple[str, ...]:
    ends = [
        a.source if incoming else a.target
        for a in picture.arrows
        if a.kind == kind and (a.target if incoming else a.source) == id
    ]
    return tuple(picture.boxes[end].title for end in ends)
