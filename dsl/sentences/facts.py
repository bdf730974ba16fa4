"""Measures, events and what there is, as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dsl import model as m
from dsl.sentences.clauses import Line, inline
from dsl.sentences.conditions import Conditions
from dsl.sentences.names import Names
from dsl.sentences.scope import Scope, of_bindings, on_event
from dsl.sentences.statements import Statements
from dsl.sentences.terms import SUM
from dsl.sentences.voice import Voice
from dsl.typesystem import ListType, Optional, Reference, SetType

_NOWHERE = Scope()


class Facts:
    """Says the measures, events and declarations of one model in one language."""

    def __init__(
        self, model: m.Model, names: Names, voice: Voice, conditions: Conditions, statements: Statements
    ) -> None:
        self._model = model
        self._names = names
        self._voice = voice
        self._conditions = conditions
        self._statements = statements

    # -- measures ------------------------------------------------------------------------------------------

    def measure(self, measure: m.Measure) -> Iterator[Line]:
        """What a figure counts."""
        voice = self._voice
        scope, nouns = of_bindings(measure.parameters, self._names, voice)
        label = self._names.measures[measure.name]
        head = voice.say("measure_head_alone", label=label)
        if nouns:
            head = voice.say("measure_head", label=label, keys=voice.listed(nouns))
        body = measure.body
        if isinstance(body, m.StockMeasure):
            yield 0, head + self._stock(body, scope) + voice.words("stop")
            return
        said: dict[str, list[str]] = {}
        for case in body.cases.values():
            said.setdefault(self._case(measure, body, case, nouns), []).append(case.event)
        sentences = [
            text.replace(_EVENTS, voice.listed([voice.event(self._names.events[e]) for e in events], "or"))
            for text, events in said.items()
        ]
        if len(sentences) == 1:
            yield 0, head + sentences[0] + voice.words("stop")
            return
        yield 0, head.rstrip()
        for text in sentences:
            yield 1, f"- {text}"

    def _stock(self, body: m.StockMeasure, scope: Scope) -> str:
        voice, variables = self._voice, scope.variables
        said = voice.say("stock_everywhere", thing=variables[body.thing.name])
        if body.place is not None:
            said = voice.say("stock", thing=variables[body.thing.name], place=variables[body.place.name])
        if body.where is None:
            return said
        inside, _ = scope.with_variable("lot", Reference("Lot"), self._names, voice)
        where = inline(self._conditions.clause(body.where, inside), voice)
        return said + voice.say("only_lots", where=where)

    def _case(
        self, measure: m.Measure, body: m.EventMeasure, case: m.EventMeasureCase, nouns: list[str]
    ) -> str:
        voice, terms = self._voice, self._conditions.terms
        scope = on_event(case.event, self._names, voice)
        facts = {"events": _EVENTS}
        if case.value is not None:
            facts["value"] = terms.tight(case.value, scope, SUM)
        said = voice.say(f"m_{body.kind}", **facts)
        if body.over is not None:
            said += voice.say("m_over", span=self._conditions.values.span(body.over))
        if case.where is not None:
            key = "m_condition" if body.kind in ("streak", "time") else "m_where"
            said += voice.say(key, where=inline(self._conditions.clause(case.where, scope), voice))
        keys = [
            voice.say("m_by", parameter=noun, key=terms.say(key, scope))
            for parameter, noun, key in zip(measure.parameters, nouns, case.keys, strict=True)
            if terms.say(key, scope) != voice.the(self._names.label_of(parameter.type))
        ]
        if keys:
            said += voice.say("m_keys", keys=voice.listed(keys))
        if case.order is not None:
            said += voice.say("m_order", order=terms.say(case.order, scope))
        if case.identity is not None:
            said += voice.say("m_identity", identity=terms.tight(case.identity, scope))
        return said

    # -- events and things ---------------------------------------------------------------------------------

    def event(self, event: m.Event) -> Iterator[Line]:
        """What an event tells, and what it does."""
        voice, label = self._voice, self._names.events[event.name]
        scope = on_event(event.name, self._names, voice)
        fields = self._fields(self._names.event_fields[event.name], event.fields, None, scope)
        yield (
            0,
            voice.say("event_head", label=label, fields=fields)
            if fields
            else voice.say("event_head_bare", label=label),
        )
        if event.recorded_by:
            roles = voice.listed(
                [self._voice.the(self._names.roles[role]) for role in event.recorded_by], "or"
            )
            yield 1, voice.say("recorded_by", roles=roles)
        if not event.body:
            yield 1, voice.words("no_effects")
            return
        yield 1, voice.words("effects")
        yield from self._statements.lines(event.body, scope, 2)

    def entity(self, entity: m.Entity) -> Iterator[Line]:
        """What is kept of a kind of thing."""
        noun = self._names.kinds[entity.name]
        fields = self._fields(self._names.fields[entity.name], entity.fields, entity.key, Scope())
        key = "entity_head" if entity.key else "record_head"
        yield 0, self._voice.say(key, noun=self._voice.noun(noun), label=noun, fields=fields)

    def _fields(
        self, labels: Mapping[str, str], fields: Mapping[str, m.Field], key: str | None, scope: Scope
    ) -> str:
        return self._voice.words("semicolon").join(
            self.field(field, labels[field.name], field.name == key, scope) for field in fields.values()
        )

    def field(self, field: m.Field, label: str, is_key: bool, scope: Scope = _NOWHERE) -> str:
        """A field with what it takes."""
        voice, terms = self._voice, self._conditions.terms
        facts = [self._names.type(field.type)]
        if label in (facts[0], self._names.label_of(field.type)) and not isinstance(
            field.type, ListType | SetType
        ):
            facts = []
        if is_key:
            facts.append(voice.words("fact_key"))
        kind = field.type.item if isinstance(field.type, Optional) else field.type
        for bound in field.bounds:
            value = self._conditions.values.constant(bound.value, kind)
            facts.append(voice.say(f"fact_{bound.operator}", value=value))
        if field.default is not None and getattr(field.default, "value", ...) is not None:
            facts.append(voice.say("fact_default", value=terms.say(field.default, scope)))
        elif isinstance(field.type, Optional):
            facts.append(voice.words("fact_optional"))
        return voice.say("field", label=label, facts=voice.words("comma").join(facts)) if facts else label

    def enum(self, enum: m.Enum) -> Iterator[Line]:
        """Its values."""
        values = self._voice.listed(
            [self._voice.quoted(v) for v in self._names.values[enum.name].values()], "or"
        )
        yield 0, self._voice.say("enum_head", label=self._names.kinds[enum.name], values=values)

    def group(self, group: m.Group) -> Iterator[Line]:
        """What its rules answer for."""
        kind = self._voice.noun(self._names.kinds[group.enum])
        yield 0, self._voice.say("group_head", label=self._names.groups[group.name], kind=kind)

    def module(self, module: m.Module) -> Iterator[Line]:
        """Who may switch it."""
        voice, label = self._voice, self._names.modules[module.name]
        if module.tuned_by:
            roles = voice.listed([voice.the(self._names.roles[role]) for role in module.tuned_by], "or")
            yield 0, voice.say("module_tuned", label=label, roles=roles)
        else:
            yield 0, voice.say("module_head", label=label)

    def place(self, place: m.Place) -> Iterator[Line]:
        """That there is such a place."""
        key = "place_virtual" if place.virtual else "place_head"
        yield 0, self._voice.say(key, label=self._names.places[place.name])

    def role(self, role: m.Role) -> Iterator[Line]:
        """That there are such people."""
        yield 0, self._voice.say("role_head", label=self._names.roles[role.name])


_EVENTS = "\ue002"
"""Stands for the events until it is known which of them read alike."""
