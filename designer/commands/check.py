"""`bincard check`: what is wrong with a pack, where, and what to write instead."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from designer.usage import LANG, Command


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check", cls=Command, help="help_check", epilog="bincard check packs/food")(check)


def check(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="help_path")],
    as_json: Annotated[bool, typer.Option("--json", help="help_json_diagnostics")] = False,
    _lang: Annotated[str | None, LANG] = None,
) -> int:
    """Check the definitions at a path; 1 where there are errors."""
    from designer.diagnostics import counted, print_diagnostics
    from engine.pipeline import check_path

    terminal = context.obj
    verdict = check_path(path)
    print_diagnostics(terminal, verdict, as_json=as_json)
    errors, warnings = len(verdict.errors), len(verdict.diagnostics) - len(verdict.errors)
    if errors or warnings:
        terminal.note(counted(terminal, errors, warnings), "bad" if errors else "warned")
    if not errors and not as_json:
        facts = {"files": len(verdict.sources), "version": verdict.version[:12]}
        terminal.print(terminal.say("check_fine", **verdict.counts, **facts), "good")
    return 1 if errors else 0
