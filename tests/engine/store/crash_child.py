"""Writes batches of ten events until it is killed. Says `written SEQ` after each commit."""

from engine.store import Store
from tests.engine.nursery import forks, say
from tests.engine.store.plant import MODEL, SHAPES, batch


def write_until_killed(path: str) -> None:
    with Store.open(path, MODEL, SHAPES) as store:
        seq = store.load().head.get("seq", 0)
        while True:
            store.write(batch(seq + 1))
            seq += 10
            say(f"written {seq}")


if __name__ == "__main__":
    forks(write_until_killed)
