"""A case: a folder with a pack and the events that happen, and what is expected of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dsl.typesystem import ListType, Optional, SetType
from engine.instants import parse_instant, rfc3339
from engine.pipeline import Compiled, compile_path
from engine.records import Finding
from tests.conformance.player import Player, Step

CASES = Path(__file__).parent / "cases"
TICK = b'{"until":'
"""How a line begins that is no event: time passes until an instant."""


@dataclass(frozen=True, slots=True)
class Case:
    """A folder below `cases`."""

    folder: Path

    @property
    def name(self) -> str:
        """Its topic and its own name."""
        return self.folder.relative_to(CASES).as_posix()

    @property
    def compiled(self) -> Compiled:
        """Its definitions, in which nothing is wrong."""
        return _compiled(self.folder)

    def steps(self) -> list[Step]:
        """What happens, line by line. Empty lines, and lines that begin with #, are passed over."""
        lines = (self.folder / "events.jsonl").read_bytes().split(b"\n")
        return [_step(line) for line in lines if line and not line.startswith(b"#")]


def cases() -> list[Case]:
    """All cases, in order of their names."""
    return [Case(path.parent) for path in sorted(CASES.glob("*/*/events.jsonl"))]


@cache
def _compiled(folder: Path) -> Compiled:
    compiled = compile_path(folder)
    assert not compiled.diagnostics, [(d.code, dict(d.facts)) for d in compiled.diagnostics]
    return compiled


def _step(line: bytes) -> Step:
    if line.startswith(TICK):
        return parse_instant(json.loads(line)["until"], "UTC")
    return line


# -- what is expected, as people read it --------------------------------------------------------------------


def told(
    player: Player, step: Step, answers: list[dict[str, Any]], findings: list[Finding]
) -> dict[str, Any]:
    """What came of a step."""
    result: dict[str, Any] = {}
    if isinstance(step, int):
        result["until"] = rfc3339(step, player.model.zone)
    for answer in answers:
        result["outcome"] = answer["outcome"]
        if answer.get("duplicate"):
            result["duplicate"] = True
        if "problem" in answer:
            result["problem"] = f"{answer['problem']['code']} {answer['problem']['en']}"
        if "emitted" in answer:
            result["emitted"] = [_emitted(e) for e in answer["emitted"]]
    if findings:
        result["findings"] = [_finding(player, f) for f in findings]
    return result


def _emitted(answer: dict[str, Any]) -> str:
    said = ", ".join(f"{name}: {json.dumps(v, ensure_ascii=False)}" for name, v in answer["data"].items())
    problem = f" {answer['problem']['code']}" if "problem" in answer else ""
    return f"{answer['type']}({said}) {answer['outcome']}{problem}"


def _finding(player: Player, finding: Finding) -> dict[str, Any]:
    result: dict[str, Any] = {"rule": finding.rule, "force": finding.force}
    if finding.key:
        result["key"] = list(finding.key)
        result["at"] = rfc3339(finding.at, player.model.zone)
    if finding.messages:
        result["says"] = [dict(m) if m["zh"] != m["en"] else m["zh"] for m in finding.messages]
    if finding.held:
        result["held"] = [" ".join(pair) for pair in finding.held]
    if finding.roles:
        result["roles"] = list(finding.roles)
    if finding.applied:
        result["applied"] = f"{finding.applied['force']} at {finding.applied['site'] or 'every site'}"
    if finding.overridden:
        result["overridden"] = dict(finding.overridden)
    if finding.reads:
        result["reads"] = {read.text: read.shown["en"] for read in finding.reads}
    return result


def final(player: Player) -> dict[str, Any]:
    """What is true at the end; fields that hold nothing are left out."""
    state, model = player.engine.state, player.model
    seen = player.state(player.counted())
    things: dict[str, Any] = {}
    for entity, table in state.things.items():
        for key, thing in sorted(table.items()):
            if entity == "Place" and key in model.places:
                continue
            fields = {
                f.name: player.show(getattr(thing, f.name), f.type)
                for f in model.entities[entity].fields.values()
                if not _is_empty(getattr(thing, f.name), f.type) and f.name != model.entities[entity].key
            }
            things.setdefault(entity, {})[key] = fields
    standing = {}
    for (rule, key), p in sorted(player.machine.standing.positions.items()):
        times = [
            f"{word} {rfc3339(at, model.zone)}" for word, at in (("since", p.since), ("wakes", p.wake)) if at
        ]
        standing[" ".join((rule, *key))] = " ".join([p.phase, *times])
    return {
        "now": rfc3339(state.now, model.zone),
        "things": things,
        "balances": seen["balances"],
        "measures": {k: v for k, v in seen["measures"].items() if v not in ("0", None)},
        "holds": seen["holds"],
        "standing": standing,
        "parameters": {
            name: seen["parameters"][name]
            for name, p in model.parameters.items()
            if state.parameters[name] != p.default
        },
        **{name: seen[name] for name in ("set at sites", "forces") if seen[name]},
    }


def _is_empty(value: Any, kind: Any) -> bool:
    return (isinstance(kind, Optional) and value is None) or (
        isinstance(kind, ListType | SetType) and not value
    )
