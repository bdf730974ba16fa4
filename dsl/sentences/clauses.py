"""Conditions as a person says them: their parts and how these hang together, laid out in one line or in several.

`A and (B or C)` is never said as a row of words that could be read in two ways. In one line what is nested stands in
brackets; in several lines each part stands in a numbered list under what must hold of the list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, assert_never

from dsl.sentences.voice import Voice

SHORT = {"en": 150, "zh": 80}
"""A condition of more characters than this is said as a list."""

Line = tuple[int, str]
"""How deep a line stands, and what it says."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that holds or not."""

    text: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Several conditions of which all, or at least one, must hold."""

    operator: Literal["and", "or"]
    parts: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Under:
    """A condition of one or of every thing in a collection, which the head names."""

    head: str
    condition: Clause


Clause = Said | Joined | Under


def joined(operator: Literal["and", "or"], parts: Iterator[Clause]) -> Clause:
    """Conditions joined, those of the same kind taken in."""
    flat: list[Clause] = []
    for part in parts:
        flat += part.parts if isinstance(part, Joined) and part.operator == operator else (part,)
    return flat[0] if len(flat) == 1 else Joined(operator, tuple(flat))


def inline(clause: Clause, voice: Voice) -> str:
    """The condition in one line."""
    match clause:
        case Said(text):
            return text
        case Joined(operator, parts):
            return voice.words(f"join_{operator}").join(_bracketed(part, voice) for part in parts)
        case Under(head, condition):
            return voice.say("under", head=head, condition=inline(condition, voice))
        case _:
            assert_never(clause)


def _bracketed(clause: Clause, voice: Voice) -> str:
    text = inline(clause, voice)
    return text if isinstance(clause, Said) else voice.brackets(text)


def is_plain(clause: Clause, voice: Voice) -> bool:
    """Whether the condition is best said in one line: short, and nothing nested in what is joined."""
    if isinstance(clause, Joined) and not all(isinstance(part, Said) for part in clause.parts):
        return False
    if isinstance(clause, Under) and not is_plain(clause.condition, voice):
        return False
    return isinstance(clause, Said) or len(inline(clause, voice)) <= SHORT[voice.language]


def outlined(
    clause: Clause, voice: Voice, depth: int = 0, lead: str = "", nesting: int = 0
) -> Iterator[Line]:
    """The condition as lines: the first begins with *lead*, and what it is made of stands below."""
    if is_plain(clause, voice):
        yield depth, lead + inline(clause, voice)
        return
    match clause:
        case Joined(operator, parts):
            yield depth, lead + voice.words(f"list_{operator}")
            yield from _listed(parts, voice, depth + 1, nesting)
        case Under(head, Joined(operator, parts)):
            yield depth, lead + voice.say(f"under_list_{operator}", head=head)
            yield from _listed(parts, voice, depth + 1, nesting)
        case Under(head, condition):
            yield depth, lead + voice.say("under_nested", head=head)
            yield from outlined(condition, voice, depth + 1, "", nesting)
        case Said(text):
            yield depth, lead + text
        case _:
            assert_never(clause)


def _listed(parts: tuple[Clause, ...], voice: Voice, depth: int, nesting: int) -> Iterator[Line]:
    for number, part in enumerate(parts):
        yield from outlined(part, voice, depth, f"{_number(number, nesting)} ", nesting + 1)


def _number(number: int, nesting: int) -> str:
    """`1.`, below it `a.`, and so on in turn."""
    if nesting % 2 == 0:
        return f"{number + 1}."
    return f"{chr(ord('a') + number)}." if number < 26 else f"a{number + 1}."
