"""What came of a run, for a person: what was blocked and why, who was told, how to look further."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from pathlib import Path

from rich.table import Table
from rich.text import Text

from designer.folding import fold
from designer.tally import EXAMPLES, FORCES, ReasonTally, RuleTally, Tally
from designer.terminal import Terminal
from engine.run import Engine

STYLES = {"block": "bad", "hold": "bad", "failed": "bad", "overridden": "warned", "warn": "warned"}
MOST_HELD = 8
MOST_COLUMNS = 270


def print_summary(
    terminal: Terminal, engine: Engine, tally: Tally, seconds: float, path: Path, store: str | None
) -> None:
    """Everything, in the order of urgency."""
    print_head(terminal, tally, seconds)
    print_findings(terminal, tally.in_order())
    if not tally.rules and tally.lines > tally.duplicates:
        terminal.print()
        terminal.print(terminal.say("nothing_found"), "quiet")
    print_alerts(terminal, engine, tally)
    for outcome in ("refused", "malformed"):
        reasons = [r for (o, _), r in tally.reasons.items() if o == outcome]
        print_reasons(terminal, terminal.say(f"{outcome}_title"), reasons)
    print_holds(terminal, engine)
    print_further(terminal, engine, tally, path, store)


def heading(terminal: Terminal, text: str, style: str = "strong") -> None:
    """A blank line and a heading."""
    terminal.print()
    terminal.print(text, style)


def print_head(terminal: Terminal, tally: Tally, seconds: float) -> None:
    """How many events there were, and their outcomes."""
    rate = f"{tally.lines / seconds:,.0f}" if seconds > 0 else "-"
    terminal.print(
        terminal.say(
            "sum_head",
            lines=f"{tally.lines:,}",
            seconds=f"{seconds:.1f}" if seconds >= 1 else f"{seconds:.2f}",
            rate=rate,
        ),
        "strong",
    )
    line = Text("  ")
    styles = {"accepted": "good", "blocked": "bad", "refused": "warned", "malformed": "warned"}
    for outcome, style in styles.items():
        count = tally.outcomes[outcome]
        if count or outcome in ("accepted", "blocked"):
            line.append(f"{count:,} ", f"bold {style}" if count else "quiet")
            line.append(f"{terminal.say(f'out_{outcome}')}   ", "" if count else "quiet")
    if tally.duplicates:
        line.append(f"{tally.duplicates:,} {terminal.say('out_duplicate')}", "quiet")
    terminal.out.print(line)


def print_findings(
    terminal: Terminal, rules: list[RuleTally], forces: Iterable[str] = FORCES, examples: int = EXAMPLES
) -> None:
    """Findings by force and rule: count, label, what it rests on, examples."""
    for force in forces:
        group = [r for r in rules if r.force == force]
        if not group:
            continue
        heading(terminal, terminal.say(f"force_{force}"), STYLES.get(force, "name"))
        for rule in group:
            head = Text.assemble(
                (f"{rule.count:>5}  ", "strong"),
                (terminal.both(rule.label), "strong"),
                ("  " + rule.rule, "quiet"),
            )
            terminal.out.print(head)
            if rule.cites:
                indented(
                    terminal, Text("§ " + terminal.semicolon.join(map(terminal.both, rule.cites)), "name")
                )
            for finding, message in rule.examples[:examples]:
                said = shortened(terminal.both(message))
                indented(terminal, Text.assemble((f"{finding} ", "quiet"), said))


def shortened(text: str, widest: int = MOST_COLUMNS) -> str:
    """A long message cut; `bincard explain` shows it whole."""
    kept = Text(text)
    kept.truncate(widest, overflow="ellipsis")
    return kept.plain


def indented(terminal: Terminal, text: Text, left: int = 7) -> None:
    """A text, folded, with a margin."""
    for line in fold(text, terminal.out.width - left):
        terminal.out.print(Text(" " * left).append_text(line), soft_wrap=True)


def print_alerts(terminal: Terminal, engine: Engine, tally: Tally) -> None:
    """Who was told how often of what."""
    if not tally.alerts:
        return
    heading(terminal, terminal.say("alerts_title"))
    model = engine.compiled.model
    for told in sorted(tally.alerts.values(), key=lambda a: -a.count):
        role = terminal.both(model.roles[told.role].label) if told.role in model.roles else told.role
        rules = "，" if terminal.language == "zh" else ", "
        labels = [f"{terminal.both(model.rules[r].label)} {n:,}" for r, n in told.rules.most_common(4)]
        terminal.out.print(Text.assemble((f"{told.count:>5}  ", "strong"), (role, "strong")))
        indented(terminal, Text(rules.join(labels), "quiet"))


def print_reasons(terminal: Terminal, title: str, reasons: list[ReasonTally]) -> None:
    """Why events were not taken."""
    if not reasons:
        return
    heading(terminal, title, "warned")
    for reason in sorted(reasons, key=lambda r: -r.count):
        terminal.out.print(Text.assemble((f"{reason.count:>5}  ", "strong"), (reason.code, "quiet")))
        for line, text in reason.examples:
            indented(terminal, Text(terminal.say("reason_line", line=line, text=terminal.both(text))))


def print_holds(terminal: Terminal, engine: Engine) -> None:
    """What stands still now, and for which findings."""
    holds = engine.state.holds
    if not holds:
        return
    heading(terminal, terminal.say("held_title", count=len(holds)), "bad")
    table = Table.grid(padding=(0, 2))
    for (entity, key), findings in sorted(holds.items())[:MOST_HELD]:
        label = terminal.both(engine.compiled.model.entities[entity].label)
        shown = " ".join(findings[:4]) + (" …" if len(findings) > 4 else "")
        table.add_row(Text(f"       {label}", "quiet"), Text(key, "strong"), Text(shown, "quiet"))
    terminal.out.print(table)
    if len(holds) > MOST_HELD:
        terminal.print("       " + terminal.say("more_of", count=len(holds) - MOST_HELD), "quiet")


def print_further(terminal: Terminal, engine: Engine, tally: Tally, path: Path, store: str | None) -> None:
    """Commands that go on from here."""
    heading(terminal, terminal.say("look_title"))
    if store is None:
        indented(terminal, Text(terminal.say("look_memory")), 2)
        return
    kept = shlex.quote(store)
    commands = []
    example = next((f for r in tally.in_order() for f, _ in r.examples), None)
    if example:
        commands.append(f"bincard explain {example} --store {kept}")
    question = question_about_stock(engine)
    if question:
        commands.append(f"bincard eval {shlex.quote(str(path))} --store {kept} {shlex.quote(question)}")
    commands.append(f"bincard rebuild --store {kept}")
    for command in commands:
        terminal.print(f"  {command}", "name")


def question_about_stock(engine: Engine) -> str | None:
    """A question to `bincard eval` that has an answer: what the place with most lots of an item holds."""
    measure = engine.compiled.model.measures.get("on_hand")
    if measure is None or [p.name for p in measure.parameters] != ["item", "place"]:
        return None
    ledger = engine.state.ledger
    pairs = [(item, place) for item, place, _ in _stock(engine)]
    if not pairs:
        return None
    item, place = max(pairs, key=lambda pair: len(ledger.at_place[pair]))
    return f"on_hand({_quoted(item)}, {_quoted(place)})"


def _stock(engine: Engine) -> list[tuple[str, str, str]]:
    ledger = engine.state.ledger
    return [
        (item, place, lot)
        for item, lot, place, q in ledger.balances()
        if place not in ledger.virtual and q > 0
    ]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("{", "\\{") + '"'
