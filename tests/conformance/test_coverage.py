"""The cases leave nothing of the language out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_args

import pytest

from dsl import model as m
from dsl.typesystem import Type
from tests.conformance.case import cases

CLASSES = [*get_args(m.Expression), *get_args(m.Statement), *get_args(m.Cell), *get_args(Type)]
"""Everything that a model can be made of."""

CHOICES: dict[type[Any], tuple[str, str]] = {
    m.FunctionCall: (
        "name",
        "min max abs floor ceiling round date days hours length percent start_of end_of number",
    ),
    m.Closure: ("direction", "ancestors descendants"),
    m.Binary: ("operator", "+ - * /"),
    m.Compare: ("operator", "== != < <= > >="),
    m.Logic: ("operator", "and or"),
    m.Quantified: ("kind", "any every"),
    m.Fold: ("kind", "sum count min max"),
    m.Set: ("operation", "set add remove"),
    m.EventMeasure: ("kind", "sum count average min max first last distinct streak time"),
    m.CompareCell: ("operator", "== != < <= > >="),
    m.Bound: ("operator", "== != < <= > >="),
}
"""Classes that stand for several forms of the language, by a field."""


def inside(node: Any) -> Iterator[Any]:
    """A part of a model and everything in it."""
    yield node
    if isinstance(node, tuple):
        for part in node:
            yield from inside(part)
    elif isinstance(node, dict):
        for part in node.values():
            yield from inside(part)
    elif is_dataclass(node) and not isinstance(node, type):
        for f in fields(node):
            yield from inside(getattr(node, f.name))


@cache
def used() -> dict[type[Any], list[Any]]:
    """Every node of every case's model, by its class."""
    found: dict[type[Any], list[Any]] = {}
    for case in cases():
        for node in inside(case.compiled.model):
            found.setdefault(type(node), []).append(node)
    return found


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_class_occurs(cls: type[Any]) -> None:
    assert used().get(cls)


@pytest.mark.parametrize(
    ("cls", "name", "choice"),
    [(cls, name, choice) for cls, (name, choices) in CHOICES.items() for choice in choices.split()],
    ids=lambda value: value.__name__ if isinstance(value, type) else value,
)
def test_every_choice_occurs(cls: type[Any], name: str, choice: str) -> None:
    assert choice in {getattr(node, name) for node in used()[cls]}


def test_every_clause_of_a_measure_occurs_with_every_aggregate() -> None:
    missing = []
    for kind in CHOICES[m.EventMeasure][1].split():
        bodies = [body for body in used()[m.EventMeasure] if body.kind == kind]
        cases_of = [case for body in bodies for case in body.cases.values()]
        clauses = {
            "over": any(body.over for body in bodies),
            "where": any(case.where for case in cases_of),
            "ordered by": any(case.order for case in cases_of),
            "latest per": any(case.identity for case in cases_of),
            "several events": any(len(body.cases) > 1 for body in bodies),
        }
        missing += [f"{kind} {clause}" for clause, occurs in clauses.items() if not occurs]
    assert not missing


def test_every_clause_of_a_rule_occurs() -> None:
    rules = used()[m.Rule]
    standing, on_events = used()[m.Standing], used()[m.OnEvents]
    assert any(rule.effective_from for rule in rules)
    assert any(rule.effective_to for rule in rules)
    assert any(rule.override_by for rule in rules)
    assert any(rule.cites for rule in rules)
    assert any(rule.tuned_by for rule in rules)
    assert any(module.tuned_by for module in used()[m.Module])
    assert any(model.switched_off for model in used()[m.Model])
    assert any(len(body.cases) > 1 for body in on_events)
    assert {body.judges for body in on_events} == {True, False}
    assert {len(body.bindings) for body in standing} >= {1, 2}
    assert any(body.until for body in standing)
    assert any(body.lasting for body in standing)
    assert any(loop.nearest for loop in used()[m.ForEach])
    assert any(loop.collection for loop in used()[m.ForEach])
    assert any(stock.where for stock in used()[m.StockMeasure])
    assert any(stock.place is None for stock in used()[m.StockMeasure])
