"""Where lots came from, what became of them, and where they are now."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from rich.text import Text
from rich.tree import Tree

from designer.terminal import Terminal
from engine.codec import plain
from engine.run import Engine

FIELD = ("Lot", "parents")
MOST = 12
"""So many children of a lot are drawn; the rest is counted."""


def recalled_roots(engine: Engine) -> list[str]:
    """Recalled lots that do not descend from another recalled lot, those with most descendants first."""
    state = engine.state
    if "Lot" not in state.things:
        return []
    lots = state.things["Lot"]
    marked = {key for key, lot in lots.items() if getattr(lot, "recalled", False)}
    roots = [key for key in marked if not marked & set(state.ancestors(*FIELD, key))]
    return sorted(roots, key=lambda key: (-len(state.descendants(*FIELD, key)), key))


def lot_tree(terminal: Terminal, engine: Engine, lot: str) -> Tree:
    """A lot with everything made from it, each with where its stock is."""
    tree = Tree(_lot(terminal, engine, lot), guide_style="quiet")
    _grow(terminal, engine, tree, lot, {lot})
    return tree


def ancestry(terminal: Terminal, engine: Engine, lot: str) -> Iterator[Text]:
    """What a lot was made from."""
    for key in engine.state.ancestors(*FIELD, lot):
        yield _lot(terminal, engine, key)


def _grow(terminal: Terminal, engine: Engine, tree: Tree, lot: str, seen: set[str]) -> None:
    children = [c for c in engine.state.holders[FIELD].get(lot, ()) if c not in seen]
    for child in children[:MOST]:
        seen.add(child)
        _grow(terminal, engine, tree.add(_lot(terminal, engine, child)), child, seen)
    if len(children) > MOST:
        tree.add(Text(terminal.say("more_of", count=len(children) - MOST), "quiet"))


def _lot(terminal: Terminal, engine: Engine, key: str) -> Text:
    state = engine.state
    lot = state.things["Lot"][key]
    item = state.things["Item"].get(getattr(lot, state.lot_item))
    text = Text.assemble((key, "strong"), " ", (str(getattr(item, "name", "")), "name"))
    if ("Lot", key) in state.holds:
        text.append(f" {terminal.say('trace_held')}", "bad")
    where = [f"{place} {plain(q)}" for place, q in _balances(engine, key) if place not in state.virtual]
    comma = "，" if terminal.language == "zh" else ", "
    parts = [terminal.say("trace_stock", where=comma.join(where))] if where else []
    for place, words in (
        ("customers", "trace_sold"),
        ("scrapped", "trace_scrapped"),
        ("production", "trace_used"),
    ):
        quantity = dict(_balances(engine, key)).get(place, Decimal(0))
        if quantity > 0:
            parts.append(terminal.say(words, quantity=plain(quantity)))
    if parts:
        text.append("  " + comma.join(parts))
    return text


def _balances(engine: Engine, lot: str) -> list[tuple[str, Decimal]]:
    item = getattr(engine.state.things["Lot"][lot], engine.state.lot_item)
    return engine.state.ledger.places_of(item, lot)
