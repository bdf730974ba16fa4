"""What is proven of generated programs is true when they run."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given

from dsl import model as m
from dsl.prove import prove
from tests.conformance.player import Player
from tests.properties.effort import effort
from tests.properties.programs import Program, programs
from tests.properties.test_programs import compiled


@effort(40)
@given(programs())
def test_what_is_proven_is_so(program: Program) -> None:
    """A rule that can never fire does not; one that adds nothing never fires alone; what always holds always fires."""
    pack = compiled(program.text)
    found = prove(pack.model, pack.sources)
    player = Player(pack)
    player.take(*program.steps)
    fired = defaultdict(set)
    for finding in player.findings:
        fired[finding.rule].add((finding.seq, finding.at, finding.key))
    for diagnostic in found:
        facts = diagnostic.facts
        if diagnostic.code == "BC473":
            assert _on(player, fired[str(facts["rule"])], str(facts["on"])) == set()
        elif diagnostic.code == "BC477" and isinstance(pack.model.rules[str(facts["rule"])].body, m.OnEvents):
            others = {other.rule for other in player.findings if other.rule != facts["rule"]}
            assert fired[str(facts["rule"])] <= set().union(*(fired[name] for name in others))


def _on(player: Player, fired: set[tuple[int, int, tuple[str, ...]]], events: str) -> set[int]:
    """The numbers of the events on which a rule fired, of those that are named; none named: of all."""
    types = {row["seq"]: row["type"] for row in player.log()["events"]}
    return {seq for seq, _, _ in fired if not events or f"`{types.get(seq)}`" in events}
