"""`bincard load`: opening stock from a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from designer.terminal import Terminal
from designer.usage import LANG, Command, Misuse

if TYPE_CHECKING:
    from designer.loading import Loaded
    from engine.run import Engine


def register(app: typer.Typer) -> None:
    """Add the command."""
    example = "bincard load packs/food --xlsx 期初库存.xlsx --store plant.db"
    app.command("load", cls=Command, help="help_load", epilog=example)(load)


def load(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="help_path")],
    xlsx: Annotated[Path, typer.Option("--xlsx", metavar="FILE", help="help_xlsx")],
    store: Annotated[str | None, typer.Option("--store", metavar="URL", help="help_store_optional")] = None,
    at: Annotated[str | None, typer.Option("--at", metavar="TIME", help="help_at")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="help_json_rows")] = False,
    _lang: Annotated[str | None, LANG] = None,
) -> int:
    """Load the rows; 1 where one was refused."""
    from designer.diagnostics import compiled_or_exit
    from designer.loading import load_rows
    from designer.running import opened_with_store
    from engine.connect.opening_stock import read_opening_stock

    terminal: Terminal = context.obj
    if not xlsx.is_file():
        raise Misuse("nothing_there", path=xlsx)
    compiled = compiled_or_exit(terminal, path)
    sheet = read_opening_stock(xlsx, compiled.model)
    comma = "、" if terminal.language == "zh" else ", "
    fields = [f"{heading} → {field}" for field, heading in sheet.names.items()]
    terminal.note(terminal.say("load_columns", columns=comma.join(fields)), "quiet")
    if sheet.ignored:
        terminal.note(terminal.say("load_ignored", columns=comma.join(sheet.ignored)), "warned")
    with opened_with_store(compiled, store) as (engine, kept):
        moment = _moment(at, xlsx, engine)
        loaded = load_rows(engine, sheet, moment, kept, terminal.json if as_json else None)
    if not as_json:
        _print_refused(terminal, loaded)
    registered = comma.join(
        f"{terminal.both(compiled.model.events[event].label)} {count}"
        for event, count in loaded.registered.items()
    )
    if registered:
        terminal.note(terminal.say("load_registered", what=registered), "quiet")
    facts = {"loaded": loaded.loaded, "known": loaded.known, "refused": loaded.refused}
    terminal.note(terminal.say("load_done", **facts), "bad" if loaded.refused else "good")
    if store is None:
        terminal.note(terminal.say("look_memory"), "quiet")
    return 1 if loaded.refused else 0


def _moment(at: str | None, file: Path, engine: Engine) -> int:
    """When the stock was there: as given, or where the store's clock stands, or when the file was last written."""
    from engine.instants import parse_instant

    if at is not None:
        try:
            return parse_instant(at, engine.compiled.model.zone)
        except (ValueError, OverflowError) as error:
            raise Misuse("bad_instant", option="--at", value=at[:40]) from error
    return engine.state.now or int(file.stat().st_mtime) * 1_000_000


def _print_refused(terminal: Terminal, loaded: Loaded) -> None:
    from designer.summary import indented

    if not loaded.problems:
        return
    terminal.print(terminal.say("load_refused"), "warned")
    for row, code, reason in loaded.problems:
        line = Text.assemble(
            (f"{terminal.say('load_row', row=row)} ", "strong"), (f"{code} ", "quiet"), terminal.both(reason)
        )
        indented(terminal, line, 2)
    terminal.print()
