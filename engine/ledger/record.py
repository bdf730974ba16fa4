"""Postings as rows of a log: kind and JSON, and back without loss."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

import msgspec

from engine.ledger import postings
from engine.ledger.postings import Posting

_KINDS: dict[str, type[Posting]] = {
    kind.__name__: kind
    for kind in (
        postings.Moves,
        postings.Assembly,
        postings.Return,
        postings.Landed,
        postings.Count,
        postings.Revaluation,
        postings.Adjustment,
        postings.Reversal,
        postings.Cancel,
        postings.Close,
        postings.Reserve,
        postings.Release,
        postings.Passed,
    )
}
_DECODERS = {name: msgspec.json.Decoder(kind) for name, kind in _KINDS.items()}
_encode = msgspec.json.Encoder().encode


class Record(NamedTuple):
    """A row of the log."""

    seq: int
    at: int
    kind: str
    body: str


def record(posting: Posting) -> Record:
    """A posting as a row."""
    return Record(posting.seq, posting.at, type(posting).__name__, _encode(posting).decode())


def posting(row: Record) -> Posting:
    """The posting of a row."""
    return _DECODERS[row.kind].decode(row.body)


class Log(Protocol):
    """What keeps the rows of a book: `engine.store.postings` does on disk."""

    def append(self, *rows: Record) -> None: ...

    def __iter__(self) -> Iterator[Record]: ...
