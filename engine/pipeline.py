"""The pipeline: text, tree, model, graph. One short function names the stages; running a graph is `engine.run`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from dsl.catalogue import entry
from dsl.diagnostics import Diagnostic
from dsl.model import Model
from dsl.near import nearest
from dsl.source import Source
from engine import cache
from engine.backends.python import Generated, generate
from engine.garbage import uncollected
from engine.graph import Graph
from engine.manifest import manifest
from engine.packs import (
    PackError,
    PackSource,
    currency_of,
    off_in,
    open_packs,
    sources_of,
    zone_of,
)
from engine.standing import Plan, plan

COUNTED = ("rules", "events", "measures", "scenarios")


@dataclass(frozen=True)
class Judged:
    """What is wrong with definitions. `version` is the content hash of all texts that they are made of."""

    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]
    version: str

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics that keep them from running."""
        return tuple(d for d in self.diagnostics if entry(d.code).severity == "error")


@dataclass(frozen=True)
class Verdict(Judged):
    """What `bincard check` tells: what is wrong, and how many rules, events, measures and scenarios there are."""

    counts: Mapping[str, int]


@dataclass(frozen=True)
class Compiled(Judged):
    """Definitions ready to run, or what is wrong with them.

    `graph` is missing where there are errors. `definitions` are the texts that they are made of.
    """

    model: Model
    graph: Graph | None
    definitions: str

    @cached_property
    def generated(self) -> Generated:
        """The graph as Python."""
        assert self.graph is not None
        return generate(self.graph)

    @cached_property
    def standing(self) -> Plan:
        """What its standing rules ask of a state."""
        assert self.graph is not None
        return plan(self.graph)


def compile_path(path: Path) -> Compiled:
    """The definitions at a path with all packs that they need. Raises `engine.packs.PackError`."""
    return compile_once(open_packs(path))


def compile_once(packs: Sequence[PackSource]) -> Compiled:
    """What `compile_packs` gives, kept in the cache where there are no errors."""
    definitions = dump_definitions(packs)
    version = _version(definitions)
    kept = cache.take(version)
    if kept is not None:
        model, graph, diagnostics = kept
        return Compiled(diagnostics, sources_of(packs), version, model, graph, definitions)
    compiled = compile_packs(packs)
    if compiled.graph is not None:
        cache.keep(version, cache.Kept(compiled.model, compiled.graph, compiled.diagnostics))
    return compiled


def check_path(path: Path, *, with_proofs: bool = True) -> Verdict:
    """What is wrong with the definitions at a path; of such as were checked before, what was said then.

    What was compiled is not kept: whoever only checks would pay twice for it. Raises `engine.packs.PackError`.
    """
    packs = open_packs(path)
    version = _version(dump_definitions(packs))
    asked = f"{version} proven" if with_proofs else version
    said = cache.take_said(asked)
    if said is None:
        compiled = compile_packs(packs)
        if with_proofs:
            compiled = proven(compiled)
        counts = {kind: len(getattr(compiled.model, kind)) for kind in COUNTED}
        said = cache.Said(compiled.diagnostics, counts)
        cache.keep_said(asked, said)
    return Verdict(said.diagnostics, sources_of(packs), version, said.counts)


def proven(compiled: Compiled) -> Compiled:
    """The same with what proofs find in it; as it is where it has errors already."""
    if compiled.graph is None:
        return compiled
    # Here, because what only runs must not wait for the solver to load.
    from dsl.prove import prove

    found = prove(compiled.model, compiled.sources)
    return replace(compiled, diagnostics=(*compiled.diagnostics, *found))


def compile_packs(packs: Sequence[PackSource]) -> Compiled:
    """parse → check → lower → passes."""
    with uncollected():
        return _compiled(packs)


def _compiled(packs: Sequence[PackSource]) -> Compiled:
    # Here, because it takes as long to load the compiler as to run it, and what comes from the cache needs none.
    from dsl.check import check
    from engine.check import parse_packs
    from engine.lower import lower
    from engine.passes import optimise

    definitions = dump_definitions(packs)
    sources = sources_of(packs)
    texts, found = parse_packs(packs, sources)
    off = off_in(packs)
    checked = check(texts, zone_of(packs), currency_of(packs), off)
    unknown = next((name for name in off if name not in checked.model.modules), None)
    if unknown is not None and not found:
        raise _no_module(unknown, checked.model)
    diagnostics = [*found, *checked.diagnostics]
    version = _version(definitions)
    result = Compiled(tuple(diagnostics), sources, version, checked.model, None, definitions)
    if result.errors:
        return result
    graph, rings = lower(checked.model)
    return replace(result, graph=None if rings else optimise(graph), diagnostics=(*diagnostics, *rings))


def _version(definitions: str) -> str:
    return hashlib.sha256(definitions.encode(errors="surrogatepass")).hexdigest()


def dump_definitions(packs: Sequence[PackSource]) -> str:
    """All texts of the packs as one canonical JSON text: what a store keeps, and what the version is the hash of."""
    data = [
        {"manifest": p.manifest.to_json(), "files": dict(p.files), "locales": dict(p.locales)} for p in packs
    ]
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _no_module(name: str, model: Model) -> PackError:
    near = nearest(name, model.modules)
    listed = ", ".join(model.modules)
    return PackError(
        "BC508",
        f"The manifest switches off the module `{name}`, which there is not."
        + (f" Did you mean `{near}`?" if near else f" There are {listed or 'none'}."),
        f"清单关闭的模块 `{name}` 不存在。"
        + (f"是否想写 `{near}`?" if near else f"已有的模块: {listed or '无'}。"),
    )


def load_definitions(definitions: str) -> tuple[PackSource, ...]:
    """The packs that `dump_definitions` wrote."""
    return tuple(
        PackSource(manifest(p["manifest"]), Path(), p["files"], p["locales"]) for p in json.loads(definitions)
    )
