"""Why a rule found something: rule, version, law, the values read with their events, and what would let it pass."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from dsl import model as m
from dsl.diagnostics import Both
from dsl.sentences import Reader
from dsl.source import Source
from dsl.typesystem import BOOL
from dsl.words import Language
from engine.instants import rfc3339
from engine.kept import kept_definitions
from engine.records import Finding, Read
from engine.store import Store
from engine.trouble import Trouble
from engine.walk import EXPRESSIONS, walk


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
    sentence: Both
    """The rule read aloud."""
    names: Mapping[str, Both]
    """What the values read are called, by their texts."""
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
            f"存储中没有发现 `{finding_id[:40]}`。发现的编号形如 F1、F2；`bincard run --json` 会列出它们。",
        )
    compiled = kept_definitions(store, finding.version)
    rule = compiled.model.rules[finding.rule]
    source = compiled.sources[rule.span.path]
    aloud = _Aloud(compiled.model, rule, compiled.sources)
    numbers = {n for read in finding.reads for n in read.events} | {finding.seq}
    events = {n: e for n in sorted(numbers) if (e := _event(store, n, compiled.model.zone)) is not None}
    event = events.get(finding.seq)
    return Explanation(
        finding=finding,
        at=rfc3339(finding.at, compiled.model.zone),
        rule_text=source.slice(rule.span),
        path=rule.span.path,
        line=source.position(rule.span.start)[0],
        sentence=aloud.rule(),
        names=aloud.names(finding.reads, event.type if event else None),
        held=tuple((compiled.model.entities[entity].label, key) for entity, key in finding.held),
        told=tuple(compiled.model.roles[role].label for role in finding.roles),
        event=event,
        sources=events,
        applied=_applied(store, finding, compiled.model.zone),
        passes_if=tuple(_ways(rule, finding, compiled.model, event, aloud)),
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


class _Aloud:
    """A rule and its parts in words, in both languages."""

    def __init__(self, model: m.Model, rule: m.Rule, sources: Mapping[str, Source]) -> None:
        self._rule = rule
        self._sources = sources
        self._english = Reader(model, "en")
        self._chinese = Reader(model, "zh")

    def rule(self) -> Both:
        """The whole rule."""
        return Both(self._english.read(self._rule), self._chinese.read(self._rule))

    def without(self, part: m.Expression, event: str | None) -> Both:
        """That a part of the condition does not hold."""
        en, zh = (r.without(part, self._rule, event) for r in (self._english, self._chinese))
        return Both(en, zh)

    def names(self, reads: Sequence[Read], event: str | None) -> Mapping[str, Both]:
        """What the values are called, such of them as have a name outside of a condition on each of several."""
        wanted = {read.text for read in reads}
        found = {}
        for expression in self._expressions(event):
            text = self.text(expression)
            if text in wanted and text not in found:
                name = self._name(expression, event)
                if name is not None:
                    found[text] = name
        return found

    def text(self, expression: m.Expression) -> str:
        """An expression as it is written."""
        source = self._sources.get(expression.span.path)
        return source.slice(expression.span) if source is not None else ""

    def _name(self, expression: m.Expression, event: str | None) -> Both | None:
        try:
            en, zh = (r.value(expression, self._rule, event) for r in (self._english, self._chinese))
        except KeyError:  # names a variable of a loop that it stands in
            return None
        return Both(en, zh)

    def _expressions(self, event: str | None) -> Iterator[m.Expression]:
        body = self._rule.body
        if isinstance(body, m.Standing):
            nodes = (body.condition, body.until, *body.actions)
        else:
            case = body.cases.get(event or "")
            nodes = (case.condition, *case.actions) if case else ()
        for node in nodes:
            if node is not None:
                yield from (cast(m.Expression, part) for part in walk(node) if isinstance(part, EXPRESSIONS))


def _ways(
    rule: m.Rule, finding: Finding, model: m.Model, event: SourceEvent | None, aloud: _Aloud
) -> Iterator[Both]:
    """What, changed by itself, would have let it pass: each part of the condition turned round, and an override."""
    condition = _condition(rule, event)
    kind = event.type if event else None
    names = aloud.names(finding.reads, kind)
    reads = {read.text: read for read in finding.reads}
    for part in _conjuncts(condition) if condition is not None else ():
        undone = aloud.without(part, kind)
        texts = dict.fromkeys(aloud.text(e) for e in walk(part) if getattr(e, "type", BOOL) != BOOL)
        values = [reads[t] for t in texts if t in reads]
        yield Both(undone.en + _brackets(values, names, "en"), undone.zh + _brackets(values, names, "zh"))
        for inside in walk(part):
            if isinstance(inside, m.ParameterRead):
                yield from _knob(model, model.parameters[inside.name])
    if rule.override_by and finding.force == "block":
        roles = [model.roles[r].label for r in rule.override_by]
        yield Both(
            f"{' or '.join(r.en for r in roles)} accepts it with a reason (`role` and `reason` in the event)",
            f"由{'或'.join(r.zh for r in roles)}说明理由后放行（事件中填 `role` 与 `reason`）",
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


def _knob(model: m.Model, parameter: m.Parameter) -> Iterator[Both]:
    if parameter.tuned_by:
        roles = [model.roles[r].label for r in parameter.tuned_by]
        yield Both(
            f"“{parameter.label.en}” (`{parameter.name}`) were set otherwise within its bounds by"
            f" {' or '.join(r.en for r in roles)}",
            f"由{'或'.join(r.zh for r in roles)}在范围内调整「{parameter.label.zh}」（`{parameter.name}`）",
        )


def _brackets(reads: Sequence[Read], names: Mapping[str, Both], language: Language) -> str:
    """What the values were."""
    is_zh = language == "zh"
    colon, semicolon = ("：", "；") if is_zh else (": ", "; ")
    shown = semicolon.join(
        (names[r.text].in_(language) if r.text in names else r.text) + colon + r.shown[language]
        for r in reads
    )
    return "" if not shown else f"（{shown}）" if is_zh else f" ({shown})"


def explanation_json(explanation: Explanation) -> dict[str, object]:
    """An explanation as JSON values."""
    from dataclasses import asdict

    data: dict[str, object] = json.loads(json.dumps(asdict(explanation), ensure_ascii=False, default=str))
    data["passes_if"] = [{"zh": w.zh, "en": w.en} for w in explanation.passes_if]
    return data
