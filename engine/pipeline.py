"""The pipeline: text, tree, model, graph. One short function names the stages; running a graph is `engine.run`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dsl.catalogue import entry
from dsl.diagnostics import Diagnostic
from dsl.model import Model
from dsl.source import Source
from engine import cache
from engine.backends.python import Generated, generate
from engine.graph import Graph
from engine.packs import Manifest, PackSource, open_packs
from engine.standing import Plan, plan

DEFAULT_ZONE = "Asia/Shanghai"


@dataclass(frozen=True)
class Compiled:
    """Definitions ready to run, or what is wrong with them.

    `graph` is missing where there are errors. `version` is the content hash of all texts that the definitions are
    made of; `definitions` are these texts.
    """

    model: Model
    graph: Graph | None
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]
    definitions: str
    version: str

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

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics that keep it from running."""
        return tuple(d for d in self.diagnostics if entry(d.code).severity == "error")


def compile_path(path: Path) -> Compiled:
    """The definitions at a path with all packs that they need. Raises `engine.packs.PackError`."""
    return compile_once(open_packs(path))


def compile_once(packs: Sequence[PackSource]) -> Compiled:
    """What `compile_packs` gives, kept in the cache where there are no errors."""
    definitions = dump_definitions(packs)
    version = _version(definitions)
    kept = cache.take(version)
    if kept is not None:
        return Compiled(*kept, _sources(packs), definitions, version)
    compiled = compile_packs(packs)
    if compiled.graph is not None:
        cache.keep(version, cache.Kept(compiled.model, compiled.graph, compiled.diagnostics))
    return compiled


def compile_packs(packs: Sequence[PackSource]) -> Compiled:
    """parse → check → lower → passes."""
    # Here, because it takes as long to load the compiler as to run it, and what comes from the cache needs none.
    from dsl.check import Locale, PackText, check
    from dsl.parse import parse
    from engine.lower import lower
    from engine.passes import optimise

    definitions = dump_definitions(packs)
    sources = _sources(packs)
    diagnostics: list[Diagnostic] = []
    texts = []
    for pack in packs:
        trees = []
        for path in pack.files:
            parsed = parse(sources[path])
            diagnostics += parsed.diagnostics
            trees.append(parsed.file)
        locales = {
            language: Locale(
                dict(found.get("labels", {})),
                {k: tuple(v) for k, v in found.get("messages", {}).items()},
                dict(found.get("cites", {})),
            )
            for language, found in pack.locales.items()
        }
        texts.append(PackText(pack.manifest.name, pack.manifest.language, tuple(trees), locales))
    zone = next((p.manifest.zone for p in reversed(packs) if p.manifest.zone), DEFAULT_ZONE)
    checked = check(texts, zone)
    diagnostics += checked.diagnostics
    version = _version(definitions)
    result = Compiled(checked.model, None, tuple(diagnostics), sources, definitions, version)
    if result.errors:
        return result
    graph, rings = lower(checked.model)
    diagnostics += rings
    return Compiled(
        checked.model, None if rings else optimise(graph), tuple(diagnostics), sources, definitions, version
    )


def _sources(packs: Sequence[PackSource]) -> dict[str, Source]:
    return {path: Source(path, text) for pack in packs for path, text in pack.files.items()}


def _version(definitions: str) -> str:
    return hashlib.sha256(definitions.encode(errors="surrogatepass")).hexdigest()


def dump_definitions(packs: Sequence[PackSource]) -> str:
    """All texts of the packs as one canonical JSON text: what a store keeps, and what the version is the hash of."""
    data = [
        {"manifest": p.manifest.model_dump(mode="json"), "files": dict(p.files), "locales": dict(p.locales)}
        for p in packs
    ]
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def load_definitions(definitions: str) -> tuple[PackSource, ...]:
    """The packs that `dump_definitions` wrote."""
    return tuple(
        PackSource(Manifest.model_validate(p["manifest"]), Path(), p["files"], p["locales"])
        for p in json.loads(definitions)
    )
