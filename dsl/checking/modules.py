"""Modules: what belongs to each, who may switch it, and what rests on one that is switched off."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from dsl import boards as b
from dsl import model as m
from dsl.checking.declarations import Declared, Part
from dsl.checking.problems import keyword
from dsl.checking.statements import role_names
from dsl.checking.symbols import Desk
from dsl.source import Span


def modules(desk: Desk, declared: Declared) -> None:
    """Fill in the modules. A pack may name one at the head of several files; the first label counts."""
    symbols = desk.symbols
    first_lines = [parts[0] for parts in declared.event_lines.values()]
    for name, known in symbols.modules.items():
        heads = [part for part in declared.modules if part.node.name.text == name]
        roles = [
            r for head in heads if head.node.tuned_by for r in role_names(desk, head.node.tuned_by.roles)
        ]
        labelled = next((head for head in heads if head.node.label is not None), heads[0])
        symbols.modules[name] = replace(
            known,
            label=labelled.pack.label(name, name, labelled.node.label),
            tuned_by=tuple(dict.fromkeys(roles)),
            events=_of(name, first_lines),
            measures=_of(name, declared.measures),
            rules=_of(name, declared.rules),
        )


def _of(module: str, parts: Iterable[Part]) -> tuple[str, ...]:
    return tuple(part.node.name.text for part in parts if part.module == module)


def rests_on_what_is_off(desk: Desk, rules: Mapping[str, m.Rule], off: Collection[str]) -> None:
    """Say of each rule that is on what it would need of a module that is off."""
    known = [desk.symbols.modules[name] for name in off if name in desk.symbols.modules]
    if not known:
        return
    events = {event: module.name for module in known for event in module.events}
    silent = {rule for module in known for rule in module.rules}
    still = _still(desk, events)
    for rule in rules.values():
        if rule.name in silent:
            continue
        if isinstance(rule.body, m.OnEvents) and rule.body.cases.keys() <= events.keys():
            event = next(iter(rule.body.cases))
            _say(desk, rule.span, "rule", rule.name, "event", event, events[event])
        for node in _inside(rule.body):
            if isinstance(node, m.Emit) and node.event in events:
                _say(desk, node.span, "rule", rule.name, "event", node.event, events[node.event])
            elif isinstance(node, m.MeasureRead) and node.name in still:
                _say(desk, node.span, "rule", rule.name, "measure", node.name, events[still[node.name]])
    for owner in desk.symbols.events.values():
        for node in _inside(owner.body) if owner.name not in events else ():
            if isinstance(node, m.Emit) and node.event in events:
                _say(desk, node.span, "event", owner.name, "event", node.event, events[node.event])


def boards_rest_on_what_is_off(
    desk: Desk, boards: Iterable[b.Board], parts: Iterable[Part], off: Collection[str]
) -> None:
    """Say of each tile of a board that is on what it would need of a module that is off."""
    known = [desk.symbols.modules[name] for name in off if name in desk.symbols.modules]
    inside = {part.node.name.text for part in parts if part.module in off}
    owner = {
        (kind, name): module.name
        for module in known
        for kind, names in (("event", module.events), ("rule", module.rules))
        for name in names
    }
    silent = set(owner)
    still = _still(desk, {name for kind, name in owner if kind == "event"})
    owner |= {("measure", name): owner["event", event] for name, event in still.items()}
    for board in boards if known else ():
        for tile in board.tiles if board.name not in inside else ():
            for other, what in dict.fromkeys(_asked(tile.content, silent)):
                if (other, what) in owner:
                    _say(desk, tile.span, "board", board.name, other, what, owner[other, what])


def _asked(content: b.Content, silent: Collection[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What a tile shows or records; of rules, and of events that are counted, the first where all of them are silent."""
    query = b.query_of(content)
    together: Iterable[tuple[str, str]] = ()
    match content, query:
        case b.Alerts(rules), _:
            together = [("rule", rule) for rule in rules]
        case _, b.Total(source=b.OfEvents(cases)):
            together = [("event", event) for event in cases]
    if together and all(one in silent for one in together):
        yield next(iter(together))
    for event in b.recorded_events(content):
        yield "event", event
    for expression in b.content_expressions(content):
        for node in _inside(expression):
            if isinstance(node, m.MeasureRead):
                yield "measure", node.name


def _still(desk: Desk, silent: Collection[str]) -> Mapping[str, str]:
    """The measures that count nothing while some events are silent, each with the first event that it counts."""
    return {
        measure.name: next(iter(measure.body.cases))
        for measure in desk.symbols.measures.values()
        if isinstance(measure.body, m.EventMeasure) and measure.body.cases.keys() <= set(silent)
    }


def _say(desk: Desk, span: Span, kind: str, name: str, other: str, what: str, module: str) -> None:
    desk.problems.add(
        "BC451", span, kind=keyword(kind), name=name, other=keyword(other), what=what, module=module
    )


def _inside(node: Any) -> Iterator[Any]:
    """The emissions and the measures that are read in a part of the model."""
    if isinstance(node, m.Emit | m.MeasureRead):
        yield node
    if isinstance(node, tuple):
        parts: Iterable[Any] = node
    elif isinstance(node, Mapping):
        parts = node.values()
    else:
        names = getattr(type(node), "__dataclass_fields__", {})
        parts = [getattr(node, name) for name in names if name not in ("type", "span")]
    for part in parts:
        yield from _inside(part)
