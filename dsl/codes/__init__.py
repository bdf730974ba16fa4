"""What the catalogue of messages is made of: an entry for each code, in a module for each family."""

from __future__ import annotations

from dataclasses import dataclass

from dsl.diagnostics import Both, Severity


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said under one code.

    The message and the helps are `str.format` templates over the facts of the diagnostic. Of the helps, the
    first is given whose facts are all there; so the most telling stands first, and one without facts last.
    """

    message: Both
    helps: tuple[Both, ...] = ()
    severity: Severity = "error"


__all__ = ["Both", "Entry"]
