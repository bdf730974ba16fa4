"""A posting at work: what it changed, the lines that it has in pools, and what refers to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from engine.ledger.cells import Change, Mark
from engine.ledger.lines import Line
from engine.ledger.postings import Posting


@dataclass(slots=True, eq=False)
class Entered:
    """A posting at work. What a count changes follows from `mark`."""

    posting: Posting
    at: int
    """When it counts: when it happened, or when it was recorded if that period is closed."""
    changes: list[Change] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    movements: list[tuple[Line | None, Line | None]] = field(default_factory=list)
    """By movement the line that took the value out of a pool, and that which brought it into one."""
    landed: list[tuple[Line, int]] = field(default_factory=list)
    mark: Mark | None = None
    origins: list[Entered] = field(default_factory=list)
    """What it refers to."""
    users: dict[int, Entered] = field(default_factory=dict)
    """What refers to it, by number."""
    undone: Entered | None = None
    """What a cancel took out."""

    def all_lines(self) -> list[Line]:
        """Its lines, those of a count first and by lot, whenever they came to be."""
        if self.mark is None:
            return self.lines
        return [*(line for _, line in sorted(self.mark.lines.items())), *self.lines]

    @property
    def value(self) -> int:
        """What came into pools in all, less what left them."""
        return sum(line.value for line in self.all_lines())


class Revalued(NamedTuple):
    """A line that stood already is worth something else."""

    line: Line
    value: int
    """What it was worth before."""
    effect: int
    """What it did to its pool before."""


class Posted(NamedTuple):
    """What entering a posting did: a cancel took something out, or restored what another had taken."""

    seq: int
    entered: Entered
    revalued: tuple[Revalued, ...]
