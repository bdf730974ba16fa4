"""Counting anew the measures whose definition changed, over the events that the log holds.

What an event says to a measure is worked out under the new definitions, with things as they are now.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from dsl import model as m
from engine.codec import Codec
from engine.events import envelope_of_row
from engine.machine import Machine
from engine.passes.share import without_spans
from engine.records import OWN_SOURCE, EventRow
from engine.shapes import EventValue
from engine.trouble import Trouble


def changed_measures(old: m.Model | None, new: m.Model) -> set[str]:
    """The event measures of a model that the old one has not, or has otherwise; all of them where there is no old one."""
    return {
        measure.name
        for measure in new.measures.values()
        if isinstance(measure.body, m.EventMeasure)
        and (
            old is None
            or measure.name not in old.measures
            or _says(old.measures[measure.name]) != _says(measure)
        )
    }


def _says(measure: m.Measure) -> object:
    body = measure.body
    if isinstance(body, m.StockMeasure):
        return body
    cases = {
        case.event: [
            without_spans(e) if e is not None else None
            for e in (*case.keys, case.value, case.where, case.order, case.identity)
        ]
        for case in body.cases.values()
    }
    return body.kind, body.over, measure.type, measure.parameters, cases


def recount(machine: Machine, measures: set[str], rows: Iterable[EventRow]) -> None:
    """Forget what measures have counted, and count the accepted events of a log anew."""
    for measure in measures:
        machine.book.forget(measure)
    bodies = [machine.model.measures[name].body for name in measures]
    events = {event for body in bodies if isinstance(body, m.EventMeasure) for event in body.cases}
    codec = Codec(machine.shapes)
    for row in rows:
        if row.type in events and row.outcome == "accepted":
            event = event_of_row(machine, row, codec)
            counts = machine.program.on(row.type).counts
            for measure, key, contribution in (
                counts(event) if event is not None and counts is not None else ()
            ):
                if measure in measures:
                    machine.book.count(measure, key, contribution, [])


def event_of_row(machine: Machine, row: EventRow, codec: Codec) -> EventValue | None:
    """An event of the log as the definitions read it now; None where they no longer can."""
    event = machine.shapes.events[row.type]()
    event._event, event._seq, event.at, event._source, event._id = (
        row.type,
        row.seq,
        row.at,
        row.source,
        row.id,
    )
    event._role, event._reason, event._zone = row.role, row.reason, machine.model.zone
    try:
        if row.source != OWN_SOURCE:
            machine.binder.bind(event, envelope_of_row(row).data)
            return event
        data = json.loads(row.data)
        for field in machine.model.events[row.type].fields.values():
            given = data.get(field.name)
            setattr(
                event,
                field.name,
                machine.default(field) if given is None else codec.decode(given, field.type),
            )
    except Trouble:
        return None
    return event
