"""Proofs of what was compiled: asked for when definitions are checked, never when they run."""

from __future__ import annotations

from dataclasses import replace

from engine.pipeline import Compiled


def proven(compiled: Compiled) -> Compiled:
    """The same with what proofs find in it; as it is where it has errors already."""
    if compiled.graph is None:
        return compiled
    # Here, because what only runs must not wait for the solver to load.
    from dsl.prove import prove

    found = prove(compiled.model, compiled.sources)
    return replace(compiled, diagnostics=(*compiled.diagnostics, *found))
