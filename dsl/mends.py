"""What an editor can put in the place of a mistake, where its help says exactly that.

For every code the text that mends it, a template over the facts of the diagnostic, in the order of the helps: the first
is taken whose facts are all there. It takes the place of what the diagnostic marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

from dsl.catalogue import filled
from dsl.diagnostics import Both, Diagnostic
from dsl.words import Language

MENDS: Mapping[str, tuple[str, ...]] = {
    "BC101": ("{nearest}",),
    "BC102": ("{twin}",),
    "BC108": ("{nearest}",),
    "BC110": ("==",),
    "BC118": ("{instead}",),
    "BC120": ("=",),
    "BC201": ("{near}",),
    "BC202": ("{near}",),
    "BC203": ("{near}",),
    "BC204": ("{near}",),
    "BC205": ("{digits} {near}",),
    "BC206": ("{near}",),
    "BC207": ("{near}",),
    "BC210": ("{proposal}",),
    "BC213": ("{proposal}",),
    "BC214": ("at",),
    "BC301": ("date({instant})", "{key}({text})"),
    "BC318": ("{what}",),
    "BC403": ("{day}",),
}


def mend(diagnostic: Diagnostic, language: Language) -> str | None:
    """What can take the place of what the diagnostic marks; None where only a person can tell."""
    for template in MENDS.get(diagnostic.code, ()):
        named = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
        if named <= diagnostic.facts.keys():
            return filled(Both(template, template), diagnostic.facts, language)
    return None
