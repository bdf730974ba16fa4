"""Opening: addresses, one writer, readers, and files that are not a store."""

import errno
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from engine.store import Store, StoreError
from engine.store.address import address
from engine.store.errors import translated
from tests.engine.store.plant import ITEM, MODEL, PACKAGING, SHAPES, batch, model_of


def refusal(url: str, *, read_only: bool = False) -> StoreError:
    with pytest.raises(StoreError) as caught:
        Store.open(url, MODEL, SHAPES, read_only=read_only)
    assert caught.value.text.en.endswith(".")
    assert caught.value.text.zh.endswith("。")
    return caught.value


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("plant.db", "plant.db"),
        ("sqlite:///plant.db", "plant.db"),
        ("sqlite:////srv/plant.db", "/srv/plant.db"),
        ("sqlite+pysqlite:///plant.db", "plant.db"),
        ("厂 100%?.db", "厂 100%?.db"),
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
        (":memory:", None),
    ],
)
def test_addresses(text: str, path: str | None) -> None:
    assert address(text).path == (None if path is None else Path(path))


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "BC650"),
        ("oracle://x", "BC650"),
        ("postgresql://me:secret@db/plant", "BC650"),
        ("sqlite://host/plant.db", "BC650"),
        ("a\0b", "BC650"),
        ("://", "BC650"),
        ("sqlite:///file:plant.db?mode=ro&uri=true", "BC650"),
        ("sqlite+aiosqlite:///plant.db", "BC655"),
    ],
)
def test_addresses_that_are_none(url: str, code: str) -> None:
    refused = refusal(url)
    assert refused.code == code
    assert "secret" not in refused.text.en


def test_a_name_with_odd_characters(tmp_path: Path) -> None:
    path = tmp_path / "厂 100%?#.db"
    with Store.open(str(path), MODEL, SHAPES) as store:
        store.write(batch(1))
    assert path.exists()


# -- one writer


def test_a_second_writer_is_told(path: Path, store: Store) -> None:
    refused = refusal(str(path))
    assert refused.code == "BC653"
    assert f"process {os.getpid()}" in refused.text.en
    store.close()
    Store.open(str(path), MODEL, SHAPES).close()


def test_a_second_process_is_told_and_may_read(path: Path, store: Store) -> None:
    store.write(batch(1))
    script = (
        "import sys; from engine.store import Store, StoreError\n"
        "from tests.engine.store.plant import MODEL, SHAPES\n"
        "try: Store.open(sys.argv[1], MODEL, SHAPES)\n"
        "except StoreError as error: print(error.code)\n"
        "with Store.open(sys.argv[1], MODEL, SHAPES, read_only=True) as store:\n"
        "    print(len(store.load().things['Lot']))\n"
    )
    root = Path(__file__).parents[3]
    result = subprocess.run(
        [sys.executable, "-c", script, str(path)], cwd=root, capture_output=True, text=True, check=True
    )
    assert result.stdout.split() == ["BC653", "10"]


def test_another_program_that_holds_the_database(path: Path, store: Store) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        assert store._writing is not None
        driver = store._writing.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA busy_timeout=1")
        with pytest.raises(StoreError, match="BC653"):
            store.write(batch(1))
        other.execute("COMMIT")
        store.write(batch(1))
    finally:
        other.close()


def test_readers_are_not_blocked(path: Path, store: Store) -> None:
    store.write(batch(1))
    with store._transaction(), Store.open(str(path), MODEL, SHAPES, read_only=True) as reader:
        assert reader.load() == reader.load()
        assert reader.head()["seq"] == 10
    with Store.open(str(path), MODEL, SHAPES, read_only=True) as reader:
        store.write(batch(11))
        assert reader.head()["seq"] == 20


def test_a_reader_writes_nothing(path: Path, store: Store) -> None:
    with Store.open(str(path), MODEL, SHAPES, read_only=True) as reader:
        with pytest.raises(AssertionError, match="reading only"):
            reader.write(batch(1))
        with pytest.raises(OperationalError, match="readonly"), reader._engine.connect() as connection:
            connection.exec_driver_sql("DELETE FROM bc_head")


def test_before_there_is_a_model(path: Path, store: Store) -> None:
    store.publish("v1", {"a.card": "x"}, 0)
    store.write(batch(1))
    with Store.open_existing(str(path)) as existing:
        definitions = existing.definitions()
        assert definitions is not None
        assert definitions.files == {"a.card": "x"}
        assert existing.finding("F1") is not None
        assert len(list(existing.events())) == 10
        with pytest.raises(AssertionError, match="needs a model"):
            existing.load()


# -- no store


@pytest.mark.parametrize("url", ["nothing.db", ":memory:"])
def test_nothing_to_read(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert refusal(url, read_only=True).code == "BC651"
    with pytest.raises(StoreError, match="BC651"):
        Store.open_existing(url)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_to_read(path: Path) -> None:
    path.touch()
    assert refusal(str(path), read_only=True).code == "BC651"
    Store.open(str(path), MODEL, SHAPES).close()


def test_a_folder_and_a_missing_folder(tmp_path: Path) -> None:
    assert "folder" in refusal(str(tmp_path)).text.en
    assert "no folder" in refusal(str(tmp_path / "x" / "plant.db")).text.en
    assert refusal("x" * 5000).code == "BC651"


@pytest.fixture
def somebody() -> Iterator[None]:
    """Not root, to whom nothing is forbidden."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    yield
    if is_root:
        os.seteuid(0)


def test_a_folder_that_may_not_be_written(somebody: None) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o555)
        assert refusal(f"{folder}/plant.db").code == "BC651"
        Path(folder).chmod(0o755)


@pytest.mark.parametrize(
    "content", [b"not a database at all", b"\0" * 5000, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_not_a_database(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    for read_only in (False, True):
        assert refusal(str(path), read_only=read_only).code == "BC652"
    assert path.read_bytes() == content


def test_a_damaged_store(path: Path, store: Store) -> None:
    store.write(batch(1, 200))
    store.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    assert refusal(str(path)).code in ("BC652", "BC656")


@pytest.mark.parametrize(
    "table",
    [
        "users (name TEXT)",
        "bc_head (id INTEGER)",
        "bc_events (seq INTEGER)",
        'e_Lot (code TEXT); CREATE TABLE "订单" (x)',
    ],
)
def test_the_tables_of_another_application(path: Path, table: str) -> None:
    other = sqlite3.connect(path)
    other.executescript(f"CREATE TABLE {table}")
    other.close()
    before = hashlib.sha256(path.read_bytes()).digest()
    for read_only in (False, True):
        assert refusal(str(path), read_only=read_only).code == "BC656"
    assert hashlib.sha256(path.read_bytes()).digest() == before


def test_tables_of_our_names_but_not_ours(path: Path, store: Store) -> None:
    store.close()
    other = sqlite3.connect(path)
    other.execute("DROP TABLE bc_head")
    other.execute("CREATE TABLE bc_head (id INTEGER)")
    other.commit()
    other.close()
    assert refusal(str(path)).code == "BC656"


def test_a_table_in_the_way_of_a_new_entity(path: Path) -> None:
    Store.open(str(path), model_of(PACKAGING, ITEM), SHAPES).close()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE e_lot (x)")
    other.commit()
    other.close()
    refused = refusal(str(path))
    assert refused.code == "BC656"
    assert "e_Lot" in refused.text.en


def test_a_store_of_a_newer_release(path: Path, store: Store) -> None:
    store.close()
    other = sqlite3.connect(path)
    other.execute("UPDATE bc_head SET value = '2' WHERE name = 'store.format'")
    other.commit()
    other.close()
    assert refusal(str(path)).code == "BC657"


# -- errors of the driver


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("SQLITE_BUSY", "BC653"),
        ("SQLITE_FULL", "BC654"),
        ("SQLITE_CORRUPT_INDEX", "BC652"),
        ("SQLITE_READONLY_DBMOVED", "BC651"),
        ("SQLITE_CANTOPEN", "BC651"),
        ("SQLITE_IOERR_FSYNC", "BC659"),
    ],
)
def test_errors_of_sqlite(name: str, code: str) -> None:
    cause = sqlite3.OperationalError("it said so")
    cause.sqlite_errorname = name
    error = translated(OperationalError("SELECT secret", {}, cause), "plant.db")
    assert error.code == code
    assert "plant.db" in error.text.en
    assert "plant.db" in error.text.zh
    assert "SELECT" not in error.text.en


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "No space left"), "BC654"),
        (OSError(errno.EACCES, "Permission denied"), "BC651"),
        (ModuleNotFoundError("No module named 'psycopg'", name="psycopg"), "BC655"),
    ],
)
def test_other_errors(error: Exception, code: str) -> None:
    assert translated(error, "plant.db").code == code
