"""The pages of the codes on a terminal: what is wrong, why, how to mend it, and an example of each."""

from __future__ import annotations

from itertools import groupby

from rich.table import Table
from rich.text import Text

from designer.summary import indented
from designer.terminal import Terminal
from designer.usage import Misuse
from dsl.near import nearest
from dsl.pages import Page
from dsl.words import LANGUAGES
from engine.pages import all_pages


def print_page(terminal: Terminal, given: str, *, as_json: bool) -> int:
    """One page. Raises `Misuse` where there is no such code."""
    code = given.strip().upper()
    code = f"BC{code}" if code.isdigit() else code
    page = all_pages().get(code)
    if page is None:
        near = nearest(code, all_pages())
        raise Misuse("no_code", name=given[:20], hint=terminal.say("mean", near=near) if near else "")
    if as_json:
        terminal.json(_as_json(page))
        return 0
    terminal.out.print(Text.assemble((page.code, "bad"), "  ", (terminal.both(page.what), "strong")))
    for text in (page.why, page.mend):
        terminal.print()
        indented(terminal, Text(terminal.both(text)), 2)
    for key, example, style in (("page_wrong", page.wrong, "bad"), ("page_right", page.right, "good")):
        if example:
            terminal.print()
            terminal.print(terminal.say(key), style)
            terminal.print("\n".join(f"    {line}".rstrip() for line in example.splitlines()), "name")
    return 0


def print_pages(terminal: Terminal, *, as_json: bool) -> int:
    """All codes with what they mean, by group."""
    if as_json:
        for page in all_pages().values():
            terminal.json(_as_json(page))
        return 0
    for group, found in groupby(all_pages().values(), key=lambda page: page.code[2]):
        terminal.print(terminal.say(f"codes_{group}"), "strong")
        table = Table.grid(padding=(0, 2))
        table.add_column(style="name", no_wrap=True)
        table.add_column()
        for page in found:
            table.add_row(f"  {page.code}", Text(terminal.both(page.what)))
        terminal.out.print(table)
        terminal.print()
    terminal.print(terminal.say("codes_more"), "quiet")
    return 0


def _as_json(page: Page) -> dict[str, object]:
    texts = {"what": page.what, "why": page.why, "mend": page.mend}
    said = {key: {language: text.in_(language) for language in LANGUAGES} for key, text in texts.items()}
    return {"code": page.code, **said, "wrong": page.wrong, "right": page.right}
