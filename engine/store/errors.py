"""What can go wrong with a store, each as one clear sentence in both languages."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError

from dsl.diagnostics import Both


class StoreError(Exception):
    """A store can't be opened, read or written: a code (`BC650` to `BC659`) and the reason in both languages.

    It isn't a `Trouble`: no single event is to blame, and nothing of the batch at hand was written.
    """

    def __init__(self, code: str, en: str, zh: str) -> None:
        super().__init__(f"{code}: {en}")
        self.code = code
        self.text = Both(en, zh)


def bad_url(shown: str) -> StoreError:
    """The address is not one that I know."""
    return StoreError(
        "BC650",
        f"I can't keep a store at `{shown}`. Give a file, such as `plant.db` or `sqlite:///plant.db`.",
        f"无法在 `{shown}` 保存数据。请给出一个文件，例如 `plant.db` 或 `sqlite:///plant.db`。",
    )


def no_folder(shown: str, folder: str) -> StoreError:
    """The folder of the file is not there."""
    return StoreError(
        "BC651",
        f"I can't keep a store at `{shown}`: there is no folder `{folder}`. Create it first.",
        f"无法在 `{shown}` 保存数据：文件夹 `{folder}` 不存在。请先创建它。",
    )


def no_store(shown: str) -> StoreError:
    """Nothing is there to be read."""
    return StoreError(
        "BC651",
        f"There is no store at `{shown}`. Check the path, or make one with `bincard run --store`.",
        f"`{shown}` 处没有数据库。请检查路径，或用 `bincard run --store` 创建。",
    )


def not_accessible(shown: str, why: str) -> StoreError:
    """The file can't be opened or written."""
    return StoreError(
        "BC651",
        f"I can't open or write `{shown}` ({why}). Check who may write the file and its folder.",
        f"无法打开或写入 `{shown}`（{why}）。请检查该文件及其文件夹的写入权限。",
    )


def not_a_database(shown: str, why: str) -> StoreError:
    """The file holds something else, or is damaged."""
    return StoreError(
        "BC652",
        f"`{shown}` is not a database, or is damaged ({why}). Give another file, or restore a backup.",
        f"`{shown}` 不是数据库，或已损坏（{why}）。请换一个文件，或从备份恢复。",
    )


def locked(shown: str, who: str) -> StoreError:
    """Someone else writes there."""
    by_en, by_zh = (f" (process {who})", f"（进程 {who}）") if who else ("", "")
    return StoreError(
        "BC653",
        f"Another process{by_en} writes to the store `{shown}`, and there can be only one. Stop it first,"
        " or open the store for reading.",
        f"另一个进程{by_zh}正在写入数据库 `{shown}`，同时只能有一个写入者。请先停止它，或以只读方式打开。",
    )


def full(shown: str) -> StoreError:
    """No room is left."""
    return StoreError(
        "BC654",
        f"The disk with `{shown}` is full. The last batch was not written. Make room, then run again.",
        f"`{shown}` 所在磁盘已满，最后一批未写入。请腾出空间后重新运行。",
    )


def no_driver(shown: str, driver: str) -> StoreError:
    """The package that talks to the database is not installed."""
    return StoreError(
        "BC655",
        f"The database driver `{driver}` for `{shown}` is not installed. Install it, or use a plain"
        " `sqlite:///file.db`.",
        f"`{shown}` 所需的数据库驱动 `{driver}` 未安装。请安装，或使用 `sqlite:///file.db`。",
    )


def foreign(shown: str, tables: str) -> StoreError:
    """The tables are of another application."""
    return StoreError(
        "BC656",
        f"`{shown}` holds tables that are not Bincard's ({tables}). Give the store a database of its own.",
        f"`{shown}` 中已有不属于 Bincard 的表（{tables}）。请为数据另设一个数据库。",
    )


def newer(shown: str, found: object, known: int) -> StoreError:
    """A later release wrote it."""
    return StoreError(
        "BC657",
        f"`{shown}` was made by a newer Bincard (format {found}; I know {known}). Update Bincard.",
        f"`{shown}` 由更新版本的 Bincard 创建（格式 {found}，当前支持 {known}）。请升级 Bincard。",
    )


def unwritable_value(shown: str, why: str) -> StoreError:
    """A value that no database column can hold."""
    return StoreError(
        "BC659",
        f"A value in this batch can't be kept in `{shown}` ({why}). Nothing of the batch was written.",
        f"本批中有无法保存到 `{shown}` 的值（{why}）。整批均未写入。",
    )


def _other(shown: str, why: str) -> StoreError:
    return StoreError(
        "BC659",
        f"The database `{shown}` reported: {why}. Nothing of the work at hand was written.",
        f"数据库 `{shown}` 报告：{why}。当前操作未写入任何内容。",
    )


def translated(error: Exception, shown: str) -> StoreError:
    """The error of a database driver in our words."""
    if isinstance(error, OSError):
        if error.errno == errno.ENOSPC:
            return full(shown)
        return not_accessible(shown, error.strerror or type(error).__name__)
    if isinstance(error, NoSuchModuleError | ImportError):
        return no_driver(shown, getattr(error, "name", None) or str(error).rsplit(":", 1)[-1])
    if isinstance(error, UnicodeEncodeError):
        return unwritable_value(shown, "half a surrogate pair in a text")
    if isinstance(error, OverflowError):
        return unwritable_value(shown, "a whole number beyond 2^63")
    if not isinstance(error, DBAPIError):
        return _other(shown, str(error).split("\n", 1)[0])
    why = str(error.orig)
    name = getattr(error.orig, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return locked(shown, "")
    if name == "SQLITE_FULL":
        return full(shown)
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return not_a_database(shown, why)
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH")):
        return not_accessible(shown, why)
    return _other(shown, why)


@contextmanager
def speaking_of(shown: str) -> Iterator[None]:
    """Turns every error of the database inside into a `StoreError` about the store of that name."""
    try:
        yield
    except (SQLAlchemyError, OSError, ImportError, UnicodeEncodeError, OverflowError) as error:
        raise translated(error, shown) from error
