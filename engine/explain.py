"""Why a rule found something: rule, version, law, the values read with their events, and what would let it pass."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dsl import model as m
from dsl.diagnostics import Both
from engine.instants import rfc3339
from engine.kept import kept_definitions
from engine.records import Finding, Read
from engine.store import Store
from engine.trouble import Trouble
from engine.walk import walk

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_WORDS = {
    "<": Both("less than", "小于"),
    "<=": Both("at most", "不超过"),
    ">": Both("more than", "大于"),
    ">=": Both("at least", "不少于"),
    "==": Both("equal to", "等于"),
    "!=": Both("other than", "不等于"),
}


@dataclass(frozen=True, slots=True)
class SourceEvent:
    """An event that a value came from."""

    seq: int
    source: str
    id: str
    type: str
    at: str


@dataclass(frozen=True, slots=True)
class AppliedForce:
    """With what other force a rule ran, and who said so."""

    force: str
    site: str
    """Empty: everywhere."""
    event: SourceEvent | None
    role: str
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything about one finding."""

    finding: Finding
    at: str
    rule_text: str
    """The rule as it stands in the definitions that were in force."""
    path: str
    line: int
    held: tuple[tuple[Both, str], ...]
    """What it put on hold: kind and key."""
    told: tuple[Both, ...]
    """The roles that were told."""
    event: SourceEvent | None
    """What was decided, or what moved the clock."""
    sources: Mapping[int, SourceEvent]
    """The events that the values came from, by number."""
    applied: AppliedForce | None
    """Where the rule did not run as it is written."""
    passes_if: tuple[Both, ...]
    """Each by itself would have let it pass."""


def explain(store: Store, finding_id: str) -> Explanation:
    """Explain a finding. Raises `Trouble` (BC662) where there is none of that name."""
    finding = store.finding(finding_id.strip())
    if finding is None:
        raise Trouble(
            "BC662",
            f"The store has no finding `{finding_id[:40]}`. Findings are named F1, F2, ...; `bincard run --json` shows them.",
            f"存储中没有发现 `{finding_id[:40]}`。发现的编号形如 F1、F2; `bincard run --json` 会列出它们。",
        )
    compiled = kept_definitions(store, finding.version)
    rule = compiled.model.rules[finding.rule]
    source = compiled.sources[rule.span.path]
    numbers = {n for read in finding.reads for n in read.events} | {finding.seq}
    events = {n: e for n in sorted(numbers) if (e := _event(store, n, compiled.model.zone)) is not None}
    return Explanation(
        finding=finding,
        at=rfc3339(finding.at, compiled.model.zone),
        rule_text=source.slice(rule.span),
        path=rule.span.path,
        line=source.position(rule.span.start)[0],
        held=tuple((compiled.model.entities[entity].label, key) for entity, key in finding.held),
        told=tuple(compiled.model.roles[role].label for role in finding.roles),
        event=events.get(finding.seq),
        sources=events,
        applied=_applied(store, finding, compiled.model.zone),
        passes_if=tuple(_ways(rule, finding, compiled.model, events.get(finding.seq), compiled.sources)),
    )


def _applied(store: Store, finding: Finding, zone: str) -> AppliedForce | None:
    if finding.applied is None:
        return None
    seq = finding.applied["seq"]
    row = store.event(seq)
    role, reason = (row.role, row.reason) if row is not None else (None, None)
    return AppliedForce(
        finding.applied["force"], finding.applied["site"], _event(store, seq, zone), role or "", reason or ""
    )


def _event(store: Store, seq: int, zone: str) -> SourceEvent | None:
    row = store.event(seq)
    return SourceEvent(row.seq, row.source, row.id, row.type, rfc3339(row.at, zone)) if row else None


def _ways(
    rule: m.Rule, finding: Finding, model: m.Model, event: SourceEvent | None, sources: Mapping[str, object]
) -> Iterator[Both]:
    """What, changed by itself, would have let it pass: each part of the condition turned round, and an override."""
    condition = _condition(rule, event)
    if condition is not None:
        reads = {read.text: read for read in finding.reads}
        for part in _conjuncts(condition):
            yield from _turned(part, reads, model, sources)
    if rule.override_by and finding.force == "block":
        roles = [model.roles[r].label for r in rule.override_by]
        yield Both(
            f"{' or '.join(r.en for r in roles)} accepts it with a reason (`role` and `reason` in the event)",
            f"由{'或'.join(r.zh for r in roles)}说明理由后放行 (事件中填 `role` 与 `reason`)",
        )


def _condition(rule: m.Rule, event: SourceEvent | None) -> m.Expression | None:
    if isinstance(rule.body, m.Standing):
        return rule.body.condition
    case = rule.body.cases.get(event.type) if event else None
    return case.condition if case else None


def _conjuncts(condition: m.Expression) -> tuple[m.Expression, ...]:
    return (
        condition.operands if isinstance(condition, m.Logic) and condition.operator == "and" else (condition,)
    )


def _turned(
    part: m.Expression, reads: Mapping[str, Read], model: m.Model, sources: Mapping[str, object]
) -> Iterator[Both]:
    """What would undo one part of the condition, and the knobs in it."""
    yield _undone(part, reads, sources)
    for inside in walk(part):
        if isinstance(inside, m.ParameterRead):
            yield from _knob(model.parameters[inside.name])


def _undone(part: m.Expression, reads: Mapping[str, Read], sources: Mapping[str, object]) -> Both:
    """One part of the condition turned round, with what its values were."""
    match part:
        case m.Compare(op, left, right):
            needed = _WORDS[_OPPOSITE[op]]
            text_left, text_right = _text(left, sources), _text(right, sources)
            was = _values(part, reads, sources)
            return Both(
                f"`{text_left}` were {needed.en} `{text_right}`{_brackets(was, 'en')}",
                f"`{text_left}` {needed.zh} `{text_right}`{_brackets(was, 'zh')}",
            )
        case m.Logic(op, operands):
            ways = [_undone(o, reads, sources) for o in operands]
            if op == "or":
                return Both("; and ".join(w.en for w in ways), "; 并且 ".join(w.zh for w in ways))
            return Both("either " + ", or ".join(w.en for w in ways), "或者 ".join(w.zh for w in ways))
        case m.Known(operand):
            return Both(
                f"`{_text(operand, sources)}` were not given", f"`{_text(operand, sources)}` 没有填写"
            )
        case m.Not(m.Known(operand)):
            return Both(f"`{_text(operand, sources)}` were given", f"填写了 `{_text(operand, sources)}`")
        case m.Held(operand):
            text = _text(operand, sources)
            return Both(f"the hold on `{text}` were released", f"`{text}` 已解除隔离")
        case m.Not(operand):
            text = _text(operand, sources)
            return Both(f"`{text}` were so", f"`{text}` 成立")
        case _:
            text = _text(part, sources)
            return Both(f"`{text}` were not so", f"`{text}` 不成立")


def _knob(parameter: m.Parameter) -> Iterator[Both]:
    if parameter.tuned_by:
        who = ", ".join(parameter.tuned_by)
        yield Both(
            f"`{parameter.name}` ({parameter.label.en}) were set otherwise within its bounds by {who}",
            f"由 {who} 在范围内调整参数 `{parameter.name}` ({parameter.label.zh})",
        )


def _values(part: m.Expression, reads: Mapping[str, Read], sources: Mapping[str, object]) -> list[Read]:
    texts = [_text(e, sources) for e in walk(part)]
    return [reads[t] for t in dict.fromkeys(texts) if t in reads]


def _brackets(reads: list[Read], language: str) -> str:
    if not reads:
        return ""
    shown = ", ".join(f"{r.text}: {r.shown[language]}" for r in reads)
    return f" ({shown})"


def _text(expression: m.Expression, sources: Mapping[str, object]) -> str:
    source = sources.get(expression.span.path)
    return source.slice(expression.span) if source is not None else ""  # type: ignore[attr-defined]


def explanation_json(explanation: Explanation) -> dict[str, object]:
    """An explanation as JSON values."""
    from dataclasses import asdict

    data: dict[str, object] = json.loads(json.dumps(asdict(explanation), ensure_ascii=False, default=str))
    data["passes_if"] = [{"zh": w.zh, "en": w.en} for w in explanation.passes_if]
    return data
