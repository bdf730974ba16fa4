"""Rows of a spreadsheet through an engine, a batch of rows a transaction, and what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from engine.connect.opening_stock import Earlier, Row, opening_stock
from engine.connect.sheet import Sheet
from engine.events import Answer
from engine.run import Engine

BATCH = 200
"""So many rows are one transaction."""


@dataclass(slots=True)
class Loaded:
    """How many rows came in, were known, were refused; why; and what was registered on the way."""

    loaded: int = 0
    known: int = 0
    refused: int = 0
    problems: list[tuple[int, str, Mapping[str, str]]] = field(default_factory=list)
    """Row, code, reason."""
    registered: Counter[str] = field(default_factory=Counter)


def load_rows(
    engine: Engine,
    sheet: Sheet,
    at: int,
    earlier: Earlier | None = None,
    told: Callable[[Any], None] | None = None,
) -> Loaded:
    """Load a sheet; `earlier` is the store, `told` is given each row's outcome as JSON."""
    loaded = Loaded()
    for rows in _batches(opening_stock(sheet, engine.compiled.model, engine.state, at, earlier)):
        answers = iter(engine.submit([event for row in rows for event in row.events]))
        engine.findings.clear()
        for row in rows:
            outcome = _count(row, list(islice(answers, len(row.events))), loaded)
            if told is not None:
                told({"row": row.number, **outcome})
    return loaded


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _count(row: Row, answers: list[Answer], loaded: Loaded) -> dict[str, Any]:
    """The outcome of a row: that of its stock, and the first reason where that did not come in."""
    if row.problem is not None:
        return _refuse(
            row, {"code": row.problem.code, "zh": row.problem.text.zh, "en": row.problem.text.en}, loaded
        )
    for event, answer in zip(row.events, answers, strict=True):
        if answer.outcome == "accepted" and not answer.duplicate and event is not row.events[-1]:
            loaded.registered[event.type] += 1
    stock = answers[-1]
    if stock.outcome == "accepted":
        if stock.duplicate:
            loaded.known += 1
            return {"outcome": "known"}
        loaded.loaded += 1
        return {"outcome": "loaded"}
    failed = next(a for a in answers if a.outcome != "accepted")
    return _refuse(row, failed.problem or _blocked(failed), loaded)


def _blocked(answer: Answer) -> dict[str, str]:
    """Why rules blocked a row."""
    said = [f["messages"][0] for f in answer.findings if f["force"] == "block" and f["messages"]]
    rules = [f["rule"] for f in answer.findings if f["force"] == "block"]
    return {
        "code": ", ".join(rules),
        "zh": "；".join(s["zh"] for s in said),
        "en": "; ".join(s["en"] for s in said),
    }


def _refuse(row: Row, problem: Mapping[str, str], loaded: Loaded) -> dict[str, Any]:
    loaded.refused += 1
    loaded.problems.append((row.number, problem["code"], problem))
    return {"outcome": "refused", "problem": dict(problem)}
