"""Boards as sentences: for whom they are, where each tile stands, and everything that it shows and does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from dsl import boards as b
from dsl import model as m
from dsl.checking.problems import keyword
from dsl.diagnostics import Both
from dsl.sentences.clauses import Line, inline
from dsl.sentences.conditions import Conditions
from dsl.sentences.names import Names
from dsl.sentences.scope import Scope
from dsl.sentences.terms import SUM
from dsl.sentences.voice import Voice
from dsl.typesystem import EnumType, Optional, Reference, Type


@dataclass(frozen=True, slots=True)
class SaidTile:
    """A tile in words: what it is called, where it stands, what it shows, and what else is so of it."""

    name: str
    place: str
    shows: str
    more: tuple[str, ...]


class Boards:
    """Says the boards of one model in one language."""

    def __init__(self, model: m.Model, names: Names, voice: Voice, conditions: Conditions) -> None:
        self._model = model
        self._names = names
        self._voice = voice
        self._conditions = conditions

    def board(self, board: b.Board) -> Iterator[Line]:
        """A board, and its tiles one below the other."""
        voice, label = self._voice, self._names.boards[board.name]
        roles = voice.listed([voice.the(self._names.roles[role]) for role in board.roles])
        yield 0, voice.say("board_head", label=label, roles=roles)
        for tile in board.tiles:
            said = self.tile(tile, board)
            yield 1, "- " + voice.say("tile", name=said.name, place=said.place, shows=said.shows)
            for line in said.more:
                yield 2, f"- {line}"

    def tile(self, tile: b.Tile, board: b.Board) -> SaidTile:
        """What a tile is, and what it shows."""
        voice = self._voice
        kind = voice.quoted(keyword(f"{tile.kind}_tile").in_(voice.language))
        title = _line(tile.title.in_(voice.language))
        name = voice.say("tile_titled", kind=kind, title=title) if title else kind
        place = self._span("tile_column", tile.x, tile.width) + voice.words("comma")
        place += self._span("tile_row", tile.y, tile.height)
        shows, *more = self._shows(tile.content, title, self._chosen(board))
        return SaidTile(name, place, shows, tuple(more))

    def _span(self, phrase: str, before: int, length: int) -> str:
        """`columns 4 to 6`, `row 1`"""
        first, last = (self._voice.figure(str(number)) for number in (before + 1, before + length))
        return self._voice.say(phrase if length == 1 else f"{phrase}s", first=first, last=last)

    def _chosen(self, board: b.Board) -> Scope:
        """What is in sight on the whole board: what its filters choose, by their titles where these tell them apart."""
        voice, scope = self._voice, Scope()
        filters = [
            (tile.content, _line(tile.title.in_(voice.language)))
            for tile in board.tiles
            if isinstance(tile.content, b.Choice)
        ]
        often = Counter(title for _, title in filters)
        variables = {}
        for choice, title in filters:
            scope, noun = scope.with_variable(choice.variable, choice.type, self._names, voice)
            is_told = title != "" and often[title] == 1
            said = (
                voice.say("tile_chosen_under", title=title)
                if is_told
                else voice.say("tile_chosen", noun=noun)
            )
            variables[choice.variable] = said
        return replace(scope, variables=variables)

    def _shows(self, content: b.Content, title: str, scope: Scope) -> Iterator[str]:
        """What a tile shows, and then what else is so of it."""
        voice, say, terms = self._voice, self._voice.say, self._conditions.terms
        match content:
            case b.Figure(query, thresholds) | b.Ranking(query, _, thresholds):
                yield (
                    terms.say(query.value, scope)
                    if isinstance(query, b.Single)
                    else self._total(query, scope)
                )
                yield from self._ordered_figures(query)
                yield from self._thresholds(thresholds, scope)
            case b.Chart(shape, query, _, thresholds):
                drawn = voice.quoted(keyword(f"{shape}_chart").in_(voice.language))
                yield say("tile_drawn", shape=drawn, figures=self._total(query, scope))
                yield from self._ordered_figures(query)
                yield from self._thresholds(thresholds, scope)
            case b.Listing():
                yield from self._listing(content, scope)
            case b.Alerts(rules):
                named = [voice.quoted(self._names.rules[rule]) for rule in rules]
                yield say("tile_alerts", rules=voice.listed(named))
            case b.Recording(event, given):
                yield self._recorded("tile_records", event, given, scope)
            case b.Choice(variable, kind, default):
                yield say("tile_choice", type=self._names.type(kind))
                called = scope.variables[variable]
                if called != say("tile_chosen_under", title=title):
                    yield say("tile_called", called=called)
                if default is not None:
                    yield say("tile_default", value=terms.say(default, Scope()))
                elif isinstance(kind, Optional):
                    yield voice.words("tile_no_default")
            case b.Notice(message):
                yield terms.template(message.en if voice.language == "en" else message.zh, scope)
            case b.Picture(address):
                yield say("tile_picture", address=voice.quoted(address))
            case _:
                assert_never(content)

    def _recorded(self, phrase: str, event: str, given: Mapping[str, m.Expression], scope: Scope) -> str:
        """That an event is recorded, and with what."""
        fields = self._conditions.terms.fields(
            self._names.event_fields[event], given, self._model.events[event].fields, scope
        )
        said = self._voice.say(phrase, event=self._voice.event(self._names.events[event]))
        return self._voice.say("tile_filled_in", said=said, fields=fields) if fields else said

    # -- figures -------------------------------------------------------------------------------------------

    def _total(self, total: b.Total, scope: Scope) -> str:
        """What is counted, of what, for each of what, and how far back."""
        voice, say = self._voice, self._voice.say
        match total.source:
            case b.OfThings(each, keys, value):
                of, inside = self._things(each, scope)
                return self._figure(total.kind, value, of, inside) + self._by(keys, inside)
            case b.OfEvents(cases, over, per):
                said = []
                for case in cases.values():
                    inside = replace(scope, event=case.event)
                    of = voice.event(self._names.events[case.event]) + self._where(case.where, inside)
                    said.append(
                        (self._figure(total.kind, case.value, of, inside), self._by(case.keys, inside))
                    )
                alike = len({by for _, by in said}) == 1
                text = voice.listed([figure if alike else figure + by for figure, by in said])
                text += said[0][1] if alike else ""
                text += voice.words(f"tile_per_{per}") if per is not None else ""
                if over is None:
                    return text
                return text + say("tile_over", span=self._conditions.terms.say(over, scope))
            case _:
                assert_never(total.source)

    def _figure(self, kind: b.TotalKind, value: m.Expression | None, of: str, scope: Scope) -> str:
        figure = self._voice.quoted(keyword(kind).in_(self._voice.language))
        if value is None:
            return self._voice.say("tile_count", figure=figure, of=of)
        said = self._conditions.terms.tight(value, scope, SUM)
        return self._voice.say("tile_total", figure=figure, value=said, of=of)

    def _by(self, keys: tuple[m.Expression, ...], scope: Scope) -> str:
        if not keys:
            return ""
        said = [self._conditions.terms.tight(key, scope, SUM) for key in keys]
        return self._voice.say("tile_by", keys=self._voice.listed(said))

    def _ordered_figures(self, query: b.Total | b.Single) -> Iterator[str]:
        if isinstance(query, b.Total):
            if query.order is not None:
                yield self._voice.words(f"tile_figures_{query.order}")
            yield from self._top(query.top)

    def _thresholds(self, thresholds: tuple[b.Threshold, ...], scope: Scope) -> Iterator[str]:
        inside = _knowing(scope, "value", self._voice.words("tile_figure"))
        for threshold in thresholds:
            yield self._coloured(threshold.colour, threshold.condition, inside)

    # -- things --------------------------------------------------------------------------------------------

    def _listing(self, listing: b.Listing, scope: Scope) -> Iterator[str]:
        """A row for each thing: what stands in it, where it stands, in which order, its colours, what dragging does."""
        say, terms, query = self._voice.say, self._conditions.terms, listing.query
        things, inside = self._things(query.source, scope)
        shown = len(listing.headings)
        place, colours = query.values[shown:][: listing.located], query.values[shown + listing.located :]
        columns = [self._column(*one, inside) for one in zip(query.values, listing.headings, strict=False)]
        yield say("tile_each", things=things, columns=self._voice.words("comma_list").join(columns))
        match place:
            case (start, end):
                yield say("tile_from_to", start=terms.say(start, inside), end=terms.say(end, inside))
            case (start, *_):
                phrase = "tile_kanban" if isinstance(_plain(start.type), EnumType) else "tile_located"
                yield say(phrase, start=terms.say(start, inside))
        keys = [
            say(f"tile_key_{'down' if key.descending else 'up'}", key=terms.say(key.value, inside))
            for key in query.order
        ]
        if keys:
            yield say("tile_sorted", keys=self._voice.words("tile_then").join(keys))
        yield from self._top(query.top)
        for colour, condition in zip(listing.colours, colours, strict=True):
            yield self._coloured(colour, condition, inside)
        for drag in listing.drags:
            yield self._drag(drag, place[0], inside)

    def _column(self, value: m.Expression, heading: Both, scope: Scope) -> str:
        said = self._conditions.terms.say(value, scope)
        label = self._label(value)
        if label == heading:
            return said
        return self._voice.say("tile_headed", value=said, heading=_line(heading.in_(self._voice.language)))

    def _label(self, value: m.Expression) -> Both | None:
        """The heading of a value of which a tile says no other: the label of what it is."""
        model = self._model
        match value:
            case m.FieldRead(_, entity, name):
                return model.entities[entity].fields[name].label
            case m.MeasureRead(name):
                return model.measures[name].label
            case m.TableCall(name):
                return model.tables[name].label
            case m.ParameterRead(name):
                return model.parameters[name].label
            case m.Variable() if isinstance(kind := _plain(value.type), Reference):
                return model.entities[kind.entity].label
            case m.Otherwise(operand):
                return self._label(operand)
            case _:
                return None

    def _drag(self, drag: b.Drag, by: m.Expression, scope: Scope) -> str:
        inside = _knowing(scope, "column", self._voice.words("tile_target"))
        said = self._recorded("tile_drag_records", drag.event, drag.fields, inside)
        if drag.to is None:
            return self._voice.say("tile_drag", said=said)
        to = self._conditions.values.constant(drag.to, by.type)
        return self._voice.say("tile_drag_to", to=to, said=said)

    def _things(self, each: b.EachThing, scope: Scope) -> tuple[str, Scope]:
        inside, noun = scope.with_variable(each.variable, Reference(each.entity), self._names, self._voice)
        return noun + self._where(each.where, inside), inside

    # -- both ----------------------------------------------------------------------------------------------

    def _where(self, where: m.Expression | None, scope: Scope) -> str:
        if where is None:
            return ""
        return self._voice.say("tile_where", where=inline(self._conditions.clause(where, scope), self._voice))

    def _top(self, top: int | None) -> Iterator[str]:
        if top is not None:
            yield self._voice.say("tile_top", count=self._voice.figure(str(top)))

    def _coloured(self, colour: b.Colour, condition: m.Expression, scope: Scope) -> str:
        said = inline(self._conditions.clause(condition, scope), self._voice)
        named = self._voice.quoted(keyword(colour).in_(self._voice.language))
        is_always = isinstance(condition, m.Literal_) and condition.value is True
        return self._voice.say(
            "tile_colour_else" if is_always else "tile_colour", colour=named, condition=said
        )


def _knowing(scope: Scope, variable: str, called: str) -> Scope:
    """The scope with a variable that tiles have of themselves."""
    return replace(scope, variables={**scope.variables, variable: called})


def _line(text: str) -> str:
    return " ".join(text.split())


def _plain(kind: Type) -> Type:
    return kind.item if isinstance(kind, Optional) else kind
