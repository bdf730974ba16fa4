"""`bincard read`, `diff` and `impact`: definitions in words, what a new version changes, what hangs on what."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from designer.terminal import Terminal
from designer.usage import LANG, Command, Misuse


def register(app: typer.Typer) -> None:
    """Add the commands."""
    aloud = "bincard read packs/food\nbincard read packs/food near_expiry_input --lang zh"
    app.command("read", cls=Command, help="help_read", epilog=aloud)(read)
    compared = "bincard diff old_pack new_pack\nbincard diff packs/food --store plant.db"
    app.command("diff", cls=Command, help="help_diff", epilog=compared)(diff)
    hanging = "bincard impact packs/food Lot.expires_at\nbincard impact packs/food near_expiry_limit --json"
    app.command("impact", cls=Command, help="help_impact", epilog=hanging)(impact)


def read(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="help_path")],
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="help_read_name")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="help_json_sentences")] = False,
    _lang: Annotated[str | None, LANG] = None,
) -> int:
    """Say what the definitions say."""
    from designer.aloud import print_sentences

    return print_sentences(context.obj, path, name, as_json=as_json)


def diff(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="[OLD] NEW", help="help_diff_paths")],
    store: Annotated[str | None, typer.Option("--store", metavar="URL", help="help_diff_store")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="help_json_differences")] = False,
    _lang: Annotated[str | None, LANG] = None,
) -> int:
    """Say what differs."""
    from designer.aloud import print_differences

    terminal: Terminal = context.obj
    if len(paths) != (1 if store else 2):
        raise Misuse("diff_paths")
    old = None if store else paths[0]
    return print_differences(terminal, old, paths[-1], store, as_json=as_json)


def impact(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="help_path")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="help_impact_name")],
    as_json: Annotated[bool, typer.Option("--json", help="help_json_impact")] = False,
    _lang: Annotated[str | None, LANG] = None,
) -> int:
    """Say what hangs on what."""
    from designer.impact import print_impact

    return print_impact(context.obj, path, name, as_json=as_json)
