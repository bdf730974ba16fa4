"""`bincard rebuild`: whether a store's log still gives the state that it holds."""

from __future__ import annotations

from typing import Annotated

import typer

from designer.terminal import Terminal
from designer.usage import LANG, Command


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rebuild", cls=Command, help="help_rebuild", epilog="bincard rebuild --store plant.db")(
        rebuild
    )


def rebuild(
    context: typer.Context,
    store: Annotated[str, typer.Option("--store", metavar="URL", help="help_store")],
    _lang: Annotated[str | None, LANG] = None,
) -> int:
    """Compare; 1 where something differs."""
    from designer.asking import print_rebuild

    terminal: Terminal = context.obj
    return print_rebuild(terminal, store)
