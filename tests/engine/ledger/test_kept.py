"""Books on disk: what was answered is there after a crash, what was not is not, and no row is ever changed."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from engine.ledger.audit import audit
from engine.ledger.door import Books
from engine.ledger.record import Record, posting, record
from engine.store.errors import StoreError
from engine.store.postings import PostingLog
from engine.trouble import Refused
from tests.engine.ledger.test_wide import figures, opened, some


def test_books_go_on_where_their_log_ends(tmp_path: Path) -> None:
    for seed in range(8):
        url = str(tmp_path / f"{seed}.db")
        kept = []
        for part in range(3):
            with PostingLog.open(url) as log:
                books = opened(Random(seed))
                books.keep(log)
                if part:
                    assert figures(books, range(1, 3)) == kept[-1]
                random = Random((seed, part).__hash__())
                for _ in range(25):
                    try:
                        some(random, books, 1)
                    except Refused:
                        continue
                assert [posting(row) for row in log] == list(books.book.log.values())
                assert audit(books.book) == []
                kept.append(figures(books, range(1, 3)))


class Full:
    """A log whose disk is full after some rows."""

    def __init__(self, left: int) -> None:
        self.rows: list[Record] = []
        self._left = left

    def append(self, *rows: Record) -> None:
        if not self._left:
            raise OSError("no space left on device")
        self._left -= 1
        self.rows += rows

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(list(self.rows))


def test_what_could_not_be_written_was_never_answered() -> None:
    log = Full(1)
    books = Books()
    books.keep(log)
    books.receive("A", 1, "W1", cost=1, at="2026-01-01")
    with pytest.raises(OSError, match="no space"):
        books.receive("A", 1, "W1", cost=1, at="2026-01-01")
    again = Books()
    again.resume(map(posting, log))
    assert again.on_hand("A") == 1


def test_the_database_refuses_to_change_a_row(tmp_path: Path) -> None:
    with PostingLog.open(str(tmp_path / "books.db")) as log:
        books = Books()
        books.keep(log)
        books.receive("A", 1, "W1", cost=1, at="2026-01-01")
    engine = create_engine(f"sqlite:///{tmp_path / 'books.db'}")
    for statement in ("update bc_postings set at = 0", "delete from bc_postings"):
        with engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
            connection.execute(text(statement))
    engine.dispose()


def test_one_process_writes(tmp_path: Path) -> None:
    url = str(tmp_path / "books.db")
    with PostingLog.open(url), pytest.raises(StoreError) as caught:
        PostingLog.open(url)
    assert caught.value.code == "BC653"


def test_every_kind_of_posting_is_the_same_after_writing() -> None:
    seen = set()
    for seed in range(20):
        random = Random(seed)
        books = opened(random)
        for month in (1, 2):
            for _ in range(40):
                try:
                    some(random, books, month)
                except Refused:
                    continue
            books.close(f"2026-0{month + 1}-01")
        for one in books.book.log.values():
            assert posting(record(one)) == one
            seen.add(type(one).__name__)
    assert {
        "Moves",
        "Assembly",
        "Return",
        "Landed",
        "Count",
        "Revaluation",
        "Cancel",
        "Close",
        "Reserve",
    } <= seen
