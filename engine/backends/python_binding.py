"""Binding as Python source: what a payload gives as it is meant, and what is left out and has a default.

Everything else, mistakes above all, takes the long way through `engine.bind`, which defines what binding means.
"""

from __future__ import annotations

from dsl import model as m
from dsl.typesystem import EnumType, ListType, Optional, Physical, Reference, Scalar, SetType
from engine.backends.python_expressions import Names, attribute, literal
from engine.written import MAX_TEXT, bare


def binding_lines(event: m.Event, model: m.Model, names: Names) -> list[str]:
    """The body of a function that fills an event `e` from its payload `data`; it returns the fields that are left."""
    lines = ["left = []"]
    for field in event.fields.values():
        lines += _field(field, model, names)
    return [*lines, "return left"]


def _field(field: m.Field, model: m.Model, names: Names) -> list[str]:
    branches = []
    if isinstance(field.default, m.Literal_):
        branches.append(("given is None", _put(field, literal(field.default.value, names))))
    elif field.default is None and isinstance(field.type, Optional):
        branches.append(("given is None", _put(field, "None")))
    elif field.default is None and isinstance(field.type, ListType | SetType):
        branches.append(("given is None", _put(field, "()")))
    fit = _fit(field, model, names)
    if fit:
        value = "value" if "value :=" in fit else "given"
        tests = [fit, *(f"{value} {b.operator} {literal(b.value, names)}" for b in field.bounds)]
        branches.append((" and ".join(tests), _put(field, value)))
    lines = [f"given = data.get({field.name!r})"]
    for number, (test, put) in enumerate(branches):
        lines += [f"{'elif' if number else 'if'} {test}:", f"    {put}"]
    left = f"left.append({names.constant('F', field)})"
    return [*lines, "else:", f"    {left}"] if branches else [left]


def _put(field: m.Field, value: str) -> str:
    target = attribute("e", field.name)
    return f"{target} = {value}" if target.startswith("e.") else f"setattr(e, {field.name!r}, {value})"


def _fit(field: m.Field, model: m.Model, names: Names) -> str:
    """The test that what was given fits as it is; nothing for types of which no value does."""
    match bare(field.type):
        case Reference(entity):
            return f"given.__class__ is str and given in things[{entity!r}]"
        case EnumType(name):
            values = names.constant("V", frozenset(v.name for v in model.enums[name].values))
            return f"given.__class__ is str and given in {values}"
        case Scalar("text"):
            return f"given.__class__ is str and len(given) <= {MAX_TEXT}"
        case Scalar("bool"):
            return "given.__class__ is bool"
        case Scalar("number" | "quantity"):
            return "(value := plain_number(given)) is not UNFIT"
        case Scalar("percent"):
            return "(value := measure_of('percent', given)) is not UNFIT"
        case Physical(dimension):
            return f"(value := measure_of({dimension!r}, given)) is not UNFIT"
        case _:
            return ""
