"""Processes to be killed: a nursery forks one for each line that it is given, without waiting for Python to start.

The module of the child calls `forks(work)`. What a fork writes to standard output comes through as it is, between
`pid N` and `dead STATUS`; a line that was cut short by the kill is ended before `dead`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]


def say(text: str) -> None:
    """Write a line, whole at once where it is short."""
    rest = f"{text}\n".encode()
    while rest:
        rest = rest[os.write(1, rest) :]


def forks(work: Callable[[str], None]) -> None:
    """Do `work` on each line of standard input, each in a fork; say how it ended: 0, or minus the signal."""
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            code = 1
            try:
                say(f"pid {os.getpid()}")
                work(line.rstrip("\n"))
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        _, status = os.waitpid(pid, 0)
        say(f"\ndead {os.waitstatus_to_exitcode(status)}")


class Child:
    """One fork. `lines` are what it says; after the last of them `status` tells how it ended."""

    def __init__(self, pid: int, output: Iterator[str]) -> None:
        self.pid = pid
        self.status: int | None = None
        self._output = output

    def lines(self) -> Iterator[str]:
        """What it says, as it comes, until it is gone. A line that was cut short is among them."""
        for line in self._output:
            if line.startswith("dead "):
                self.status = int(line.removeprefix("dead "))
                return
            if line != "\n":
                yield line.rstrip("\n")
        raise AssertionError("the nursery is gone")

    def kill(self) -> None:
        """End it at once, unless it has ended by itself."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


def spin(seconds: float) -> None:
    """Let a short time pass, to the millisecond: the moment of a kill."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


@contextmanager
def nursery(module: str) -> Iterator[Callable[[str], Child]]:
    """Start the module of a child; gives a function that has it fork one on a line."""
    command = [sys.executable, "-m", module]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, errors="replace"
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        orders, output = process.stdin, process.stdout

        def fork(order: str) -> Child:
            orders.write(f"{order}\n")
            orders.flush()
            line = next(output, "")
            assert line.startswith("pid "), line
            return Child(int(line.removeprefix("pid ")), output)

        yield fork
        orders.close()
