"""Every part of a piece of the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from dsl import model as m


def walk(node: Any) -> Iterator[Any]:
    """A node and all that is in it, from the outside in and in the order written."""
    if isinstance(node, tuple):
        for part in node:
            yield from walk(part)
    elif isinstance(node, Mapping):
        for part in node.values():
            yield from walk(part)
    elif is_dataclass(node):
        yield node
        for part in fields(node):
            if part.name not in ("type", "span", "label"):
                yield from walk(getattr(node, part.name))


def places(model: m.Model) -> Iterator[tuple[str | None, Any]]:
    """All that is judged or done while the definitions run, with the event at hand, if any."""
    for event in model.events.values():
        yield event.name, event.body
    for measure in model.measures.values():
        if isinstance(measure.body, m.EventMeasure):
            for case in measure.body.cases.values():
                yield case.event, case
        else:
            yield None, measure.body
    for rule in model.rules.values():
        if isinstance(rule.body, m.OnEvents):
            for on in rule.body.cases.values():
                yield on.event, on
        else:
            yield None, rule.body
