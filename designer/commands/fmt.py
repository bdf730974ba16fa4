"""`bincard fmt`: rule files in the one style, in either language of keywords and names."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from designer.terminal import Terminal
from designer.usage import Command, Misuse, check_choice

if TYPE_CHECKING:
    from dsl.tree import File


def register(app: typer.Typer) -> None:
    """Add the command."""
    examples = "bincard fmt my_pack --check\nbincard fmt my_pack --lang zh"
    app.command("fmt", cls=Command, help="help_fmt", epilog=examples)(fmt)


def fmt(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="help_fmt_path")],
    check: Annotated[bool, typer.Option("--check", help="help_fmt_check")] = False,
    lang: Annotated[str | None, typer.Option("--lang", metavar="zh|en", help="help_fmt_lang")] = None,
) -> int:
    """Rewrite the files that are not in the style; 1 where `--check` finds one, or a file does not parse."""
    terminal: Terminal = context.obj
    check_choice("--lang", lang, ("zh", "en"))
    files = _files(path)
    switched = _switched(terminal, path, lang) if lang else {}
    outcomes = [_format(terminal, file, lang, switched.get(file.resolve()), is_check=check) for file in files]
    changed, wrong = outcomes.count("changed"), outcomes.count("wrong")
    key = "fmt_would" if check else "fmt_done"
    style = "bad" if wrong else "warned" if check and changed else "good"
    terminal.note(terminal.say(key, changed=changed, files=len(outcomes), wrong=wrong), style)
    if "unreadable" in outcomes:
        return 2
    return 1 if wrong or (check and changed) else 0


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise Misuse("nothing_there", "BC501", path=path)
    files = sorted(path.rglob("*.card")) if path.is_dir() else [path]
    if not files:
        raise Misuse("no_cards", "BC501", path=path)
    return files


def _switched(terminal: Terminal, path: Path, language: str) -> dict[Path, File]:
    """The files of the packs at a path, with the names of a language; none where there is no pack to ask."""
    from dsl.naming import switch_names
    from engine.check import parse_packs
    from engine.packs import MANIFEST, PackError, currency_of, open_packs, sources_of, zone_of

    around = (p for p in (path.resolve(), *path.resolve().parents) if (p / MANIFEST).is_file())
    try:
        packs = open_packs(next(around, path))
    except PackError as error:
        terminal.error(error.code, terminal.say("fmt_names_stay", why=error.text.in_(terminal.language)))
        return {}
    texts, _ = parse_packs(packs, sources_of(packs))
    names = {}
    switched = switch_names(texts, language, zone_of(packs), currency_of(packs))  # type: ignore[arg-type]
    for pack, text in zip(packs, switched, strict=True):
        for written, file in zip(pack.files, text.files, strict=True):
            names[pack.path_of(written).resolve()] = file
    return names


def _format(
    terminal: Terminal, file: Path, language: str | None, switched: File | None, *, is_check: bool
) -> str:
    from dsl.parse import parse
    from dsl.printer import print_file
    from dsl.render import render
    from dsl.source import Source

    try:
        text = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        terminal.error("BC505", terminal.say("not_utf8", path=file, byte=error.start))
        return "unreadable"
    except OSError as error:
        terminal.error("BC505", terminal.say("unreadable", path=file, why=error.strerror))
        return "unreadable"
    source = Source(str(file), text)
    parsed = parse(source)
    if parsed.diagnostics:
        for diagnostic in parsed.diagnostics:
            terminal.note(render(diagnostic, {source.path: source}, terminal.language) + "\n")
        return "wrong"
    printed = print_file(switched or parsed.file, language)  # type: ignore[arg-type]
    if printed == text:
        return "same"
    terminal.print(terminal.say("fmt_differs" if is_check else "fmt_wrote", path=file))
    if not is_check:
        _replace(file.resolve(), printed)
    return "changed"


def _replace(file: Path, text: str) -> None:
    """Write a file whole or not at all, with the rights it had."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.write(text)
        os.chmod(name, file.stat().st_mode & 0o7777)
        os.replace(name, file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
