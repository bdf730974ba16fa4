"""`bincard eval` and `bincard explain`: questions to a store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from designer.terminal import Terminal
from designer.usage import LANG, Command


def register(app: typer.Typer) -> None:
    """Add the commands."""
    asking = 'bincard eval packs/food --store plant.db \'on_hand("F-001", "W1")\''
    app.command("eval", cls=Command, help="help_eval", epilog=asking)(evaluate)
    app.command("explain", cls=Command, help="help_explain", epilog="bincard explain F17 --store plant.db")(
        explain
    )


def evaluate(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="help_path")],
    expression: Annotated[str, typer.Argument(metavar="EXPR", help="help_expression")],
    store: Annotated[str, typer.Option("--store", metavar="URL", help="help_store")],
    as_json: Annotated[bool, typer.Option("--json", help="help_json_value")] = False,
    _lang: Annotated[str | None, LANG] = None,
) -> int:
    """Show the value; 1 where the expression has mistakes."""
    from designer.asking import answer

    return answer(context.obj, path, store, expression, as_json=as_json)


def explain(
    context: typer.Context,
    finding: Annotated[str, typer.Argument(metavar="FINDING", help="help_finding")],
    store: Annotated[str, typer.Option("--store", metavar="URL", help="help_store")],
    as_json: Annotated[bool, typer.Option("--json", help="help_json_explanation")] = False,
    _lang: Annotated[str | None, LANG] = None,
) -> int:
    """Show why."""
    from designer.asking import print_explanation

    terminal: Terminal = context.obj
    return print_explanation(terminal, store, finding, as_json=as_json)
