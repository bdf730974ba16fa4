"""`bincard run`: events of a file or a pipe through the rules."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from designer.terminal import Terminal
from designer.usage import LANG, Command, Misuse


def register(app: typer.Typer) -> None:
    """Add the command."""
    examples = (
        "bincard run packs/food --events month.jsonl --store plant.db\n"
        "cat month.jsonl | bincard run packs/food --events - --json"
    )
    app.command("run", cls=Command, help="help_run", epilog=examples)(run)


def run(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="help_path")],
    events: Annotated[str, typer.Option("--events", metavar="FILE|-", help="help_events")],
    store: Annotated[str | None, typer.Option("--store", metavar="URL", help="help_store_optional")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="help_json_events")] = False,
    _lang: Annotated[str | None, LANG] = None,
) -> int:
    """Run events; what they come to is not a failure of the command."""
    from designer.diagnostics import compiled_or_exit
    from designer.lines import batches
    from designer.running import Watch, feed, opened
    from designer.summary import print_summary
    from designer.tally import Tally

    terminal: Terminal = context.obj
    with event_file(events) as (stream, file):
        compiled = compiled_or_exit(terminal, path)
        told = (
            (lambda number, answer: terminal.json({"line": number, **answer.to_json()})) if as_json else None
        )
        with opened(compiled, store) as engine:
            tally = Tally()
            with Watch(terminal, file, terminal.say("running")) as watch:
                for tally, size in feed(engine, batches(stream), told):
                    watch.step(size, tally.lines)
                    if as_json:
                        sys.stdout.flush()
            if as_json:
                terminal.note(
                    terminal.say("run_done", lines=f"{tally.lines:,}", seconds=f"{watch.seconds:.1f}"),
                    "quiet",
                )
            else:
                print_summary(terminal, engine, tally, watch.seconds, path, store)
    return 0


@contextmanager
def event_file(name: str) -> Iterator[tuple[BinaryIO, Path | None]]:
    """The stream of a file, or of stdin for `-`, and the file. Raises `Misuse` where it can't be opened."""
    if name == "-":
        yield sys.stdin.buffer, None
        return
    path = Path(name)
    try:
        stream = path.open("rb")
    except (OSError, ValueError) as error:
        key = "nothing_there" if isinstance(error, FileNotFoundError) else "unreadable"
        raise Misuse(key, path=path, why=getattr(error, "strerror", None) or error) from error
    with stream:
        yield stream, path if path.is_file() else None
