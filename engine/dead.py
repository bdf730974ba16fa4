"""Why a rule can never fire, where the definitions alone show it.

Only what holds whatever events come is said: a condition that is constantly false, a mark that nothing ever sets, things
that no event registers. That a rule is named here is certain; that one is not named proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dsl import model as m
from dsl.diagnostics import Both
from dsl.typesystem import BOOL, EnumType, Reference
from engine.walk import walk

_ANYTHING = object()


def why_never(model: m.Model, rule: m.Rule) -> tuple[Both, ...]:
    """The reasons; none where it may fire."""
    body = rule.body
    if isinstance(body, m.OnEvents):
        found = [tuple(_of_condition(model, case.condition)) for case in body.cases.values()]
        return tuple(dict.fromkeys(reason for reasons in found for reason in reasons)) if all(found) else ()
    return (*_of_things(model, body), *_of_condition(model, body.condition))


def _of_things(model: m.Model, body: m.Standing) -> Iterator[Both]:
    made = {part.entity for part in _statements(model) if isinstance(part, m.Create)}
    for binding in body.bindings:
        kind = binding.type
        if isinstance(kind, Reference) and kind.entity not in made | {"Place"}:
            label = model.entities[kind.entity].label
            yield Both(
                f"No event registers a “{label.en}”, so there is nothing that it could be about.",
                f"没有任何事件会新建「{label.zh}」，因此没有它适用的对象。",
            )


def _of_condition(model: m.Model, condition: m.Expression | None) -> Iterator[Both]:
    """What of the parts that must all hold never does."""
    parts: tuple[m.Expression, ...] = (condition,) if condition is not None else ()
    if isinstance(condition, m.Logic) and condition.operator == "and":
        parts = condition.operands
    values = _values(model)
    for part in parts:
        match part:
            case m.Literal_(value=False):
                yield Both("Its condition is constantly false.", "它的条件恒不成立。")
            case m.FieldRead(entity=entity, name=name) if part.type == BOOL:
                yield from _unset(model, values, entity, name, True)
            case m.Not(m.FieldRead(entity=entity, name=name)):
                yield from _unset(model, values, entity, name, False)
            case m.Compare("==", m.FieldRead(entity=entity, name=name), m.Literal_(value, kind)) if (
                isinstance(kind, EnumType)
            ):
                yield from _unset(model, values, entity, name, value)


def _unset(
    model: m.Model, values: Mapping[tuple[str, str], set[object]], entity: str, name: str, wanted: object
) -> Iterator[Both]:
    known = values.get((entity, name), {_ANYTHING})
    if wanted in known or _ANYTHING in known:
        return
    owner = model.entities[entity]
    field = owner.fields[name]
    en, zh = (_shown(model, field, wanted, language) for language in (0, 1))
    yield Both(
        f"Nothing ever sets “{field.label.en}” of “{owner.label.en}” to {en}.",
        f"没有任何事件或规则会把{owner.label.zh}的「{field.label.zh}」改为{zh}。",
    )


def _shown(model: m.Model, field: m.Field, value: object, language: int) -> str:
    if isinstance(value, bool):
        return (("no", "“否”"), ("yes", "“是”"))[value][language]
    for kind in (field.type, getattr(field.type, "item", None)):
        if isinstance(kind, EnumType):
            labels = {v.name: v.label for v in model.enums[kind.name].values}
            if value in labels:
                return f"“{labels[str(value)][language]}”"
    return str(value)


def _values(model: m.Model) -> Mapping[tuple[str, str], set[object]]:
    """What each field of a thing can come to hold: its default, and what statements set."""
    found: dict[tuple[str, str], set[object]] = {}
    for entity in model.entities.values():
        for field in entity.fields.values():
            keyed = entity.key is not None
            found[entity.name, field.name] = _held(field.default) if keyed else {_ANYTHING}
    for part in _statements(model):
        if isinstance(part, m.Set):
            found[part.entity, part.field] |= _held(part.value)
        elif isinstance(part, m.Create):
            for name, value in part.fields.items():
                found[part.entity, name] |= _held(value)
    return found


def _held(value: m.Expression | None) -> set[object]:
    if value is None:
        return set()
    return {value.value} if isinstance(value, m.Literal_) else {_ANYTHING}


def _statements(model: m.Model) -> Iterator[object]:
    """All statements of events and rules, those inside others too."""
    bodies: list[tuple[m.Statement, ...]] = [event.body for event in model.events.values()]
    for rule in model.rules.values():
        if isinstance(rule.body, m.Standing):
            bodies.append(rule.body.actions)
        else:
            bodies += [case.actions for case in rule.body.cases.values()]
    for body in bodies:
        for statement in body:
            yield from walk(statement)
