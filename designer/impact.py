"""What hangs on what, as a tree on a terminal or as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rich.text import Text
from rich.tree import Tree

from designer.diagnostics import compiled_or_exit
from designer.terminal import Terminal
from designer.usage import Misuse
from dsl.near import nearest
from engine.dead import why_never
from engine.impact import Branch, Hangings, Impact, Thing, flat
from engine.pipeline import Compiled

DEEPEST = 3
"""So deep a person is shown the tree; the rest is counted."""


def print_impact(terminal: Terminal, path: Path, name: str, *, as_json: bool) -> int:
    """What a name feeds, what feeds it, and why it can never fire."""
    compiled = compiled_or_exit(terminal, path)
    assert compiled.graph is not None
    hangings = Hangings(compiled.graph)
    found = hangings.called(name)
    if not found:
        raise Misuse("no_name", name=name[:80], hint=_near(terminal, name, hangings.things.values()))
    for thing in found:
        impact, users = hangings.impact(thing), hangings.users(thing)
        if as_json:
            terminal.json(_as_json(compiled, impact, users))
        else:
            _print(terminal, compiled, impact, users)
    return 0


def _near(terminal: Terminal, name: str, things: Iterable[Thing]) -> str:
    known = {word: None for thing in things for word in (thing.name, terminal.both(thing.label))}
    near = nearest(name, known)
    like = [word for word in known if name and name.lower() in word.lower()] or ([near] if near else [])
    comma = "、" if terminal.language == "zh" else ", "
    return terminal.say("mean", near=comma.join(like[:6])) if like else ""


def _print(terminal: Terminal, compiled: Compiled, impact: Impact, users: tuple[Thing, ...]) -> None:
    thing = impact.thing
    terminal.out.print(_named(terminal, thing))
    for reason in _never(compiled, thing):
        terminal.print(f"  {terminal.say('impact_never', why=terminal.both(reason))}", "bad")
    for key, branches in (("impact_fed", impact.fed_by), ("impact_touches", impact.touches)):
        if branches:
            tree = Tree(Text(f"  {terminal.say(key)}", "strong"))
            _grow(terminal, tree, branches, 1)
            terminal.out.print(tree)
    if not impact.touches:
        terminal.print(f"  {terminal.say('impact_nothing')}", "quiet")
    if users:
        comma = "、" if terminal.language == "zh" else ", "
        named = comma.join(user.name for user in users)
        terminal.print(f"  {terminal.say('impact_removed', users=named)}", "warned")
    if thing.kind == "field":
        terminal.print(f"  {terminal.say('impact_kept')}", "quiet")
    if impact.scenarios:
        terminal.print(f"  {terminal.say('impact_scenarios')}", "strong")
        for title in impact.scenarios:
            terminal.print(f"    · {title}")
    terminal.print()


def _grow(terminal: Terminal, tree: Tree, branches: tuple[Branch, ...], depth: int) -> None:
    for branch in branches:
        label = _named(terminal, branch.thing)
        label.append(f"  {terminal.comma.join(terminal.say(f'how_{how}') for how in branch.how)}", "quiet")
        if branch.below and depth == DEEPEST:
            count = sum(1 for _ in flat(branch.below))
            label.append(f"  {terminal.say('impact_more', count=count)}", "quiet")
        grown = tree.add(label)
        if depth < DEEPEST:
            _grow(terminal, grown, branch.below, depth + 1)


def _named(terminal: Terminal, thing: Thing) -> Text:
    kind = terminal.say(f"kind_{thing.kind}")
    return Text.assemble(
        (f"{kind} ", "quiet"), (terminal.both(thing.label), "strong"), ("  " + thing.name, "name")
    )


def _never(compiled: Compiled, thing: Thing) -> tuple[Any, ...]:
    return why_never(compiled.model, compiled.model.rules[thing.name]) if thing.kind == "rule" else ()


def _as_json(compiled: Compiled, impact: Impact, users: tuple[Thing, ...]) -> dict[str, Any]:
    return {
        **_thing(impact.thing),
        "never_fires": [{"zh": why.zh, "en": why.en} for why in _never(compiled, impact.thing)],
        "fed_by": [_branch(branch) for branch in impact.fed_by],
        "touches": [_branch(branch) for branch in impact.touches],
        "users": [_thing(user) for user in users],
        "scenarios": list(impact.scenarios),
    }


def _thing(thing: Thing) -> dict[str, Any]:
    return {"kind": thing.kind, "name": thing.name, "label": {"zh": thing.label.zh, "en": thing.label.en}}


def _branch(branch: Branch) -> dict[str, Any]:
    return {**_thing(branch.thing), "how": list(branch.how), "below": [_branch(b) for b in branch.below]}
