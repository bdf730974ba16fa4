"""Boards as sentences: for whom they are, and what each tile shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from dsl import boards as b
from dsl import model as m
from dsl.checking.problems import keyword
from dsl.sentences.clauses import Line, inline
from dsl.sentences.conditions import Conditions
from dsl.sentences.names import Names
from dsl.sentences.scope import Scope
from dsl.sentences.terms import SUM
from dsl.sentences.voice import Voice
from dsl.typesystem import Reference


class Boards:
    """Says the boards of one model in one language."""

    def __init__(self, names: Names, voice: Voice, conditions: Conditions) -> None:
        self._names = names
        self._voice = voice
        self._conditions = conditions

    def board(self, board: b.Board) -> Iterator[Line]:
        """A board, and its tiles one below the other."""
        voice, label = self._voice, self._names.boards[board.name]
        roles = voice.listed([voice.the(self._names.roles[role]) for role in board.roles])
        yield 0, voice.say("board_head", label=label, roles=roles)
        for tile in board.tiles:
            yield 1, "- " + self.tile(tile, board)

    def tile(self, tile: b.Tile, board: b.Board) -> str:
        """What a tile is, and what it shows."""
        voice = self._voice
        kind = voice.quoted(keyword(f"{tile.kind}_tile").in_(voice.language))
        title = " ".join(tile.title.in_(voice.language).split())
        shows = self._shows(tile.content, self._chosen(board))
        if not title:
            return voice.say("tile_bare", kind=kind, shows=shows)
        return voice.say("tile", kind=kind, title=title, shows=shows)

    def _chosen(self, board: b.Board) -> Scope:
        """What is in sight on the whole board: what its filters choose."""
        scope = Scope()
        for choice in board.choices.values():
            scope, _ = scope.with_variable(choice.variable, choice.type, self._names, self._voice)
        called = {name: self._voice.say("tile_chosen", label=said) for name, said in scope.variables.items()}
        return replace(scope, variables=called)

    def _shows(self, content: b.Content, scope: Scope) -> str:
        voice, say = self._voice, self._voice.say
        match content:
            case b.Figure(b.Single(value)):
                return self._conditions.terms.say(value, scope)
            case b.Figure(query) | b.Chart(_, query) | b.Ranking(query):
                assert isinstance(query, b.Total)
                return self._total(query, scope)
            case b.Listing(query):
                things, _ = self._things(query.source, scope)
                return say("tile_rows", things=things)
            case b.Alerts(rules):
                named = [voice.quoted(self._names.rules[rule]) for rule in rules]
                return say("tile_alerts", rules=voice.listed(named))
            case b.Recording(event):
                return say("tile_records", event=voice.event(self._names.events[event]))
            case b.Choice(_, kind):
                return say("tile_choice", type=self._names.type(kind))
            case b.Notice(message):
                template = message.en if voice.language == "en" else message.zh
                return self._conditions.terms.template(template, scope)
            case b.Picture(address):
                return say("tile_picture", address=voice.quoted(address))
            case _:
                assert_never(content)

    def _total(self, total: b.Total, scope: Scope) -> str:
        """What is counted, of what, and how far back."""
        voice = self._voice
        match total.source:
            case b.OfThings(each, _, value):
                of, inside = self._things(each, scope)
                return self._figure(total.kind, value, of, inside)
            case b.OfEvents(cases, over):
                said = []
                for case in cases.values():
                    inside = replace(scope, event=case.event)
                    of = voice.event(self._names.events[case.event]) + self._where(case.where, inside)
                    said.append(self._figure(total.kind, case.value, of, inside))
                text = voice.listed(said)
                if over is None:
                    return text
                return text + voice.say("tile_over", span=self._conditions.terms.say(over, scope))
            case _:
                assert_never(total.source)

    def _figure(self, kind: b.TotalKind, value: m.Expression | None, of: str, scope: Scope) -> str:
        figure = self._voice.quoted(keyword(kind).in_(self._voice.language))
        if value is None:
            return self._voice.say("tile_count", figure=figure, of=of)
        said = self._conditions.terms.tight(value, scope, SUM)
        return self._voice.say("tile_total", figure=figure, value=said, of=of)

    def _things(self, each: b.EachThing, scope: Scope) -> tuple[str, Scope]:
        inside, noun = scope.with_variable(each.variable, Reference(each.entity), self._names, self._voice)
        return noun + self._where(each.where, inside), inside

    def _where(self, where: m.Expression | None, scope: Scope) -> str:
        if where is None:
            return ""
        return self._voice.say("tile_where", where=inline(self._conditions.clause(where, scope), self._voice))
