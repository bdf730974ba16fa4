"""Scenarios: what is given, what happens, what is expected."""

from __future__ import annotations

from typing import assert_never

from dsl import model as m
from dsl import tree as t
from dsl.checking.calls import Owner, given_fields
from dsl.checking.declarations import Part
from dsl.checking.fields import CONSTANT
from dsl.checking.fitting import value
from dsl.checking.literals import constant, read_instant
from dsl.checking.names import PLACE
from dsl.checking.scope import Scope
from dsl.checking.statements import event_fields, known, role_names
from dsl.checking.symbols import Desk, is_error
from dsl.typesystem import BOOL, Reference

_SCOPE = Scope(scenario=True)


def scenario(desk: Desk, part: Part) -> m.Scenario:
    """A scenario; lines in which something is wrong are reported and left out."""
    node: t.Scenario = part.node
    desk.told.clear()
    given = tuple(g for line in node.given if (g := _given(desk, line)) is not None)
    steps = tuple(s for line in node.steps if (s := _step(desk, line)) is not None)
    return m.Scenario(node.title.plain, given, steps, part.pack.name, node.span)


def _given(
    desk: Desk, node: t.GivenThing | t.GivenParameter | t.GivenForce | t.GivenEvent
) -> m.GivenThing | m.GivenParameter | m.GivenForce | m.Step | None:
    match node:
        case t.GivenThing(call):
            return _thing(desk, node, call)
        case t.GivenParameter(name, written, place):
            found = known(desk, name, "parameter", desk.symbols.parameters)
            if found is None:
                return None
            parameter = desk.symbols.parameters[found]
            checked = value(desk, written, CONSTANT, parameter.type)
            site = None if place is None else _site(desk, place)
            if is_error(checked) or (place is not None and site is None):
                return None
            return m.GivenParameter(found, constant(desk, checked), site, node.span)
        case t.GivenForce(name, force, place):
            found = known(desk, name, "rule", desk.symbols.rules)
            site = None if place is None else _site(desk, place)
            if found is None or (place is not None and site is None):
                return None
            return m.GivenForce(found, force, site, node.span)
        case t.GivenEvent(at, call, actor):
            return _event(desk, at, call, actor, (), node)
        case _:
            assert_never(node)


def _site(desk: Desk, place: t.Expression) -> str | None:
    """The key of a place; None, and a diagnostic, where it is none."""
    checked = value(desk, place, CONSTANT, PLACE)
    key = None if is_error(checked) else constant(desk, checked)
    return key if isinstance(key, str) else None


def _thing(desk: Desk, node: t.GivenThing, call: t.Call) -> m.GivenThing | None:
    found = known(desk, call.name, "entity", desk.symbols.entities)
    if found is None:
        return None
    entity = desk.symbols.entities[found]
    if entity.key is None:
        desk.problems.add("BC423", call.name.span, name=entity.name)
        return None
    fields = given_fields(desk, call, Owner("entity", entity.name, entity.fields, entity.span), _SCOPE)
    if fields is None:
        return None
    return m.GivenThing(m.Construct(entity.name, fields, Reference(entity.name), node.span), node.span)


def _step(desk: Desk, node: t.Step) -> m.Step | None:
    expectations = tuple(e for line in node.expectations if (e := _expectation(desk, line)) is not None)
    return _event(desk, node.at, node.call, node.actor, expectations, node)


def _event(
    desk: Desk,
    at: t.Moment,
    call: t.Call | None,
    actor: t.Actor | None,
    expectations: tuple[m.Expectation, ...],
    node: t.Step | t.GivenEvent,
) -> m.Step | None:
    instant = read_instant(desk, at)
    happened = ("", {}) if call is None else event_fields(desk, call, _SCOPE)
    roles = role_names(desk, [actor.role]) if actor else ()
    if happened is None:
        return None
    reason = actor.reason.plain if actor and actor.reason else None
    name, fields = happened
    return m.Step(instant, name or None, fields, roles[0] if roles else None, reason, expectations, node.span)


def _expectation(desk: Desk, node: t.Expectation) -> m.Expectation | None:
    match node:
        case t.ExpectRules(outcome, names, negated):
            rules = []
            for name in names:
                found = known(desk, name, "rule", desk.symbols.rules)
                if found is not None:
                    rules.append(found)
            return m.ExpectRules(outcome, tuple(rules), negated, node.span)
        case t.ExpectOutcome(outcome):
            return m.ExpectOutcome(outcome, node.span)
        case t.ExpectValue(written):
            checked = value(desk, written, _SCOPE, BOOL)
            if is_error(checked):
                return None
            return m.ExpectValue(checked, desk.text(written.span), node.span)
        case _:
            assert_never(node)
