"""Questions to a store: the value of an expression, why a rule found something, whether a rebuild agrees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from rich.panel import Panel
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from designer.diagnostics import coloured, compiled_or_exit
from designer.summary import indented
from designer.terminal import Terminal
from dsl.render import render, to_json
from dsl.source import Source
from engine.ask import QUESTION, evaluate
from engine.explain import AppliedForce, Explanation, explain, explanation_json
from engine.pipeline import Compiled
from engine.replay import rebuild
from engine.run import Engine
from engine.shapes import Shapes
from engine.store import Store

FORCE_STYLES = {"block": "bad", "hold": "bad", "failed": "bad"}
MOST_SOURCES = 8


# -- values ------------------------------------------------------------------------------------------------


def answer(terminal: Terminal, path: Path, store: str, expression: str, *, as_json: bool) -> int:
    """Show the value of an expression; 1 where it has mistakes."""
    compiled = compiled_or_exit(terminal, path)
    with looking(compiled, store) as engine:
        value = evaluate(engine, expression)
        if isinstance(value, tuple):
            sources = {QUESTION: Source(QUESTION, expression)}
            for diagnostic in value:
                if as_json:
                    terminal.json(to_json(diagnostic, sources))
                else:
                    terminal.err.print(
                        coloured(render(diagnostic, sources, terminal.language), "bad"), soft_wrap=True
                    )
            return 1
        if as_json:
            terminal.json({"value": value.json, "shown": dict(value.shown)})
        else:
            terminal.print(terminal.both(value.shown), "strong")
    return 0


class _Glass:
    """A store that is only looked at: what an engine would write is dropped."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def write(self, _batch: object) -> None:
        pass

    def fill(self, _facts: object) -> None:
        pass

    def publish(self, *_definitions: object, batch: object) -> None:
        pass


@contextmanager
def looking(compiled: Compiled, store: str) -> Iterator[Engine]:
    """An engine on what a store holds, which never writes to it. Raises `engine.store.StoreError`."""
    with Store.open(store, compiled.model, Shapes(compiled.model), read_only=True) as kept:
        yield onlooker(compiled, kept)


def onlooker(compiled: Compiled, kept: Store) -> Engine:
    """An engine on a store that is open, which never writes to it."""
    return Engine(compiled, cast(Any, _Glass(kept)))


# -- explanations ------------------------------------------------------------------------------------------


def print_explanation(terminal: Terminal, store: str, finding: str, *, as_json: bool) -> int:
    """Show why a rule found something."""
    with Store.open_existing(store) as kept:
        explanation = explain(kept, finding)
    if as_json:
        terminal.json(explanation_json(explanation))
    else:
        print_reasons(terminal, explanation)
    return 0


def print_reasons(terminal: Terminal, explanation: Explanation) -> None:
    """The finding, what it says, what it rests on, and what would have let it pass."""
    found = explanation.finding
    style = FORCE_STYLES.get(found.force, "warned")
    head = Text.assemble((found.id, "strong"), "  ", (terminal.say(f"force_{found.force}"), style), "  ")
    head.append(terminal.both(found.label), "strong")
    head.append(f"  {found.rule}", "quiet")
    terminal.out.print(head)
    for message in found.messages:
        indented(terminal, Text(terminal.both(message)), 2)
    terminal.print()
    terminal.out.print(_facts(terminal, explanation))
    _print_reads(terminal, explanation)
    if explanation.passes_if:
        _title(terminal, "why_passes" if found.force == "block" else "why_not")
        for way in explanation.passes_if:
            indented(terminal, Text.assemble(("· ", "good"), terminal.both(way)), 2)
    _title(terminal, "why_sentence")
    for line in terminal.both(explanation.sentence).splitlines()[1:]:
        words = line.lstrip()
        indented(terminal, Text(words), len(line) - len(words) - 2)
    _title(terminal, "why_rule", place=f"{explanation.path}:{explanation.line}")
    rule = Syntax(
        explanation.rule_text.rstrip(), "text", theme="ansi_light", word_wrap=True, background_color="default"
    )
    terminal.out.print(Panel(rule, border_style="quiet", padding=(0, 1)))


def _facts(terminal: Terminal, explanation: Explanation) -> Table:
    found = explanation.finding
    comma = terminal.comma
    table = Table.grid(padding=(0, 2))
    table.add_column(style="quiet", no_wrap=True)
    table.add_column(overflow="fold")
    event = explanation.event
    rows = [
        ("why_law", terminal.semicolon.join(map(terminal.both, found.cites))),
        ("why_event", _event(event) if event is not None else ""),
        ("why_at", explanation.at),
        ("why_key", comma.join(found.key)),
        ("why_held", comma.join(f"{terminal.both(label)} {key}" for label, key in explanation.held)),
        ("why_told", comma.join(map(terminal.both, explanation.told))),
        ("why_applied", _applied(terminal, explanation.applied)),
        ("why_overridden", _overridden(terminal, found.overridden)),
        ("why_version", found.version[:16]),
        ("why_hash", f"{found.hash[:16]} ← {found.previous[:16]}"),
    ]
    for key, value in rows:
        if value:
            table.add_row(f"  {terminal.say(key)}", Text(value))
    return table


def _applied(terminal: Terminal, applied: AppliedForce | None) -> str:
    """With what other force the rule ran, where that was set, by whom and why."""
    if applied is None:
        return ""
    where = applied.site or terminal.say("why_everywhere")
    who = terminal.colon.join(part for part in (applied.role, applied.reason) if part)
    event = _event(applied.event) if applied.event is not None else ""
    return "  ".join(part for part in (f"{applied.force} @ {where}", who, event) if part)


def _overridden(terminal: Terminal, by: Mapping[str, str] | None) -> str:
    return f"{by.get('role', '')}{terminal.colon}{by.get('reason', '')}" if by else ""


def _event(event: Any) -> str:
    return f"{event.type}  {event.at}  ({event.source} {event.id})"


def _print_reads(terminal: Terminal, explanation: Explanation) -> None:
    if not explanation.finding.reads:
        return
    _title(terminal, "why_reads")
    table = Table.grid(padding=(0, 2))
    table.add_column(overflow="fold", max_width=44)
    table.add_column(overflow="fold", style="strong")
    table.add_column(style="quiet", overflow="fold")
    for read in explanation.finding.reads:
        words = explanation.names.get(read.text)
        text = re.sub(r"\s+", " ", read.text) if words is None else terminal.both(words)
        table.add_row(Text(f"  {text}", "name"), Text(terminal.both(read.shown)), Text(_numbers(read.events)))
    terminal.out.print(table)
    named = {n for read in explanation.finding.reads for n in read.events}
    shown = [explanation.sources[n] for n in sorted(named) if n in explanation.sources]
    if not shown:
        return
    _title(terminal, "why_sources")
    events = Table.grid(padding=(0, 2))
    for event in shown[-MOST_SOURCES:]:
        events.add_row(
            Text(f"  #{event.seq}", "quiet"),
            event.type,
            Text(event.at),
            Text(f"{event.source} {event.id}", "quiet"),
        )
    terminal.out.print(events)
    if len(shown) > MOST_SOURCES:
        terminal.print("  " + terminal.say("more_of", count=len(shown) - MOST_SOURCES), "quiet")


def _numbers(events: Sequence[int]) -> str:
    shown = " ".join(f"#{n}" for n in events[-4:])
    return f"… {shown}" if len(events) > 4 else shown


def _title(terminal: Terminal, key: str, **facts: object) -> None:
    terminal.print()
    terminal.print(terminal.say(key, **facts), "strong")


# -- rebuilding --------------------------------------------------------------------------------------------


def print_rebuild(terminal: Terminal, store: str) -> int:
    """Fold the log anew and say whether all is the same; 1 where it is not."""
    with terminal.err.status(terminal.say("rebuilding")) as status:

        def progress(done: int) -> None:
            status.update(f"{terminal.say('rebuilding')} · {terminal.say('events_done', count=f'{done:,}')}")

        report = rebuild(store, progress)
    facts = {name: f"{getattr(report, name):,}" for name in ("events", "balances", "measures", "findings")}
    if report.identical:
        terminal.print(terminal.say("rebuild_same", **facts), "good")
        return 0
    terminal.print(terminal.say("rebuild_differs", count=f"{report.count:,}"), "bad")
    for difference in report.differences:
        indented(terminal, Text(terminal.both(difference)), 2)
    if report.count > len(report.differences):
        terminal.print("  " + terminal.say("more_of", count=report.count - len(report.differences)), "quiet")
    return 1
