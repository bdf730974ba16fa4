"""`bincard audit`: whether every balance that a store keeps is what its moves come to."""

from __future__ import annotations

from typing import Annotated

import typer

from designer.terminal import Terminal
from designer.usage import LANG, Command


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("audit", cls=Command, help="help_audit", epilog="bincard audit --store plant.db")(audit)


def audit(
    context: typer.Context,
    store: Annotated[str, typer.Option("--store", metavar="URL", help="help_store")],
    repair: Annotated[bool, typer.Option("--repair", help="help_repair")] = False,
    _lang: Annotated[str | None, LANG] = None,
) -> int:
    """Compare; 1 where something differs and was not repaired."""
    from designer.auditing import print_audit

    terminal: Terminal = context.obj
    return print_audit(terminal, store, repair=repair)
