"""What a new version of definitions changes, as sentences: what is new, what is gone, what was and what is now.

Parts are compared by what they mean (`shape`), so that a comment, a line break or another spelling of the same is no
difference. Old things are said with the old model's labels, new ones with the new model's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

from dsl import boards as b
from dsl import model as m
from dsl.diagnostics import Both
from dsl.sentences import Declaration, Reader
from dsl.sentences.boards import SaidTile
from dsl.sentences.clauses import Joined, Line, inline
from dsl.sentences.scope import Scope, of_bindings, on_event
from dsl.sentences.shape import shape
from dsl.words import Language

_KINDS: Mapping[str, str] = {
    "enums": "enum",
    "entities": "entity",
    "places": "place",
    "roles": "role",
    "parameters": "parameter",
    "tables": "table",
    "measures": "measure",
    "events": "event",
    "modules": "module",
    "groups": "group",
    "rules": "rule",
    "boards": "board",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One declaration that is not as it was."""

    kind: Literal["added", "removed", "changed"]
    what: str
    """The keyword of the declaration."""
    name: str
    head: str
    details: tuple[str, ...]
    """What is different, or (of what is new or gone) the whole of it."""


def differences(old: m.Model, new: m.Model, language: Language) -> list[Difference]:
    """All differences between two versions, in the order of the declarations."""
    return list(_Comparison(Reader(old, language), Reader(new, language)).all())


class _Comparison:
    def __init__(self, old: Reader, new: Reader) -> None:
        self._old = old
        self._new = new
        self._voice = new.voice

    def all(self) -> Iterator[Difference]:
        for table, what in _KINDS.items():
            before: Mapping[str, Declaration] = getattr(self._old.model, table)
            after: Mapping[str, Declaration] = getattr(self._new.model, table)
            for name in (*before, *(name for name in after if name not in before)):
                was, now = before.get(name), after.get(name)
                if was is None:
                    assert now is not None
                    yield self._whole("added", what, now, self._new)
                elif now is None:
                    yield self._whole("removed", what, was, self._old)
                elif shape(was) != shape(now):
                    details = tuple(self._finished(self._details(was, now)))
                    details = details or (self._voice.words("d_words"),)
                    yield Difference(
                        "changed", what, name, self._head("changed", what, now, self._new), details
                    )

    def _whole(
        self, kind: Literal["added", "removed"], what: str, declaration: Declaration, reader: Reader
    ) -> Difference:
        head = self._head(kind, what, declaration, reader)
        return Difference(kind, what, declaration.name, head, tuple(reader.read(declaration).splitlines()))

    def _head(self, kind: str, what: str, declaration: Declaration, reader: Reader) -> str:
        label = declaration.label.in_(reader.voice.language)
        named = self._voice.say(f"d_{what}", label=label)
        return self._voice.say(f"d_{kind}", what=named)

    def _finished(self, details: Iterator[str]) -> Iterator[str]:
        return (self._voice.finished(detail) for detail in dict.fromkeys(details))

    # -- details -------------------------------------------------------------------------------------------

    def _details(self, was: Declaration, now: Declaration) -> Iterator[str]:
        yield from self._property("d_label", was.label, now.label)
        match was, now:
            case m.Rule(), m.Rule():
                yield from self._rule(was, now)
            case m.Parameter(), m.Parameter():
                yield from self._parameter(was, now)
            case m.Table(), m.Table():
                yield from self._table(was, now)
            case m.Measure(), m.Measure():
                before, after = (
                    r.read(d).split(": ", 1)[-1] for r, d in ((self._old, was), (self._new, now))
                )
                yield from self._changed("d_counts", before, after)
            case m.Event(), m.Event():
                yield from self._event(was, now)
            case m.Entity(), m.Entity():
                yield from self._changed("d_key", was.key or "", now.key or "")
                yield from self._fields(was, now)
            case m.Module(), m.Module():
                before, after = self._roles(self._old, was.tuned_by), self._roles(self._new, now.tuned_by)
                yield from self._changed("d_switched", before, after)
            case m.Group(), m.Group():
                before, after = (r.names.kinds[g.enum] for r, g in ((self._old, was), (self._new, now)))
                yield from self._changed("d_covers", before, after)
            case m.Enum(), m.Enum():
                yield from self._enum(was, now)
            case b.Board(), b.Board():
                yield from self._board(was, now)
            case m.Place(), m.Place():
                if was.virtual != now.virtual:
                    yield self._voice.words("d_virtual" if now.virtual else "d_real")

    def _property(self, phrase: str, before: Both, after: Both) -> Iterator[str]:
        language = self._voice.language
        if before.in_(language) != after.in_(language):
            yield self._voice.say(phrase, before=before.in_(language), after=after.in_(language))

    def _changed(self, phrase: str, before: str, after: str) -> Iterator[str]:
        """A property that was, and is now: either may be nothing."""
        say, name = self._voice.say, self._voice.words(phrase)
        if before == after:
            return
        if before and after:
            yield say("d_property", property=name, before=before, after=after)
        elif after:
            yield say("d_given", property=name, after=after)
        else:
            yield say("d_dropped", property=name, before=before)

    def _roles(self, reader: Reader, roles: tuple[str, ...]) -> str:
        return self._voice.listed([self._voice.the(reader.names.roles[r]) for r in roles]) if roles else ""

    def _board(self, was: b.Board, now: b.Board) -> Iterator[str]:
        yield from self._changed(
            "d_shown", self._roles(self._old, was.roles), self._roles(self._new, now.roles)
        )
        before = [tile for tile in was.tiles if shape(tile) not in {shape(t) for t in now.tiles}]
        after = [tile for tile in now.tiles if shape(tile) not in {shape(t) for t in was.tiles}]
        pairs = list(_paired(before, after))
        for one, other in pairs:
            yield from self._tile(
                self._old.boards.tile(one, was), self._new.boards.tile(other, now), one.title, other.title
            )
        for phrase, fact, reader, board, tiles in (
            (
                "d_tile_removed",
                "before",
                self._old,
                was,
                [t for t in before if t not in (p[0] for p in pairs)],
            ),
            ("d_tile_added", "after", self._new, now, [t for t in after if t not in (p[1] for p in pairs)]),
        ):
            for tile in tiles:
                said = reader.boards.tile(tile, board)
                text = "; ".join((said.shows, *said.more))
                yield self._voice.say(
                    phrase, **{fact: self._voice.say("tile", name=said.name, place=said.place, shows=text)}
                )
        if not before and not after and [*map(shape, was.tiles)] != [*map(shape, now.tiles)]:
            yield self._voice.words("d_tiles_order")

    def _tile(self, was: SaidTile, now: SaidTile, title: Both, new_title: Both) -> Iterator[str]:
        """What is different in one tile, each behind the name of the tile."""

        def found() -> Iterator[str]:
            yield from self._property("d_label", title, new_title)
            yield from self._changed("d_placed", was.place, now.place)
            yield from self._changed("d_shows", was.shows, now.shows)
            gone = [text for text in was.more if text not in now.more]
            come = [text for text in now.more if text not in was.more]
            for text in gone:
                yield self._voice.say("d_tile_less", text=text)
            for text in come:
                yield self._voice.say("d_tile_more", text=text)
            if not gone and not come and was.more != now.more:
                yield self._voice.words("d_tile_order")

        for text in found():
            yield self._voice.say("d_in_tile", tile=now.name, text=text)

    def _parameter(self, was: m.Parameter, now: m.Parameter) -> Iterator[str]:
        old, new = self._old, self._new
        yield from self._changed("d_type", old.names.type(was.type), new.names.type(now.type))
        for phrase, before, after in (
            ("d_default", was.default, now.default),
            ("d_low", was.low, now.low),
            ("d_high", was.high, now.high),
        ):
            said = "" if before is None else old.conditions.values.constant(before, was.type)
            says = "" if after is None else new.conditions.values.constant(after, now.type)
            yield from self._changed(phrase, said, says)
        yield from self._changed("d_tuned", self._roles(old, was.tuned_by), self._roles(new, now.tuned_by))

    def _table(self, was: m.Table, now: m.Table) -> Iterator[str]:
        old, new, say = self._old, self._new, self._voice.say
        yield from self._changed("d_type", old.names.type(was.type), new.names.type(now.type))
        columns = [
            self._voice.listed(of_bindings(t.parameters, r.names, r.voice)[1])
            for t, r in ((was, old), (now, new))
        ]
        yield from self._changed("d_columns", columns[0], columns[1])
        matcher = SequenceMatcher(
            None, [_row(r) for r in was.rows], [_row(r) for r in now.rows], autojunk=False
        )
        for kind, start, end, first, last in matcher.get_opcodes():
            if kind == "equal":
                continue
            for i, j in zip_longest(range(start, end), range(first, last)):
                before = "" if i is None else old.settings.row(was, was.rows[i], "").strip()
                after = "" if j is None else new.settings.row(now, now.rows[j], "").strip()
                number = self._voice.figure(str((i if i is not None else j) + 1))
                phrase = "d_row" if before and after else "d_row_added" if after else "d_row_removed"
                yield say(phrase, number=number, before=before, after=after)

    def _fields(self, was: m.Entity | m.Event, now: m.Entity | m.Event) -> Iterator[str]:
        before, after = (
            {n: self._field(reader, d, n) for n in d.fields}
            for reader, d in ((self._old, was), (self._new, now))
        )
        for name in (*before, *(name for name in after if name not in before)):
            facts = {"before": before.get(name, ""), "after": after.get(name, "")}
            if facts["before"] == facts["after"]:
                continue
            way = "" if all(facts.values()) else "_added" if facts["after"] else "_removed"
            yield self._voice.say(f"d_field{way}", **facts)

    def _field(self, reader: Reader, part: m.Entity | m.Event, name: str) -> str:
        if isinstance(part, m.Event):
            scope = on_event(part.name, reader.names, reader.voice)
            return reader.facts.field(
                part.fields[name], reader.names.event_fields[part.name][name], False, scope
            )
        return reader.facts.field(part.fields[name], reader.names.fields[part.name][name], False)

    def _event(self, was: m.Event, now: m.Event) -> Iterator[str]:
        anyone = self._voice.words("d_anyone")
        before, after = self._roles(self._old, was.recorded_by), self._roles(self._new, now.recorded_by)
        yield from self._changed("d_recorded_by", before or anyone, after or anyone)
        yield from self._fields(was, now)
        yield from self._statements(
            list(self._old.statements.lines(was.body, on_event(was.name, self._old.names, self._voice), 0)),
            list(self._new.statements.lines(now.body, on_event(now.name, self._new.names, self._voice), 0)),
        )

    def _enum(self, was: m.Enum, now: m.Enum) -> Iterator[str]:
        language, say = self._voice.language, self._voice.say
        before, after = ({v.name: v.label.in_(language) for v in enum.values} for enum in (was, now))
        for name, label in before.items():
            if name not in after:
                yield say("d_value_removed", before=label)
            elif after[name] != label:
                yield say("d_value", before=label, after=after[name])
        for name, label in after.items():
            if name not in before:
                yield say("d_value_added", after=label)

    # -- rules ---------------------------------------------------------------------------------------------

    def _rule(self, was: m.Rule, now: m.Rule) -> Iterator[str]:
        old, new, bodies = self._old, self._new, (was.body, now.body)
        match bodies:
            case m.OnEvents(), m.OnEvents():
                yield from self._on_events(*bodies)
            case m.Standing(), m.Standing():
                yield from self._standing(*bodies)
            case _:
                bare = {"cites": (), "effective_from": None, "effective_to": None, "override_by": ()}
                before, after = (
                    " ".join(line.strip() for line in r.read(replace(rule, **bare)).splitlines()[1:])  # type: ignore[arg-type]
                    for r, rule in ((old, was), (new, now))
                )
                yield from self._changed("d_things", before, after)
        before, after = self._roles(old, was.override_by), self._roles(new, now.override_by)
        yield from self._changed("d_override", before, after)
        before, after = self._roles(old, was.tuned_by), self._roles(new, now.tuned_by)
        yield from self._changed("d_forced", before, after)
        before, after = (
            r.voice.listed([r.names.groups[g] for g in rule.groups]) if rule.groups else ""
            for r, rule in ((old, was), (new, now))
        )
        yield from self._changed("d_groups", before, after)
        language = self._voice.language
        cites = ["; ".join(c.in_(language) for c in rule.cites) for rule in (was, now)]
        yield from self._changed("d_cites", cites[0], cites[1])
        days = [new.rules.in_force(rule).rstrip("。.") for rule in (was, now)]
        yield from self._changed("d_effective", days[0], days[1])

    def _on_events(self, was: m.OnEvents, now: m.OnEvents) -> Iterator[str]:
        say, names = self._voice.say, (self._old.names, self._new.names)
        for phrase, body, other, known in (
            ("d_no_more_on", was, now, names[0]),
            ("d_also_on", now, was, names[1]),
        ):
            events = [self._voice.event(known.events[e]) for e in body.cases if e not in other.cases]
            if events:
                yield say(phrase, events=self._voice.listed(events))
        if was.judges != now.judges:
            yield self._voice.words("d_judges" if now.judges else "d_follows")
        found: dict[str, list[str]] = {}
        both = [event for event in was.cases if event in now.cases]
        for event in both:
            for detail in self._case(was.cases[event], now.cases[event]):
                found.setdefault(detail, []).append(self._voice.event(names[1].events[event]))
        for detail, events in found.items():
            alike = len(events) == len(both)
            yield detail if alike else f"{self._voice.listed(events)}: {detail}"

    def _case(self, was: m.EventCase, now: m.EventCase) -> Iterator[str]:
        scopes = [on_event(was.event, r.names, r.voice) for r in (self._old, self._new)]
        yield from self._condition(
            self._parts(self._old, was.condition, scopes[0]), self._parts(self._new, now.condition, scopes[1])
        )
        yield from self._statements(
            list(self._old.statements.lines(was.actions, scopes[0], 0)),
            list(self._new.statements.lines(now.actions, scopes[1], 0)),
        )

    def _standing(self, was: m.Standing, now: m.Standing) -> Iterator[str]:
        readers = (self._old, self._new)
        scopes, things = zip(
            *(of_bindings(b.bindings, r.names, r.voice) for b, r in zip((was, now), readers, strict=True)),
            strict=True,
        )
        yield from self._changed("d_things", self._voice.listed(things[0]), self._voice.listed(things[1]))
        yield from self._condition(
            self._parts(self._old, was.condition, scopes[0]), self._parts(self._new, now.condition, scopes[1])
        )
        for phrase, before, after in (
            ("d_until", was.until, now.until),
            ("d_lasting", was.lasting, now.lasting),
        ):
            said = [
                "" if e is None
                else r.conditions.terms.say(e, s) if phrase == "d_lasting"
                else inline(r.conditions.clause(e, s), r.voice)
                for e, r, s in zip((before, after), readers, scopes, strict=True)
            ]  # fmt: skip
            yield from self._changed(phrase, said[0], said[1])
        yield from self._statements(
            list(self._old.statements.lines(was.actions, scopes[0], 0)),
            list(self._new.statements.lines(now.actions, scopes[1], 0)),
        )

    def _parts(self, reader: Reader, condition: m.Expression | None, scope: Scope) -> list[str]:
        """What a condition asks: the parts that must all hold."""
        if condition is None:
            return []
        clause = reader.conditions.clause(condition, scope)
        parts = clause.parts if isinstance(clause, Joined) and clause.operator == "and" else (clause,)
        return [inline(part, reader.voice) for part in parts]

    def _condition(self, before: list[str], after: list[str]) -> Iterator[str]:
        gone = [text for text in before if text not in after]
        come = [text for text in after if text not in before]
        if len(gone) == len(come) == 1:
            yield from self._changed("d_condition", gone[0], come[0])
            return
        for text in gone:
            yield self._voice.say("d_no_more_always", text=text)
        for text in come:
            yield self._voice.say("d_asked_always", text=text)

    def _statements(self, before: list[Line], after: list[Line]) -> Iterator[str]:
        """What is no longer done, and what is done now, with what it stands under."""
        was, now = _with_context(before), _with_context(after)
        gone = [text for text in was if text not in now]
        come = [text for text in now if text not in was]
        for text in gone:
            yield self._voice.say("d_undone", text=text)
        for text in come:
            yield self._voice.say("d_done", text=text)
        if not gone and not come and was != now:
            yield self._voice.words("d_order")


def _with_context(lines: list[Line]) -> list[str]:
    """Each line that does something, behind the lines that it stands under."""
    above: list[Line] = []
    found = []
    for number, (depth, text) in enumerate(lines):
        above = [(d, t) for d, t in above if d < depth]
        text = text.strip().removeprefix("- ")
        following = lines[number + 1] if number + 1 < len(lines) else None
        if (following is not None and following[0] > depth) or text.endswith(":"):
            above.append((depth, text))
        else:
            found.append(" ".join([*(t for _, t in above), text]))
    return found


def _paired(before: list[b.Tile], after: list[b.Tile]) -> Iterator[tuple[b.Tile, b.Tile]]:
    """Tiles of two versions of a board that are one tile: of one kind, with one title, or else at one place."""
    before, after = list(before), list(after)
    for same in (
        lambda tile: (tile.kind, tile.title, tile.x, tile.y),
        lambda tile: (tile.kind, tile.title),
        lambda tile: (tile.kind, tile.x, tile.y),
    ):
        for one in list(before):
            other = next((tile for tile in after if same(tile) == same(one)), None)
            if other is not None:
                before.remove(one)
                after.remove(other)
                yield one, other


def _row(row: m.Row) -> object:
    name = "" if row.name.isdigit() else row.name
    return shape(replace(row, name=name))
