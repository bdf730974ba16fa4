"""The door to the SMT solver: the only module that knows z3, which it loads when it is first asked.

A question is a script of SMT-LIB. The effort is limited by what the solver counts itself and not by the clock, so that
the answer is the same on every machine; a question that takes more is answered "unknown", and whoever asked says so.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any, Literal, NamedTuple

EFFORT = 4_000_000
"""What the solver may spend on one question, in its own unit; some seconds at most."""

Number = Fraction | bool


class Answer(NamedTuple):
    """Whether there are values that make all assertions true, and which."""

    verdict: Literal["sat", "unsat", "unknown"]
    values: Mapping[str, Number]
    """Of the constants asked for, by symbol; one with no exact value is left out."""


def solve(script: str, wanted: Collection[str] = (), effort: int = EFFORT) -> Answer:
    """Answer a script that declares and asserts."""
    import z3

    # The plain solver answers most questions in half the time; what it gives up on goes to the one with every tactic.
    for made in (z3.SimpleSolver, z3.Solver):
        solver = made(ctx=_context())
        solver.set("rlimit", effort)
        solver.from_string(script)
        verdict = solver.check()
        if verdict == z3.unsat:
            return Answer("unsat", {})
        if verdict == z3.sat:
            return Answer("sat", _values(solver.model(), wanted) if wanted else {})
    return Answer("unknown", {})


_kept = threading.local()


def _context() -> Any:
    """One context for all questions of a thread; the solver itself is new for each."""
    import z3

    if not hasattr(_kept, "context"):
        _kept.context = z3.Context()
    return _kept.context


def _values(model: Any, wanted: Collection[str]) -> dict[str, Number]:
    import z3

    found: dict[str, Number] = {}
    for declaration in model.decls():
        name = f"|{declaration.name()}|"
        if declaration.arity() or name not in wanted:
            continue
        value = model[declaration]
        if z3.is_true(value) or z3.is_false(value):
            found[name] = z3.is_true(value)
        elif z3.is_int_value(value) or z3.is_rational_value(value):
            found[name] = value.as_fraction() if z3.is_rational_value(value) else Fraction(value.as_long())
    return found
