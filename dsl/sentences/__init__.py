"""The model read aloud: every declaration as sentences that a storekeeper understands, in either language.

    read = Reader(model, "en")
    read.rule("near_expiry_input")

Nothing is made from the text of a pack: labels, types and what the checker knows are all that goes in, so that a
sentence says what runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dsl import boards as b
from dsl import model as m
from dsl.sentences.boards import Boards
from dsl.sentences.chinese import Chinese
from dsl.sentences.clauses import Line, inline
from dsl.sentences.conditions import Conditions
from dsl.sentences.english import English
from dsl.sentences.facts import Facts
from dsl.sentences.names import Names
from dsl.sentences.rules import Rules
from dsl.sentences.scope import Scope, of_bindings, on_event
from dsl.sentences.settings import Settings
from dsl.sentences.statements import Statements
from dsl.sentences.voice import Voice
from dsl.words import Language

VOICES: dict[Language, type[Voice]] = {"en": English, "zh": Chinese}

Declaration = (
    m.Enum
    | m.Entity
    | m.Place
    | m.Role
    | m.Event
    | m.Measure
    | m.Parameter
    | m.Table
    | m.Module
    | m.Group
    | m.Rule
    | b.Board
)


class Reader:
    """Reads one model aloud in one language."""

    def __init__(self, model: m.Model, language: Language) -> None:
        self.model = model
        self.voice = VOICES[language]()
        self.names = Names(model, self.voice)
        self.conditions = Conditions(model, self.names, self.voice)
        self.statements = Statements(model, self.names, self.voice, self.conditions)
        self.settings = Settings(model, self.names, self.conditions.values, self.voice)
        self.rules = Rules(self.names, self.voice, self.conditions, self.statements, self.settings)
        self.boards = Boards(model, self.names, self.voice, self.conditions)
        self.facts = Facts(model, self.names, self.voice, self.conditions, self.statements)

    def read(self, declaration: Declaration) -> str:
        """A declaration as sentences, in lines without a line end behind the last."""
        return self._text(self._lines(declaration))

    def _lines(self, declaration: Declaration) -> Iterator[Line]:
        match declaration:
            case m.Rule():
                return self.rules.rule(declaration)
            case m.Parameter():
                return self.settings.parameter(declaration)
            case m.Table():
                return self.settings.table(declaration)
            case m.Measure():
                return self.facts.measure(declaration)
            case m.Event():
                return self.facts.event(declaration)
            case m.Entity():
                return self.facts.entity(declaration)
            case m.Module():
                return self.facts.module(declaration)
            case m.Group():
                return self.facts.group(declaration)
            case m.Enum():
                return self.facts.enum(declaration)
            case m.Place():
                return self.facts.place(declaration)
            case m.Role():
                return self.facts.role(declaration)
            case b.Board():
                return self.boards.board(declaration)

    def declarations(self, packs: frozenset[str] | None = None) -> Iterator[Declaration]:
        """Everything that the packs (or all of them) declare, what there is first and the rules last."""
        model = self.model
        for kind in (
            model.enums,
            model.entities,
            model.places,
            model.roles,
            model.parameters,
            model.tables,
            model.measures,
            model.events,
            model.modules,
            model.groups,
            model.rules,
            model.boards,
        ):
            for declaration in kind.values():
                if packs is None or declaration.pack in packs:
                    yield declaration

    def condition(self, expression: m.Expression, within: m.Rule, event: str | None = None) -> str:
        """One condition of a rule in one line: on the event, or of what a standing rule ranges over."""
        scope = self._scope(within, event)
        return self.voice.finished(inline(self.conditions.clause(expression, scope), self.voice))

    def without(self, expression: m.Expression, within: m.Rule, event: str | None = None) -> str:
        """That the condition does not hold."""
        clause = self.conditions.clause(expression, self._scope(within, event), positive=False)
        return self.voice.finished(inline(clause, self.voice))

    def value(self, expression: m.Expression, within: m.Rule, event: str | None = None) -> str:
        """A value that a rule reads."""
        return self.voice.finished(self.conditions.terms.say(expression, self._scope(within, event)))

    def _scope(self, rule: m.Rule, event: str | None) -> Scope:
        if isinstance(rule.body, m.Standing):
            return of_bindings(rule.body.bindings, self.names, self.voice)[0]
        if event is None or event not in rule.body.cases:
            event = next(iter(rule.body.cases))
        return on_event(event, self.names, self.voice)

    def _text(self, lines: Iterable[Line]) -> str:
        return "\n".join("    " * depth + self.voice.finished(text) for depth, text in lines)


__all__ = ["Declaration", "Reader"]
