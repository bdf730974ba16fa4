"""`bincard board`: the boards of a pack over a store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from designer.terminal import Terminal
from designer.usage import LANG, Command


def register(app: typer.Typer) -> None:
    """Add the command."""
    looking = "bincard board packs/food --store plant.db expiry --choose site=W-FROZEN"
    app.command("board", cls=Command, help="help_board", epilog=looking)(board)


def board(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="help_path")],
    store: Annotated[str, typer.Option("--store", metavar="URL", help="help_store")],
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="help_board_name")] = None,
    choose: Annotated[
        list[str] | None, typer.Option("--choose", metavar="FILTER=VALUE", help="help_choose")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="help_json_board")] = False,
    _lang: Annotated[str | None, LANG] = None,
) -> int:
    """Show a board, or which there are."""
    from designer.boards import list_boards, show_board

    terminal: Terminal = context.obj
    if name is None:
        return list_boards(terminal, path, as_json=as_json)
    return show_board(terminal, path, store, name, choose or [], as_json=as_json)
