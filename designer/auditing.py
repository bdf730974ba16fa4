"""What an audit of a store found, for people."""

from __future__ import annotations

from rich.text import Text

from designer.summary import indented
from designer.terminal import Terminal
from engine.audit import Audit, audit
from engine.codec import plain
from engine.ledger.history import Balance, Where
from engine.ledger.telling import moment

MOST = 100
"""So many rows are listed; the rest is counted."""


def print_audit(terminal: Terminal, store: str, *, repair: bool) -> int:
    """Audit a store and say what was found; 1 where a balance is wrong and stays so."""
    found = audit(store, repair=repair)
    facts = {"moves": f"{found.moves:,}", "balances": f"{found.balances:,}"}
    if found.low:
        terminal.print(terminal.say("audit_low", count=f"{len(found.low):,}"), "warned")
        lows = [
            terminal.say(
                "audit_low_row", what=_named(low.where), at=moment(low.at), quantity=plain(low.quantity)
            )
            for low in found.low
        ]
        _list(terminal, lows)
    if not found.wrong:
        terminal.print(terminal.say("audit_right", **facts), "good")
        return 0
    _print_wrong(terminal, found)
    return 0 if found.is_repaired else 1


def _print_wrong(terminal: Terminal, found: Audit) -> None:
    terminal.print(terminal.say("audit_wrong", count=f"{len(found.wrong):,}"), "bad")
    _list(
        terminal,
        [
            terminal.say("audit_row", what=_named(where), kept=_quantity(kept), derived=_quantity(derived))
            for where, kept, derived in found.wrong
        ],
    )
    terminal.print(
        terminal.say("audit_repaired" if found.is_repaired else "audit_repair"),
        "good" if found.is_repaired else "quiet",
    )


def _list(terminal: Terminal, rows: list[str]) -> None:
    for row in rows[:MOST]:
        indented(terminal, Text(row), 2)
    if len(rows) > MOST:
        terminal.print("  " + terminal.say("more_of", count=len(rows) - MOST), "quiet")


def _named(where: Where) -> str:
    return " ".join(part for part in where if part)


def _quantity(balance: Balance | None) -> str:
    return f"{plain(balance[0])} (#{balance[1]})" if balance is not None else "-"
