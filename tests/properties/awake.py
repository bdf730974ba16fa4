"""Whether standing rules stand where they should: what a change or the passing of time concerns was looked at.

A rule that is armed does not hold; one that is pending holds, and not yet for long enough; one that has fired has not
ended; one that rests still holds. This is asked of the program itself, of every combination, whatever the engine
believes to be concerned.
"""

from __future__ import annotations

from engine.trouble import Trouble
from tests.conformance.player import Player


def asleep(player: Player) -> list[str]:
    """The rules that stand where they should not, with their things. Those that could not act are left out."""
    machine = player.machine
    program, standing = machine.program, machine.standing
    failed = {(f.rule, f.key) for f in player.findings if f.force == "failed"}
    wrong = []
    for rule, key in standing.everything():
        position = standing.positions.get((rule, key))
        phase = position.phase if position else "armed"
        if (rule, key) in failed:
            continue
        try:
            match phase:
                case "armed":
                    is_right = not program.holds(rule, key)[0]
                case "pending":
                    long = machine.state.now - position.since
                    is_right = program.holds(rule, key)[0] and long < program.lasting(rule, key)
                case "fired":
                    is_right = not program.ends(rule, key)[0]
                case _:
                    is_right = program.holds(rule, key)[0]
        except (Trouble, ArithmeticError):
            continue
        if not is_right:
            wrong.append(f"{rule}{key} is {phase}")
    return wrong
