"""`bincard help`: the page of a code, or all codes by group."""

from __future__ import annotations

from typing import Annotated

import typer

from designer.usage import LANG, Command


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("help", cls=Command, help="help_help_code", epilog="bincard help BC201\nbincard help")(help_)


def help_(
    context: typer.Context,
    code: Annotated[str | None, typer.Argument(metavar="CODE", help="help_code")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="help_json_page")] = False,
    _lang: Annotated[str | None, LANG] = None,
) -> int:
    """Show a page."""
    from designer.pages import print_page, print_pages

    if code is None:
        return print_pages(context.obj, as_json=as_json)
    return print_page(context.obj, code, as_json=as_json)
