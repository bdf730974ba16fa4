"""Running scenarios: each on a fresh state in memory, with what it expects checked after every step."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, assert_never

from dsl import model as m
from dsl.diagnostics import Both
from dsl.source import Span
from dsl.typesystem import ListType, Optional, Reference, SetType
from engine.backends.interpret import Env
from engine.codec import encode
from engine.events import Answer, Envelope
from engine.forcing import Forcing, check_forcing, check_site
from engine.instants import show_instant
from engine.machine import Backend, as_trouble
from engine.pipeline import Compiled
from engine.run import Engine
from engine.settings import EVERYWHERE, Setting
from engine.state import referenced
from engine.trouble import Trouble
from engine.walk import walk

_SOURCE = "scenario"
_ALWAYS = -(10**17)
"""An instant before everything that happens."""


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """How one scenario went; `failures` say what was expected and what happened instead."""

    title: str
    pack: str
    span: Span
    failures: tuple[Both, ...]

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.failures


def run_scenarios(
    compiled: Compiled, packs: Iterable[str] | None = None, backend: Backend = "python"
) -> list[ScenarioResult]:
    """Run the scenarios of some packs, or of all."""
    wanted = set(packs) if packs is not None else None
    chosen = [s for s in compiled.model.scenarios if wanted is None or s.pack in wanted]
    return [run_scenario(compiled, s, backend) for s in chosen]


def run_scenario(compiled: Compiled, scenario: m.Scenario, backend: Backend = "python") -> ScenarioResult:
    """Run one scenario on a fresh state."""
    play = _Play(Engine(compiled, backend=backend), scenario)
    try:
        play.run()
    except (Trouble, ArithmeticError) as error:
        play.failures.append(as_trouble(error).text)
    return ScenarioResult(scenario.title, scenario.pack, scenario.span, tuple(play.failures))


class _Play:
    def __init__(self, engine: Engine, scenario: m.Scenario) -> None:
        self._engine = engine
        self._machine = engine.machine
        self._model = engine.compiled.model
        self._scenario = scenario
        self._number = 0
        self.failures: list[Both] = []

    def run(self) -> None:
        scenario = self._scenario
        self._machine.state.now = min((s.at for s in self._steps()), default=0)
        given = [g for g in scenario.given if isinstance(g, m.GivenThing)]
        made = [self._values(g.thing) for g in given]
        for entity, values in made:
            self._mention(values.values(), entity)
        for entity, values in made:
            self._machine.state.create(entity, values, 0)
        for part in scenario.given:
            if isinstance(part, m.GivenParameter):
                site = self._site(part.site)
                self._machine.state.tune(part.name, part.value, 0, site)
            elif isinstance(part, m.GivenForce):
                rule, site = self._model.rules[part.rule], self._site(part.site)
                check_forcing(Forcing(rule, part.force, site), next(iter(rule.tuned_by), None))
                self._machine.state.run(rule.name, site, Setting(_ALWAYS, 0, part.force))
        self._machine.first_look()
        self._engine.commit()
        for part in scenario.given:
            if isinstance(part, m.Step):
                answer = self._take(part)
                if answer is not None and answer.outcome != "accepted":
                    self._fail(
                        part.span,
                        part,
                        "the event among the givens to be accepted",
                        "已有的事件被接受",
                        answer,
                    )
        for step in scenario.steps:
            self._engine.findings.clear()
            answer = self._take(step)
            for expectation in step.expectations:
                self._expect(expectation, step, answer)

    def _steps(self) -> Iterable[m.Step]:
        yield from (g for g in self._scenario.given if isinstance(g, m.Step))
        yield from self._scenario.steps

    def _site(self, key: str | None) -> str:
        """A site that is named among the givens, or none; it exists with its defaults, where it can."""
        if key is None:
            return EVERYWHERE
        self._mention_value(key, Reference("Place"))
        check_site(self._machine.sites, key)
        return key

    # -- things that are only mentioned

    def _values(self, thing: m.Construct) -> tuple[str, dict[str, Any]]:
        env = Env(None, {})
        value = self._machine.interpreter.value
        return thing.entity, {name: value(e, env) for name, e in thing.fields.items()}

    def _mention(self, values: Iterable[Any], entity: str) -> None:
        fields = self._model.entities[entity].fields
        for name, value in zip(fields, values, strict=True):
            self._mention_value(value, fields[name].type)

    def _mention_in(self, expressions: Iterable[m.Expression]) -> None:
        for expression in expressions:
            for part in walk(expression):
                if isinstance(part, m.Literal_):
                    self._mention_value(part.value, part.type)

    def _mention_value(self, value: Any, kind: Any) -> None:
        """A thing that is mentioned by its key alone exists with its defaults, where it can."""
        entity = referenced(kind)
        if entity is None or value is None:
            return
        declared = self._model.entities[entity]
        given = {
            self._values(g.thing)[1][self._model.entities[g.thing.entity].key or ""]
            for g in self._scenario.given
            if isinstance(g, m.GivenThing) and g.thing.entity == entity
        }
        for key in value if isinstance(value, tuple) else (value,):
            if key in self._machine.state.things[entity] or key in given:
                continue
            others = [f for f in declared.fields.values() if f.name != declared.key]
            if all(
                f.default is not None or isinstance(f.type, Optional | ListType | SetType) for f in others
            ):
                values = {f.name: self._machine.default(f) for f in declared.fields.values()}
                self._machine.state.create(entity, {**values, declared.key or "": key}, 0)

    # -- steps

    def _take(self, step: m.Step) -> Answer | None:
        if step.event is None:
            self._engine.advance(step.at)
            return None
        self._number += 1
        self._mention_in(step.fields.values())
        env = Env(None, {})
        data = {}
        for name, expression in step.fields.items():
            data[name] = self._payload(expression, env)
        envelope = Envelope(_SOURCE, str(self._number), step.event, step.at, data, step.role, step.reason)
        return self._engine.submit([envelope])[0]

    def _payload(self, expression: m.Expression, env: Env) -> Any:
        """A value as it would stand in the payload of an event from outside."""
        if isinstance(expression, m.Convert):
            return {"value": expression.amount, "unit": expression.unit}
        value = self._machine.interpreter.value(expression, env)
        return encode_payload(value, expression.type)

    # -- expectations

    def _expect(self, expectation: m.Expectation, step: m.Step, answer: Answer | None) -> None:
        match expectation:
            case m.ExpectOutcome(outcome):
                if outcome == "no findings":
                    if self._engine.findings:
                        self._fail(expectation.span, step, "no findings", "没有任何发现", answer)
                elif outcome == "accepted":
                    if answer is None or answer.outcome != "accepted":
                        self._fail(expectation.span, step, "accepted", "被接受", answer)
                elif answer is None or answer.outcome not in ("refused", "malformed"):
                    self._fail(expectation.span, step, "refused", "被拒绝", answer)
            case m.ExpectRules(outcome, rules, negated):
                self._expect_rules(expectation, step, answer, outcome, rules, negated=negated)
            case m.ExpectValue(condition, text):
                self._mention_in([condition])
                try:
                    holds = self._machine.interpreter.value(condition, Env(None, {}))
                except (Trouble, ArithmeticError) as error:
                    said = as_trouble(error).text
                    self.failures.append(self._at(step, Both(f"`{text}`: {said.en}", f"`{text}`: {said.zh}")))
                    return
                if not holds:
                    is_en, is_zh = self._sides(condition)
                    what = Both(f"expected `{text}`{is_en}", f"应有 `{text}`{is_zh}")
                    self.failures.append(self._at(step, what))
            case _:
                assert_never(expectation)

    def _sides(self, condition: m.Expression) -> tuple[str, str]:
        """What the left side of a failed comparison is."""
        if not isinstance(condition, m.Compare):
            return "", ""
        from engine.speech import Speaker

        value = self._machine.interpreter.value(condition.left, Env(None, {}))
        speaker = Speaker(self._model)
        en = speaker.show(value, condition.left.type, "en", self._model.zone)
        zh = speaker.show(value, condition.left.type, "zh", self._model.zone)
        return f", but it is {en}", f"，实为 {zh}"

    def _expect_rules(
        self,
        expectation: m.ExpectRules,
        step: m.Step,
        answer: Answer | None,
        outcome: str,
        rules: tuple[str, ...],
        *,
        negated: bool,
    ) -> None:
        found = {f.rule for f in self._engine.findings if _meets(outcome, f)}
        if outcome == "blocked" and answer is not None and answer.outcome != "blocked":
            found = {f.rule for f in self._engine.findings if f.force == "block" and f.seq != answer.seq}
        for rule in rules:
            if (rule in found) is negated:
                word_en, word_zh = _WORDS[outcome]
                no_en, no_zh = ("not ", "不") if negated else ("", "")
                self._fail(
                    expectation.span, step, f"{no_en}{word_en} {rule}", f"{no_zh}{word_zh} {rule}", answer
                )

    def _fail(self, _span: Span, step: m.Step, en: str, zh: str, answer: Answer | None) -> None:
        happened = self._happened(answer)
        self.failures.append(self._at(step, Both(f"expected {en}; {happened.en}", f"应{zh}；{happened.zh}")))

    def _at(self, step: m.Step, text: Both) -> Both:
        when = show_instant(step.at, self._model.zone)
        what = f" {step.event}" if step.event else ""
        return Both(f"at {when}{what}: {text.en}", f"{when}{what}：{text.zh}")

    def _happened(self, answer: Answer | None) -> Both:
        findings = self._engine.findings
        en = ", ".join(f"{f.rule} ({_FORCES[f.force].en})" for f in findings)
        zh = "、".join(f"{f.rule}（{_FORCES[f.force].zh}）" for f in findings)
        found = Both(
            f"found: {en}" if en else "no rule found anything", f"发现：{zh}" if zh else "没有规则有发现"
        )
        if answer is None:
            return found
        outcome = _OUTCOMES[answer.outcome]
        if answer.problem:
            return Both(
                f"it was {outcome.en}: {answer.problem['en']}", f"结果{outcome.zh}：{answer.problem['zh']}"
            )
        return Both(f"it was {outcome.en}, {found.en}", f"结果{outcome.zh}，{found.zh}")


_OUTCOMES = {
    "accepted": Both("accepted", "被接受"),
    "blocked": Both("blocked", "被拦截"),
    "refused": Both("refused", "被拒绝"),
    "malformed": Both("malformed", "格式不符"),
}
_FORCES = {
    "block": Both("block", "拦截"),
    "hold": Both("hold", "隔离"),
    "warn": Both("warn", "警告"),
    "alert": Both("alert", "告警"),
    "act": Both("act", "执行"),
    "observe": Both("observe", "观察"),
    "overridden": Both("overridden", "放行"),
    "failed": Both("failed", "失败"),
}
_WORDS = {
    "blocked": ("blocked by", "被拦截于"),
    "overriding": ("overriding", "被放行于"),
    "warned": ("warned by", "被警告于"),
    "held": ("held by", "被隔离于"),
    "alerted": ("alerted by", "被告警于"),
    "observed": ("observed by", "被观察于"),
}


def _meets(outcome: str, finding: Any) -> bool:
    match outcome:
        case "blocked":
            return bool(finding.force == "block")
        case "overriding":
            return bool(finding.force == "overridden")
        case "held":
            return bool(finding.held)
        case "alerted":
            return bool(finding.roles)
        case "observed":
            return bool(finding.force == "observe")
        case _:
            return bool(finding.force == "warn")


def encode_payload(value: Any, kind: Any) -> Any:
    """A value as JSON that binding reads back as the same value."""
    from engine.instants import rfc3339

    match kind:
        case Optional(item):
            return None if value is None else encode_payload(value, item)
        case ListType(item) | SetType(item):
            return [encode_payload(v, item) for v in value]
        case Reference():
            return value
    name = getattr(kind, "name", "")
    if name == "instant":
        return rfc3339(value, "UTC")
    if name == "duration":
        return f"{Decimal(value) / 1_000_000:f} s"
    if hasattr(value, "_types"):
        fields: Mapping[str, Any] = value._types
        return {
            n: encode_payload(getattr(value, n), t)
            for n, t in fields.items()
            if getattr(value, n) is not None
        }
    encoded = encode(value, kind)
    return json.loads(json.dumps(encoded))
