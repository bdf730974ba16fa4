"""Syntax trees to the checked model: every name resolved, every expression typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dsl.checking.boards import board
from dsl.checking.declarations import declare
from dsl.checking.expressions import infer
from dsl.checking.fields import fields
from dsl.checking.measures import measure
from dsl.checking.packs import Locale, PackText
from dsl.checking.problems import Problems
from dsl.checking.rules import event, rule
from dsl.checking.scenarios import scenario
from dsl.checking.symbols import Desk, Symbols
from dsl.checking.tables import parameter, table
from dsl.checking.unread import unread
from dsl.diagnostics import Diagnostic
from dsl.model import Model


class Checked(NamedTuple):
    """The model, and the mistakes found. Where one of these is an error, the model lacks what was wrong."""

    model: Model
    diagnostics: tuple[Diagnostic, ...]


def check(packs: Sequence[PackText], zone: str = "Asia/Shanghai") -> Checked:
    """Check packs together, dependencies first; a local time in them is a time of the zone."""
    files = [file for pack in packs for file in pack.files]
    sources = {file.source.path: file.source for file in files}
    desk = Desk(Symbols(unread=unread(files)), Problems(), ZoneInfo(zone), sources, infer)
    declared = declare(desk, packs)
    fields(desk, declared)
    for part in declared.parameters:
        parameter(desk, part)
    for part in declared.tables:
        table(desk, part)
    for part in declared.measures:
        measure(desk, part)
    for name, parts in declared.event_lines.items():
        event(desk, name, parts)
    rules = {r.name: r for part in declared.rules if (r := rule(desk, part)) is not None}
    boards = {found.name: found for part in declared.boards for found in [board(desk, part)]}
    scenarios = tuple(scenario(desk, part) for part in declared.scenarios)
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
        rules=rules,
        boards=boards,
        scenarios=scenarios,
        zone=zone,
    )
    return Checked(model, desk.problems.all())


__all__ = ["Checked", "Locale", "PackText", "check"]
