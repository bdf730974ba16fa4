"""Why an event was not accepted: reasons that a person reads, in both languages.

These are raised while one event is processed, caught by the engine, which undoes what the event did and answers
with the reason. They never reach a user as a traceback.
"""

from __future__ import annotations

from dsl.diagnostics import Both


class Trouble(Exception):
    """A reason with a code (`BC6xx`) and its text in both languages."""

    def __init__(self, code: str, en: str, zh: str) -> None:
        super().__init__(f"{code}: {en}")
        self.code = code
        self.text = Both(en, zh)


class Malformed(Trouble):
    """The event is not one that the definitions know: it goes to the dead letters with the reason."""


class Refused(Trouble):
    """The event is well formed, but cannot be carried out: recorded as refused, nothing else written."""
