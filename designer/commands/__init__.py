"""The commands, one module for each family.

To add one: a module here, its name below, its texts in `designer.texts`.
Nothing here imports the engine at its top: help pages and complaints come at once.
"""

from __future__ import annotations

from typing import Annotated

import typer

from designer.commands import (
    ask,
    audit,
    board,
    check,
    drawing,
    fmt,
    helping,
    load,
    lsp,
    new,
    reading,
    rebuild,
    run,
    scenarios,
)
from designer.usage import LANG, Group

app = typer.Typer(
    cls=Group,
    help="help_bincard",
    add_completion=False,
    no_args_is_help=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for family in (
    new,
    check,
    fmt,
    scenarios,
    run,
    load,
    ask,
    board,
    reading,
    drawing,
    rebuild,
    audit,
    helping,
    lsp,
):
    family.register(app)


@app.callback()
def bincard(
    context: typer.Context,
    _lang: Annotated[str | None, LANG] = None,
    version: Annotated[bool, typer.Option("--version", help="help_version")] = False,
) -> int:
    """The options that stand before a command."""
    if version:
        from importlib.metadata import PackageNotFoundError
        from importlib.metadata import version as installed

        try:
            context.obj.print(f"bincard {installed('bincard')}")
        except PackageNotFoundError:
            context.obj.print("bincard")
        raise typer.Exit
    if context.invoked_subcommand is None:
        context.get_help()
        raise typer.Exit(2)
    return 0
