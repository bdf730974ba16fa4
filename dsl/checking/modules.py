"""Modules: what belongs to each, who may switch it, and what rests on one that is switched off."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

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
    still = {
        measure.name: next(iter(measure.body.cases))
        for measure in desk.symbols.measures.values()
        if isinstance(measure.body, m.EventMeasure) and measure.body.cases.keys() <= events.keys()
    }
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
