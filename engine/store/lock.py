"""One writer per store: a lock on a file beside the database, which the system lets go when its holder dies.

The database's own locks last no longer than a transaction, and a lock on the database file itself would be
lost whenever any of its handles is closed. Readers never look at this lock.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from engine.store.errors import locked

if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class WriterLock:
    """The right to write to the SQLite file at `path`, held until `release` or the end of the process.

    Raises `StoreError` (BC653) where another holds it, `OSError` where the lock file can't be made. The lock
    file stays: to remove it could take away the lock of a process that has just opened it.
    """

    def __init__(self, path: Path, shown: str) -> None:
        real = os.path.realpath(path)
        self._handle: int | None = os.open(f"{real}.lock", os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _try_lock(self._handle)
        except (BlockingIOError, PermissionError) as error:
            holder = os.read(self._handle, 32).decode("ascii", "replace").strip()
            self.release()
            raise locked(shown, holder if holder.isdigit() else "") from error
        except OSError:
            self.release()
            raise
        os.ftruncate(self._handle, 0)
        os.write(self._handle, f"{os.getpid()}\n".encode("ascii"))

    def release(self) -> None:
        """Let another process write."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
