"""`bincard test`: a pack's scenarios, as a report that a storekeeper reads."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from designer.terminal import Terminal
from designer.usage import LANG, Command


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("test", cls=Command, help="help_test", epilog="bincard test packs/food")(scenarios)


def scenarios(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="help_path")],
    as_json: Annotated[bool, typer.Option("--json", help="help_json_scenarios")] = False,
    _lang: Annotated[str | None, LANG] = None,
) -> int:
    """Run all scenarios; 1 where one fails, or there is none."""
    from designer.diagnostics import compiled_or_exit
    from engine.scenarios import run_scenarios

    terminal: Terminal = context.obj
    results = []
    for root, pack in _roots(path):
        compiled = compiled_or_exit(terminal, root)
        found = run_scenarios(compiled, [pack] if pack else None)
        results += found
        if as_json:
            for result in found:
                terminal.json(_as_json(result, compiled.sources))
        else:
            for place, group in groupby(found, lambda r: r.span.path):
                _print_file(terminal, place, list(group), compiled.sources)
    failed = [r for r in results if not r.passed]
    if not results:
        terminal.note(terminal.say("test_none", path=path), "warned")
        return 1
    key = "test_failed" if failed else "test_passed"
    facts = {"passed": len(results) - len(failed), "failed": len(failed), "all": len(results)}
    terminal.note(terminal.say(key, **facts), "bad" if failed else "good")
    return 1 if failed else 0


def _roots(path: Path) -> list[tuple[Path, str | None]]:
    """The packs at a path with their names. Each is tested by itself, with what it needs and nothing else."""
    from engine.packs import MANIFEST, read_manifest

    roots = [path] if (path / MANIFEST).is_file() else sorted(m.parent for m in path.glob(f"*/{MANIFEST}"))
    return [(root, read_manifest(root).name) for root in roots] or [(path, None)]


def _line(result: Any, sources: Any) -> int:
    source = sources.get(result.span.path)
    return int(source.position(result.span.start)[0]) if source else 1


def _print_file(terminal: Terminal, place: str, results: list[Any], sources: Any) -> None:
    terminal.print(place, "strong")
    for result in results:
        mark, style = ("✓", "good") if result.passed else ("✗", "bad")
        line = Text.assemble("  ", (mark, style), " ", (result.title, "" if result.passed else "strong"))
        if not result.passed:
            line.append(f"  {place}:{_line(result, sources)}", "name")
        terminal.out.print(line, soft_wrap=True)
        for failure in result.failures:
            for number, text in enumerate(terminal.both(failure).splitlines()):
                terminal.out.print(Text(f"      {'  ' if number else ''}{text}", style), soft_wrap=True)
    terminal.print()


def _as_json(result: Any, sources: Any) -> dict[str, Any]:
    return {
        "title": result.title,
        "pack": result.pack,
        "path": result.span.path,
        "line": _line(result, sources),
        "passed": result.passed,
        "failures": [{"zh": f.zh, "en": f.en} for f in result.failures],
    }
