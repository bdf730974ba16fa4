"""A run: lines through an engine in batches, counted, with a progress bar where somebody watches."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from designer.tally import Tally
from designer.terminal import Terminal
from engine.events import Answer
from engine.pipeline import Compiled
from engine.run import Engine
from engine.shapes import Shapes

if TYPE_CHECKING:
    from engine.store import Store

Lines = list[tuple[int, bytes]]


@contextmanager
def opened(compiled: Compiled, store: str | None) -> Iterator[Engine]:
    """An engine over a store, or in memory. Raises `engine.store.StoreError`."""
    with opened_with_store(compiled, store) as (engine, _):
        yield engine


@contextmanager
def opened_with_store(compiled: Compiled, store: str | None) -> Iterator[tuple[Engine, Store | None]]:
    """The same, with the store."""
    if store is None:
        yield Engine(compiled), None
        return
    from engine.store import Store

    with Store.open(store, compiled.model, Shapes(compiled.model)) as kept:
        yield Engine(compiled, kept), kept


def feed(
    engine: Engine, lines: Iterable[Lines], told: Callable[[int, Answer], None] | None = None
) -> Iterator[tuple[Tally, int]]:
    """Submit batches of lines; after each gives the tally so far and how many bytes went in."""
    tally = Tally()
    for batch in lines:
        answers = engine.submit_lines([line for _, line in batch])
        found = list(engine.findings)
        engine.findings.clear()
        if told is not None:
            timely = _by_event(found)
            for (number, _), answer in zip(batch, answers, strict=True):
                _complete(answer, timely)
                told(number, answer)
        tally.add([number for number, _ in batch], answers, found)
        yield tally, sum(len(line) + 1 for _, line in batch)


def _by_event(findings: Iterable[Any]) -> dict[int, list[Any]]:
    result: dict[int, list[Any]] = {}
    for finding in findings:
        result.setdefault(finding.seq, []).append(finding)
    return result


def _complete(answer: Answer, findings: dict[int, list[Any]]) -> None:
    """Add what timers found on the way to the event, so that every finding is in some line."""
    from engine.machine import finding_json

    if answer.seq is None or answer.duplicate:
        return
    known = {f["id"] for f in answer.findings}
    earlier = [finding_json(f) for f in findings.get(answer.seq, ()) if f.id not in known]
    answer.findings = [*earlier, *answer.findings]


class Watch:
    """A progress bar over bytes on stderr, if that is a terminal; else nothing."""

    def __init__(self, terminal: Terminal, path: Path | None, title: str) -> None:
        self._terminal = terminal
        self._total = path.stat().st_size if path is not None else None
        self._title = title
        self._bar: Any = None
        self.seconds = 0.0

    def __enter__(self) -> Watch:
        self._started = time.perf_counter()
        if self._terminal.err.is_terminal:
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.fields[count]}"),
                TimeElapsedColumn(),
            )
            self._bar = Progress(*columns, console=self._terminal.err, transient=True)
            self._bar.start()
            self._task = self._bar.add_task(self._title, total=self._total, count="")
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.perf_counter() - self._started
        if self._bar is not None:
            self._bar.stop()

    def step(self, size: int, done: int) -> None:
        """So many bytes more; so many events in all."""
        if self._bar is not None:
            self._bar.update(
                self._task, advance=size, count=self._terminal.say("events_done", count=f"{done:,}")
            )
