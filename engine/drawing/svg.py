"""A picture as SVG: boxes ordered so that few arrows cross, placed in columns, joined by curves.

Order: each column is sorted again and again by the mean place of what its boxes are joined to (the barycentre
heuristic of Sugiyama, Tagawa and Toda, 1981), forwards and backwards. Height: columns are centred on each
other. Arrows leave and enter a box side by side, in the order of their other ends. Where the viewer knows
`:has`, pointing at a box shows its arrows and greys the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from dsl.render import columns as text_columns
from dsl.words import Language
from engine.drawing.picture import Arrow, Box, Picture

SWEEPS = 12
GAP = 10
"""Between boxes of a column."""
BETWEEN = 110
"""Between columns; wider where there are many arrows."""
MARGIN = 24
LEGEND = 46
TITLE_SIZE, LINE_SIZE = 13, 11
PADDING = 9
NARROWEST = 96

_FILL = {
    "event": ("#e8f1fd", "#2f6fce"),
    "ledger": ("#e3f4f0", "#16836b"),
    "measure": ("#e3f4f0", "#16836b"),
    "table": ("#f1eafb", "#7546b8"),
    "parameter": ("#fdf3dc", "#a97400"),
    "entity": ("#f0f1f3", "#5c6672"),
    "field": ("#f0f1f3", "#5c6672"),
    "condition": ("#ffffff", "#8a94a0"),
    "rule": ("#ffffff", "#3b4550"),
    "role": ("#fbe9f2", "#b03a78"),
}
_FORCE = {"block": "#c62828", "hold": "#d2540a", "warn": "#b98900", "alert": "#b03a78"}
_STROKE = {
    "decides": "#2f6fce",
    "counts": "#16836b",
    "reads": "#8a94a0",
    "writes": "#d2540a",
    "emits": "#b03a78",
    "moves": "#16836b",
}
_FONT = "'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei','WenQuanYi Zen Hei',sans-serif"

_KINDS = {
    "en": {
        "event": "event",
        "measure": "measure",
        "table": "decision table",
        "parameter": "parameter",
        "entity": "thing",
        "field": "field",
        "condition": "condition",
        "role": "who is told",
        "block": "rule that blocks",
        "hold": "rule that holds",
        "warn": "rule that warns",
        "alert": "rule that tells",
    },
    "zh": {
        "event": "事件",
        "measure": "度量",
        "table": "决策表",
        "parameter": "参数",
        "entity": "事物",
        "field": "字段",
        "condition": "条件",
        "role": "被告知者",
        "block": "拦截规则",
        "hold": "隔离规则",
        "warn": "警告规则",
        "alert": "告警规则",
    },
}


@dataclass(slots=True)
class _Placed:
    """A box with its place, and how many arrows meet each of its sides."""

    box: Box
    x: float
    y: float
    width: float
    height: float


def as_svg(picture: Picture, language: Language) -> str:
    """The picture as an SVG document."""
    placed = _place(picture)
    width = max((p.x + p.width for p in placed.values()), default=0) + MARGIN
    height = max((p.y + p.height for p in placed.values()), default=0) + MARGIN + LEGEND
    legend, legend_width = _legend(picture, language, height - LEGEND + 6)
    width = max(width, legend_width)
    numbers = {id: number for number, id in enumerate(placed)}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="{escape(_FONT)}" lang="{language}">',
        f"<title>{_text(picture.title)}</title>",
        f"<style>{_style(numbers)}</style>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        *(_heads()),
        *_curves(picture, placed, numbers),
        *(_box(p, numbers[id]) for id, p in placed.items()),
        *legend,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


# -- order and place ---------------------------------------------------------------------------------------


def _place(picture: Picture) -> dict[str, _Placed]:
    columns = _ordered(picture)
    sizes = {id: _size(box) for id, box in picture.boxes.items()}
    heights = [sum(sizes[id][1] + GAP for id in column) - GAP for column in columns]
    tallest = max(heights, default=0)
    placed: dict[str, _Placed] = {}
    between = BETWEEN + min(200, len(picture.arrows) * 0.6)
    x = float(MARGIN)
    for column, height in zip(columns, heights, strict=True):
        width = max(sizes[id][0] for id in column)
        spread = min((tallest - height) / (len(column) + 1), 60)
        y = MARGIN + (tallest - height - spread * (len(column) - 1)) / 2
        for id in column:
            placed[id] = _Placed(picture.boxes[id], x, y, width, sizes[id][1])
            y += sizes[id][1] + GAP + spread
        x += width + between
    return placed


def _ordered(picture: Picture) -> list[list[str]]:
    """The ids of each column, ordered so that few arrows cross."""
    numbers = sorted({box.column for box in picture.boxes.values()})
    columns = [[id for id, box in picture.boxes.items() if box.column == n] for n in numbers]
    joined: dict[str, list[str]] = {id: [] for id in picture.boxes}
    for arrow in picture.arrows:
        joined[arrow.source].append(arrow.target)
        joined[arrow.target].append(arrow.source)
    position = {id: i / max(1, len(column)) for column in columns for i, id in enumerate(column)}
    where = {id: n for n, column in enumerate(columns) for id in column}
    for sweep in range(SWEEPS):
        forwards = sweep % 2 == 0
        for n in range(len(columns)) if forwards else reversed(range(len(columns))):
            mean: dict[str, float] = {}
            for id in columns[n]:
                near = [position[o] for o in joined[id] if (where[o] < n) == forwards and where[o] != n]
                near = near or [position[o] for o in joined[id] if where[o] != n]
                mean[id] = sum(near) / len(near) if near else position[id]
            columns[n].sort(key=lambda id, mean=mean: (mean[id], position[id]))  # type: ignore[misc]
            for i, id in enumerate(columns[n]):
                position[id] = (i + 0.5) / len(columns[n])
    return columns


def _size(box: Box) -> tuple[float, float]:
    widest = max(
        _length(box.title, TITLE_SIZE),
        *(_length(line, LINE_SIZE) for line in box.lines),
        NARROWEST - 2 * PADDING,
    )
    return widest + 2 * PADDING, 2 * PADDING + TITLE_SIZE + len(box.lines) * (LINE_SIZE + 4)


def _length(text: str, size: float) -> float:
    """About as wide as the text is drawn: a Chinese character is square, a Latin one about half of that."""
    return sum(size if text_columns(c) == 2 else size * (0.68 if c.isupper() else 0.57) for c in text)


# -- drawing -----------------------------------------------------------------------------------------------


def _box(placed: _Placed, number: int) -> str:
    box = placed.box
    fill, stroke = _FILL[box.kind]
    stroke = _FORCE.get(box.force, stroke)
    round_ = {"event": placed.height / 2, "rule": 6, "role": 10}.get(box.kind, 3)
    thick = 2 if box.kind == "rule" else 1.2
    dashes = ' stroke-dasharray="5 3"' if box.kind == "condition" else ""
    x, y = placed.x, placed.y
    parts = [
        f'<g id="n{number}" class="box">',
        f"<title>{_text(' · '.join((box.title, *box.lines)))}</title>",
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{placed.width:.1f}" height="{placed.height:.1f}" '
        f'rx="{round_:.1f}" fill="{fill}" stroke="{stroke}" stroke-width="{thick}"{dashes}/>',
    ]
    left = x + PADDING + (5 if box.kind == "event" else 0)
    base = y + PADDING + TITLE_SIZE - 2
    weight = ' font-weight="600"' if box.kind == "rule" else ""
    parts.append(
        f'<text x="{left:.1f}" y="{base:.1f}" font-size="{TITLE_SIZE}" fill="#1c2430"{weight}>'
        f"{_text(box.title)}</text>"
    )
    for number_, line in enumerate(box.lines, start=1):
        colour = stroke if box.kind == "rule" and number_ == 2 and box.force else "#5c6672"
        written = box.kind == "condition"
        parts.append(
            f'<text x="{left:.1f}" y="{base + number_ * (LINE_SIZE + 4):.1f}" '
            f'font-size="{TITLE_SIZE if written else LINE_SIZE}" '
            f'fill="{"#1c2430" if written else colour}">{_text(line)}</text>'
        )
    return "".join([*parts, "</g>"])


def _curves(picture: Picture, placed: dict[str, _Placed], numbers: dict[str, int]) -> list[str]:
    """Every arrow as a curve; where an arrow meets a box is its place among all that meet that side."""
    sides: dict[tuple[str, str], list[tuple[float, Arrow]]] = {}
    for arrow in picture.arrows:
        a, b = placed[arrow.source], placed[arrow.target]
        forwards = a.x < b.x
        sides.setdefault((arrow.source, "right" if forwards else "left"), []).append((_middle(b), arrow))
        sides.setdefault((arrow.target, "left" if forwards else "right"), []).append((_middle(a), arrow))
    port: dict[tuple[str, Arrow], tuple[float, float]] = {}
    for (id, side), met in sides.items():
        box = placed[id]
        met.sort(key=lambda m: m[0])
        room = box.height - 12
        for i, (_, arrow) in enumerate(met, start=1):
            x = box.x + (box.width if side == "right" else 0)
            port[id, arrow] = x, box.y + 6 + room * i / (len(met) + 1)
    return [
        _curve(arrow, port[arrow.source, arrow], port[arrow.target, arrow], numbers)
        for arrow in picture.arrows
    ]


def _middle(placed: _Placed) -> float:
    return placed.y + placed.height / 2


def _curve(
    arrow: Arrow, start: tuple[float, float], end: tuple[float, float], numbers: dict[str, int]
) -> str:
    (x1, y1), (x2, y2) = start, end
    forwards = x1 <= x2
    bend = (max(40.0, abs(x2 - x1) * 0.45)) * (1 if forwards else -1)
    tip = x2 - (6 if forwards else -6)
    dashes = ' stroke-dasharray="5 4"' if arrow.kind in ("writes", "emits") else ""
    return (
        f'<path class="arrow s{numbers[arrow.source]} t{numbers[arrow.target]}" '
        f'd="M{x1:.1f},{y1:.1f} C{x1 + bend:.1f},{y1:.1f} {x2 - bend:.1f},{y2:.1f} {tip:.1f},{y2:.1f}" '
        f'fill="none" stroke="{_STROKE[arrow.kind]}" stroke-opacity="0.55" stroke-width="1.2"{dashes} '
        f'marker-end="url(#{arrow.kind})"/>'
    )


def _heads() -> list[str]:
    heads = (
        f'<marker id="{kind}" viewBox="0 0 8 8" refX="2" refY="4" markerWidth="6.5" markerHeight="6.5" '
        f'orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="{colour}"/></marker>'
        for kind, colour in _STROKE.items()
    )
    return ["<defs>", *heads, "</defs>"]


def _style(numbers: dict[str, int]) -> str:
    """Pointing at a box brings out its arrows."""
    rules = ["svg:has(.box:hover) .arrow{stroke-opacity:.08}"]
    rules += [
        f"svg:has(#n{n}:hover) :is(.s{n},.t{n}){{stroke-opacity:1;stroke-width:2}}" for n in numbers.values()
    ]
    return "".join(rules)


def _legend(picture: Picture, language: Language, top: float) -> tuple[list[str], float]:
    words = _KINDS[language]
    parts = []
    x = float(MARGIN)
    kinds = {box.kind for box in picture.boxes.values()}
    forces = {box.force for box in picture.boxes.values() if box.force}
    shown: list[tuple[str, str, str]] = [(k, *fill) for k, fill in _FILL.items() if k in kinds and k in words]
    shown += [(f, "#ffffff", _FORCE[f]) for f in words if f in forces]
    for name, fill, stroke in shown:
        parts.append(
            f'<rect x="{x:.1f}" y="{top:.1f}" width="16" height="11" rx="3" fill="{fill}" stroke="{stroke}" '
            f'stroke-width="1.4"/><text x="{x + 22:.1f}" y="{top + 10:.1f}" font-size="{LINE_SIZE}" '
            f'fill="#5c6672">{words[name]}</text>'
        )
        x += 22 + _length(words[name], LINE_SIZE) + 18
    return parts, x + MARGIN


def _text(text: str) -> str:
    """A text as XML: escaped, without what XML can't hold."""
    return escape("".join(c if c.isprintable() else " " for c in text), quote=False)
