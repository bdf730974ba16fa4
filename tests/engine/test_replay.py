"""The log folded anew gives what the store holds; whatever is changed behind its back is found."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.events import Answer
from engine.findings import FIRST_HASH, digest
from engine.kept import kept_definitions
from engine.pipeline import compile_path
from engine.records import Finding
from engine.replay import MOST, figures, rebuild
from engine.run import Engine
from engine.shapes import Shapes
from engine.store import Store, StoreError
from engine.trouble import Trouble
from tests.engine.traffic import traffic
from tests.engine.yard import THINGS, YARD, Yard, event, instant, line

STRICTER = YARD.replace("quantity > most", "quantity >= most").replace(
    "on_hand(item, place) < item.safety + reserve", "on_hand(item, place) <= item.safety + reserve + 5"
)
WIDER = STRICTER.replace("over 2 days", "over 5 days") + (
    '\nrule opened_stock "开封在库"\n    for each lot: Lot\n    when lot.opened and lot_everywhere(lot) > 0\n'
    '    hold lot "已开封"\n    alert boss "{lot.code}"\n'
)
"""Another window for `sold`, and a rule that finds much at the first look."""


def played(yard: Yard, lines: list[bytes], *, reopen_every: int = 0) -> tuple[list[Answer], list[Finding]]:
    """The answers to lines that are sent one by one, and the findings on the way."""
    answers, found = [], []
    for number, raw in enumerate(lines):
        answers += yard.send_all([raw])
        found += yard.engine.findings
        yard.engine.findings.clear()
        if reopen_every and number % reopen_every == 0:
            yard.reopen()
    return answers, found


def mixed(path: Path) -> Yard:
    """A run with everything in it, under three versions of the definitions."""
    yard = Yard(path=path)
    lines = traffic(7, 330)
    for start, text in ((0, YARD), (130, STRICTER), (260, WIDER)):
        yard.reopen(text)
        part = lines[start : start + 130]
        for batch in range(0, len(part), 7):
            yard.send_all(part[batch : batch + 7])
        yard.engine.advance(yard.engine.state.now + 90_000_000_000)
    return yard


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "yard.db"
    yard = mixed(path)
    outcomes = {e.outcome for e in yard.store.events()}
    assert outcomes == {"accepted", "blocked", "refused"}
    types = {e.type for e in yard.store.events()}
    assert {"bincard.tick", "bincard.published", "Reordered", "ParameterTuned"} <= types
    assert {f.rule for f in yard.store.findings()} >= {
        "low",
        "expiring",
        "locked",
        "held_told",
        "opened_stock",
    }
    yard.close()
    return path


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "copy.db"))


def changed(path: Path, *statements: str) -> None:
    """Change a store behind its back; what protects its rows is dropped first."""
    connection = sqlite3.connect(path)
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{trigger}"')
    for statement in statements:
        assert connection.execute(statement).rowcount == 1, statement
    connection.commit()
    connection.close()


# -- the same


def test_a_rebuild_gives_what_the_store_holds(made: Path) -> None:
    before = made.read_bytes()
    told: list[int] = []
    report = rebuild(str(made), told.append)
    assert report.identical, report.differences
    assert report.events > 300
    assert report.findings > 40
    assert report.balances > 10
    assert report.measures >= 10
    assert told[-1] == report.events
    assert made.read_bytes() == before, "nothing is written"


def test_the_findings_form_a_chain(made: Path) -> None:
    with Store.open_existing(str(made)) as store:
        last, versions = FIRST_HASH, set()
        for number, finding in enumerate(store.findings(), start=1):
            assert finding.id == f"F{number}"
            assert finding.previous == last
            assert finding.hash == digest(finding)
            last = finding.hash
            versions.add(finding.version)
        assert store.head()["hash"] == last
        assert versions == {p.version for p in store.publications()}
        assert len(versions) == 3


@pytest.mark.parametrize("seed", range(4))
def test_it_makes_no_difference_how_often_the_store_is_closed(seed: int, tmp_path: Path) -> None:
    lines = traffic(seed, 90)
    open_all_the_time, reopened = Yard(), Yard(path=tmp_path / "yard.db")
    answers, found = played(open_all_the_time, lines)
    answers_again, found_again = played(reopened, lines, reopen_every=3)
    assert [a.to_json() for a in answers_again] == [a.to_json() for a in answers]
    assert found_again == found
    now = reopened.engine.state.now
    assert figures(reopened.engine.machine, now) == figures(open_all_the_time.engine.machine, now)
    reopened.close()
    assert rebuild(str(reopened.path)).identical


@pytest.mark.parametrize("size", [1, 2, 13, 1000])
def test_it_makes_no_difference_how_events_are_batched(size: int, tmp_path: Path) -> None:
    lines = traffic(11, 120)
    one_by_one, batched = Yard(), Yard(path=tmp_path / "yard.db")
    answers, found = played(one_by_one, lines)
    again = [a for i in range(0, len(lines), size) for a in batched.send_all(lines[i : i + size])]
    assert [a.to_json() for a in again] == [a.to_json() for a in answers]
    assert batched.engine.findings == found
    now = batched.engine.state.now
    assert figures(batched.engine.machine, now) == figures(one_by_one.engine.machine, now)
    assert [m.quantity for m in batched.store.moves()]
    batched.close()
    assert rebuild(str(batched.path)).identical


def test_both_back_ends_write_the_same_log(tmp_path: Path) -> None:
    lines = traffic(5, 120)
    rows = []
    for backend in ("python", "interpreter"):
        yard = Yard(path=tmp_path / f"{backend}.db", backend=backend)
        answers, found = played(yard, lines)
        rows.append(
            ([a.to_json() for a in answers], found, list(yard.store.events()), list(yard.store.moves()))
        )
        yard.close()
    assert rows[0] == rows[1]


def test_an_event_that_came_as_a_python_value(tmp_path: Path) -> None:
    from decimal import Decimal

    from engine.events import Envelope

    yard = Yard(path=tmp_path / "y.db").stocked()
    data = {"lot": "L1", "place": "W1", "quantity": Decimal("0.1")}
    at = instant("2026-03-02T08:00:00.000001")
    assert yard.engine.submit([Envelope("x", "1", "Sold", at, data, None, None)])[0].outcome == "accepted"
    yard.close()
    assert rebuild(str(yard.path)).identical


@pytest.mark.parametrize("text", [b"\xef\xbb\xbf%s", b"  %s\r\n"])
def test_what_stood_about_an_event(text: bytes, tmp_path: Path) -> None:
    yard = Yard(path=tmp_path / "y.db").stocked()
    yard.send_all([text % yard.line("Sold", lot="L1", place="W1", quantity=1, at_="2026-03-01T09:00:00")])
    yard.close()
    assert rebuild(str(yard.path)).identical


# -- definitions


def test_old_definitions_may_come_back(tmp_path: Path) -> None:
    yard = Yard(path=tmp_path / "y.db").stocked()
    for text in (STRICTER, YARD, WIDER, YARD):
        yard.accept("Opened", lot="L1")
        yard.reopen(text)
        yard.accept("Sold", lot="L1", place="W1", quantity=1)
    assert len(yard.store.publications()) == 5
    yard.reopen(WIDER)
    yard.reopen(STRICTER)
    assert len(yard.store.publications()) == 7, "one without any event under it"
    yard.close()
    assert rebuild(str(yard.path)).identical


@pytest.mark.parametrize("old", [YARD, WIDER])
def test_a_publication_that_fails_leaves_the_old_definitions(
    old: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed while it is written, a publication is there with all that it led to, or not at all."""
    yard = Yard(path=tmp_path / "y.db").stocked()
    yard.accept("Opened", lot="L1")
    yard.close()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("engine.store.write.Writer.write", fail)
        with pytest.raises(StoreError, match="BC654"):
            yard.reopen(WIDER)
        yard.close()
    yard.reopen(old)
    yard.accept("Sold", lot="L1", place="W1", quantity=1)
    assert [p.version for p in yard.store.publications()][-1] == yard.engine.compiled.version
    yard.close()
    assert rebuild(str(yard.path)).identical


def test_a_pack_that_is_edited_between_runs(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(Path(__file__).parents[2] / "packs" / "inventory", pack / "inventory")
    path = str(tmp_path / "store.db")
    versions = []
    for number, (old, new) in enumerate([("", ""), ("<= at\n", "<= at + 1 day\n"), ("30 days", "20 days")]):
        card = pack / "inventory" / "expiry.card"
        card.write_text(card.read_text("utf-8").replace(old, new), "utf-8")
        compiled = compile_path(pack / "inventory")
        made = [
            event("ItemRegistered", id_="i", code="F"),
            event("SupplierRegistered", id_="s", code="S"),
            event("PlaceRegistered", id_="p", code="W1"),
            event("PurchaseReceived", id_=f"r{number}", lot=f"L{number}", item="F", supplier="S", place="W1", quantity=9)
            | {"data": {"lot": f"L{number}", "item": "F", "supplier": "S", "place": "W1", "quantity": 9, "expires_at": "2026-03-25"}},
            event("SaleShipped", id_=f"s{number}", lot=f"L{number}", place="W1", quantity=1, at_=f"2026-03-2{number}T10:00:00"),
        ]  # fmt: skip
        with Store.open(path, compiled.model, Shapes(compiled.model)) as store:
            engine = Engine(compiled, store)
            engine.submit_lines([line(e) for e in made])
            versions.append(compiled.version)
    report = rebuild(path)
    assert report.identical, report.differences
    with Store.open_existing(path) as store:
        assert [p.version for p in store.publications()] == versions
        for version in versions:
            assert kept_definitions(store, version).version == version


def test_a_store_without_definitions(tmp_path: Path) -> None:
    model = Yard(THINGS).engine.compiled.model
    Store.open(str(tmp_path / "y.db"), model, Shapes(model)).close()
    with pytest.raises(Trouble, match="BC660"):
        rebuild(str(tmp_path / "y.db"))


# -- tampering


TAMPERED = {
    "a balance": "UPDATE bc_balances SET quantity = quantity + 1 WHERE rowid_of = 1",
    "a balance that is gone": "DELETE FROM bc_balances WHERE rowid_of = 1",
    "a balance out of nothing": "INSERT INTO bc_balances VALUES ('F-1', 'L99', 'W1', 5000000, 3)",
    "the answer to an event": "UPDATE bc_events SET answer = '{\"seq\": 1}' WHERE seq = 20",
    "the outcome of an event": "UPDATE bc_events SET outcome = 'accepted' WHERE seq = "
    "(SELECT max(seq) FROM bc_events WHERE outcome = 'refused' AND source != 'bincard')",
    "the quantity in an event": "UPDATE bc_events SET data = replace(data, '\"quantity\": ', '\"quantity\": 1') WHERE seq = "
    "(SELECT min(seq) FROM bc_events WHERE type = 'Received' AND outcome = 'accepted')",
    "the id of an event": "UPDATE bc_events SET id = 'forged' WHERE seq = 20",
    "the time of an event": "UPDATE bc_events SET at = at + 1 WHERE seq = 30",
    "the role of an event": "UPDATE bc_events SET role = 'keeper' WHERE seq = 30",
    "the type of an event": "UPDATE bc_events SET type = 'Opened' WHERE seq = "
    "(SELECT min(seq) FROM bc_events WHERE type = 'Sold' AND outcome = 'accepted')",
    "an event that is no JSON": "UPDATE bc_events SET data = '{' WHERE seq = 20",
    "an event that is no object": "UPDATE bc_events SET data = '[]' WHERE seq = 20",
    "an event that is gone": "DELETE FROM bc_events WHERE seq = 30",
    "the last event gone": "DELETE FROM bc_events WHERE seq = (SELECT max(seq) FROM bc_events)",
    "an event out of nothing": "INSERT INTO bc_events SELECT seq + 1, source, 'new', type, at, recorded, parent, role, reason,"
    " outcome, data, answer FROM bc_events ORDER BY seq DESC LIMIT 1",
    "what an emitted event says": "UPDATE bc_events SET data = replace(data, 'quantity', 'quantitx') WHERE seq = "
    "(SELECT max(seq) FROM bc_events WHERE type = 'Reordered')",
    "what emitted an event": "UPDATE bc_events SET parent = parent - 1 WHERE seq = "
    "(SELECT max(seq) FROM bc_events WHERE type = 'Reordered')",
    "a tick": "UPDATE bc_events SET at = at + 3600000000 WHERE seq = (SELECT min(seq) FROM bc_events WHERE type = 'bincard.tick')",
    "what a finding says": "UPDATE bc_findings SET body = replace(body, 'keeper', 'nobody') WHERE number = "
    "(SELECT max(number) FROM bc_findings WHERE rule = 'low')",
    "the force of a finding": "UPDATE bc_findings SET force = 'warn' WHERE number = 3",
    "the time of a finding": "UPDATE bc_findings SET at = at + 1 WHERE number = 3",
    "the version of a finding": "UPDATE bc_findings SET version = 'x' WHERE number = 3",
    "the hash of a finding": "UPDATE bc_findings SET hash = 'x' WHERE number = 3",
    "the chain": "UPDATE bc_findings SET previous = 'x' WHERE number = 3",
    "a finding that is gone": "DELETE FROM bc_findings WHERE number = 3",
    "the last finding gone": "DELETE FROM bc_findings WHERE number = (SELECT max(number) FROM bc_findings)",
    "a move": "UPDATE bc_moves SET quantity = quantity * 2 WHERE seq = (SELECT min(seq) FROM bc_moves)",
    "where a move went": "UPDATE bc_moves SET target = 'W9' WHERE seq = (SELECT min(seq) FROM bc_moves)",
    "a move that is gone": "DELETE FROM bc_moves WHERE seq = (SELECT max(seq) FROM bc_moves)",
    "an alert": "UPDATE bc_outbox SET role = 'x' WHERE seq = (SELECT min(seq) FROM bc_outbox) AND line = 1",
    "a field": "UPDATE e_Lot SET opened = NOT opened WHERE code = 'L1'",
    "a thing that is gone": "DELETE FROM e_Place WHERE code = 'W3'",
    "a hold": "DELETE FROM bc_holds WHERE rowid_of = 1",
    "a parameter": "UPDATE bc_parameters SET value = '86400000001' WHERE name = 'notice'",
    "a running measure": "UPDATE bc_running SET number = number + 1 WHERE measure = 'sales' AND rowid_of = 1",
    "a window": "DELETE FROM bc_entries WHERE measure = 'sold' AND rowid_of = 1",
    "a standing rule": "DELETE FROM bc_standing WHERE rule = 'low' AND rowid_of = 1",
}


@pytest.mark.parametrize("what", TAMPERED)
def test_tampering_is_found(what: str, copy: Path) -> None:
    statement = TAMPERED[what]
    if "rowid_of" in statement:  # tables without row ids: the first row that fits
        verb, _, rest = statement.partition(" WHERE ")
        table = verb.split()[1] if verb.startswith("UPDATE") else verb.split()[2]
        keys = {"bc_balances": "item, lot, place", "bc_holds": "entity, key", "bc_running": "measure, key"}
        keys |= {"bc_entries": "measure, key, seq", "bc_standing": "rule, key"}
        others = rest.removesuffix("rowid_of = 1").removesuffix(" AND ")
        where = " WHERE " + (others or "true")
        if table == "bc_balances":
            where += " AND quantity > 0"
        elif table == "bc_entries":
            where += " ORDER BY at_order DESC"
        statement = f"{verb} WHERE ({keys[table]}) = (SELECT {keys[table]} FROM {table}{where} LIMIT 1)"
    changed(copy, statement)
    report = rebuild(str(copy))
    assert not report.identical
    assert report.count >= len(report.differences) > 0
    assert len(report.differences) <= MOST
    for said in report.differences:
        assert said.en
        assert any("一" <= c <= "鿿" for c in said.zh)


def test_what_is_found_is_said(copy: Path) -> None:
    changed(
        copy,
        "UPDATE bc_balances SET quantity = quantity + 1500000 WHERE (item, lot, place) = "
        "(SELECT item, lot, place FROM bc_balances WHERE quantity > 0 LIMIT 1)",
        "UPDATE bc_findings SET body = replace(body, 'keeper', 'nobody') WHERE number = "
        "(SELECT min(number) FROM bc_findings WHERE rule = 'low')",
    )
    report = rebuild(str(copy))
    finding, balance = report.differences
    assert finding.en.startswith("finding F")
    assert finding.en.endswith("(low) came out otherwise")
    assert finding.zh.startswith("发现 F")
    assert balance.en.startswith('balance ["F-')
    assert "the store holds" in balance.en
    assert "重放为" in balance.zh


def test_rows_of_the_log_are_protected(copy: Path) -> None:
    connection = sqlite3.connect(copy)
    for table in ("bc_events", "bc_moves", "bc_findings", "bc_outbox", "bc_definitions"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET seq = 1"):
            with pytest.raises(sqlite3.DatabaseError):
                connection.execute(statement)
    connection.close()


@pytest.fixture(autouse=True)
def _no_lock_is_left(tmp_path: Path) -> Iterator[None]:
    yield
    for path in tmp_path.glob("*.db"):
        connection = sqlite3.connect(path)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()
