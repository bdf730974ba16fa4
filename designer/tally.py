"""What came of a run, counted: outcomes, findings, alerts, reasons of refusal. Its size is bounded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.events import Answer
from engine.records import Finding

EXAMPLES = 2
"""So many examples of each kind are kept."""

FORCES = ("block", "overridden", "hold", "warn", "alert", "act", "observe", "failed")
"""In the order in which they are told."""


@dataclass(slots=True)
class RuleTally:
    """What one rule found with one force."""

    rule: str
    force: str
    label: Mapping[str, str]
    cites: tuple[Mapping[str, str], ...]
    count: int = 0
    examples: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    """Finding and message."""


@dataclass(slots=True)
class ReasonTally:
    """Events that were refused or malformed for one reason."""

    code: str
    count: int = 0
    examples: list[tuple[int, Mapping[str, str]]] = field(default_factory=list)
    """Line and reason."""


@dataclass(slots=True)
class AlertTally:
    """What one role was told."""

    role: str
    count: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    latest: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)


@dataclass(slots=True)
class Tally:
    """Everything that a run's summary says."""

    outcomes: Counter[str] = field(default_factory=Counter)
    duplicates: int = 0
    lines: int = 0
    rules: dict[tuple[str, str], RuleTally] = field(default_factory=dict)
    alerts: dict[str, AlertTally] = field(default_factory=dict)
    reasons: dict[tuple[str, str], ReasonTally] = field(default_factory=dict)

    def add(self, numbers: Iterable[int], answers: Iterable[Answer], findings: Iterable[Finding]) -> None:
        """Count the answers to lines of these numbers, and what rules found meanwhile."""
        for number, answer in zip(numbers, answers, strict=True):
            self._answer(number, answer)
        for finding in findings:
            self._finding(finding)

    def _answer(self, number: int, answer: Answer) -> None:
        self.lines += 1
        if answer.duplicate:
            self.duplicates += 1
            return
        self.outcomes[answer.outcome] += 1
        if answer.problem is not None:
            code = answer.problem["code"]
            reason = self.reasons.setdefault((answer.outcome, code), ReasonTally(code))
            reason.count += 1
            if len(reason.examples) < EXAMPLES:
                reason.examples.append((number, answer.problem))

    def _finding(self, finding: Finding) -> None:
        key = (finding.rule, finding.force)
        found = self.rules.get(key)
        if found is None:
            found = self.rules[key] = RuleTally(finding.rule, finding.force, finding.label, finding.cites)
        found.count += 1
        if len(found.examples) < EXAMPLES and finding.messages:
            found.examples.append((finding.id, finding.messages[0]))
        for role in finding.roles:
            told = self.alerts.setdefault(role, AlertTally(role))
            told.count += 1
            told.rules[finding.rule] += 1
            if finding.messages:
                told.latest = [*told.latest[-EXAMPLES + 1 :], (finding.id, finding.messages[-1])]

    def in_order(self) -> list[RuleTally]:
        """By force, then the most frequent first."""
        return sorted(self.rules.values(), key=lambda r: (FORCES.index(r.force), -r.count, r.rule))
