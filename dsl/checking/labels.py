"""Names that are written by their labels: `批次` for `Lot`.

A name is looked for among what is declared first, as it stands. Only where nothing has that name is it compared
with the labels, in both languages, of all that could stand there; then it must be the label of one thing alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Protocol

from dsl import tree as t
from dsl.checking.symbols import Desk
from dsl.diagnostics import Both
from dsl.near import nearest
from dsl.source import NOWHERE, Span
from dsl.typesystem import BUILT_IN, NAMES_ZH
from dsl.words import canonical, is_name


class Labelled(Protocol):
    """Something that has a label."""

    @property
    def label(self) -> Both: ...


Space = Mapping[str, Labelled]
"""What could stand at a place, by name."""

FUNCTION_LABELS: Mapping[str, str] = {
    "min": "最小",
    "max": "最大",
    "abs": "绝对值",
    "floor": "向下取整",
    "ceiling": "向上取整",
    "round": "四舍五入",
    "date": "日期",
    "days": "天数",
    "hours": "小时数",
    "length": "个数",
    "start_of": "开始",
    "end_of": "结束",
    "percent": "百分比",
    "exchange": "换算币种",
    "ancestors": "全部来源",
    "descendants": "全部去向",
}
TILE_LABELS: Mapping[str, str] = {"value": "数值", "column": "栏"}
INSTANT_LABELS: Mapping[str, str] = {"at": "发生时间", "now": "现在"}


class _BuiltIn:
    def __init__(self, label: Both) -> None:
        self.label = label
        self.span: Span = NOWHERE


def _built_in(labels: Mapping[str, str]) -> Mapping[str, _BuiltIn]:
    return {name: _BuiltIn(Both(name, chinese)) for name, chinese in labels.items()}


FUNCTIONS: Space = _built_in(FUNCTION_LABELS)
TYPES: Space = _built_in({name: NAMES_ZH[name] for name in BUILT_IN})
NOW: Space = _built_in({"now": INSTANT_LABELS["now"]})
VALUE: Space = _built_in({"value": TILE_LABELS["value"]})
COLUMN: Space = _built_in({"column": TILE_LABELS["column"]})
AT: Space = _built_in({"at": INSTANT_LABELS["at"]})


def declared(desk: Desk, node: t.Name, *spaces: Space) -> t.Name | None:
    """The name as it is declared in one of the spaces; as written where it is unknown.

    None, and a diagnostic, where it is the label of several.
    """
    for space in spaces:
        if node.text in space:
            return node
    found = [name for space in spaces for name in labelled(desk, node.text, space)]
    if not found:
        return node
    return one_of(desk, node, found)


def one_of(desk: Desk, node: t.Name, found: Iterable[str]) -> t.Name | None:
    """The one name that has the label that is written; None, and a diagnostic, where several have."""
    names = list(dict.fromkeys(found))
    if len(names) == 1:
        return replace(node, text=names[0])
    desk.problems.add("BC221", node.span, name=node.text, names=", ".join(names), proposal=names[0])
    return None


def labelled(desk: Desk, text: str, space: Space) -> tuple[str, ...]:
    """The names in a space that have a label."""
    if not space:
        return ()
    kept = desk.labels.get(id(space))
    if kept is None or kept[0] is not space or kept[1] != len(space):
        found: dict[str, tuple[str, ...]] = {}
        for name, thing in space.items():
            for label in {canonical(said) for said in thing.label if said != name}:
                found[label] = (*found.get(label, ()), name)
        kept = desk.labels[id(space)] = (space, len(space), found)
    return kept[2].get(text, ())


def called(space: Space, name: str) -> Both:
    """How something is labelled. A space that notes what it is asked notes, by its length, that labels were."""
    if not space:
        raise KeyError(name)
    return space[name].label


def near(text: str, *spaces: Space) -> str | None:
    """The name, or else the label, that was probably meant."""
    return nearest(text, (name for space in spaces for name in space)) or nearest(text, _labels(spaces))


def _labels(spaces: Iterable[Space]) -> Iterator[str]:
    return (said for space in spaces for thing in space.values() for said in thing.label if is_name(said))
