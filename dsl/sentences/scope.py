"""What is in sight where an expression stands, and how it is called there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from dsl import model as m
from dsl.sentences.names import Names
from dsl.sentences.voice import Voice
from dsl.typesystem import Type


@dataclass(frozen=True, slots=True)
class Scope:
    """The event at hand, if any, and the variables. A noun that is taken gets a letter: lot A, lot B."""

    event: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    """The nouns that mean something here already."""
    lettered: Mapping[str, int] = field(default_factory=dict)
    """How many letters of a noun are used."""
    not_yet: frozenset[object] = frozenset()
    """The instants of which it is said, beside this, that they have not come yet."""

    def with_variable(self, name: str, kind: Type, names: Names, voice: Voice) -> tuple[Scope, str]:
        """The scope inside, and what the variable is called there, without an article."""
        noun = voice.noun(names.label_of(kind))
        taken = self.taken | {noun}
        if noun not in self.taken:
            variables = {**self.variables, name: voice.the(names.label_of(kind))}
            return replace(self, variables=variables, taken=taken), noun
        number = self.lettered.get(noun, 0)
        called = voice.marked(noun, number)
        inside = replace(
            self,
            variables={**self.variables, name: called},
            taken=taken,
            lettered={**self.lettered, noun: number + 1},
        )
        return inside, called


def on_event(event: str, names: Names, voice: Voice) -> Scope:
    """The scope of an event's own statements and of rules on it."""
    return Scope(event=event, taken=frozenset(voice.noun(n) for n in names.event_fields[event].values()))


def of_bindings(bindings: tuple[m.Binding, ...], names: Names, voice: Voice) -> tuple[Scope, list[str]]:
    """The scope of a standing rule or a measure, and what its bindings are called.

    Of several of one kind each has a letter, the first too.
    """
    nouns = [voice.noun(names.label_of(binding.type)) for binding in bindings]
    scope = Scope(taken=frozenset(noun for noun in nouns if nouns.count(noun) > 1))
    called = []
    for binding in bindings:
        scope, noun = scope.with_variable(binding.name, binding.type, names, voice)
        called.append(noun)
    return scope, called
