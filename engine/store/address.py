"""Where a store is: a SQLAlchemy URL, or a bare path, which is a SQLite file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from engine.store.errors import bad_url, no_driver, no_folder, no_store, not_accessible

BACKENDS = ("sqlite",)
"""The databases that a store can be kept in."""


@dataclass(frozen=True, slots=True)
class Address:
    """A store's place: its file, `None` in memory; `shown` names it to people, without a password."""

    url: URL
    path: Path | None
    shown: str


def address(text: str) -> Address:
    """The address that a user wrote. Raises `StoreError` (BC650, BC655) where it is none."""
    if not text.strip() or "\0" in text:
        raise bad_url(text.replace("\0", ""))
    if "://" in text:
        try:
            url = make_url(text)
        except (ArgumentError, ValueError) as error:
            raise bad_url(text) from error
    else:
        url = URL.create("sqlite", database=text)
    shown = url.render_as_string(hide_password=True)
    if url.get_backend_name() not in BACKENDS:
        raise bad_url(shown)
    if url.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise no_driver(shown, url.drivername.partition("+")[2])
    if url.host or url.query or (url.database or "").startswith("file:"):
        raise bad_url(shown)
    if url.database in (None, "", ":memory:"):
        return Address(url, None, "memory")
    return Address(url, Path(str(url.database)), str(url.database))


def check_place(place: Address, *, must_exist: bool) -> None:
    """Raises `StoreError` (BC651) where a file can't be, or should be and is not."""
    path = place.path
    if path is None:
        if must_exist:
            raise no_store(place.shown)
        return
    try:
        if path.is_dir():
            raise not_accessible(place.shown, "a folder")
        if must_exist and not path.exists():
            raise no_store(place.shown)
        if not path.parent.is_dir():
            raise no_folder(place.shown, str(path.parent))
    except OSError as error:
        raise not_accessible(place.shown, error.strerror or type(error).__name__) from error
