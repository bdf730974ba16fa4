"""A rule as sentences: on what, if what, then what; who may let it pass, from when, by what law, with what knobs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsl import model as m
from dsl.sentences.clauses import Clause, Line, inline, is_plain, outlined
from dsl.sentences.conditions import Conditions
from dsl.sentences.names import Names
from dsl.sentences.scope import Scope, of_bindings, on_event
from dsl.sentences.settings import Settings
from dsl.sentences.statements import Statements
from dsl.sentences.voice import Voice


class Rules:
    """Says the rules of one model in one language."""

    def __init__(
        self,
        names: Names,
        voice: Voice,
        conditions: Conditions,
        statements: Statements,
        settings: Settings,
    ) -> None:
        self._names = names
        self._voice = voice
        self._conditions = conditions
        self._statements = statements
        self._settings = settings

    def rule(self, rule: m.Rule) -> Iterator[Line]:
        """The rule, under its name."""
        yield 0, self._voice.say("rule", label=self._names.rules[rule.name]) + self._voice.words("colon")
        if isinstance(rule.body, m.Standing):
            yield from self._standing(rule.body)
        else:
            yield from self._on_events(rule.body)
        yield from self._terms_of_use(rule)

    def _on_events(self, body: m.OnEvents) -> Iterator[Line]:
        """Once for all events on which it reads alike."""
        voice = self._voice
        said: dict[tuple[Line, ...], list[str]] = {}
        for case in body.cases.values():
            said.setdefault(tuple(self._case(case)), []).append(case.event)
        key = "on" if body.judges else "after_event"
        for lines, events in said.items():
            named = voice.listed([voice.event(self._names.events[e]) for e in events], "or")
            on = voice.say(key, events=named)
            (depth, first), *rest = lines
            yield depth, on + first
            yield from rest

    def _case(self, case: m.EventCase) -> Iterator[Line]:
        scope = on_event(case.event, self._names, self._voice)
        if case.condition is None:
            yield from self._then(None, self._voice.words("on_always"), case.actions, scope)
        else:
            clause = self._conditions.clause(case.condition, scope)
            yield from self._then(clause, self._voice.words("on_if"), case.actions, scope)

    def _standing(self, body: m.Standing) -> Iterator[Line]:
        voice = self._voice
        scope, nouns = of_bindings(body.bindings, self._names, voice)
        things = voice.listed(nouns)
        clause = self._conditions.clause(body.condition, scope)
        lasting = ""
        if body.lasting is not None:
            span = self._conditions.terms.tight(body.lasting, scope, 1)
            lasting = voice.words("comma") + voice.say("lasting", span=span)
        yield from self._then(clause, voice.say("standing", things=things), body.actions, scope, lasting)
        if body.until is not None:
            until = self._conditions.clause(body.until, scope)
            lines = list(outlined(until, voice, 1, voice.words("until")))
            yield from lines[:-1]
            yield lines[-1][0], lines[-1][1] + voice.words("stop")

    def _then(
        self,
        clause: Clause | None,
        lead: str,
        actions: Sequence[m.Statement],
        scope: Scope,
        lasting: str = "",
    ) -> Iterator[Line]:
        """`lead` condition, then action: in one line where that can be read."""
        voice = self._voice
        one = self._statements.one(actions, scope)
        if clause is None:
            opening = [(1, lead)]
        elif is_plain(clause, voice):
            opening = [(1, lead + inline(clause, voice) + lasting)]
        else:
            opening = list(outlined(clause, voice, 1, lead))
            if lasting:
                opening.append((1, lasting.removeprefix(voice.words("comma"))))
        if clause is None:
            yield 1, lead + (one + voice.words("stop") if one is not None else voice.words("do_all"))
        elif len(opening) == 1:
            depth, text = opening[0]
            yield depth, text + (voice.say("so", action=one) if one is not None else voice.words("so_list"))
        else:
            yield from opening
            yield 1, voice.say("so_below", action=one) if one is not None else voice.words("then")
        if one is None:
            yield from self._statements.lines(actions, scope, 2)

    def _terms_of_use(self, rule: m.Rule) -> Iterator[Line]:
        voice = self._voice
        if rule.override_by:
            roles = voice.listed(
                [self._voice.the(self._names.roles[role]) for role in rule.override_by], "or"
            )
            yield 1, voice.say("override", roles=roles)
        if rule.tuned_by:
            roles = voice.listed([voice.the(self._names.roles[role]) for role in rule.tuned_by], "or")
            yield 1, voice.say("forced", roles=roles)
        if rule.groups:
            groups = [voice.say("group", label=self._names.groups[name]) for name in rule.groups]
            yield 1, voice.say("in_groups", groups=voice.listed(groups))
        force = self.in_force(rule)
        if force:
            yield 1, force
        if rule.cites:
            cites = voice.words("semicolon").join(cite.in_(voice.language) for cite in rule.cites)
            yield 1, voice.say("source", cites=cites)
        for parameter in self._settings.read_by(rule):
            yield 1, self._settings.beside(parameter)

    def in_force(self, rule: m.Rule) -> str:
        """From which day to which day; nothing where it always is."""
        voice, first, last = self._voice, rule.effective_from, rule.effective_to
        days = {
            name: voice.figure(day.isoformat()) for name, day in (("first", first), ("last", last)) if day
        }
        key = "both" if last else "from"
        return voice.say(f"effective_{key}", **days) if days else ""
