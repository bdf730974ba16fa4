"""Writing is all or nothing, what was answered is known, the log can't be changed."""

import threading
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from engine.records import Batch
from engine.store import Store, StoreError, read
from engine.store.store import Store as Opened
from tests.engine.store.plant import MODEL, SHAPES, batch, event, finding


def execute(store: Opened, statement: str) -> None:
    """Somebody's own SQL on the writer's connection."""
    assert store._writing is not None
    with store._writing.begin():
        store._writing.exec_driver_sql(statement)


def pragma(store: Opened, text: str) -> Any:
    assert store._writing is not None
    connection = store._writing.connection.driver_connection
    assert connection is not None
    return connection.execute(f"PRAGMA {text}").fetchone()


# -- atomic


def test_a_batch_that_fails_leaves_nothing(store: Store) -> None:
    store.write(batch(1))
    before = store.load()
    taken = batch(11)
    taken.events.append(event(1))  # the last row of the first table is refused: its number is taken
    impossible = batch(11)
    impossible.head["\ud800"] = 99  # the last row of the last table
    for bad in (taken, impossible):
        with pytest.raises(StoreError, match="BC659"):
            store.write(bad)
        assert store.load() == before
    mistaken = batch(11)
    mistaken.head["seq"] = object()
    with pytest.raises(TypeError):
        store.write(mistaken)
    assert store.load() == before
    assert [e.seq for e in store.events()] == list(range(1, 11))
    store.write(batch(11))
    assert [f.id for f in store.findings()] == ["F1", "F11"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"reason": "\ud800"}, "surrogate"), ({"at": 2**63}, "2^63")],
)
def test_a_value_that_no_column_holds(store: Store, changes: dict[str, Any], why: str) -> None:
    bad = batch(1)
    bad.events[-1] = bad.events[-1]._replace(**changes)
    with pytest.raises(StoreError, match="BC659") as caught:
        store.write(bad)
    assert why in caught.value.text.en
    assert list(store.events()) == []
    assert store.load().things["Lot"] == {}


def test_a_full_disk(store: Store) -> None:
    store.write(batch(1))
    before = store.load()
    pages = pragma(store, "page_count")[0]
    pragma(store, f"max_page_count={pages}")
    with pytest.raises(StoreError, match="BC654") as caught:
        store.write(batch(11, 1000))
    assert "磁盘已满" in caught.value.text.zh
    assert store.load() == before
    pragma(store, "max_page_count=1000000")
    store.write(batch(11, 1000))
    assert store.head()["seq"] == 1010


def test_an_empty_batch(store: Store) -> None:
    store.write(Batch())
    assert store.load().head == {}


# -- current state


def test_current_state_is_written_over_and_forgotten(store: Store) -> None:
    store.write(batch(1))
    later = Batch(
        balances={("F-001", "L1", "W1"): (Decimal("0.000000"), 12)},
        holds={("Lot", "L1"): ()},
        entries={("seen", ("L1",), 3): None, ("seen", ("nothing",), 3): None},
        standing={("cold", ("L1",)): None},
        head={"seq": 12},
    )
    store.write(later)
    loaded = store.load()
    assert loaded.balances["F-001", "L1", "W1"] == (Decimal(0), 12)
    assert loaded.holds == {}
    assert sorted(seq for _, _, seq in loaded.entries) == [1, 2, 4, 5, 6, 7, 8, 9, 10]
    assert loaded.standing == {}
    assert loaded.head == {**batch(1).head, "seq": 12}


# -- the log


def test_known_events(store: Store) -> None:
    rows = [event(n, id=f"'{n}\0", source=f"s{n % 3}") for n in range(1, 1500)]
    store.write(Batch(events=rows))
    wanted = [(r.source, r.id) for r in rows[:1200]] + [("s0", "never"), ("other", "'1\0")]
    assert store.known(wanted) == {(r.source, r.id): r.answer for r in rows[:1200]}
    assert store.known([]) == {}


def test_an_event_is_recorded_once(store: Store) -> None:
    store.write(Batch(events=[event(1)]))
    with pytest.raises(StoreError):
        store.write(Batch(events=[event(2, id="e1")]))


def test_events_come_in_pages(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.store.store.PAGE", 7)
    store.write(batch(1, 30))
    assert [e.seq for e in store.events()] == list(range(1, 31))
    assert [e.seq for e in store.events(after_seq=5, limit=10)] == list(range(6, 16))
    assert [e.seq for e in store.events(limit=7)] == list(range(1, 8))
    assert list(store.events(limit=0)) == []
    assert len(list(store.moves())) == 30


def test_moves_and_findings_are_filtered(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.store.store.PAGE", 2)
    one = batch(1)
    one.moves = [m._replace(lot=f"L{m.seq % 2}", line=m.seq % 3) for m in one.moves]
    one.findings = [
        finding(n, rule="cold" if n % 2 else "late", force="warn" if n > 3 else "block") for n in range(1, 7)
    ]
    store.write(one)
    assert [m.seq for m in store.moves(lot="L1")] == [1, 3, 5, 7, 9]
    assert [m.seq for m in store.moves(item="F-001", seq=4)] == [4]
    assert len(list(store.moves(place="W1"))) == len(list(store.moves(place="supply"))) == 10
    assert list(store.moves(place="W2")) == []
    assert [f.id for f in store.findings(rule="cold")] == ["F1", "F3", "F5"]
    assert [f.id for f in store.findings(force="warn", seq=4)] == ["F4"]
    assert [f.id for f in store.findings(after=4)] == ["F5", "F6"]


def test_a_dead_letter_is_kept_once(store: Store) -> None:
    first = batch(1).dead_letters[0]
    store.write(Batch(dead_letters=[first, first._replace(recorded=2)]))
    store.write(Batch(dead_letters=[first._replace(recorded=3, raw="other")]))
    assert store.dead_letters() == [first]
    assert store.dead_letters(code="BC699") == []


def test_a_dead_letter_may_be_any_text(store: Store) -> None:
    store.write(Batch(dead_letters=[batch(1).dead_letters[0]._replace(raw="\ud83d and \0")]))
    assert store.dead_letters()[0].raw == "\\ud83d and \0"


@pytest.mark.parametrize("table", ["bc_events", "bc_moves", "bc_findings", "bc_outbox", "bc_definitions"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET rowid = 2", "DELETE FROM {}"])
def test_the_log_is_append_only(store: Store, table: str, statement: str) -> None:
    store.publish("v1", {}, 0)
    store.write(batch(1))
    column = {"bc_events": "seq", "bc_moves": "seq", "bc_outbox": "seq"}.get(table, "number")
    with pytest.raises(DBAPIError, match="append-only"):
        execute(store, statement.format(table).replace("rowid = 2", f"{column} = {column}"))
    assert len(list(store.events())) == 10


# -- definitions


def test_definitions_in_the_order_of_their_publication(store: Store) -> None:
    assert store.definitions() is None
    store.publish("v1", {"冷链.card": "rule 'a'\n"}, 0, recorded=5, metadata={"packs": ["food"]})
    store.publish("v1", {"冷链.card": "again"}, 3)
    store.publish("v2", {}, 10)
    store.publish("v1", {"冷链.card": "rule 'a'\n"}, 20)
    assert [(d.version, d.seq) for d in store.publications()] == [("v1", 0), ("v2", 10), ("v1", 20)]
    first = store.publications()[0]
    assert first.files == {"冷链.card": "rule 'a'\n"}
    assert (first.recorded, first.metadata) == (5, {"packs": ["food"]})
    assert store.definitions() == store.publications()[-1]
    assert store.definitions("v2") == read.Definitions("v2", 10, 0, {}, {})
    assert store.definitions("v3") is None
    assert store.head()["version"] == "v1"


# -- again


def test_a_store_opened_again_continues(path: Path) -> None:
    with Store.open(str(path), MODEL, SHAPES) as first:
        first.write(batch(1))
        before = first.load()
    with Store.open(f"sqlite:///{path}", MODEL, SHAPES) as second:
        assert second.load() == before
        second.write(batch(11))
        assert [f.id for f in second.findings()] == ["F1", "F11"]
        assert list(second.load().things["Lot"]) == [f"L{n}" for n in range(1, 21)]


def test_what_the_model_no_longer_has_is_left_out(path: Path) -> None:
    with Store.open(str(path), MODEL, SHAPES) as first:
        first.write(batch(1))
    smaller = replace(MODEL, measures={}, parameters={}, rules={}, entities={"Item": MODEL.entities["Item"]})
    smaller = replace(smaller, entities={**smaller.entities, "Packaging": MODEL.entities["Packaging"]})
    with Store.open(str(path), smaller, SHAPES) as second:
        loaded = second.load()
    assert list(loaded.things) == ["Item"]
    assert (loaded.holds, loaded.parameters, loaded.running, loaded.entries, loaded.standing) == (
        {},
        {},
        {},
        {},
        {},
    )


def test_reading_from_other_threads_while_writing(store: Store) -> None:
    seen: list[int] = []

    def count() -> None:
        for _ in range(20):
            seqs = [e.seq for e in store.events()]
            assert len(seqs) % 10 == 0
            seen.append(len(seqs))

    readers = [threading.Thread(target=count) for _ in range(2)]
    for reader in readers:
        reader.start()
    for first in range(1, 201, 10):
        store.write(batch(first))
    for reader in readers:
        reader.join()
    assert len(seen) == 40


def test_closing_twice(store: Store) -> None:
    store.close()
    store.close()
