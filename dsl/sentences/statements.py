"""What events and rules do, as lines: one for each statement, those under a condition or a loop below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from dsl import model as m
from dsl.sentences.clauses import Line, inline, is_plain, outlined
from dsl.sentences.conditions import Conditions
from dsl.sentences.names import Names
from dsl.sentences.scope import Scope
from dsl.sentences.voice import Voice
from dsl.typesystem import ListType, SetType


class Statements:
    """Says the statements of one model in one language."""

    def __init__(self, model: m.Model, names: Names, voice: Voice, conditions: Conditions) -> None:
        self._model = model
        self._names = names
        self._voice = voice
        self._conditions = conditions
        self._terms = conditions.terms

    def lines(self, statements: Sequence[m.Statement], scope: Scope, depth: int) -> Iterator[Line]:
        """All statements, at a depth."""
        for statement in statements:
            yield from self._lines(statement, scope, depth)

    def one(self, statements: Sequence[m.Statement], scope: Scope) -> str | None:
        """The words of a single simple statement; None where there are more, or such as hold others."""
        if len(statements) != 1 or isinstance(statements[0], m.If | m.ForEach):
            return None
        return self._simple(statements[0], scope)

    def _lines(self, statement: m.Statement, scope: Scope, depth: int) -> Iterator[Line]:
        match statement:
            case m.If(condition, then, otherwise):
                yield from self._if(condition, then, otherwise, scope, depth)
            case m.ForEach():
                yield from self._for_each(statement, scope, depth)
            case _:
                yield depth, f"- {self._simple(statement, scope)}"

    def _if(
        self,
        condition: m.Expression,
        then: Sequence[m.Statement],
        otherwise: Sequence[m.Statement],
        scope: Scope,
        depth: int,
    ) -> Iterator[Line]:
        voice = self._voice
        clause = self._conditions.clause(condition, scope)
        lead = f"- {voice.words('if')}"
        if is_plain(clause, voice):
            yield depth, f"{lead}{inline(clause, voice)}{voice.words('comma')}{voice.words('then')}"
        else:
            yield from outlined(clause, voice, depth, lead)
            yield depth, f"  {voice.words('then')}"
        yield from self.lines(then, scope, depth + 1)
        if otherwise:
            yield depth, f"  {voice.words('else')}"
            yield from self.lines(otherwise, scope, depth + 1)

    def _for_each(self, loop: m.ForEach, scope: Scope, depth: int) -> Iterator[Line]:
        voice = self._voice
        inside, noun = scope.with_variable(loop.variable, loop.type, self._names, voice)
        facts = {"noun": noun}
        key = "for_all"
        if loop.collection is not None:
            facts["collection"] = self._terms.tight(loop.collection, scope)
            key = "for_each"
        elif loop.nearest is not None:
            count, place = loop.nearest
            facts |= {"count": voice.figure(str(count)), "place": self._terms.tight(place, scope)}
            key = "nearest"
        if loop.where is not None:
            facts["where"] = inline(self._conditions.clause(loop.where, inside), voice)
            key += "_where"
        yield depth, f"- {voice.say(key, **facts)}"
        yield from self.lines(loop.body, inside, depth + 1)

    def _simple(
        self,
        statement: m.Move | m.Set | m.Create | m.Emit | m.Release | m.Hold | m.Alert | m.Block | m.Warn,
        scope: Scope,
    ) -> str:
        say, term = self._voice.say, self._terms
        match statement:
            case m.Move(quantity, thing, source, target):
                return say(
                    "move",
                    quantity=term.say(quantity, scope),
                    thing=term.tight(thing, scope),
                    source=term.tight(source, scope),
                    target=term.tight(target, scope),
                )
            case m.Set():
                return self._set(statement, scope)
            case m.Create(entity, fields):
                said = term.fields(
                    self._names.fields[entity], fields, self._model.entities[entity].fields, scope
                )
                return say("create", noun=self._voice.noun(self._names.kinds[entity]), fields=said)
            case m.Emit(event, fields):
                said = term.fields(
                    self._names.event_fields[event], fields, self._model.events[event].fields, scope
                )
                label = self._names.events[event]
                return say("emit", label=label, fields=said) if said else say("emit_bare", label=label)
            case m.Release(things):
                return say(f"release{_each(things)}", things=term.tight(things, scope))
            case m.Hold(things, message):
                said = term.tight(things, scope)
                if message is None:
                    return say(f"hold{_each(things)}", things=said)
                return say(f"hold{_each(things)}_saying", things=said, message=self._message(message, scope))
            case m.Alert(roles, message):
                told = self._voice.listed([self._voice.the(self._names.roles[role]) for role in roles])
                return say("alert", roles=told, message=self._message(message, scope))
            case m.Block(message):
                return say("block", message=self._message(message, scope))
            case m.Warn(message):
                return say("warn", message=self._message(message, scope))
            case _:
                assert_never(statement)

    def _set(self, statement: m.Set, scope: Scope) -> str:
        read = m.FieldRead(
            statement.base, statement.entity, statement.field, statement.value.type, statement.span
        )
        field, value = self._terms.say(read, scope), statement.value
        if statement.operation == "set" and isinstance(value, m.Literal_) and isinstance(value.value, bool):
            owner, label = self._terms.tight(statement.base, scope), self._terms.label(read)
            return self._voice.say("mark_yes" if value.value else "mark_no", owner=owner, label=label)
        return self._voice.say(statement.operation, field=field, value=self._terms.say(value, scope))

    def _message(self, message: m.Message, scope: Scope) -> str:
        template = message.zh if self._voice.language == "zh" else message.en
        return self._terms.template(template, scope)


def _each(things: m.Expression) -> str:
    return "_each" if isinstance(things.type, ListType | SetType) else ""
