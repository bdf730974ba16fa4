"""`bincard check`: what is wrong with a pack, where, and what to write instead."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
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
    no_proofs: Annotated[bool, typer.Option("--no-proofs", help="help_no_proofs")] = False,
    _lang: Annotated[str | None, LANG] = None,
) -> int:
    """Check the definitions at a path and prove what can be proven of them; 1 where there are errors."""
    from designer.diagnostics import counted, print_diagnostics
    from engine.pipeline import check_path

    terminal = context.obj
    start = perf_counter()
    verdict = check_path(path, with_proofs=not no_proofs)
    taken = perf_counter() - start
    print_diagnostics(terminal, verdict, as_json=as_json)
    errors, warnings = len(verdict.errors), len(verdict.diagnostics) - len(verdict.errors)
    if errors or warnings:
        terminal.note(counted(terminal, errors, warnings), "bad" if errors else "warned")
    if not errors and not as_json:
        facts = {"files": len(verdict.sources), "version": verdict.version[:12]}
        terminal.print(terminal.say("check_fine", **verdict.counts, **facts), "good")
        if not no_proofs and all(d.code != "BC479" for d in verdict.diagnostics):
            terminal.print(terminal.say("check_proven", seconds=f"{taken:.1f}"), "quiet")
    return 1 if errors else 0
