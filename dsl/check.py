"""Syntax trees to the checked model: every name resolved, every expression typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dsl import tree as t
from dsl.checking.boards import barred, board
from dsl.checking.declarations import Declared, Part, declare
from dsl.checking.expressions import infer
from dsl.checking.fields import fields
from dsl.checking.locales import locale, locales
from dsl.checking.measures import measure
from dsl.checking.memory import Bodies, Memory
from dsl.checking.modules import boards_rest_on_what_is_off, modules, rests_on_what_is_off
from dsl.checking.packs import Locale, PackText
from dsl.checking.problems import Problems
from dsl.checking.rules import event, group, rule
from dsl.checking.scenarios import scenario
from dsl.checking.symbols import Desk, Infer, Symbols
from dsl.checking.tables import parameter, table
from dsl.checking.unread import unread
from dsl.currencies import DEFAULT
from dsl.diagnostics import Diagnostic
from dsl.model import Model
from dsl.references import References


class Checked(NamedTuple):
    """The model, and the mistakes found. Where one of these is an error, the model lacks what was wrong."""

    model: Model
    diagnostics: tuple[Diagnostic, ...]
    references: References
    """What the names in the text refer to, also where something else is wrong."""


def declarations(
    packs: Sequence[PackText], zone: str, currency: str, infer: Infer = infer
) -> tuple[Desk, Declared]:
    """All that can be named, with its type; and the bodies that are still to be checked."""
    files = [file for pack in packs for file in pack.files]
    sources = {file.source.path: file.source for file in files}
    desk = Desk(Symbols(unread=unread(files)), Problems(), ZoneInfo(zone), sources, infer, currency)
    declared = declare(desk, packs)
    fields(desk, declared)
    modules(desk, declared)
    for part in declared.parameters:
        parameter(desk, part)
    for part in declared.tables:
        table(desk, part)
    for part in declared.measures:
        measure(desk, part)
    for part in declared.groups:
        group(desk, part)
    return desk, declared


def check(
    packs: Sequence[PackText],
    zone: str = "Asia/Shanghai",
    currency: str = DEFAULT,
    off: Sequence[str] = (),
    memory: Memory | None = None,
) -> Checked:
    """Check packs together, dependencies first; a local time in them is a time of the zone, `money` is in the currency,
    the modules in `off` are switched off.

    Whoever checks the same packs again and again, a little changed each time, gives a memory: what is found is the same.
    """
    desk, declared = declarations(packs, zone, currency)
    bodies = memory or Bodies()
    bodies.begin(desk)
    for name, parts in declared.event_lines.items():
        body, roles = bodies.check(event, desk, *parts)
        desk.symbols.events[name] = replace(desk.symbols.events[name], body=body, recorded_by=roles)
    checked = (bodies.check(rule, desk, part) for part in declared.rules)
    rules = {r.name: r for r in checked if r is not None}
    rests_on_what_is_off(desk, rules, off)
    boards = {found.name: found for found in (bodies.check(board, desk, part) for part in declared.boards)}
    barred(desk, boards.values())
    boards_rest_on_what_is_off(desk, boards.values(), declared.boards, off)
    scenarios = tuple(bodies.check(scenario, desk, part) for part in declared.scenarios)
    for part in locales(packs):
        bodies.check(locale, desk, part)
    s = desk.symbols
    model = Model(
        enums=s.enums,
        entities=s.entities,
        places=s.places,
        roles=s.roles,
        events=s.events,
        measures=s.measures,
        parameters=s.parameters,
        tables=s.tables,
        groups=s.groups,
        rules=rules,
        boards=boards,
        scenarios=scenarios,
        modules=s.modules,
        switched_off=tuple(name for name in off if name in s.modules),
        zone=zone,
        currency=currency,
    )
    return Checked(model, desk.problems.all(), References(desk.uses))


def watch(
    packs: Sequence[PackText], zone: str, currency: str, path: str, infer: Infer, memory: Memory | None = None
) -> Symbols:
    """Check what stands in one file, so that *infer* sees its expressions with all that is known there.

    Of a body, a memory of the last check knows all that it needs, if nothing else is different now.
    """
    parts = [
        Part(pack, node)
        for pack in packs
        for file in pack.files
        if file.source.path == path
        for node in file.declarations
    ]
    bodies = [(check, part) for part in parts if (check := _BODIES.get(type(part.node)))]
    desk = memory.desk if memory and len(bodies) == len(parts) else None
    if desk is None:
        desk, declared = declarations(packs, zone, currency, infer)
        for lines in declared.event_lines.values():
            if any(part.node.span.path == path for part in lines):
                event(desk, *lines)
    desk = replace(desk, infer=infer, problems=Problems(), uses=[])
    for check, part in bodies:
        check(desk, part)
    return desk.symbols


_BODIES: Mapping[type, Callable[[Desk, Part], object]] = {t.Rule: rule, t.Board: board, t.Scenario: scenario}
"""What nothing else rests on, and how it is checked."""

__all__ = ["Checked", "Locale", "Memory", "PackText", "check"]
