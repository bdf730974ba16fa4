"""A month of a frozen-food plant, run through the food pack and explained: `python -m designer.demo [--lang zh|en]`.

It writes `.demo/` in the folder where it is called: the month's events and the store that they led to, for looking
further.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from designer.cli import guarded
from designer.lines import batches
from designer.running import Watch, feed, opened
from designer.summary import heading, indented, print_alerts, print_findings, print_head, print_holds
from designer.tally import Tally
from designer.terminal import Terminal, standard_terminal
from designer.tracing import ancestry, lot_tree, recalled_roots
from engine.codec import plain
from engine.instants import show_instant
from engine.packs import shipped_packs
from engine.pipeline import compile_path
from engine.run import Engine

FOLDER = Path(".demo")
STORE = "plant.db"
EVENTS = "month.jsonl"
SAMPLES = "packs.food.samples.generate"
"""By name, since the face knows packs only as what it finds."""
MOST_ITEMS = 10


def main(arguments: Sequence[str] | None = None) -> int:
    """Show the demonstration."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    terminal = standard_terminal(arguments)
    parser = argparse.ArgumentParser("designer.demo", description=terminal.say("demo_help"))
    parser.add_argument("--lang", choices=("zh", "en"), help=terminal.say("help_lang"))
    parser.add_argument("--folder", type=Path, default=FOLDER, help=terminal.say("demo_folder"))
    parser.add_argument("--days", type=int, choices=range(1, 31), metavar="1-30", default=30)
    asked = parser.parse_args(arguments)
    return guarded(terminal, lambda: show(terminal, asked.folder, asked.days))


def show(terminal: Terminal, folder: Path, days: int) -> int:
    """Generate, run, tell."""
    pack = shown_path(shipped_packs()["food"])
    terminal.out.print(
        Panel(Text(terminal.say("demo_intro")), title=terminal.say("demo_title"), border_style="name")
    )
    events = prepare(terminal, folder, days)
    started = time.perf_counter()
    compiled = compile_path(pack)
    model = compiled.model
    facts = {
        "rules": len(model.rules),
        "events": len(model.events),
        "seconds": f"{time.perf_counter() - started:.2f}",
    }
    terminal.print(terminal.say("demo_compiled", **facts), "quiet")
    store = folder / STORE
    tally = Tally()
    with opened(compiled, str(store)) as engine:
        with events.open("rb") as stream, Watch(terminal, events, terminal.say("running")) as watch:
            for tally, size in feed(engine, batches(stream)):
                watch.step(size, tally.lines)
        terminal.print()
        print_head(terminal, tally, watch.seconds)
        print_findings(terminal, tally.in_order(), examples=1)
        print_alerts(terminal, engine, tally)
        print_holds(terminal, engine)
        _print_stock(terminal, engine)
        _print_recall(terminal, engine)
    _print_further(terminal, tally, pack, store)
    return 0


def prepare(terminal: Terminal, folder: Path, days: int) -> Path:
    """A folder with the month's events and no store of an earlier demonstration; gives the file of events."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"{STORE}*"):
        old.unlink()
    events = folder / EVENTS
    count = import_module(SAMPLES).generate(events, days)
    terminal.print(terminal.say("demo_generated", count=f"{count:,}", path=events), "quiet")
    return events


def shown_path(path: Path) -> Path:
    """A path as short as it can be written here."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path


def program() -> str:
    """How to call the command from this shell."""
    if shutil.which("bincard"):
        return "bincard"
    beside = shown_path(Path(sys.executable).absolute().parent / "bincard")
    return (
        shlex.quote(str(beside))
        if os.access(beside, os.X_OK)
        else f"{shlex.quote(sys.executable)} -m designer.cli"
    )


def _print_stock(terminal: Terminal, engine: Engine) -> None:
    state, program_ = engine.state, engine.machine.program
    heading(terminal, terminal.say("demo_stock"))
    table = Table(box=None, padding=(0, 2), header_style="quiet", pad_edge=False)
    for key in ("stock_item", "stock_name"):
        table.add_column(terminal.say(key))
    for key in ("stock_on_hand", "stock_available", "stock_lots", "stock_places"):
        table.add_column(terminal.say(key), justify="right")
    table.add_column(terminal.say("stock_expiry"))
    held: dict[str, set[str]] = {}
    places: dict[str, set[str]] = {}
    for item, lot, place, quantity in state.ledger.balances():
        if place not in state.virtual and quantity > 0:
            held.setdefault(item, set()).add(lot)
            places.setdefault(item, set()).add(place)
    for item, lots in sorted(held.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:MOST_ITEMS]:
        thing = state.things["Item"][item]
        quantity = state.ledger.of_item[item]
        dates = [d for lot in lots if lot and (d := _expiry(engine, lot)) is not None]
        unit = getattr(thing, "base_unit", None) or ""
        available = program_.measure("available_everywhere", (item,))
        table.add_row(
            Text(item, "strong"),
            Text(str(getattr(thing, "name", "")), "name"),
            f"{plain(quantity)} {unit}".strip(),
            Text(plain(available), "bad" if available < quantity else ""),
            str(len(lots)),
            str(len(places[item])),
            show_instant(min(dates), engine.compiled.model.zone)[:10] if dates else "",
        )
    terminal.out.print(Padding(table, (0, 0, 0, 2)))
    if len(held) > MOST_ITEMS:
        terminal.print("  " + terminal.say("more_of", count=len(held) - MOST_ITEMS), "quiet")


def _expiry(engine: Engine, lot: str) -> int | None:
    expiry: int | None = getattr(engine.state.things["Lot"][lot], "expires_at", None)
    return expiry


def _print_recall(terminal: Terminal, engine: Engine) -> None:
    for lot in recalled_roots(engine)[:1]:
        heading(terminal, terminal.say("demo_recall", lot=lot), "bad")
        terminal.out.print(Padding(lot_tree(terminal, engine, lot), (0, 0, 0, 2)))
        before = list(ancestry(terminal, engine, lot))
        if before:
            indented(terminal, Text(terminal.say("demo_made_from"), "quiet"), 2)
        for text in before:
            indented(terminal, text, 4)


def _print_further(terminal: Terminal, tally: Tally, pack: Path, store: Path) -> None:
    heading(terminal, terminal.say("look_title"))
    rules = {r.rule: r for r in tally.in_order() if r.examples}
    rule = next((r for r in ("cold_chain_break_warm", *rules) if r in rules), "expired_lot")
    finding = rules[rule].examples[0][0] if rule in rules else "F1"
    call, kept = program(), shlex.quote(str(store))
    place = shlex.quote(str(pack))
    commands = [
        ("further_explain", f"{call} explain {finding} --store {kept}"),
        ("further_eval", f"{call} eval {place} --store {kept} 'available_everywhere(\"F-PORK\")'"),
        (
            "further_graph",
            f"{call} graph {place} --rule {rule} --svg > {shlex.quote(str(store.with_name('rule.svg')))}",
        ),
        ("further_rebuild", f"{call} rebuild --store {kept}"),
        ("further_test", f"{call} test {place}"),
        (
            "further_again",
            f"{call} run {place} --events {shlex.quote(str(store.with_name(EVENTS)))} --store {kept}",
        ),
    ]
    for key, command in commands:
        terminal.print(f"  # {terminal.say(key)}", "quiet")
        terminal.print(f"  {command}", "name")


if __name__ == "__main__":
    raise SystemExit(main())
