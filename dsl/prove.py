"""What can be proven of a checked model, beyond any single declaration being right.

*Before*: a model without errors. *After*: a diagnostic for every gap, contradiction and dead condition found, and one
for every question that took too much. A model of which nothing is said has none of what is looked for.
"""

from __future__ import annotations

from collections.abc import Mapping

from dsl.checking.problems import Problems
from dsl.diagnostics import Diagnostic
from dsl.model import Model
from dsl.proving import conditions
from dsl.proving.contradictions import contradictions
from dsl.proving.groups import groups
from dsl.proving.inquiry import Inquiry
from dsl.proving.shadows import shadows
from dsl.proving.stages import stages
from dsl.proving.tables import tables
from dsl.source import Source


def prove(model: Model, sources: Mapping[str, Source]) -> tuple[Diagnostic, ...]:
    """Prove a model; `sources` are the texts that it was made from, by path."""
    inquiry = Inquiry(model, sources, Problems())
    tables(inquiry)
    groups(inquiry)
    together = stages(inquiry)
    dead = conditions.rules(inquiry, together)
    conditions.statements(inquiry, together)
    contradictions(inquiry, together)
    shadows(inquiry, together, dead)
    return inquiry.problems.all()
