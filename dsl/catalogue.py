"""The catalogue of messages: for every code what is said, and what the author can do, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from string import Formatter

from dsl.codes import Entry, boards, edits, graph, names, proofs, rules, syntax, types
from dsl.diagnostics import Both, Diagnostic, Fact
from dsl.words import Language

FAMILIES = (syntax, names, types, rules, boards, proofs, graph, edits)


def _merge(families: Iterable[Mapping[str, Entry]]) -> dict[str, Entry]:
    """All entries under their codes; a code given twice is our own mistake."""
    merged: dict[str, Entry] = {}
    for entries in families:
        twice = merged.keys() & entries.keys()
        if twice:
            raise ValueError(f"codes given twice: {', '.join(sorted(twice))}")
        merged.update(entries)
    return merged


CATALOGUE: Mapping[str, Entry] = _merge(family.ENTRIES for family in FAMILIES)


def entry(code: str) -> Entry:
    """What is said under a code; raises KeyError for one that is not in the catalogue."""
    return CATALOGUE[code]


def message(diagnostic: Diagnostic, language: Language) -> str:
    """What was found, as one sentence or two."""
    return filled(entry(diagnostic.code).message, diagnostic.facts, language)


def help_(diagnostic: Diagnostic, language: Language) -> str | None:
    """What the author can do about it: the first help whose facts are all there."""
    for help_text in entry(diagnostic.code).helps:
        if fields(help_text) <= diagnostic.facts.keys():
            return filled(help_text, diagnostic.facts, language)
    return None


def fields(template: Both) -> set[str]:
    """The facts that a template names, in either language."""
    return {name for text in template for _, name, _, _ in Formatter().parse(text) if name is not None}


def filled(template: Both, facts: Mapping[str, Fact], language: Language) -> str:
    """A template with its facts, in one language."""
    values = {name: fact.in_(language) if isinstance(fact, Both) else fact for name, fact in facts.items()}
    return template.in_(language).format_map(values)
