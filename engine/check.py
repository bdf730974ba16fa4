"""Packs through the front of the compiler: text, tree, model, and what every name refers to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dsl.check import Checked, Locale, PackText, check
from dsl.diagnostics import Diagnostic
from dsl.parse import parse
from dsl.source import Source
from dsl.workspace import Workspace
from engine.packs import PackSource, currency_of, off_in, sources_of, zone_of


def parse_packs(
    packs: Sequence[PackSource], sources: Mapping[str, Source], *, with_locale_files: bool = False
) -> tuple[tuple[PackText, ...], tuple[Diagnostic, ...]]:
    """What the checker takes, and what does not parse.

    With the locales' files, the checker finds the names in those too; what only runs does without.
    """
    texts, diagnostics = [], []
    for pack in packs:
        parsed = [parse(sources[path]) for path in pack.files]
        diagnostics += [diagnostic for file in parsed for diagnostic in file.diagnostics]
        locales = {
            language: Locale(
                dict(found.get("labels", {})),
                {k: tuple(v) for k, v in found.get("messages", {}).items()},
                dict(found.get("cites", {})),
                pack.locale_files.get(language) if with_locale_files else None,
            )
            for language, found in pack.locales.items()
        }
        files = tuple(p.file for p in parsed)
        texts.append(PackText(pack.manifest.name, pack.manifest.language, files, locales))
    return tuple(texts), tuple(diagnostics)


def check_packs(packs: Sequence[PackSource]) -> Checked:
    """What the packs mean and what every name in them refers to, also in their locales."""
    texts, diagnostics = parse_packs(packs, sources_of(packs), with_locale_files=True)
    model, found, references = check(texts, zone_of(packs), currency_of(packs), off_in(packs))
    return Checked(model, (*diagnostics, *found), references)


def workspace(packs: Sequence[PackSource]) -> Workspace:
    """The packs as somebody edits them."""
    bare = [replace(pack, files={}) for pack in packs]
    frames, _ = parse_packs(bare, {}, with_locale_files=True)
    return Workspace(
        [(frame, pack.files) for frame, pack in zip(frames, packs, strict=True)],
        zone_of(packs),
        currency_of(packs),
        off_in(packs),
    )
