"""Parameters and the force of rules at sites: kept, folded anew, explained, taken back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.explain import explain
from engine.forcing import FORCE_SET
from engine.ledger import Journal
from engine.replay import rebuild
from engine.scenarios import run_scenarios
from engine.settings import Applied, SetForce, Setting, Settings
from engine.tuning import TUNED
from tests.engine.yard import YARD, Yard, compiled

TEXT = YARD.replace("    override by boss\n", "    override by boss\n    tuned by boss\n").replace(
    'hold lot "批次 {lot.code} 到期锁定"\n', 'hold lot "批次 {lot.code} 到期锁定"\n    tuned by boss\n'
)


@pytest.fixture
def yard(tmp_path: Path) -> Iterator[Yard]:
    yard = Yard(TEXT, path=tmp_path / "yard.db")
    yield yard.stocked(expires_at="2026-03-31")
    yard.close()


def test_what_a_site_set_is_kept_and_folds_to_the_same(yard: Yard, tmp_path: Path) -> None:
    yard.accept("PlaceRegistered", code="W2")
    yard.accept("PlaceRegistered", code="W1-A", parent="W1")
    yard.accept("Received", lot="L1", item="F-1", place="W1-A", quantity=100)
    yard.accept("Received", lot="L1", item="F-1", place="W2", quantity=100)
    yard.accept(TUNED, parameter="most", value=20, site="W1", role_="keeper")
    yard.accept(TUNED, parameter="most", value=30, site="W2", role_="keeper")
    yard.accept(TUNED, parameter="most", value=25, site="W2", role_="keeper")
    yard.accept(FORCE_SET, rule="too_much", force="warn", site="W2", role_="boss")
    for _ in range(2):
        assert yard.send("Sold", lot="L1", place="W1-A", quantity=21).outcome == "blocked"
        answer = yard.accept("Sold", lot="L1", place="W2", quantity=26)
        assert [(f["rule"], f["force"]) for f in answer.findings] == [("too_much", "warn")]
        assert answer.findings[0]["messages"][0]["zh"] == "数量 26 超过 25"
        assert yard.rules(yard.accept("Sold", lot="L1", place="W1-A", quantity=19)) == []
        yard.reopen()
    assert yard.engine.state.parameters["most"] == 500
    yard.close()
    report = rebuild(str(tmp_path / "yard.db"))
    assert report.identical, report.differences


def test_a_rebuild_sees_a_setting_that_was_tampered_with(yard: Yard, tmp_path: Path) -> None:
    yard.accept(TUNED, parameter="most", value=20, site="W1", role_="keeper")
    yard.accept(FORCE_SET, rule="too_much", force="warn", site="W1", role_="boss")
    yard.close()
    connection = sqlite3.connect(tmp_path / "yard.db")
    with connection:
        connection.execute("UPDATE bc_head SET value = '[]' WHERE name = 'forces'")
        connection.execute("DELETE FROM bc_parameters WHERE name = 'most@W1'")
    connection.close()
    said = {d.en.split(":")[0] for d in rebuild(str(tmp_path / "yard.db")).differences}
    assert said == {"parameter most@W1", 'force of ["too_much", "W1"]'}


def test_why_a_rule_did_not_run_as_it_is_written(yard: Yard) -> None:
    yard.accept(
        FORCE_SET, id_="pilot", rule="too_much", force="observe", site="W1", role_="boss", reason_="试点"
    )
    yard.accept("Received", lot="L1", item="F-1", place="W1", quantity=900)
    found, _ = yard.accept("Sold", lot="L1", place="W1", quantity=600).findings
    assert found["force"] == "observe"
    assert found["applied"]["site"] == "W1"
    why = explain(yard.store, found["id"])
    assert why.applied is not None
    assert (why.applied.force, why.applied.site, why.applied.role, why.applied.reason) == (
        "observe",
        "W1",
        "boss",
        "试点",
    )
    assert why.applied.event is not None
    assert why.applied.event.id == "pilot"
    assert found["id"] not in [row.finding for row in yard.store.outbox()]


def test_a_value_of_the_site_is_explained_by_the_event_that_set_it(yard: Yard) -> None:
    yard.accept(TUNED, id_="everywhere", parameter="most", value=40, role_="keeper")
    yard.accept(TUNED, id_="here", parameter="most", value=20, site="W1", role_="keeper")
    (found,) = yard.send("Sold", lot="L1", place="W1", quantity=30).findings
    why = explain(yard.store, found["id"])
    read = next(r for r in why.finding.reads if r.text == "most")
    assert (read.shown["en"], [why.sources[n].id for n in read.events]) == ("20", ["here"])


def test_a_standing_rule_that_was_observed_is_enforced_for_what_it_found(yard: Yard) -> None:
    yard.accept(FORCE_SET, rule="locked", force="observe", role_="boss")
    yard.engine.advance(1_775_000_000_000_000)
    locked = [(f.rule, f.force) for f in yard.store.findings(rule="locked")]
    assert locked == [("locked", "observe")]
    assert not yard.engine.state.holds
    yard.reopen()
    answer = yard.accept(
        FORCE_SET, rule="locked", force="as_written", role_="boss", at_="2026-04-02T08:00:00"
    )
    assert "locked" in yard.rules(answer)
    assert ("Lot", "L1") in yard.engine.state.holds


def test_a_scenario_may_not_run_a_rule_otherwise_that_nobody_may() -> None:
    text = (
        YARD
        + '\nscenario "s"\n    given\n        run expired as observe\n    at 2026-03-02T08:00\n        no findings\n'
    )
    (result,) = run_scenarios(compiled(text))
    assert result.failures[0].en == "`expired` always runs as it is written: it names nobody with `tuned by`."


@pytest.mark.parametrize("site", ["W1-A", "W9", "supply"])
def test_a_scenario_sets_something_only_at_a_site(site: str) -> None:
    given = f'        Place(code: "W1-A", parent: "W1")\n        Place(code: "W1")\n        set most = 3 at "{site}"\n'
    text = YARD + f'\nscenario "s"\n    given\n{given}    at 2026-03-02T08:00\n        no findings\n'
    (result,) = run_scenarios(compiled(text))
    assert result.passed is (site == "W9")  # it is only mentioned, and exists by that


def test_what_is_refused_leaves_no_trace() -> None:
    yard = Yard(TEXT).stocked()
    settings = yard.engine.state.settings
    for given in ({"force": "block", "rule": "locked"}, {"force": "warn", "rule": "too_much", "site": "no"}):
        assert yard.send(FORCE_SET, role_="boss", **given).outcome == "refused"
    assert yard.send(TUNED, parameter="most", value=0, site="W1").outcome == "refused"
    assert not settings.matter


# -- by itself


def forces(*said: tuple[str, int, SetForce]) -> Settings:
    settings = Settings({})
    for number, (site, at, force) in enumerate(said):
        settings.run("r", site, Setting(at, number, force), [])
    return settings


@pytest.mark.parametrize(
    ("sites", "at", "expected"),
    [
        ((), 5, None),
        ((), 10, ("warn", "", 1)),
        (("A",), 9, None),
        (("A",), 10, ("warn", "", 1)),
        (("A",), 20, ("observe", "A", 0)),
        (("A",), 30, ("block", "A", 3)),
        (("A", "B"), 20, ("warn", "", 1)),
        (("A", "C"), 20, None),
        (("C", "A"), 30, ("block", "A", 3)),
        (("A", "B"), 30, ("block", "A", 3)),
    ],
)
def test_the_strictest_of_several_sites_counts_at_the_time(
    sites: tuple[str, ...], at: int, expected: Any
) -> None:
    """A: observe from 20, block from 30, said in another order; C as written from 15; all others warn from 10."""
    settings = forces(("A", 20, "observe"), ("", 10, "warn"), ("C", 15, "as_written"), ("A", 30, "block"))
    assert settings.force("r", sites, at) == (Applied(*expected) if expected else None)


def test_entering_and_leaving_a_site() -> None:
    parameters = {"a": 1, "b": 2}
    settings = Settings(parameters)
    undo: Journal = []
    settings.tune("a", "W", 7, 3, undo)
    settings.enter("W")
    assert (parameters, settings.origin("a"), settings.origin("b")) == ({"a": 7, "b": 2}, 3, None)
    settings.enter("V")
    assert (parameters, settings.origin("a")) == ({"a": 1, "b": 2}, None)
    for function, arguments in reversed(undo):
        function(*arguments)
    settings.enter("W")
    assert parameters == {"a": 1, "b": 2}
    assert not settings.matter


def test_a_place_within_itself_is_its_own_site() -> None:
    """Places whose parents form a ring: the walk ends."""
    yard = Yard(TEXT)
    yard.accept("PlaceRegistered", code="A")
    yard.accept("PlaceRegistered", code="B", parent="A")
    yard.engine.state.things["Place"]["A"].parent = "B"  # type: ignore[attr-defined]
    assert yard.engine.machine.sites.of_place("A") == "B"
