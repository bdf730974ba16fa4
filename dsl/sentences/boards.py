"""Boards as sentences: for whom they are, and what each tile shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from dsl import boards as b
from dsl.checking.problems import keyword
from dsl.sentences.clauses import Line
from dsl.sentences.names import Names
from dsl.sentences.voice import Voice


class Boards:
    """Says the boards of one model in one language."""

    def __init__(self, names: Names, voice: Voice) -> None:
        self._names = names
        self._voice = voice

    def board(self, board: b.Board) -> Iterator[Line]:
        """A board, and its tiles one below the other."""
        voice, label = self._voice, self._names.boards[board.name]
        roles = voice.listed([voice.the(self._names.roles[role]) for role in board.roles])
        yield 0, voice.say("board_head", label=label, roles=roles)
        for tile in board.tiles:
            yield 1, "- " + self.tile(tile)

    def tile(self, tile: b.Tile) -> str:
        """What a tile is, and what it shows."""
        voice = self._voice
        kind = voice.quoted(keyword(f"{tile.kind}_tile").in_(voice.language))
        title = " ".join(tile.title.in_(voice.language).split())
        shows = self._shows(tile.content)
        if not title:
            return voice.say("tile_bare", kind=kind, shows=shows)
        return voice.say("tile", kind=kind, title=title, shows=shows)

    def _shows(self, content: b.Content) -> str:
        voice, say = self._voice, self._voice.say
        match content:
            case b.Figure(b.Single()):
                return voice.words("tile_value")
            case b.Figure(query) | b.Chart(_, query) | b.Ranking(query):
                assert isinstance(query, b.Total)
                return self._total(query)
            case b.Listing(query):
                return say("tile_rows", things=self._things(query.source))
            case b.Alerts(rules):
                named = [voice.quoted(self._names.rules[rule]) for rule in rules]
                return say("tile_alerts", rules=voice.listed(named))
            case b.Recording(event):
                return say("tile_records", event=voice.event(self._names.events[event]))
            case b.Choice(_, kind):
                return say("tile_choice", type=self._names.type(kind))
            case b.Notice():
                return voice.words("tile_words")
            case b.Picture(address):
                return say("tile_picture", address=voice.quoted(address))
            case _:
                assert_never(content)

    def _total(self, total: b.Total) -> str:
        """What is counted, and of what."""
        voice = self._voice
        match total.source:
            case b.OfThings(each):
                of = self._things(each)
            case b.OfEvents(cases):
                of = voice.listed([voice.event(self._names.events[event]) for event in cases])
            case _:
                assert_never(total.source)
        figure = voice.quoted(keyword(total.kind).in_(voice.language))
        return voice.say("tile_total", figure=figure, of=of)

    def _things(self, each: b.EachThing) -> str:
        return self._voice.noun(self._names.kinds[each.entity])
