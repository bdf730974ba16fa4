"""Forks writers on demand, so that each can be killed without waiting for Python to start.

Reads paths of stores from standard input. For each a fork writes batches of ten events until it dies; it
prints `pid N`, then `written SEQ` after each commit; `dead` follows once it is gone.
"""

import os
import sys

from engine.store import Store
from tests.engine.store.plant import MODEL, SHAPES, batch


def say(text: str) -> None:
    os.write(1, f"{text}\n".encode())


def write_until_killed(path: str) -> None:
    say(f"pid {os.getpid()}")
    with Store.open(path, MODEL, SHAPES) as store:
        seq = store.load().head.get("seq", 0)
        while True:
            store.write(batch(seq + 1))
            seq += 10
            say(f"written {seq}")


if __name__ == "__main__":
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            write_until_killed(line.rstrip("\n"))
        os.waitpid(pid, 0)
        say("dead")
