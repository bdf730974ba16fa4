"""Batches in, answers out: known events, dead letters, time, roles, knobs, what rules emit, and writes that fail."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from engine.events import Answer
from engine.records import Batch, EventRow, Loaded
from engine.replay import figures
from engine.run import Engine
from engine.shapes import Shapes
from engine.store import Store
from engine.store.read import Definitions
from tests.engine.yard import THINGS, YARD, Yard, compiled, event, instant, line


@pytest.fixture
def yard() -> Yard:
    return Yard().stocked()


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[Yard]:
    yard = Yard(path=tmp_path / "yard.db")
    yield yard.stocked()
    yard.close()


def everything(engine: Engine) -> Any:
    """All that is true, to compare."""
    return figures(engine.machine, engine.state.now), engine.state.seq, engine.machine.chain.last


# -- known events


def sent_twice(yard: Yard, type: str, **given: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    made = [yard.line(type, **given)]
    return yard.send_all(made)[0].to_json(), yard.send_all(made)[0].to_json()


CASES: list[tuple[str, str, dict[str, Any]]] = [
    ("accepted", "Sold", {"lot": "L1", "place": "W1", "quantity": 5}),
    ("blocked", "Sold", {"lot": "L1", "place": "W1", "quantity": 501}),
    ("refused", "Sold", {"lot": "L1", "place": "W1", "quantity": 101}),
    ("refused", "Released", {"lot": "L1"}),
    ("accepted", "Opened", {"lot": "L1"}),
    ("accepted", "ParameterTuned", {"parameter": "most", "value": 7}),
    ("accepted", "ParameterTuned", {"parameter": "reserve", "value": 300}),
    ("refused", "ParameterTuned", {"parameter": "most", "value": 7000}),
]


@pytest.mark.parametrize(("outcome", "type", "data"), CASES)
@pytest.mark.parametrize("how", ["in memory", "over a store", "reopened", "in one batch"])
def test_a_known_event_is_answered_as_before(
    yard: Yard, stored: Yard, how: str, outcome: str, type: str, data: dict[str, Any]
) -> None:
    yard = yard if how == "in memory" else stored
    made = [yard.line(type, **data)]
    if how == "in one batch":
        first, second = (a.to_json() for a in yard.send_all(made * 2))
        after = everything(yard.engine)
    else:
        first = yard.send_all(made)[0].to_json()
        after = everything(yard.engine)
        if how == "reopened":
            yard.reopen()
        second = yard.send_all(made)[0].to_json()
    assert first["outcome"] == outcome
    assert second.pop("duplicate") is True
    assert second == first
    assert everything(yard.engine) == after
    if yard.path is not None:
        seqs = [e.seq for e in yard.store.events()]
        assert seqs == list(range(1, yard.engine.state.seq + 1))


def test_a_known_event_with_all_that_it_led_to(stored: Yard) -> None:
    stored.accept("SafetySet", item="F-1", safety=98)
    first, second = sent_twice(stored, "Sold", lot="L1", place="W1", quantity=5)
    assert [f["rule"] for f in first["findings"]] == ["low"]
    assert [(e["type"], e["outcome"]) for e in first["emitted"]] == [("Reordered", "accepted")]
    assert first["emitted"][0]["data"] == {"item": "F-1", "place": "W1", "quantity": "3"}
    assert second == first | {"duplicate": True}
    assert stored.value('reorders("F-1")') == 1


def test_an_event_is_known_by_source_and_id(stored: Yard) -> None:
    data: dict[str, Any] = {"lot": "L1", "place": "W1", "quantity": 5}
    made = [line(event("Sold", id_="x", source_=source, **data)) for source in ("a", "b", "a", "A", "a ")]
    answers = stored.send_all(made)
    assert [a.duplicate for a in answers] == [False, False, True, False, False]
    assert stored.value('sales("F-1")') == 4
    other = stored.send("Opened", id_="x", source_="a", lot="L1")
    assert other.duplicate
    assert other.to_json() == answers[0].to_json() | {"duplicate": True}
    assert stored.value('Lot("L1").opened') is False, "the id is known, whatever else is in the event"


def test_seq_goes_up_by_one_for_each_event_that_is_one(yard: Yard) -> None:
    seq = yard.engine.state.seq
    lot = {"lot": "L1", "place": "W1"}
    made = [
        yard.line("Sold", **lot, quantity=1),
        yard.line("Sold", **lot, quantity=501),
        yard.line("Sold", **lot, quantity=-1),
        b"?",
        yard.line("Sold", **lot, quantity=300),
        yard.line("Sold", **lot, quantity=1),
    ]
    answers = yard.send_all(made)
    assert [a.outcome for a in answers] == [
        "accepted",
        "blocked",
        "malformed",
        "malformed",
        "refused",
        "accepted",
    ]
    assert [a.seq for a in answers] == [seq + 1, seq + 2, None, None, seq + 3, seq + 4]


# -- what is no event


def test_a_dead_letter_is_kept_once(stored: Yard) -> None:
    bad = [b"{", stored.line("Sold", lot="L1", place="W1", quantity="x"), stored.line("Solt"), b"\xff\xff"]
    for _ in range(2):
        answers = stored.send_all([*bad, *bad])
        assert [a.outcome for a in answers] == ["malformed"] * 8
        assert all(a.seq is None for a in answers)
    stored.reopen()
    stored.send_all(bad)
    letters = stored.store.dead_letters()
    assert sorted(letter.code for letter in letters) == ["BC630", "BC640", "BC640", "BC646"]
    reason = json.loads(next(letter for letter in letters if letter.code == "BC630").reason)
    assert "`quantity`" in reason["en"]
    assert "`quantity`" in reason["zh"]
    assert next(letter for letter in letters if letter.code == "BC646").raw == bad[2].decode()


def test_an_event_that_was_malformed_may_come_again_mended(stored: Yard) -> None:
    assert stored.send("Sold", id_="x", lot="L1", place="W1", quantity="x").outcome == "malformed"
    assert stored.send("Solt", id_="x", lot="L1", place="W1", quantity=1).outcome == "malformed"
    answer = stored.send("Sold", id_="x", lot="L1", place="W1", quantity=1)
    assert (answer.outcome, answer.duplicate) == ("accepted", False)
    tuned = {"parameter": "most", "value": "two"}
    assert stored.send("ParameterTuned", id_="y", **tuned).outcome == "malformed"
    assert stored.send("ParameterTuned", id_="y", **tuned | {"value": 2}).outcome == "accepted"


def test_a_thing_may_be_registered_and_used_in_one_batch(yard: Yard) -> None:
    made = [
        yard.line("Sold", lot="L2", place="W1", quantity=1),
        yard.line("LotRegistered", code="L2", item="F-1"),
        yard.line("Received", lot="L2", item="F-1", place="W1", quantity=1),
        yard.line("Sold", lot="L2", place="W1", quantity=1),
    ]
    assert [a.outcome for a in yard.send_all(made)] == ["refused", "accepted", "accepted", "accepted"]


def test_what_names_a_thing_not_known_yet_is_refused_and_stays_so(stored: Yard) -> None:
    """A file that is run again after a kill ends as it would have without one."""
    sold = stored.line("Sold", id_="s", lot="L2", place="W1", quantity=1)
    made = [
        sold,
        stored.line("LotRegistered", code="L2", item="F-1"),
        stored.line("Received", lot="L2", item="F-1", place="W1", quantity=1),
    ]
    answers = stored.send_all(made)
    assert [a.outcome for a in answers] == ["refused", "accepted", "accepted"]
    assert answers[0].problem == {
        "code": "BC624",
        "en": "`lot` names Lot `L2`, which is not known. Did you mean `L1`?",
        "zh": "`lot` 指向的批次 `L2` 未登记。是否想写 `L1`?",
    }
    before = everything(stored.engine)
    stored.reopen()
    assert [a.to_json() for a in stored.send_all(made)] == [
        a.to_json() | {"duplicate": True} for a in answers
    ]
    assert everything(stored.engine) == before
    assert stored.store.dead_letters() == []


def test_a_batch_of_nothing(stored: Yard) -> None:
    before = everything(stored.engine)
    assert stored.send_all([]) == []
    assert everything(stored.engine) == before


# -- what is refused leaves nothing


@pytest.mark.parametrize(
    ("type", "given"),
    [
        ("Sold", {"lot": "L1", "place": "W1", "quantity": 101}),
        ("Sold", {"lot": "L1", "place": "W1", "quantity": 501}),
        ("Moved", {"lot": "L1", "source": "W1", "target": "W1", "quantity": 1}),
        ("LotRegistered", {"code": "L1", "item": "F-1"}),
        ("LotRegistered", {"code": "", "item": "F-1"}),
        ("Released", {"lot": "L1"}),
        ("Released", {"lot": "L1", "role_": "keeper"}),
        ("Broken", {"lot": "L1", "divisor": 0}),
        ("Broken", {"lot": "L1", "divisor": "0.000001"}),
    ],
)
def test_what_is_not_carried_out_leaves_nothing(type: str, given: dict[str, Any]) -> None:
    """Not even what it did before it failed."""
    broken = (
        "\nevent Broken\n    lot: Lot\n    divisor: number\n    hold lot\n    set lot.opened = true\n"
        "    create Place(code: lot.code)\n    emit Opened(lot: lot)\n    move 1 of lot from supply to customers\n"
        "    set lot.item.safety = lot_everywhere(lot) * (1000000 / divisor)\n"
    )
    yard = Yard(YARD + broken).stocked()
    before = figures(yard.engine.machine, yard.engine.state.now)
    number = yard.engine.machine.chain.number
    answer = yard.send(type, **given)
    assert answer.outcome in ("refused", "blocked")
    assert not answer.emitted
    assert figures(yard.engine.machine, yard.engine.state.now) == before
    assert yard.engine.machine.chain.number == number + (answer.outcome == "blocked")
    if answer.problem is not None:
        assert answer.problem["en"].endswith(".")
        assert any("一" <= c <= "鿿" for c in answer.problem["zh"])
    yard.accept("Sold", lot="L1", place="W1", quantity=100)


def test_every_reason_is_told_and_not_only_the_first(yard: Yard) -> None:
    yard.stocked("L2", expires_at="2026-03-31")
    yard.accept("Opened", lot="L2")
    answer = yard.send("Sold", lot="L2", place="W1", quantity=501, at_="2026-04-01T00:00:00")
    assert answer.outcome == "blocked"
    assert yard.rules(answer) == ["too_much", "expired"]


# -- time


def test_a_late_event_counts_where_it_belongs(yard: Yard) -> None:
    """`sold` goes back two days from the clock; the clock does not go back."""
    lot = {"lot": "L1", "place": "W1"}
    yard.accept("Sold", **lot, quantity=10, at_="2026-03-10T12:00:00")
    yard.accept("Sold", **lot, quantity=1, at_="2026-03-08T12:00:00.000001")
    yard.accept("Sold", **lot, quantity=2, at_="2026-03-08T12:00:00")
    yard.accept("Sold", **lot, quantity=4, at_="2026-03-01T12:00:00")
    assert yard.engine.state.now == instant("2026-03-10T12:00:00")
    assert yard.value('sold("F-1")') == "11"
    assert yard.value('sales("F-1")') == 4


def test_a_rule_judges_by_the_time_of_the_event(yard: Yard) -> None:
    yard.stocked("L2", expires_at="2026-03-31")
    yard.engine.advance(instant("2026-05-01"))
    lot = {"lot": "L2", "place": "W1", "quantity": 1}
    assert yard.send("Sold", **lot, at_="2026-03-31T23:59:59.999998").outcome == "accepted"
    assert yard.send("Sold", **lot, at_="2026-03-31T23:59:59.999999").outcome == "blocked"


def test_a_rule_is_in_force_by_the_time_of_the_event() -> None:
    text = THINGS + (
        '\nrule new "新规"\n    on Sold\n    when quantity > 1\n    block "不行"\n'
        "    effective from 2026-04-01 to 2026-04-30\n"
    )
    yard = Yard(text).stocked()
    yard.engine.advance(instant("2026-06-01"))
    for at, outcome in (
        ("2026-03-31T23:59:59.999999", "accepted"),
        ("2026-04-01T00:00:00", "blocked"),
        ("2026-04-30T23:59:59.999999", "blocked"),
        ("2026-05-01T00:00:00", "accepted"),
    ):
        assert yard.send("Sold", lot="L1", place="W1", quantity=2, at_=at).outcome == outcome, at


def test_the_clock_never_goes_back(yard: Yard) -> None:
    seen = []
    for at in ("2026-03-05T00:00:00", "2026-03-04T00:00:00", "2026-03-06T00:00:00Z", "1999-01-01T00:00:00"):
        yard.accept("Opened", lot="L1", at_=at)
        seen.append(yard.engine.state.now)
    assert seen == sorted(seen)
    before = everything(yard.engine)
    yard.engine.advance(instant("2026-03-01"))
    yard.engine.advance(yard.engine.state.now)
    assert everything(yard.engine) == before, "time that has passed already is no event"


def test_timers_fire_in_order_each_at_its_own_instant(stored: Yard) -> None:
    """Before the event that moves the clock past them, which finds the state as they left it."""
    stored.stocked("L3", expires_at="2026-04-03T12:00:00")
    stored.stocked("L2", expires_at="2026-04-02T12:00:00")
    stored.engine.findings.clear()
    answer = stored.send("Sold", lot="L2", place="W1", quantity=1, at_="2026-04-03T12:00:00")
    found = [(f.rule, f.key, f.at) for f in stored.engine.findings]
    day = 86_400_000_000
    two, three = instant("2026-04-02T12:00:00"), instant("2026-04-03T12:00:00")
    assert found == [
        ("expiring", ("L2",), two - 10 * day),
        ("expiring", ("L3",), three - 10 * day),
        ("locked", ("L2",), two),
        ("held_told", ("L2",), two),
        ("locked", ("L3",), three),
        ("held_told", ("L3",), three),
        ("expired", (), three),
    ]
    assert stored.rules(answer) == ["expired"], "the timers' findings are not the event's"
    assert {f.seq for f in stored.engine.findings} == {answer.seq}


@pytest.mark.parametrize("step", ["1 µs before", "at"])
def test_to_the_microsecond(yard: Yard, step: str) -> None:
    yard.stocked("L2", expires_at="2026-04-02T12:00:00")
    yard.engine.advance(instant("2026-04-02T12:00:00") - (step != "at"))
    assert (("Lot", "L2") in yard.engine.state.holds) is (step == "at")


def test_a_tick_is_an_event_of_the_log(stored: Yard) -> None:
    stored.stocked("L2", expires_at="2026-04-02T12:00:00")
    seq = stored.engine.state.seq
    stored.engine.advance(instant("2026-04-05T12:00:00"))
    assert stored.engine.state.seq == seq + 1
    (tick,) = stored.store.events(seq)
    assert (tick.type, tick.source, tick.outcome) == ("bincard.tick", "bincard", "accepted")
    assert tick.at == tick.recorded == instant("2026-04-05T12:00:00")
    assert {f.seq for f in stored.store.findings(rule="locked")} == {tick.seq}


def test_timers_outlive_the_process(stored: Yard) -> None:
    stored.stocked("L2", expires_at="2026-04-02T12:00:00")
    stored.reopen()
    stored.engine.advance(instant("2026-04-02T12:00:00"))
    assert [f.rule for f in stored.engine.findings] == ["expiring", "locked", "held_told"]
    stored.reopen()
    stored.engine.advance(instant("2026-05-02T12:00:00"))
    assert stored.engine.findings == [], "each fires once"


def test_what_a_timer_emits_is_in_the_log(tmp_path: Path) -> None:
    text = YARD + (
        "\nrule order_again\n    for each lot: Lot\n    when lot.expires_at is known and lot.expires_at <= now\n"
        "    emit Reordered(item: lot.item, place: supply, quantity: 5)\n"
    )
    yard = Yard(text, tmp_path / "y.db").stocked("L2", expires_at="2026-04-02T12:00:00")
    answer = yard.accept("Opened", lot="L2", at_="2026-04-03T12:00:00")
    events = [(e.seq, e.type, e.parent, e.at) for e in yard.store.events((answer.seq or 0) - 1)]
    assert events == [
        (answer.seq, "Opened", None, instant("2026-04-03T12:00:00")),
        ((answer.seq or 0) + 1, "Reordered", answer.seq, instant("2026-04-02T12:00:00")),
    ]
    assert yard.value('reorders("F-1")') == 1
    yard.close()


def test_rows_of_a_timer_of_what_it_emits_and_of_the_event_itself(tmp_path: Path) -> None:
    """All of them move stock and alert; each row has a key of its own, also after other definitions came."""
    text = THINGS + (
        '\nevent Topped "补足"\n    lot: Lot\n    place: Place\n    move 1 of lot from supply to place\n'
        '    alert boss "补足 {lot.code}"\n'
        "\nmeasure everywhere(lot: Lot)\n    stock of lot\n"
        "\nrule timer\n    for each lot: Lot\n    when lot.expires_at is known and lot.expires_at <= now\n"
        '    move 1 of lot from supply to customers\n    emit Topped(lot: lot, place: customers)\n    alert boss "到期"\n'
        '\nrule sale\n    on Sold\n    when quantity > 1\n    alert boss "售出"\n'
    )
    yard = Yard(text, tmp_path / "y.db")
    yard.stocked("L1", expires_at="2026-03-10").stocked("L2", expires_at="2026-03-11")
    answer = yard.accept("Sold", lot="L1", place="W1", quantity=5, at_="2026-03-12T00:00:00")
    rows = [(m.seq, m.line) for m in yard.store.moves() if m.seq >= (answer.seq or 0)]
    seq = answer.seq or 0
    assert rows == [(seq, 1), (seq, 2), (seq, 3), (seq + 1, 1), (seq + 2, 1)]
    assert [(o.seq, o.line) for o in yard.store.outbox()] == rows
    yard.reopen(text.replace("when lot.expires_at", "when everywhere(lot) > 0 and lot.expires_at"))
    yard.reopen(
        text + "\nrule again\n    for each lot: Lot\n    when everywhere(lot) > 0\n"
        '    move 1 of lot from supply to customers\n    alert boss "又"\n'
    )
    published = [e for e in yard.store.events() if e.type == "bincard.published"]
    assert [(e.seq, e.source, e.at) for e in published] == [
        (seq + n, "bincard", yard.engine.state.now) for n in (3, 4)
    ]
    assert [(m.seq, m.line) for m in yard.store.moves()][-2:] == [(seq + 4, 1), (seq + 4, 2)]
    yard.close()


# -- roles and knobs


@pytest.mark.parametrize(
    ("role", "reason", "outcome"),
    [
        (None, None, "blocked"),
        ("boss", None, "blocked"),
        ("boss", "", "blocked"),
        ("boss", "  \n", "blocked"),
        (None, "客户急用", "blocked"),
        ("keeper", "客户急用", "blocked"),
        ("Boss", "客户急用", "blocked"),
        ("boss", "客户急用", "accepted"),
    ],
)
def test_an_override_needs_the_role_and_a_reason(yard: Yard, role: str, reason: str, outcome: str) -> None:
    yard.stocked("L2", 1000)
    answer = yard.send("Sold", lot="L2", place="W1", quantity=501, role_=role, reason_=reason)
    assert answer.outcome == outcome
    assert yard.rules(answer)[0] == "too_much"
    if outcome == "accepted":
        (finding, *_) = yard.engine.findings
        assert finding.force == "overridden"
        assert finding.overridden == {"role": "boss", "reason": "客户急用"}
        assert yard.value('on_hand("F-1", "W1")') == "599"


def test_an_override_is_of_its_own_rule_alone(yard: Yard) -> None:
    yard.stocked("L2", 1000, expires_at="2026-03-02")
    answer = yard.send(
        "Sold", lot="L2", place="W1", quantity=501, role_="boss", reason_="急", at_="2026-03-03T00:00:00"
    )
    assert answer.outcome == "blocked"
    assert yard.rules(answer) == ["expired"]


@pytest.mark.parametrize("role", [None, "keeper", "Boss", ""])
def test_who_may_record_an_event(yard: Yard, role: str | None) -> None:
    yard.accept("Spoiled", lot="L1")
    answer = yard.send("Released", lot="L1", role_=role)
    assert answer.outcome == "refused"
    assert answer.problem is not None
    assert answer.problem["code"] == "BC615"
    assert "Released is recorded by boss" in answer.problem["en"]
    assert "Released 须由 boss 记录" in answer.problem["zh"]
    assert ("Lot", "L1") in yard.engine.state.holds
    yard.accept("Released", lot="L1", role_="boss")
    assert ("Lot", "L1") not in yard.engine.state.holds


@pytest.mark.parametrize(
    ("given", "role", "outcome", "code"),
    [
        ({"parameter": "notice", "value": "5 days"}, "boss", "accepted", None),
        ({"parameter": "notice", "value": "1 day"}, "boss", "accepted", None),
        ({"parameter": "notice", "value": "30 天"}, "boss", "accepted", None),
        ({"parameter": "notice", "value": "5 days"}, None, "refused", "BC613"),
        ({"parameter": "notice", "value": "5 days"}, "keeper", "refused", "BC613"),
        ({"parameter": "notice", "value": "23 hours"}, "boss", "refused", "BC614"),
        ({"parameter": "notice", "value": "31 days"}, "boss", "refused", "BC614"),
        ({"parameter": "notice", "value": 5}, "boss", "malformed", "BC630"),
        ({"parameter": "notice", "value": None}, "boss", "malformed", "BC620"),
        ({"parameter": "notice"}, "boss", "malformed", "BC620"),
        ({"parameter": "notise", "value": "5 days"}, "boss", "malformed", "BC632"),
        ({"parameter": 5, "value": "5 days"}, "boss", "malformed", "BC632"),
        ({"value": "5 days"}, "boss", "malformed", "BC632"),
        ({"parameter": "notice", "value": "5 days", "shelf": "W1"}, "boss", "malformed", "BC622"),
        ({"parameter": "notice", "value": "5 days", "site": 1}, "boss", "malformed", "BC638"),
        ({"parameter": "notice", "value": "5 days", "site": "W9"}, "boss", "refused", "BC680"),
        ({"parameter": "most", "value": "2 箱"}, None, "malformed", "BC629"),
        ({"parameter": "most", "value": 1}, None, "accepted", None),
        ({"parameter": "most", "value": 0.5}, None, "refused", "BC614"),
    ],
)
def test_tuning(yard: Yard, given: dict[str, Any], role: str, outcome: str, code: str | None) -> None:
    before = dict(yard.engine.state.parameters)
    answer = yard.send("ParameterTuned", role_=role, **given)
    assert answer.outcome == outcome
    assert (answer.problem or {}).get("code") == code
    assert (yard.engine.state.parameters != before) is (outcome == "accepted")


def test_what_tuning_says(yard: Yard) -> None:
    problem = yard.send("ParameterTuned", parameter="notice", value="31 days", role_="boss").problem
    assert problem is not None
    assert problem["en"] == "`notice` goes from 1 day to 30 days; 31 days is outside."
    assert problem["zh"] == "`notice` 的范围是 1 天 到 30 天; 31 天 超出范围。"
    problem = yard.send("ParameterTuned", parameter="notise", value="3 days", role_="boss").problem
    assert problem is not None
    assert problem["en"] == "`parameter` is `notise`, which is no parameter. Did you mean `notice`?"
    assert problem["zh"] == "`parameter` 为 `notise`, 没有这个参数。是否想写 `notice`?"


def test_a_parameter_that_is_turned_is_judged_at_once(stored: Yard) -> None:
    stored.stocked("L2", expires_at="2026-03-20")
    assert stored.engine.findings == []
    answer = stored.accept("ParameterTuned", parameter="notice", value="19 days", role_="boss")
    assert stored.rules(answer) == []
    answer = stored.accept("ParameterTuned", parameter="notice", value="20 days", role_="boss")
    assert stored.rules(answer) == ["expiring"]
    stored.reopen()
    assert stored.value("notice") == 20 * 86_400_000_000
    blocked = stored.send("Sold", lot="L2", place="W1", quantity=501)
    assert blocked.outcome == "blocked"
    stored.accept("ParameterTuned", parameter="most", value=502)
    assert stored.send("Sold", lot="L2", place="W1", quantity=501).outcome == "refused", (
        "stock, but no longer the rule"
    )


# -- what rules emit


def test_emitted_events_and_their_outcomes(stored: Yard) -> None:
    """One that is out of its bounds is refused; what emitted it stands."""
    stored.accept("SafetySet", item="F-1", safety=101)
    assert stored.value('reorders("F-1")') == 1
    stored.accept("SafetySet", item="F-1", safety=0)
    answer = stored.accept("SafetySet", item="F-1", safety=5000)
    (emitted,) = answer.emitted
    assert emitted["outcome"] == "refused"
    assert emitted["problem"]["code"] == "BC621"
    assert emitted["data"] == {"item": "F-1", "place": "W1", "quantity": "4900"}
    assert stored.value('Item("F-1").safety') == "5000"
    assert stored.value('reorders("F-1")') == 1
    rows = [
        (e.seq, e.type, e.source, e.parent, e.outcome) for e in stored.store.events((answer.seq or 0) - 1)
    ]
    assert rows == [
        (answer.seq, "SafetySet", "test", None, "accepted"),
        ((answer.seq or 0) + 1, "Reordered", "bincard", answer.seq, "refused"),
    ]


def test_an_emitted_event_that_is_blocked() -> None:
    text = YARD + (
        '\nrule no_reorder "不补货"\n    on Reordered\n    when quantity > 50\n    block "太多 {quantity}"\n'
        '\nrule told "补货通知"\n    on Reordered\n    when quantity > 5\n    alert boss "补 {quantity}"\n'
    )
    yard = Yard(text).stocked()
    answer = yard.accept("SafetySet", item="F-1", safety=151)
    assert [e["outcome"] for e in answer.emitted] == ["blocked"]
    assert yard.rules(answer) == ["low", "no_reorder"]
    assert yard.value('reorders("F-1")') == 0
    yard.accept("SafetySet", item="F-1", safety=0)
    answer = yard.accept("SafetySet", item="F-1", safety=150)
    assert [e["outcome"] for e in answer.emitted] == ["accepted"]
    assert yard.rules(answer) == ["low", "told"]


def test_an_event_that_emits_by_its_own_statements(yard: Yard) -> None:
    assert not yard.accept("Checked", lot="L1").emitted
    yard.accept("Opened", lot="L1")
    (emitted,) = yard.accept("Checked", lot="L1").emitted
    assert emitted["type"] == "Opened"
    assert emitted["data"] == {"lot": "L1", "note": "again"}


def test_no_event_from_outside_may_take_the_engines_name(stored: Yard) -> None:
    answer = stored.send("Opened", lot="L1", id_="emitted-9", source_="bincard")
    assert answer.outcome == "malformed"
    assert answer.problem is not None
    assert answer.problem["code"] == "BC644"


@pytest.mark.parametrize(
    ("action", "code"),
    [("set item.storage = {}", "BC611"), ("emit Stored(item: item, storage: {})", "BC612")],
)
def test_rules_that_never_come_to_rest(action: str, code: str) -> None:
    """The event that began it is refused whole, and everything else goes on."""
    text = f"{THINGS}\nevent Stored\n    item: Item\n    storage: Storage\n    set item.storage = storage\n"
    ring = (("freeze", "ambient", "frozen"), ("warm", "chilled", "ambient"), ("thaw", "frozen", "chilled"))
    for name, before, after in ring:
        text += f"\nrule {name}\n    for each item: Item\n    when item.storage == {before}\n    {action.format(after)}\n"
    text = text.replace("storage: Storage = ambient", "storage: Storage?")
    yard = Yard(text).stocked()
    state = everything(yard.engine)[0]
    answer = yard.send("Stored", item="F-1", storage="chilled")
    assert answer.outcome == "refused"
    assert answer.problem is not None
    assert answer.problem["code"] == code
    assert not answer.emitted
    assert not answer.findings
    assert everything(yard.engine)[0] == state
    yard.accept("Sold", lot="L1", place="W1", quantity=1)


def test_a_timer_that_cannot_act_is_written_down_and_not_tried_again(tmp_path: Path) -> None:
    text = YARD + (
        '\nrule impossible "做不到"\n    for each lot: Lot\n    when lot.expires_at is known and lot.expires_at <= now\n'
        '    set lot.item.safety = lot.item.safety / lot_everywhere(lot) * lot.item.safety\n    hold lot "x"\n'
    )
    yard = Yard(text, tmp_path / "y.db")
    yard.stocked("L2", expires_at="2026-04-02T12:00:00")
    yard.accept("Sold", lot="L2", place="W1", quantity=100)
    yard.engine.advance(instant("2026-04-03T12:00:00"))
    (failed,) = [f for f in yard.engine.findings if f.rule == "impossible"]
    assert failed.force == "failed"
    assert failed.messages[0]["en"] == "A rule divides by zero here."
    assert failed.messages[0]["zh"] == "规则在此处除以零。"
    assert ("Lot", "L2") not in yard.engine.state.holds
    yard.reopen()
    yard.engine.advance(instant("2026-05-03T12:00:00"))
    assert yard.engine.findings == []
    yard.close()


# -- committing


class Spied:
    """A store that says what is asked of it, and fails to write where it is told to."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.said: list[str] = []
        self.fails = False

    def load(self) -> Loaded:
        self.said.append("load")
        return self.store.load()

    def known(self, pairs: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
        self.said.append(f"known {len(pairs)}")
        return self.store.known(pairs)

    def write(self, batch: Batch) -> None:
        self.said.append(f"write {len(batch.events)}")
        if self.fails:
            raise OSError(28, "No space left on device")
        self.store.write(batch)

    def definitions(self, version: str | None = None) -> Definitions | None:
        return self.store.definitions(version)

    def events(self, after_seq: int = 0) -> Iterator[EventRow]:
        return self.store.events(after_seq)

    def publish(self, version: str, files: Mapping[str, str], seq: int, *, batch: Batch) -> None:
        self.said.append("publish")
        self.store.publish(version, files, seq, batch=batch)


@pytest.fixture
def spied(tmp_path: Path) -> Iterator[Spied]:
    model = compiled(YARD).model
    with Store.open(str(tmp_path / "yard.db"), model, Shapes(model)) as store:
        yield Spied(store)


def registered(number: int) -> list[bytes]:
    return [line(event("PlaceRegistered", id_=f"p{n}", code=f"P{n}")) for n in range(number)]


def test_a_batch_is_one_write_before_any_answer(spied: Spied) -> None:
    engine = Engine(compiled(YARD), spied)
    spied.said.clear()
    told: list[Answer] = []
    told += engine.submit_lines(registered(50))
    assert spied.said == ["known 50", "write 50"]
    assert len(told) == 50
    assert spied.store.head()["seq"] == 50
    engine.advance(instant("2026-06-01"))
    assert spied.said[2:] == ["write 1"]
    engine.advance(instant("2026-06-01"))
    assert len(spied.said) == 3


@pytest.mark.parametrize("how", ["submit", "advance"])
def test_a_write_that_fails_leaves_no_answer(spied: Spied, how: str) -> None:
    engine = Engine(compiled(YARD), spied)
    engine.submit_lines(registered(3))
    before = everything(engine)
    spied.fails = True
    with pytest.raises(OSError, match="No space left"):
        engine.submit_lines(registered(5)) if how == "submit" else engine.advance(instant("2026-06-01"))
    spied.fails = False
    for again in (lambda: engine.submit_lines(registered(5)), lambda: engine.advance(instant("2026-07-01"))):
        with pytest.raises(RuntimeError, match="open the store again"):
            again()
    reopened = Engine(compiled(YARD), spied)
    assert everything(reopened) == before
    answers = reopened.submit_lines(registered(5))
    assert [a.duplicate for a in answers] == [True, True, True, False, False]
    assert [a.seq for a in answers] == [1, 2, 3, 4, 5]
    assert [e.seq for e in spied.store.events()] == [1, 2, 3, 4, 5]


def test_a_bug_in_the_midst_of_a_batch_writes_none_of_it(
    spied: Spied, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine(compiled(YARD), spied)

    def fail(*_: object) -> None:
        raise AssertionError("a bug")

    monkeypatch.setattr(engine.machine.state, "create", fail)
    with pytest.raises(AssertionError, match="a bug"):
        engine.submit_lines(registered(3))
    with pytest.raises(RuntimeError, match="open the store again"):
        engine.submit_lines([])
    monkeypatch.undo()
    assert [a.seq for a in Engine(compiled(YARD), spied).submit_lines(registered(2))] == [1, 2]


def test_a_store_that_cannot_be_asked_spoils_nothing(spied: Spied, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(compiled(YARD), spied)

    def fail(*_: object) -> None:
        raise OSError(5, "I/O")

    monkeypatch.setattr(spied.store, "known", fail)
    with pytest.raises(OSError, match="I/O"):
        engine.submit_lines(registered(3))
    monkeypatch.undo()
    assert [a.seq for a in engine.submit_lines(registered(3))] == [1, 2, 3]


def test_definitions_are_published_when_they_change(spied: Spied) -> None:
    other = compiled(YARD + "\nrole extra\n")
    for definitions, said in (
        (compiled(YARD), ["load", "publish"]),
        (compiled(YARD), ["load"]),
        (other, ["load", "publish"]),
        (other, ["load"]),
    ):
        spied.said.clear()
        Engine(definitions, spied)
        assert spied.said == said
    versions = [p.version for p in spied.store.publications()]
    assert versions == [compiled(YARD).version, other.version]


def test_definitions_with_errors_do_not_run() -> None:
    from engine.packs import Manifest, PackSource
    from engine.pipeline import compile_packs

    wrong = compile_packs(
        [PackSource(Manifest(name="p"), Path(), {"p.card": "event X\n    n: nothing\n"}, {})]
    )
    with pytest.raises(ValueError, match="do not run"):
        Engine(wrong)


def test_findings_may_be_cleared(yard: Yard) -> None:
    yard.send("Sold", lot="L1", place="W1", quantity=501)
    assert [f.id for f in yard.engine.findings] == ["F1"]
    yard.engine.findings.clear()
    yard.send("Sold", lot="L1", place="W1", quantity=502)
    assert [f.id for f in yard.engine.findings] == ["F2"]
    refused = yard.send("Sold", lot="L1", place="W1", quantity=102)
    assert refused.outcome == "refused"
    assert [f.id for f in yard.engine.findings] == ["F2"]


def test_alerts_go_to_the_outbox(stored: Yard) -> None:
    stored.accept("Sold", lot="L1", place="W1", quantity=100)
    (row,) = stored.store.outbox()
    assert (row.role, row.finding) == ("boss", "F1")
    assert json.loads(row.message)["zh"] == "F-1 近2日已售 100"
