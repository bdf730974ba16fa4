"""`bincard new`: a small, complete pack to start from."""

from __future__ import annotations

import re
import shutil
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template
from typing import Annotated

import typer

from designer.terminal import Terminal
from designer.usage import LANG, Command, Misuse

NAME = re.compile(r"[^\W\d][\w-]{0,59}")
NEEDED = ("SaleShipped", "OpeningStock")
"""Where the needed pack has these events, the example is about stock; else it stands by itself."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("new", cls=Command, help="help_new", epilog="bincard new frozen_dumplings --pack food")(new)


def new(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="help_new_name")],
    pack: Annotated[str, typer.Option("--pack", metavar="PACK", help="help_new_pack")] = "inventory",
    _lang: Annotated[str | None, LANG] = None,
) -> int:
    """Make the folder. It is whole, or not there."""
    terminal: Terminal = context.obj
    folder = Path(name)
    if not NAME.fullmatch(folder.name):
        raise Misuse("new_bad_name", "BC506", name=folder.name[:80])
    if folder.exists() or folder.is_symlink():
        raise Misuse("new_taken", "BC507", path=folder)
    if not folder.absolute().parent.is_dir():
        raise Misuse("new_no_folder", "BC507", path=folder.parent)
    kind = _kind(terminal, folder, pack)
    facts = {
        "name": folder.name,
        "id": folder.name.replace("-", "_"),
        "pack": pack,
        "folder": folder.name,
    }
    try:
        folder.mkdir()
        written = list(_copy(files("designer").joinpath("skeleton", kind), folder, facts))
    except FileExistsError as error:
        raise Misuse("new_taken", "BC507", path=folder) from error
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    terminal.print(terminal.say("new_made", path=folder), "good")
    for file in sorted(written):
        terminal.print(f"  {file}")
    terminal.print()
    terminal.print(terminal.say("new_next"), "strong")
    for command in ("check", "test"):
        terminal.print(f"  bincard {command} {folder}", "name")
    return 0


def _kind(terminal: Terminal, folder: Path, pack: str) -> str:
    """Which skeleton suits the needed pack. Raises `Misuse` where there is no such pack, or it is this one."""
    from dsl.near import nearest
    from engine.packs import MANIFEST, installed_packs, shipped_packs
    from engine.pipeline import compile_path

    known = {**dict(installed_packs()), **shipped_packs()}
    beside = folder.absolute().parent / pack
    if folder.name in known:
        raise Misuse("new_known", "BC507", name=folder.name)
    place = beside if (beside / MANIFEST).is_file() else known.get(pack)
    if place is None:
        near = nearest(pack, known)
        hint = (
            terminal.say("mean", near=near)
            if near
            else terminal.say("packs_are", known=", ".join(sorted(known)))
        )
        raise Misuse("new_no_pack", "BC504", name=pack[:80], hint=hint.strip())
    events = compile_path(place).model.events
    return "stock" if all(e in events for e in NEEDED) else "plain"


def _copy(source: Traversable, target: Path, facts: dict[str, str]) -> list[Path]:
    written = []
    for item in source.iterdir():
        place = target / item.name
        if item.is_dir():
            place.mkdir()
            written += _copy(item, place, facts)
        else:
            text = Template(item.read_text("utf-8")).substitute(facts)
            place.write_text(text, encoding="utf-8", newline="\n")
            written.append(place)
    return written
