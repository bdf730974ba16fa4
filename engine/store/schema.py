"""The tables that every store has: the log, current state, and what the store knows of itself."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, MetaData, Table

from engine.store.columns import Exact, Long, Name, Number

METADATA = MetaData()


def _number(name: str, *, key: bool = False, missing: bool = False) -> Column[int]:
    return Column(name, Number, primary_key=key, autoincrement=False, nullable=missing)


def _name(name: str, *, key: bool = False, missing: bool = False) -> Column[str]:
    return Column(name, Name, primary_key=key, nullable=missing)


def _long(name: str, *, missing: bool = False) -> Column[str]:
    return Column(name, Long, nullable=missing)


# -- the log: rows are added, never changed ------------------------------------------------------------------

EVENTS = Table(
    "bc_events",
    METADATA,
    _number("seq", key=True),
    _name("source"),
    _name("id"),
    _name("type"),
    _number("at"),
    _number("recorded"),
    _number("parent", missing=True),
    _name("role", missing=True),
    _long("reason", missing=True),
    _name("outcome"),
    _long("data"),
    _long("answer"),
    Index("bc_events_known", "source", "id", unique=True),
)

MOVES = Table(
    "bc_moves",
    METADATA,
    _number("seq", key=True),
    _number("line", key=True),
    _name("item"),
    _name("lot"),
    _name("source"),
    _name("target"),
    Column("quantity", Exact, nullable=False),
    sqlite_with_rowid=False,
)

FINDINGS = Table(
    "bc_findings",
    METADATA,
    _number("number", key=True),
    _name("id"),
    _number("seq"),
    _number("at"),
    _name("rule"),
    _name("version"),
    _name("force"),
    _name("previous"),
    _name("hash"),
    _long("body"),
    Index("bc_findings_id", "id", unique=True),
    Index("bc_findings_seq", "seq"),
    Index("bc_findings_rule", "rule", "number"),
)
"""`number` is the place in the chain. `body` is the rest of the finding as JSON."""

OUTBOX = Table(
    "bc_outbox",
    METADATA,
    _number("seq", key=True),
    _number("line", key=True),
    _name("finding"),
    _name("role"),
    _long("message"),
    sqlite_with_rowid=False,
)

DEFINITIONS = Table(
    "bc_definitions",
    METADATA,
    _number("number", key=True),
    _name("version"),
    _number("published_seq"),
    _number("recorded"),
    _long("files"),
    _long("metadata"),
)
"""One row each time that definitions were published. `files` and `metadata` are JSON."""

DEAD_LETTERS = Table(
    "bc_dead_letters",
    METADATA,
    _name("digest", key=True),
    _number("recorded"),
    _long("raw"),
    _name("code"),
    _long("reason"),
    sqlite_with_rowid=False,
)

APPEND_ONLY = (EVENTS, MOVES, FINDINGS, OUTBOX, DEFINITIONS)

# -- current state: one row a key, written over --------------------------------------------------------------

BALANCES = Table(
    "bc_balances",
    METADATA,
    _name("item", key=True),
    _name("lot", key=True),
    _name("place", key=True),
    Column("quantity", Exact, nullable=False),
    _number("last_move"),
    sqlite_with_rowid=False,
)

HOLDS = Table(
    "bc_holds",
    METADATA,
    _name("entity", key=True),
    _name("key", key=True),
    _long("findings"),
    sqlite_with_rowid=False,
)

PARAMETERS = Table(
    "bc_parameters",
    METADATA,
    _name("name", key=True),
    _long("value"),
    _number("origin"),
    sqlite_with_rowid=False,
)

RUNNING = Table(
    "bc_running",
    METADATA,
    _name("measure", key=True),
    _name("key", key=True),
    _long("amount"),
    _number("number"),
    _number("at_order"),
    _number("seq"),
    sqlite_with_rowid=False,
)

ENTRIES = Table(
    "bc_entries",
    METADATA,
    _name("measure", key=True),
    _name("key", key=True),
    _number("seq", key=True),
    _number("at_order"),
    _number("at"),
    _long("value"),
    Column("flag", Boolean, nullable=False),
    _long("identity"),
    sqlite_with_rowid=False,
)

STANDING = Table(
    "bc_standing",
    METADATA,
    _name("rule", key=True),
    _name("key", key=True),
    _name("phase"),
    _number("since", missing=True),
    _number("wake", missing=True),
    sqlite_with_rowid=False,
)

HEAD = Table("bc_head", METADATA, _name("name", key=True), _long("value"), sqlite_with_rowid=False)
"""Single values as JSON. Names that begin with `store.` are the store's own."""

FORMAT = 1
"""The version of all this, kept in `bc_head` as `store.format`: higher where an old program can't read it."""
