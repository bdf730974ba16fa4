"""`bincard graph`: the rule graph in words, as JSON, for Graphviz, or as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from designer.terminal import Terminal
from designer.usage import LANG, Command, Misuse


def register(app: typer.Typer) -> None:
    """Add the command."""
    examples = "bincard graph packs/food --svg > food.svg\nbincard graph packs/food --rule expired_use --svg > rule.svg"
    app.command("graph", cls=Command, help="help_graph", epilog=examples)(graph)


def graph(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="help_path")],
    as_json: Annotated[bool, typer.Option("--json", help="help_graph_json")] = False,
    as_dot: Annotated[bool, typer.Option("--dot", help="help_graph_dot")] = False,
    as_svg: Annotated[bool, typer.Option("--svg", help="help_graph_svg")] = False,
    rule: Annotated[str | None, typer.Option("--rule", metavar="NAME", help="help_graph_rule")] = None,
    lang: Annotated[str | None, LANG] = None,
) -> int:
    """Show the graph."""
    from designer.diagnostics import compiled_or_exit
    from dsl.near import nearest
    from engine.drawing import as_dot as dot
    from engine.drawing import as_svg as svg
    from engine.drawing import neighbourhood, tell
    from engine.graph import to_json

    terminal: Terminal = context.obj
    if as_json + as_dot + as_svg > 1:
        raise Misuse("one_form", options="--json, --dot, --svg")
    compiled = compiled_or_exit(terminal, path)
    assert compiled.graph is not None
    drawn = compiled.graph
    if rule is not None:
        known = compiled.model.rules
        if rule not in known:
            near = nearest(rule, known)
            hint = (
                terminal.say("mean", near=near).strip()
                if near
                else terminal.say("rules_are", known=", ".join(known))
            )
            raise Misuse("no_rule", name=rule[:80], hint=hint)
        drawn = neighbourhood(drawn, rule)
    if as_json:
        terminal.json(to_json(drawn))
    elif as_dot:
        terminal.raw(dot(drawn, terminal.language))
    elif as_svg:
        terminal.raw(svg(drawn, terminal.language))
    else:
        terminal.print(terminal.say("graph_head", nodes=len(drawn.nodes), edges=len(drawn.edges)), "quiet")
        for told in tell(drawn, terminal.language):
            terminal.print()
            terminal.print(f"{terminal.say('graph_rule')} {told.label} ({told.name})", "strong")
            events = told.events or (terminal.say("graph_always"),)
            for key, values in (
                ("graph_on", events),
                ("graph_reads", told.reads),
                ("graph_does", told.changes),
            ):
                if values:
                    from rich.table import Table

                    table = Table.grid(padding=(0, 1))
                    table.add_column(width=9, style="quiet")
                    table.add_row(
                        f"  {terminal.say(key)}", ("、" if terminal.language == "zh" else ", ").join(values)
                    )
                    terminal.out.print(table)
    return 0
