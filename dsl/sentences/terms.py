"""Expressions that are no conditions, as words: what a value is.

How tightly a term binds says where it needs brackets: `(A + B) × 2`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from dsl import model as m
from dsl.sentences.clauses import Clause, inline
from dsl.sentences.names import Names
from dsl.sentences.scope import Scope
from dsl.sentences.shape import shape
from dsl.sentences.values import Values
from dsl.sentences.voice import Voice
from dsl.typesystem import BOOL, DATE, DURATION, INSTANT, TEXT, Optional, Reference, Type

LOOSE, SUM, PRODUCT, TIGHT = range(4)
_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}


@dataclass(frozen=True, slots=True)
class Term:
    """The words of a value, and how tightly they hang together."""

    text: str
    level: int = TIGHT


class Terms:
    """Says values; `clause` says the conditions within them."""

    def __init__(
        self,
        names: Names,
        values: Values,
        voice: Voice,
        model: m.Model,
        clause: Callable[[m.Expression, Scope], Clause],
    ) -> None:
        self._names = names
        self._values = values
        self._voice = voice
        self._model = model
        self._clause = clause

    def say(self, expression: m.Expression, scope: Scope) -> str:
        """A value where nothing binds more tightly."""
        return self.term(expression, scope).text

    def tight(self, expression: m.Expression, scope: Scope, level: int = TIGHT) -> str:
        """A value where something binds at *level*."""
        term = self.term(expression, scope)
        return term.text if term.level >= level else self._voice.brackets(term.text)

    def label(self, expression: m.FieldRead) -> str:
        """What a field is called."""
        return self._names.fields[expression.entity][expression.name]

    def term(self, expression: m.Expression, scope: Scope) -> Term:
        """A value as words."""
        voice = self._voice
        match expression:
            case m.Literal_(value, kind):
                return Term(self._values.constant(value, kind))
            case m.EventField("at"):
                return Term(voice.words("event_time"))
            case m.EventField(name) if expression.type == BOOL:
                label = self._names.event_fields[scope.event or ""][name]
                return Term(voice.say("event_mark", label=label))
            case m.EventField(name):
                return Term(voice.the(self._names.event_fields[scope.event or ""][name]))
            case m.Variable(name):
                return Term(scope.variables[name])
            case m.Now():
                return Term(voice.words("now"))
            case m.FieldRead(base) if expression.type == BOOL:
                return Term(voice.say("mark", owner=self.tight(base, scope), label=self.label(expression)))
            case m.FieldRead(base):
                nested = not isinstance(base, m.EventField | m.Variable)
                return Term(voice.of(self.tight(base, scope), self.label(expression), nested=nested))
            case m.ParameterRead(name):
                return Term(voice.say("setting", label=self._names.parameters[name]))
            case m.MeasureRead(name, arguments):
                return self._measure(name, arguments, scope)
            case m.TableCall(name, arguments):
                keys = voice.listed([self.tight(a, scope, PRODUCT) for a in arguments])
                return Term(voice.say("table", label=self._names.tables[name], keys=keys), LOOSE)
            case m.FunctionCall():
                return self._function(expression, scope)
            case m.Closure(direction, base, entity, field):
                noun = voice.noun(self._names.kinds[entity])
                label = self._names.fields[entity][field]
                return Term(voice.say(direction, base=self.tight(base, scope), field=label, noun=noun))
            case m.Lookup(entity, key):
                return self._lookup(entity, key, scope)
            case m.Binary():
                return self._binary(expression, scope)
            case m.Negative(operand):
                return Term(f"−{self.tight(operand, scope)}", SUM)
            case m.Otherwise(operand, fallback):
                if expression.type == TEXT or not _is_condition(expression):
                    said, other = self.say(operand, scope), self.say(fallback, scope)
                    return Term(voice.say("otherwise", operand=said, fallback=other), LOOSE)
                return self._whether(expression, scope)
            case m.Fold():
                return self._fold(expression, scope)
            case m.ListExpression(items, kind):
                if not items:
                    return Term(self._values.constant((), kind))
                return Term(voice.listed([self.tight(item, scope, PRODUCT) for item in items]), LOOSE)
            case m.Construct(entity, fields):
                return self._construct(entity, fields, scope)
            case m.Convert(amount, unit):
                return Term(voice.amount(voice.number(amount), unit))
            case m.Template(parts):
                if len(parts) == 1 and not isinstance(parts[0], str):
                    return Term(voice.say("as_text", operand=self.tight(parts[0], scope)))
                return Term(voice.quoted(self.template(expression, scope)))
            case m.Compare() | m.Logic() | m.Not() | m.Known() | m.Held() | m.In() | m.Quantified():
                return self._whether(expression, scope)
            case _:
                assert_never(expression)

    def template(self, template: m.Template, scope: Scope) -> str:
        """A text with what stands in its braces."""
        return "".join(
            part if isinstance(part, str) else self._voice.say("hole", value=self.say(part, scope))
            for part in template.parts
        )

    def fields(
        self,
        labels: Mapping[str, str],
        fields: Mapping[str, m.Expression],
        defaults: Mapping[str, m.Field],
        scope: Scope,
    ) -> str:
        """What the fields of a new thing or event are given; what is as it would be by itself is left out."""
        voice = self._voice
        copied, given = [], []
        own = self._names.event_fields.get(scope.event or "", {})
        for name, value in fields.items():
            default = defaults[name].default
            if default is not None and shape(default) == shape(value):
                continue
            if default is None and isinstance(value, m.Literal_) and value.value is None:
                continue
            if isinstance(value, m.EventField) and own.get(value.name) == labels[name]:
                copied.append(voice.noun(labels[name]))
            else:
                label = voice.noun(labels[name])
                given.append(voice.say("given_as", label=label, value=self.say(value, scope)))
        if copied:
            given.insert(0, voice.say("same_as_event", fields=voice.listed(copied)))
        return voice.words("semicolon").join(given)

    def _measure(self, name: str, arguments: Sequence[m.Expression], scope: Scope) -> Term:
        voice = self._voice
        label = voice.noun(self._names.measures[name])
        keys = [self.tight(a, scope) for a in arguments]
        places = [a for a in arguments if _strip(a.type) == Reference("Place")]
        if not keys:
            return Term(voice.say("measure_alone", label=label))
        if len(keys) == 2 and len(places) == 1 and places[0] is arguments[1]:
            return Term(voice.say("measure_at", keys=keys[0], place=keys[1], label=label))
        return Term(voice.say("measure", keys=voice.listed(keys), label=label))

    def _lookup(self, entity: str, key: m.Expression, scope: Scope) -> Term:
        noun = self._voice.noun(self._names.kinds[entity])
        if isinstance(key, m.Literal_):
            return Term(self._values.constant(key.value, Reference(entity)))
        label = self._names.fields[entity][self._model.entities[entity].key or ""]
        value = self.tight(key, scope, SUM)
        phrase = "lookup_same" if value == self._voice.the(label) else "lookup"
        return Term(self._voice.say(phrase, noun=noun, key=self._voice.noun(label), value=value))

    def _function(self, call: m.FunctionCall, scope: Scope) -> Term:
        voice = self._voice
        match call.name:
            case "number":
                return self.term(call.arguments[0], scope)
            case "min" | "max":
                items = voice.listed([self.tight(a, scope, PRODUCT) for a in call.arguments])
                return Term(voice.say("least" if call.name == "min" else "most", items=items), LOOSE)
            case "round":
                operand = self.tight(call.arguments[0], scope)
                digits = self.say(call.arguments[1], scope) if len(call.arguments) > 1 else voice.figure("0")
                return Term(voice.say("round", operand=operand, digits=digits), LOOSE)
            case "length":
                key = "characters" if _strip(call.arguments[0].type) == TEXT else "length"
            case "date" if isinstance(call.arguments[0], m.EventField) and call.arguments[0].name == "at":
                return Term(voice.words("event_day"))
            case "days" | "hours" | "percent":
                key = f"as_{call.name}"
            case "abs" | "floor" | "ceiling" | "date" | "start_of" | "end_of":
                key = call.name
            case _:
                assert_never(call.name)
        return Term(voice.say(key, operand=self.tight(call.arguments[0], scope)), LOOSE)

    def _binary(self, expression: m.Binary, scope: Scope) -> Term:
        voice, left, right = self._voice, expression.left, expression.right
        times = (INSTANT, DATE)
        if left.type in times and right.type in times:
            start, end = self.tight(right, scope, SUM), self.tight(left, scope, SUM)
            return Term(voice.say("between_times", start=start, end=end), SUM)
        if left.type in times and right.type == DURATION:
            key = "after" if expression.operator == "+" else "before"
            return Term(voice.say(key, time=self.tight(left, scope), span=self.tight(right, scope)), SUM)
        level = SUM if expression.operator in "+-" else PRODUCT
        sign = _SIGNS[expression.operator]
        first, second = self.tight(left, scope, level), self.tight(right, scope, level + 1)
        return Term(f"{first} {sign} {second}", level)

    def _fold(self, fold: m.Fold, scope: Scope) -> Term:
        voice = self._voice
        inside, noun = scope.with_variable(fold.variable, element(fold.collection.type), self._names, voice)
        facts = {"collection": self.tight(fold.collection, scope), "noun": noun}
        if fold.value is not None:
            facts["value"] = self.tight(fold.value, inside, SUM)
        if fold.where is None:
            return Term(voice.say(fold.kind, **facts), LOOSE)
        where = inline(self._clause(fold.where, inside), voice)
        return Term(voice.say(f"{fold.kind}_where", where=where, **facts), LOOSE)

    def _construct(self, entity: str, fields: Mapping[str, m.Expression], scope: Scope) -> Term:
        said = self.fields(self._names.fields[entity], fields, self._model.entities[entity].fields, scope)
        label = self._names.kinds[entity]
        return Term(
            self._voice.say("record", label=label, fields=said)
            if said
            else self._voice.say("record_empty", label=label)
        )

    def _whether(self, expression: m.Expression, scope: Scope) -> Term:
        condition = inline(self._clause(expression, scope), self._voice)
        return Term(self._voice.say("whether", condition=condition), LOOSE)


def element(kind: Type) -> Type:
    """The type of what a collection holds."""
    item: Type = kind.item  # type: ignore[union-attr]
    return item


def _strip(kind: Type) -> Type:
    return kind.item if isinstance(kind, Optional) else kind


def _is_condition(expression: m.Otherwise) -> bool:
    """Whether something in it has words only as a condition."""
    return isinstance(
        expression.operand, m.Compare | m.Logic | m.Not | m.Known | m.Held | m.In | m.Quantified
    )
