"""The log of a made-up plant: CloudEvents, put into the order in which they arrive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

ZONE = dt.timezone(dt.timedelta(hours=8))
WMS = "/plant/wms"
TELEMATICS = "/plant/telematics"

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Entry:
    arrives: dt.datetime
    number: int
    time: dt.datetime
    source: str
    type: str
    data: dict[str, Any]
    extensions: dict[str, str]
    copies: int


@dataclass(slots=True)
class Journal:
    """Collects what happens, in any order."""

    _entries: list[_Entry] = field(default_factory=list)

    def note(
        self,
        time: dt.datetime,
        type: str,
        data: dict[str, Any],
        *,
        source: str = WMS,
        role: str | None = None,
        reason: str | None = None,
        late: dt.timedelta = dt.timedelta(0),
        copies: int = 1,
    ) -> None:
        """Write down one event. `late`: how long after its time it arrives; `copies`: how often it is sent."""
        extensions = {
            name: value for name, value in (("role", role), ("reason", reason)) if value is not None
        }
        given = {name: value for name, value in data.items() if value is not None}
        self._entries.append(
            _Entry(time + late, len(self._entries), time, source, type, given, extensions, copies)
        )

    def __len__(self) -> int:
        return sum(entry.copies for entry in self._entries)

    def events(self) -> Iterator[Event]:
        """All events as CloudEvents 1.0, in order of arrival. A copy has the id of its first."""
        for number, entry in enumerate(sorted(self._entries, key=lambda e: (e.arrives, e.number)), start=1):
            event: Event = {
                "specversion": "1.0",
                "id": f"{number:06d}",
                "source": entry.source,
                "type": entry.type,
                "time": entry.time.isoformat(),
                **entry.extensions,
                "data": entry.data,
            }
            for _ in range(entry.copies):
                yield event


def instant(day: dt.date, hour: int = 0, minute: int = 0, second: int = 0) -> dt.datetime:
    """A local time of the plant."""
    return dt.datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=ZONE)
