"""Diagnostics on a terminal: coloured where there are colours, as JSON lines where machines read."""

from __future__ import annotations

import re
from pathlib import Path

import typer
from rich.text import Text

from designer.terminal import Terminal
from dsl.catalogue import entry
from dsl.render import render, to_json
from engine.pipeline import Compiled, Judged, compile_path

MOST = 50
"""So many are shown to a person; the rest is counted."""


def print_diagnostics(terminal: Terminal, judged: Judged, *, as_json: bool = False) -> None:
    """All diagnostics on stdout, errors first."""
    found = sorted(judged.diagnostics, key=lambda d: entry(d.code).severity != "error")
    if as_json:
        for diagnostic in found:
            terminal.json(to_json(diagnostic, judged.sources))
        return
    for diagnostic in found[:MOST]:
        severity = entry(diagnostic.code).severity
        text = render(diagnostic, judged.sources, terminal.language)
        terminal.out.print(coloured(text, "bad" if severity == "error" else "warned"), soft_wrap=True)
        terminal.out.print()
    if found:
        terminal.print(terminal.say("more_on_codes", code=found[0].code), "quiet")
    if len(found) > MOST:
        terminal.print(terminal.say("more_diagnostics", count=len(found) - MOST), "quiet")


def coloured(text: str, style: str) -> Text:
    """A rendered diagnostic with its head, place and marks in colour."""
    shown = Text(text)
    head, _, _ = text.partition(":")
    shown.stylize(style, 0, len(head))
    for mark in re.finditer(r"^ *\d* \|(.*)$|^ *(--> .*)$|^ *(= \w+:)", text, re.MULTILINE):
        if mark[2]:
            shown.stylize("name", *mark.span(2))
        elif mark[3]:
            shown.stylize("strong", *mark.span(3))
        elif mark[1].strip() and not mark[1].strip("^- "):
            shown.stylize(style, *mark.span(1))
    return shown


def counted(terminal: Terminal, errors: int, warnings: int) -> str:
    """How many errors and warnings there are."""
    return terminal.say("counted", errors=errors, warnings=warnings)


def compiled_or_exit(terminal: Terminal, path: Path) -> Compiled:
    """Definitions that run. Where they have errors, shows them and ends the command with 1."""
    compiled = compile_path(path)
    if compiled.errors:
        for diagnostic in compiled.errors[:MOST]:
            text = render(diagnostic, compiled.sources, terminal.language)
            terminal.err.print(coloured(text, "bad"), soft_wrap=True)
            terminal.err.print()
        terminal.note(terminal.say("has_errors", path=path, count=len(compiled.errors)), "bad")
        raise typer.Exit(1)
    return compiled
