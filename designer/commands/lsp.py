"""`bincard lsp`: the language server over stdio, which editors start by themselves."""

from __future__ import annotations

import os
import sys
from contextlib import redirect_stdout
from typing import Annotated

import typer

from designer.usage import LANG, Command


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("lsp", cls=Command, help="help_lsp", epilog="bincard lsp")(lsp)


def lsp(
    context: typer.Context,
    _lang: Annotated[str | None, LANG] = None,
    _stdio: Annotated[bool, typer.Option("--stdio", help="help_lsp_stdio")] = True,
) -> int:
    """Answer an editor until it says that it is done."""
    from designer.lsp.server import server

    # A descriptor of its own, since the server closes it; what else is printed must not stand between its answers.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers, redirect_stdout(sys.stderr):
        server(context.obj.language).start_io(stdout=answers)
    return 0
