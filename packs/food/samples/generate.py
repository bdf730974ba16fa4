"""A month of a frozen-food plant as CloudEvents 1.0, one JSON object a line.

    python -m packs.food.samples.generate [PATH]

The same seed gives the same bytes. About one event in fifty is out of the ordinary; among the lines are copies, a
reading that comes late, and one line that is no JSON at all.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

from packs.food.samples.incidents import CALENDAR
from packs.food.samples.journal import Event, Journal
from packs.food.samples.master import register
from packs.food.samples.plant import FIRST, Plant

SEED = 20270301
MONTH = Path(__file__).with_name("month.jsonl")


def events(days: int = 30, seed: int = SEED) -> Iterator[Event]:
    """What happens at the plant, in order of arrival, from 2027-03-01 on; copies included."""
    plant = Plant(Journal(), Random(seed))
    register(plant, FIRST)
    for number in range(days):
        day = FIRST.date() + dt.timedelta(days=number)
        plant.day(day, number)
        for incident in CALENDAR.get(number, ()):
            incident(plant, day)
    yield from plant.journal.events()


def lines(days: int = 30, seed: int = SEED) -> Iterator[str]:
    """The events as JSON lines; in the middle of the second day one is cut off."""
    torn = dt.datetime.combine(FIRST.date() + dt.timedelta(days=1), dt.time(12), FIRST.tzinfo).isoformat()
    for event in events(days, seed):
        line = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
        if torn and event["time"] >= torn:
            yield line[: len(line) // 2]
            torn = ""
        yield line


def generate(path: Path, days: int = 30, seed: int = SEED) -> int:
    """Write the month to a file; gives the number of lines."""
    written = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in lines(days, seed):
            file.write(line + "\n")
            written += 1
    return written


def main() -> None:
    """Write `month.jsonl` beside this file, or where the first argument says."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else MONTH
    print(f"{path}: {generate(path)}")


if __name__ == "__main__":
    main()
