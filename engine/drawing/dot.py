"""A picture as text for Graphviz."""

from __future__ import annotations

from engine.drawing.picture import Picture

_SHAPES = {
    "event": "cds",
    "rule": "box",
    "condition": "box",
    "measure": "ellipse",
    "table": "tab",
    "parameter": "octagon",
    "entity": "folder",
    "field": "folder",
    "ledger": "cylinder",
    "role": "house",
}


def as_dot(picture: Picture) -> str:
    """The picture in Graphviz's language, laid out from left to right."""
    lines = ["digraph bincard {", "  rankdir=LR;", f"  label={_quoted(picture.title)};"]
    lines.append('  node [fontname="sans-serif", fontsize=11]; edge [fontname="sans-serif", fontsize=9];')
    for box in picture.boxes.values():
        label = "\n".join((box.title, *box.lines))
        style = ", style=rounded" if box.kind == "rule" else ""
        lines.append(f"  {_quoted(box.id)} [label={_quoted(label)}, shape={_SHAPES[box.kind]}{style}];")
    for arrow in picture.arrows:
        style = ", style=dashed" if arrow.kind in ("writes", "emits") else ""
        lines.append(
            f"  {_quoted(arrow.source)} -> {_quoted(arrow.target)} [label={_quoted(arrow.kind)}{style}];"
        )
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{"".join(c for c in escaped if c.isprintable())}"'
