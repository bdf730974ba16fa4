"""`bincard graph`: the rule graph in words, as JSON, for Graphviz, or as a picture."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from designer.terminal import Terminal
from designer.usage import LANG, Command, Misuse

if TYPE_CHECKING:
    from engine.graph import Graph


def register(app: typer.Typer) -> None:
    """Add the command."""
    examples = (
        "bincard graph packs/food --svg > food.svg\n"
        "bincard graph packs/food --rule expired_use --svg > rule.svg"
    )
    app.command("graph", cls=Command, help="help_graph", epilog=examples)(draw)


def draw(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="help_path")],
    as_json: Annotated[bool, typer.Option("--json", help="help_graph_json")] = False,
    as_dot: Annotated[bool, typer.Option("--dot", help="help_graph_dot")] = False,
    as_svg: Annotated[bool, typer.Option("--svg", help="help_graph_svg")] = False,
    rule: Annotated[str | None, typer.Option("--rule", metavar="NAME", help="help_graph_rule")] = None,
    _lang: Annotated[str | None, LANG] = None,
) -> int:
    """Show the graph."""
    from designer.diagnostics import compiled_or_exit
    from engine.drawing import as_dot as dot
    from engine.drawing import as_svg as svg
    from engine.drawing import neighbourhood, overview, portrait
    from engine.graph import to_json

    terminal: Terminal = context.obj
    if as_json + as_dot + as_svg > 1:
        raise Misuse("one_form", options="--json, --dot, --svg")
    compiled = compiled_or_exit(terminal, path)
    assert compiled.graph is not None
    graph = compiled.graph
    if rule is not None:
        check_rule(terminal, rule, compiled.model.rules)
    if as_json:
        terminal.json(to_json(graph if rule is None else neighbourhood(graph, rule)))
    elif as_dot or as_svg:
        language = terminal.language
        drawn = (
            overview(graph, language) if rule is None else portrait(graph, rule, language, compiled.sources)
        )
        terminal.raw(dot(drawn) if as_dot else svg(drawn, language))
    else:
        print_graph(terminal, graph if rule is None else neighbourhood(graph, rule))
    return 0


def check_rule(terminal: Terminal, rule: str, known: Mapping[str, object]) -> None:
    """Raises `Misuse` where there is no such rule."""
    from dsl.near import nearest

    if rule not in known:
        near = nearest(rule, known)
        like = [name for name in known if rule and rule in name] or ([near] if near else [])
        comma = "、" if terminal.language == "zh" else ", "
        hint = terminal.say("mean", near=comma.join(like[:6])) if like else terminal.say("rules_are")
        raise Misuse("no_rule", name=rule[:80], hint=hint.strip())


def print_graph(terminal: Terminal, graph: Graph) -> None:
    """The graph in words."""
    from rich.table import Table

    from engine.drawing import overview, tell

    comma = "、" if terminal.language == "zh" else ", "
    terminal.print(terminal.say("graph_head", nodes=len(graph.nodes), edges=len(graph.edges)), "quiet")
    for told in tell(overview(graph, terminal.language)):
        terminal.print()
        terminal.out.print(Text.assemble((told.label, "strong"), ("  " + told.name, "quiet")))
        events = told.events or (terminal.say("graph_always"),)
        table = Table.grid(padding=(0, 1))
        table.add_column(width=10, style="quiet")
        table.add_column(overflow="fold")
        for key, values in (("graph_on", events), ("graph_reads", told.reads), ("graph_does", told.changes)):
            if values:
                table.add_row(Text(f"  {terminal.say(key)}"), Text(comma.join(values)))
        terminal.out.print(table)
