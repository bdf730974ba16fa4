"""Definitions in words on a terminal: declarations as sentences, and what a new version changes."""

from __future__ import annotations

from pathlib import Path

from rich.text import Text

from designer.diagnostics import compiled_or_exit
from designer.summary import indented
from designer.terminal import Terminal
from designer.usage import Misuse
from dsl.near import nearest
from dsl.sentences import Declaration, Reader
from dsl.sentences.differences import differences
from dsl.words import LANGUAGES
from engine.impact import losses
from engine.kept import kept_definitions
from engine.packs import MANIFEST, read_manifest
from engine.pipeline import Compiled
from engine.store import Store

_STYLES = {"added": "good", "removed": "bad", "changed": "warned"}


def print_sentences(terminal: Terminal, path: Path, name: str | None, *, as_json: bool) -> int:
    """Everything that the pack at a path declares, or what has a name, as sentences."""
    compiled = compiled_or_exit(terminal, path)
    readers = {language: Reader(compiled.model, language) for language in LANGUAGES}
    reader = readers[terminal.language]
    for declaration in _chosen(terminal, path, reader, name):
        if as_json:
            said = {language: readers[language].read(declaration) for language in LANGUAGES}
            kind = type(declaration).__name__.lower()
            terminal.json({"kind": kind, "name": declaration.name, "pack": declaration.pack, "text": said})
        else:
            _print_lines(terminal, reader.read(declaration))
            terminal.print()
    return 0


def _chosen(terminal: Terminal, path: Path, reader: Reader, name: str | None) -> list[Declaration]:
    everything = list(reader.declarations())
    if name is None:
        own = [
            manifest.parent
            for manifest in (path / MANIFEST, *path.glob(f"*/{MANIFEST}"))
            if manifest.is_file()
        ]
        packs = {read_manifest(folder).name for folder in own} or {d.pack for d in everything}
        return [d for d in everything if d.pack in packs]
    found = [d for d in everything if name in (d.name, *d.label)]
    if not found:
        raise Misuse("no_name", name=name[:80], hint=_near(terminal, name, everything))
    return found


def _near(terminal: Terminal, name: str, everything: list[Declaration]) -> str:
    known = {word: None for d in everything for word in (d.name, d.label.in_(terminal.language))}
    near = nearest(name, known)
    like = [word for word in known if name and name.lower() in word.lower()] or ([near] if near else [])
    return terminal.say("mean", near=terminal.comma.join(like[:6])) if like else ""


def _print_lines(terminal: Terminal, text: str) -> None:
    """Sentences, folded, each line as deep as it stands."""
    for number, line in enumerate(text.splitlines()):
        words = line.lstrip()
        indented(
            terminal,
            Text(words, "strong" if number == 0 and text.count("\n") else ""),
            len(line) - len(words),
        )


# -- differences -------------------------------------------------------------------------------------------


def print_differences(
    terminal: Terminal, old: Path | None, new: Path, store: str | None, *, as_json: bool
) -> int:
    """What a new version changes; 0 also where it changes something."""
    versions = _old_version(terminal, old, store), compiled_or_exit(terminal, new)
    before, after = (version.model for version in versions)
    if as_json:
        found = {language: differences(before, after, language) for language in LANGUAGES}
        for pair in zip(*found.values(), strict=True):
            heads, details = (
                {language: getattr(d, part) for language, d in zip(LANGUAGES, pair, strict=True)}
                for part in ("head", "details")
            )
            terminal.json(
                {
                    "change": pair[0].kind,
                    "kind": pair[0].what,
                    "name": pair[0].name,
                    "head": heads,
                    "details": details,
                }
            )
        return 0
    counts = dict.fromkeys(_STYLES, 0)
    for difference in differences(before, after, terminal.language):
        counts[difference.kind] += 1
        terminal.print(difference.head, _STYLES[difference.kind])
        for detail in difference.details:
            words = detail.lstrip()
            indented(terminal, Text(words), 2 + len(detail) - len(words))
        terminal.print()
    _print_losses(terminal, *versions)
    if not any(counts.values()):
        terminal.print(terminal.say("diff_none"), "good")
    else:
        terminal.print(terminal.say("diff_counted", **counts), "quiet")
    return 0


def _print_losses(terminal: Terminal, old: Compiled, new: Compiled) -> None:
    """What is gone or has another type, what becomes of the values that stores keep, and who used it."""
    assert old.graph is not None
    assert new.graph is not None
    found = list(losses(old.graph, new.graph))
    if not found:
        return
    terminal.print(terminal.say("diff_losses"), "strong")
    for loss in found:
        thing, facts = loss.thing, {"kind": terminal.say(f"kind_{loss.thing.kind}"), "name": loss.thing.name}
        stored = thing.kind in ("field", "entity", "parameter")
        key = ("retyped" if loss.retyped else "gone") + ("_stored" if stored else "")
        words = terminal.say(f"diff_{key}", label=terminal.both(thing.label), **facts)
        if loss.users:
            words += terminal.say("diff_used", users=terminal.comma.join(user.name for user in loss.users))
        indented(terminal, Text(words, "warned"), 2)
    terminal.print()


def _old_version(terminal: Terminal, path: Path | None, store: str | None) -> Compiled:
    if path is not None:
        return compiled_or_exit(terminal, path)
    assert store is not None
    with Store.open_existing(store) as kept:
        return kept_definitions(kept)
