"""Conditions that are never met, or always: of rules, of their parts joined by `or`, of `if` and `where`.

"Never" is meant of every state that keeps the bounds of fields, the limits of parameters and the rows of tables. What a
statement has changed is forgotten by the conditions that follow it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from dsl import model as m
from dsl.checking.problems import Problems
from dsl.diagnostics import Both, Note
from dsl.proving.encode import Encoder
from dsl.proving.inquiry import Inquiry, listed
from dsl.proving.showing import shown
from dsl.proving.stages import Case, Stage, conjuncts, each
from dsl.proving.terms import Term, not_
from dsl.proving.walk import walk

Dead = set[tuple[str, str | None]]
"""Rules that can never fire, and on what."""


def rules(inquiry: Inquiry, stages: Iterable[Stage]) -> Dead:
    """Judge the conditions of all rules; gives those that are never met."""
    dead: Dead = set()
    for same in by_rule(stages).values():
        dead |= _rule(inquiry, same)
        if isinstance(same[0].rule.body, m.Standing):
            _until(inquiry, same[0], same[0].rule.body)
    return dead


def by_rule(stages: Iterable[Stage]) -> dict[str, list[Case]]:
    """The cases of each rule."""
    cases: dict[str, list[Case]] = {}
    for stage in stages:
        for case in stage.cases:
            cases.setdefault(case.rule.name, []).append(case)
    return cases


def _on_all(inquiry: Inquiry, cases: Sequence[Case], look: Callable[[Inquiry, Case], None]) -> None:
    """Say what is so of a rule on all of its events; what was not proven, of any."""
    each = []
    for case in cases:
        beside = replace(inquiry, problems=Problems())
        look(beside, case)
        each.append({(d.code, d.span): d for d in beside.problems.all()})
    for place, diagnostic in each[0].items():
        if all(place in found for found in each):
            inquiry.problems.extend([diagnostic])
    inquiry.problems.extend(d for found in each for d in found.values() if d.code == "BC479")


def _rule(inquiry: Inquiry, cases: Sequence[Case]) -> Dead:
    """A rule on all its events: never met on any of them is worth a word, always met only on all."""
    condition = cases[0].condition
    if condition is None:
        return set()
    cores = {}
    for case in cases:
        if inquiry.decide(case.encoder.sheet, [case.met], condition.span).verdict == "unsat":
            cores[case.event] = (case, _least(case))
    if cores:
        _never(inquiry, cases, cores)
    elif all(_is_always(inquiry, case) for case in cases):
        notes = dict.fromkeys(_limits(inquiry, cases[0], condition))
        inquiry.problems.add("BC474", condition.span, *notes, what=inquiry.text(condition.span))
    else:
        _on_all(inquiry, cases, _alternatives)
    return {(cases[0].rule.name, event) for event in cores}


def _least(case: Case) -> list[m.Expression]:
    """The parts of the condition that exclude each other, none of them needlessly."""
    kept = conjuncts(case.condition)
    for part in list(kept):
        rest = [p for p in kept if p is not part]
        if case.encoder.sheet.ask([case.in_force, *map(case.encoder.met, rest)]).verdict == "unsat":
            kept = rest
    return kept


def _never(
    inquiry: Inquiry, cases: Sequence[Case], cores: dict[str | None, tuple[Case, list[m.Expression]]]
) -> None:
    case, core = next(iter(cores.values()))
    assert case.condition is not None
    texts = [f"`{inquiry.text(part.span)}`" for part in core]
    joined = ", ".join(texts)
    is_possible = case.encoder.sheet.ask(map(case.encoder.met, core)).verdict != "unsat"
    notes = list(_limits(inquiry, case, core[0])) if len(core) == 1 else []
    inquiry.problems.add(
        "BC473",
        case.condition.span,
        *dict.fromkeys(notes),
        rule=case.rule.name,
        on=_on(cores) if len(cores) < len(cases) else Both("", ""),
        days=joined if is_possible else None,
        parts=joined if len(core) > 1 else None,
        part=inquiry.text(core[0].span) if core else None,
    )


def _on(events: Iterable[str | None]) -> Both:
    names = ", ".join(f"`{event}`" for event in events)
    return Both(f" on {names}", f"在 {names} 上")


def _limits(inquiry: Inquiry, case: Case, part: m.Expression) -> Iterable[Note]:
    """Between what limits the fields and parameters are that a part reads."""
    model = inquiry.model
    for node in walk(part):
        bounds: tuple[m.Bound, ...] = ()
        declared: m.Field | m.Parameter | None = None
        if isinstance(node, m.FieldRead):
            declared = model.entities[node.entity].fields[node.name]
            bounds = declared.bounds
        elif isinstance(node, m.EventField) and node.name != "at" and case.event is not None:
            declared = model.events[case.event].fields[node.name]
            bounds = declared.bounds
        elif isinstance(node, m.ParameterRead):
            declared = model.parameters[node.name]
            if declared.low is not None:
                bounds = (m.Bound(">=", declared.low), m.Bound("<=", declared.high))
        if declared is not None and bounds:
            texts = [shown(model, b.value, declared.type) for b in bounds]
            said = listed(
                Both(f"{b.operator} {t.en}", f"{b.operator} {t.zh}")
                for b, t in zip(bounds, texts, strict=True)
            )
            yield Note(
                declared.span,
                Both(f"`{declared.name}` is always {said.en}.", f"`{declared.name}` 总是 {said.zh}。"),
            )


def _is_always(inquiry: Inquiry, case: Case) -> bool:
    assert case.condition is not None
    asked = [case.in_force, case.encoder.unmet(case.condition)]
    return inquiry.decide(case.encoder.sheet, asked, case.condition.span).verdict == "unsat"


def _alternatives(inquiry: Inquiry, case: Case) -> None:
    """The alternatives of a part `a or b`, each beside the other parts."""
    parts = conjuncts(case.condition)
    for part in parts:
        if isinstance(part, m.Logic) and part.operator == "or":
            before = [case.encoder.met(p) for p in parts if p is not part]
            for alternative in part.operands:
                asked = [case.in_force, *before, case.encoder.met(alternative)]
                if inquiry.decide(case.encoder.sheet, asked, alternative.span).verdict == "unsat":
                    what = inquiry.text(alternative.span)
                    inquiry.problems.add("BC491", alternative.span, what=what)


def _until(inquiry: Inquiry, case: Case, body: m.Standing) -> None:
    """What arms a rule again must be able to come true, and not before the condition has ended."""
    if body.until is None or case.condition is None:
        return
    until = case.encoder.met(body.until)
    if inquiry.decide(case.encoder.sheet, [until], body.until.span).verdict == "unsat":
        inquiry.problems.add("BC491", body.until.span, what=inquiry.text(body.until.span))
        return
    asked = [case.met, not_(until)]
    if inquiry.decide(case.encoder.sheet, asked, body.until.span).verdict == "unsat":
        why = Both("it holds whenever `when` does", "`若` 成立时它总是成立")
        inquiry.problems.add("BC478", body.until.span, rule=case.rule.name, why=why)


# -- statements


def statements(inquiry: Inquiry, stages: Iterable[Stage]) -> None:
    """Judge the conditions inside events and rules."""
    for event in inquiry.model.events.values():
        _statements(inquiry, inquiry.encoder(event.name), event.body, [])
    for measure in inquiry.model.measures.values():
        if isinstance(measure.body, m.EventMeasure):
            for counted in measure.body.cases.values():
                if counted.where is not None:
                    _condition(inquiry, inquiry.encoder(counted.event), counted.where, [])
    for cases in by_rule(stages).values():
        _on_all(inquiry, cases, lambda inq, case: _statements(inq, case.encoder, case.actions, []))


def _statements(inquiry: Inquiry, encoder: Encoder, body: Sequence[m.Statement], known: list[Term]) -> None:
    """Go through statements, given what is known before them."""
    for statement in body:
        match statement:
            case m.If(condition, then, otherwise):
                _condition(inquiry, encoder, condition, known)
                _statements(inquiry, encoder, then, [*known, encoder.met(condition)])
                _statements(inquiry, encoder, otherwise, [*known, encoder.unmet(condition)])
            case m.ForEach(where=where):
                inner = each(encoder, statement)
                before = [] if _changes(statement) else known
                if where is not None:
                    _condition(inquiry, inner, where, before)
                    before = [*before, inner.met(where)]
                _statements(inquiry, inner, statement.body, before)
            case _:
                pass
        if _changes(statement):
            known = []


def _condition(inquiry: Inquiry, encoder: Encoder, condition: m.Expression, known: list[Term]) -> None:
    what = inquiry.text(condition.span)
    if inquiry.decide(encoder.sheet, [*known, encoder.met(condition)], condition.span).verdict == "unsat":
        inquiry.problems.add("BC491", condition.span, what=what)
    elif inquiry.decide(encoder.sheet, [*known, encoder.unmet(condition)], condition.span).verdict == "unsat":
        inquiry.problems.add("BC474", condition.span, what=what)


def _changes(statement: m.Statement) -> bool:
    """Whether a statement may change what conditions read."""
    return any(
        isinstance(n, m.Set | m.Create | m.Move | m.Emit | m.Hold | m.Release) for n in walk(statement)
    )
