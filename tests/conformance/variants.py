"""The same definitions as other graphs: without a pass, without all passes, by way of JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace

from engine.graph import Graph, from_json, to_json
from engine.lower import lower
from engine.passes import PASSES
from engine.pipeline import Compiled
from engine.verify import verify


def with_passes(compiled: Compiled, passes: Iterable[Callable[[Graph], Graph]]) -> Compiled:
    """The definitions with the graph that these passes make."""
    graph, rings = lower(compiled.model)
    assert not rings
    for transform in passes:
        graph = transform(graph)
        verify(graph)
    return replace(compiled, graph=graph)


def without(compiled: Compiled, switched_off: Callable[[Graph], Graph]) -> Compiled:
    """The definitions with one pass switched off."""
    return with_passes(compiled, [p for p in PASSES if p is not switched_off])


def reloaded(compiled: Compiled) -> Compiled:
    """The definitions with their graph written as JSON and read again."""
    assert compiled.graph is not None
    graph = from_json(json.loads(json.dumps(to_json(compiled.graph))))
    assert graph == compiled.graph
    return replace(compiled, graph=graph, model=graph.model)
