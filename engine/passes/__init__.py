"""Passes over the rule graph: each one function in a module of its own, graph in, graph out, the meaning kept.

`PASSES` names their order. The graph is verified after each.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.graph import Graph
from engine.passes.fold import fold
from engine.passes.prune import prune
from engine.passes.share import share
from engine.verify import verify

PASSES: tuple[Callable[[Graph], Graph], ...] = (fold, share, prune)


def optimise(graph: Graph) -> Graph:
    """All passes in order. Raises `engine.verify.BrokenGraph`, a bug of ours, where one leaves the graph broken."""
    verify(graph)
    for transform in PASSES:
        graph = transform(graph)
        verify(graph)
    return graph
