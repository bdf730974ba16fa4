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
    from engine.pipeline import compile_path
    from engine.proofs import proven

    terminal = context.obj
    compiled = compile_path(path)
    start = perf_counter()
    if not no_proofs:
        compiled = proven(compiled)
    taken = perf_counter() - start
    print_diagnostics(terminal, compiled, as_json=as_json)
    errors, warnings = len(compiled.errors), len(compiled.diagnostics) - len(compiled.errors)
    if errors or warnings:
        terminal.note(counted(terminal, errors, warnings), "bad" if errors else "warned")
    if not errors and not as_json:
        model = compiled.model
        facts = {
            "rules": len(model.rules),
            "events": len(model.events),
            "measures": len(model.measures),
            "scenarios": len(model.scenarios),
            "files": len(compiled.sources),
            "version": compiled.version[:12],
        }
        terminal.print(terminal.say("check_fine", **facts), "good")
        if not no_proofs and all(d.code != "BC479" for d in compiled.diagnostics):
            terminal.print(terminal.say("check_proven", seconds=f"{taken:.1f}"), "quiet")
    return 1 if errors else 0
