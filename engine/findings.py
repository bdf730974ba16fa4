"""What a rule found, written so that it can be explained later: the values it read and where they came from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from dsl import model as m
from dsl.source import Source
from dsl.typesystem import Reference
from engine.backends.interpret import Env, Interpreter
from engine.codec import encode
from engine.measures.book import SOURCES
from engine.records import Finding, Read
from engine.speech import Speaker
from engine.trouble import Trouble
from engine.walk import parts

FIRST_HASH = "0" * 64
"""What stands before the first finding of the chain."""


class Tracer:
    """Says which values an expression read, and which events gave them."""

    def __init__(self, interpreter: Interpreter, speaker: Speaker, sources: Mapping[str, Source]) -> None:
        self._interpreter = interpreter
        self._speaker = speaker
        self._sources = sources

    def reads(self, expressions: Iterable[m.Expression], env: Env, seq: int, zone: str) -> tuple[Read, ...]:
        """Every value looked up, once, in the order of the text."""
        found: dict[str, Read] = {}
        for expression in expressions:
            self._collect(expression, env, seq, zone, found)
        return tuple(found.values())

    def _collect(self, expression: Any, env: Env, seq: int, zone: str, found: dict[str, Read]) -> None:
        if isinstance(expression, m.Quantified | m.Fold):
            self._collect(expression.collection, env, seq, zone, found)
            self._note(expression, env, seq, zone, found)
            return
        if isinstance(
            expression,
            m.EventField
            | m.FieldRead
            | m.MeasureRead
            | m.ParameterRead
            | m.TableCall
            | m.Held
            | m.Now
            | m.Convert,
        ):
            self._note(expression, env, seq, zone, found)
            if isinstance(expression, m.FieldRead | m.EventField | m.Held | m.Convert):
                return
        for part in parts(expression):
            if isinstance(part, m.Message):
                continue
            self._collect(part, env, seq, zone, found)

    def _note(self, expression: Any, env: Env, seq: int, zone: str, found: dict[str, Read]) -> None:
        """Note a value, unless it can't be had: then the condition did not look at it."""
        text = self.text(expression)
        if text in found:
            return
        try:
            value = self._interpreter.value(expression, env)
            events = self._origins(expression, env, seq)
        except (Trouble, ArithmeticError):
            return
        shown = {
            "zh": self._speaker.show(value, expression.type, "zh", zone),
            "en": self._speaker.show(value, expression.type, "en", zone),
        }
        found[text] = Read(text, encode(value, expression.type), shown, events)

    def text(self, expression: m.Expression) -> str:
        """An expression as its author wrote it."""
        source = self._sources.get(expression.span.path)
        return source.slice(expression.span) if source else type(expression).__name__

    def _origins(self, expression: m.Expression, env: Env, seq: int) -> tuple[int, ...]:
        world = self._interpreter.world
        match expression:
            case m.EventField():
                return (seq,)
            case m.FieldRead(base, entity, name):
                key = self._interpreter.value(base, env)
                if isinstance(key, str):
                    origin = world.state.thing(entity, key)._origin_of(name)
                    return (origin,) if origin else ()
                return ()
            case m.ParameterRead(name):
                tuned = world.state.settings.origin(name) or world.state.parameter_origins.get(name)
                return (tuned,) if tuned else ()
            case m.MeasureRead(name, arguments):
                key_values = tuple(self._interpreter.value(a, env) for a in arguments)
                body = world.model.measures[name].body
                if isinstance(body, m.EventMeasure):
                    return world.book.sources(name, key_values, world.state.now)
                return self._stock_origins(body, world.model.measures[name], key_values)
            case _:
                return ()

    def _stock_origins(
        self, body: m.StockMeasure, measure: m.Measure, key: tuple[Any, ...]
    ) -> tuple[int, ...]:
        state = self._interpreter.world.state
        bound = dict(zip((p.name for p in measure.parameters), key, strict=True))
        item, lot = bound[body.thing.name], None
        if body.thing.type == Reference("Lot"):
            item, lot = getattr(state.thing("Lot", item), state.lot_item), item
        place = bound[body.place.name] if body.place is not None else None
        return state.ledger.movers(item, lot, place)[-SOURCES:]


class Chain:
    """Numbers findings and chains them: each hash covers the finding and the hash before it."""

    def __init__(self, number: int = 0, last: str = FIRST_HASH) -> None:
        self.number = number
        self.last = last

    def add(self, build: Callable[[str, str], Finding]) -> Finding:
        """The next finding of the chain; `build` is given its id and the hash before it."""
        self.number += 1
        finding = build(f"F{self.number}", self.last)
        finding = replace(finding, hash=digest(finding))
        self.last = finding.hash
        return finding


def digest(finding: Finding) -> str:
    """The SHA-256 of a finding's contents, the hash before it included, in canonical JSON."""
    contents = {f.name: getattr(finding, f.name) for f in fields(finding) if f.name != "hash"}
    if finding.applied is None:
        del contents["applied"]  # as it was before there was such a thing
    text = json.dumps(contents, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=asdict)
    return hashlib.sha256(text.encode()).hexdigest()
