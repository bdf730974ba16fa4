"""Scenarios as data: a list of steps with what is expected of each, for whoever brings another system's test cases.

    name: A transfer moves exactly the value that it removes
    books: {method: fifo}                              # arguments of Books
    items: {A: {method: average}}                      # of Books.item
    places: {W2: {below: true-up}}                     # of Books.place
    steps:
      - receive: {item: A, quantity: 3, place: W1, cost: 10, at: 2026-01-01}
        as: bought                                     # a name for the posting
      - transfer: {item: A, quantity: 1, source: W1, target: W2, at: 2026-01-02}
        as: moved
      - issue: {item: A, quantity: 9, place: W1, at: 2026-01-03}
        refused: BC601                                 # nothing happens; `because` may hold a part of the reason
      - cancel: {of: bought}
        refused: BC801
      - expect:
          - {cost: moved, is: 3.33}
          - {value: {item: A, place: W2}, is: 3.33}
          - {on_hand: {item: A, place: W1, at: 2026-01-01}, is: 3}

A step is a verb of `Books` with its arguments; where a verb takes the number of a posting a step gives its name. JSON
and YAML both do: a number may be a number or a text, an instant is ISO text (YAML's own dates are read as such too).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.ledger.door import Books, Goods
from engine.trouble import Refused

VERBS = frozenset(
    {"receive", "split", "merge", "issue", "transfer", "assemble", "give_back", "land", "count", "revalue", "cancel", "close", "reserve", "release", "item", "place", "lot"}
)  # fmt: skip
QUESTIONS = frozenset({"on_hand", "value", "cost", "available", "reserved"})
_NAMES = frozenset({"of", "against"})
_TEXTS = frozenset({"at", "recorded", "before", "expires", "deliver", "until"})


class NotAsExpected(AssertionError):
    """A step did not come out as the scenario says."""


@dataclass
class Played:
    """The books after a scenario, and the numbers of its postings by name."""

    books: Books
    names: dict[str, int] = field(default_factory=dict)


def play(scenario: Mapping[str, Any]) -> Played:
    """Play a scenario. Raises `NotAsExpected`, which names the step."""
    played = Played(Books(**scenario.get("books", {})))
    for code, settings in scenario.get("items", {}).items():
        played.books.item(str(code), **_arguments(played, settings or {}))
    for code, settings in scenario.get("places", {}).items():
        played.books.place(str(code), **_arguments(played, settings or {}))
    for number, step in enumerate(scenario["steps"], 1):
        try:
            _step(played, step)
        except (NotAsExpected, Refused, TypeError) as error:
            raise NotAsExpected(
                f"{scenario.get('name', 'scenario')}, step {number} {dict(step)}: {error}"
            ) from error
    return played


def _step(played: Played, step: Mapping[str, Any]) -> None:
    if "expect" in step:
        for expected in step["expect"]:
            _expect(played, expected)
        return
    verb = next((verb for verb in step if verb in VERBS), None)
    if verb is None:
        raise NotAsExpected(f"a step is one of {', '.join(sorted(VERBS))}, expect")
    try:
        number = getattr(played.books, verb)(**_arguments(played, step[verb]))
    except Refused as refused:
        if refused.code != step.get("refused") or str(step.get("because", "")) not in refused.text.en:
            raise
        return
    if "refused" in step:
        raise NotAsExpected(f"it should have been refused with {step['refused']}")
    if "as" in step and number is not None:
        played.names[step["as"]] = number


def _expect(played: Played, expected: Mapping[str, Any]) -> None:
    question = next((word for word in expected if word in QUESTIONS), None)
    if question is None:
        raise NotAsExpected(f"one can expect {', '.join(sorted(QUESTIONS))}, not {dict(expected)}")
    asked = expected[question]
    arguments = {"of": asked} if not isinstance(asked, Mapping) else asked
    answer = getattr(played.books, question)(**_arguments(played, arguments))
    if answer != Decimal(str(expected["is"])):
        raise NotAsExpected(f"{question} of {asked} is {answer}, not {expected['is']}")


def _arguments(played: Played, given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _argument(played, name, value) for name, value in given.items()}


def _argument(played: Played, name: str, value: Any) -> Any:
    if name in _NAMES:
        many = [value] if isinstance(value, str | int) else value
        numbers = [played.names[one] if isinstance(one, str) else one for one in many]
        return numbers if not isinstance(value, str | int) else numbers[0]
    if name in _TEXTS:
        return value.isoformat() if isinstance(value, dt.date) else str(value)
    if name in ("inputs", "outputs"):
        return [Goods(**_arguments(played, goods)) for goods in value]
    if isinstance(value, Mapping):
        return {str(key): _number(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_number(one) for one in value]
    return _number(value)


def _number(value: Any) -> Any:
    """A float of JSON or YAML as the digits that were written."""
    return Decimal(repr(value)) if isinstance(value, float) else value
