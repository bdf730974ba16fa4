"""Rules: on events, or standing; and what events themselves do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from dsl import model as m
from dsl import tree as t
from dsl.catalogue import entry
from dsl.checking.clock import check_clock, check_still
from dsl.checking.declarations import Part
from dsl.checking.fitting import value
from dsl.checking.literals import read_date
from dsl.checking.messages import Teller
from dsl.checking.packs import PackText
from dsl.checking.problems import Problems, declared_here, keyword
from dsl.checking.reading import bindings
from dsl.checking.scope import Scope, facts
from dsl.checking.statements import changed, known, role_names, statements
from dsl.checking.symbols import ERROR, Desk, is_error
from dsl.codes import Both
from dsl.diagnostics import Diagnostic, Note
from dsl.typesystem import BOOL, DURATION, Reference, type_name


def event(desk: Desk, *parts: Part) -> tuple[tuple[m.Statement, ...], tuple[str, ...]]:
    """What an event does, its own statements and then those of its extensions; and who may record it."""
    desk.told.clear()
    name = parts[0].node.name.text
    known = desk.symbols.events[name]
    scope = Scope(event=name, fields=known.fields, creates=True)
    body: list[m.Statement] = []
    roles: list[str] = []
    tellers: dict[str, Teller] = {}
    for part in parts:
        teller = tellers.setdefault(part.pack.name, Teller(part.pack, name))
        lines = [line for line in part.node.lines if not isinstance(line, t.Field | t.RecordedBy)]
        body += statements(desk, lines, scope, teller)
        for line in part.node.lines:
            if isinstance(line, t.RecordedBy):
                roles += role_names(desk, line.roles)
    return tuple(body), tuple(dict.fromkeys(roles))


# -- rules


def group(desk: Desk, part: Part) -> None:
    """What a group covers must be an enum."""
    node: t.Group = part.node
    covered = known(desk, node.covers, "enum", desk.symbols.enums)
    if covered is not None:
        groups = desk.symbols.groups
        groups[node.name.text] = replace(groups[node.name.text], enum=covered)


@dataclass(slots=True)
class _Lines:
    """A rule's lines, sorted by what they are."""

    on: t.On | None = None
    for_each: t.ForEachThing | None = None
    when: t.When | None = None
    until: t.Until | None = None
    effective: t.Effective | None = None
    override_by: t.OverrideBy | None = None
    tuned_by: t.TunedBy | None = None
    groups: t.InGroups | None = None
    cites: list[str] = field(default_factory=list)
    actions: list[t.Block | t.Warn | t.Statement] = field(default_factory=list)


def rule(desk: Desk, part: Part) -> m.Rule | None:
    """A rule; None where it is neither on events nor standing."""
    node: t.Rule = part.node
    desk.told.clear()
    lines = _sorted(desk, node)
    if lines.on is not None and lines.for_each is not None:
        desk.problems.add("BC402", lines.for_each.span, declared_here(lines.on.span), rule=node.name.text)
        return None
    start, end = _effective(desk, lines.effective)
    override = role_names(desk, lines.override_by.roles) if lines.override_by else ()
    tuned = role_names(desk, lines.tuned_by.roles) if lines.tuned_by else ()
    if not lines.actions:
        desk.problems.add("BC404", node.name.span, rule=node.name.text)
    body: m.OnEvents | m.Standing | None
    if lines.on is not None:
        body = _on_events(desk, part.pack, node, lines)
    elif lines.for_each is not None:
        body = _standing(desk, part.pack, node, lines)
    else:
        desk.problems.add("BC401", node.name.span, rule=node.name.text)
        return None
    if body is None:
        return None
    label = part.pack.label(node.name.text, node.name.text, node.label)
    return m.Rule(
        node.name.text,
        label,
        body,
        tuple(part.pack.citation(c) for c in lines.cites),
        start,
        end,
        override,
        part.pack.name,
        node.span,
        tuned,
        _groups(desk, lines.groups),
    )


def _sorted(desk: Desk, node: t.Rule) -> _Lines:
    lines = _Lines()
    for line in node.lines:
        match line:
            case t.On():
                _once(desk, lines, "on", "on", line)
            case t.ForEachThing():
                _once(desk, lines, "for_each", "for each", line)
            case t.When():
                _once(desk, lines, "when", "when", line)
            case t.Until():
                _once(desk, lines, "until", "until", line)
            case t.Effective():
                _once(desk, lines, "effective", "effective", line)
            case t.OverrideBy():
                _once(desk, lines, "override_by", "override by", line)
            case t.TunedBy():
                _once(desk, lines, "tuned_by", "tuned by", line)
            case t.InGroups():
                _once(desk, lines, "groups", "in", line)
            case t.Cites(text):
                lines.cites.append(text.plain)
            case _:
                lines.actions.append(line)
    return lines


def _once(desk: Desk, lines: _Lines, name: str, word: str, line: Any) -> None:
    before = getattr(lines, name)
    if before is None:
        setattr(lines, name, line)
    else:
        desk.problems.add("BC407", line.span, declared_here(before.span), word=keyword(word))


def _effective(desk: Desk, node: t.Effective | None) -> tuple[dt.date | None, dt.date | None]:
    if node is None:
        return None, None
    days = []
    for moment in (node.start, node.end):
        if moment is not None and len(moment.text) > 10:
            desk.problems.add("BC403", moment.span, what=moment.text, day=moment.text[:10])
            return None, None
        days.append(None if moment is None else read_date(moment))
    if days[0] is not None and days[1] is not None and days[1] < days[0]:
        desk.problems.add("BC408", node.span, start=str(days[0]), end=str(days[1]))
    return days[0], days[1]


def _groups(desk: Desk, node: t.InGroups | None) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in node.groups if node is not None else ():
        group = known(desk, name, "group", desk.symbols.groups)
        if group is not None:
            found[group] = None
    return tuple(found)


# -- on events


def _on_events(desk: Desk, pack: PackText, node: t.Rule, lines: _Lines) -> m.OnEvents | None:
    _only_standing(desk, lines)
    events: dict[str, t.Name] = {}
    for name in lines.on.events if lines.on else ():
        found = known(desk, name, "event", desk.symbols.events)
        if found is not None:
            events.setdefault(found, name)
    outer = desk.problems
    cases: dict[str, m.EventCase] = {}
    told: dict[str, tuple[Diagnostic, ...]] = {}
    for event_name in events:
        desk.problems = Problems()
        desk.told.clear()
        try:
            cases[event_name] = _case(desk, pack, node, lines, desk.symbols.events[event_name])
            told[event_name] = desk.problems.all()
        finally:
            desk.problems = outer
    outer.extend(_merged(events, told))
    judges = any(_judges(a) for a in lines.actions)
    if lines.override_by is not None and not any(isinstance(a, t.Block) for a in lines.actions):
        desk.problems.add("BC433", lines.override_by.span, rule=node.name.text)
    return m.OnEvents(cases, judges) if cases else None


def _case(desk: Desk, pack: PackText, node: t.Rule, lines: _Lines, event: m.Event) -> m.EventCase:
    scope = Scope(event=event.name, fields=event.fields)
    condition = None
    if lines.when is not None:
        condition = value(desk, lines.when.condition, scope, BOOL)
        scope = scope.knowing(facts(condition, True))
    return m.EventCase(event.name, condition, _actions(desk, pack, node, lines, scope))


def _merged(events: dict[str, t.Name], found: dict[str, tuple[Diagnostic, ...]]) -> Iterator[Diagnostic]:
    """What was found on each event, once; a warning counts only where it holds on every event."""
    seen: dict[tuple[str, Any], list[str]] = {}
    first: dict[tuple[str, Any], Diagnostic] = {}
    for name, diagnostics in found.items():
        for diagnostic in diagnostics:
            key = diagnostic.code, diagnostic.span
            seen.setdefault(key, []).append(name)
            first.setdefault(key, diagnostic)
    for key, diagnostic in first.items():
        if len(seen[key]) == len(events):
            yield diagnostic
        elif entry(diagnostic.code).severity == "error":
            name = seen[key][0]
            note = Note(events[name].span, Both(f"This is so on `{name}`.", f"在 `{name}` 上如此。"))
            yield replace(diagnostic, notes=(*diagnostic.notes, note))


def _judges(node: t.Block | t.Warn | t.Statement) -> bool:
    match node:
        case t.Block() | t.Warn() | t.Hold():
            return True
        case t.If():
            return any(_judges(a) for a in (*node.then, *node.otherwise))
        case t.ForEach():
            return any(_judges(a) for a in node.body)
        case _:
            return False


def _actions(
    desk: Desk, pack: PackText, node: t.Rule, lines: _Lines, scope: Scope
) -> tuple[m.Statement, ...]:
    teller = Teller(pack, node.name.text)
    done: list[m.Statement] = []
    for action in lines.actions:
        match action:
            case t.Block(message):
                done.append(m.Block(teller.message(desk, message, scope), action.span))
            case t.Warn(message):
                done.append(m.Warn(teller.message(desk, message, scope), action.span))
            case _:
                noted = len(desk.uses)
                done += statements(desk, [action], scope, teller)
                scope = scope.forgetting(changed(desk, [action], noted))
    return tuple(done)


def _only_standing(desk: Desk, lines: _Lines) -> None:
    if lines.until is not None:
        desk.problems.add("BC405", lines.until.span, word=keyword("until"))
    if lines.when is not None and lines.when.lasting is not None:
        desk.problems.add("BC405", lines.when.lasting.span, word=keyword("lasting"))


# -- standing


def _standing(desk: Desk, pack: PackText, node: t.Rule, lines: _Lines) -> m.Standing | None:
    for action in lines.actions:
        if isinstance(action, t.Block | t.Warn):
            word = "block" if isinstance(action, t.Block) else "warn"
            desk.problems.add("BC434", action.span, word=keyword(word))
    if lines.override_by is not None:
        desk.problems.add("BC434", lines.override_by.span, word=keyword("override by"))
    over = lines.for_each.bindings if lines.for_each else ()
    ranged = bindings(desk, over)
    for binding, written in zip(ranged, over, strict=False):
        if binding.type is not ERROR and not isinstance(binding.type, Reference):
            desk.problems.add("BC429", written.type.span, found=type_name(binding.type))
            return None
    scope = Scope(
        variables={b.name: b.type for b in ranged},
        introduced={b.name.text: b.name.span for b in reversed(over)},
    )
    if lines.when is None:
        desk.problems.add("BC435", node.name.span, rule=node.name.text)
        return None
    condition = value(desk, lines.when.condition, scope, BOOL)
    check_clock(desk, condition)
    until = None
    if lines.until is not None:
        until = value(desk, lines.until.condition, scope, BOOL)
        check_clock(desk, until)
    lasting = None
    if lines.when.lasting is not None:
        lasting = value(desk, lines.when.lasting, replace(scope, now=False), DURATION)
        check_still(desk, lasting)
    acting = replace(lines, actions=[a for a in lines.actions if not isinstance(a, t.Block | t.Warn)])
    actions = _actions(desk, pack, node, acting, scope.knowing(facts(condition, True)))
    if any(x is not None and is_error(x) for x in (condition, until, lasting)):
        return None
    if len(ranged) > 1 and not any(b.type is ERROR for b in ranged) and not _measured(condition, ranged):
        names = ", ".join(b.name for b in ranged)
        desk.problems.add("BC436", lines.when.condition.span, names=names)
        return None
    return m.Standing(ranged, condition, until, lasting, actions)


def _measured(node: Any, ranged: tuple[m.Binding, ...]) -> bool:
    """Whether a measure takes all that the rule ranges over as plain arguments."""
    if isinstance(node, m.MeasureRead):
        names = {a.name for a in node.arguments if isinstance(a, m.Variable)}
        if all(b.name in names for b in ranged):
            return True
    if isinstance(node, tuple):
        return any(_measured(x, ranged) for x in node)
    if isinstance(node, dict):
        return any(_measured(x, ranged) for x in node.values())
    if is_dataclass(node) and not isinstance(node, type):
        return any(
            _measured(getattr(node, f.name), ranged) for f in fields(node) if f.name not in ("type", "span")
        )
    return False
