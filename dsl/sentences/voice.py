"""What a language must be able to say: a table of phrases, and the few things that a table cannot hold.

The structure of a sentence is shared; `english` and `chinese` give the words. A test holds that both say the same
things of the same facts.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from decimal import Decimal

from dsl.words import Language


class Voice(ABC):
    """One language."""

    language: Language
    phrases: Mapping[str, str]

    def words(self, key: str) -> str:
        """A phrase that stands for itself."""
        return self.phrases[key]

    def say(self, phrase: str, /, **facts: str) -> str:
        """A phrase about something."""
        return self.phrases[phrase].format_map(facts)

    @abstractmethod
    def listed(self, items: Sequence[str], joint: str = "and") -> str:
        """`A, B and C`; `joint` is `and` or `or`."""

    @abstractmethod
    def brackets(self, text: str) -> str:
        """A text that must be read as one."""

    @abstractmethod
    def quoted(self, text: str) -> str:
        """A value, as it stands on a form or a screen."""

    @abstractmethod
    def noun(self, label: str) -> str:
        """A label within a sentence."""

    @abstractmethod
    def the(self, label: str) -> str:
        """The one that is meant: a field of the event, or the thing that a rule is about."""

    def event(self, label: str) -> str:
        """A kind of event."""
        return self.say("event", label=label, noun=self.noun(label))

    @abstractmethod
    def of(self, owner: str, label: str, *, nested: bool) -> str:
        """A field of a thing; *nested* where the thing itself is said as a field of another."""

    @abstractmethod
    def flag(self, owner: str, label: str, *, positive: bool) -> str:
        """That a thing has a mark, such as `recalled`, or has it not."""

    @abstractmethod
    def marked(self, noun: str, number: int) -> str:
        """The second lot of two: `lot B`."""

    @abstractmethod
    def amount(self, number: str, unit: str) -> str:
        """A number with a unit: `3 days`."""

    def figure(self, text: str) -> str:
        """Digits within a sentence."""
        return text

    def finished(self, text: str) -> str:
        """A sentence as it is shown."""
        return text

    def number(self, value: Decimal | int) -> str:
        """A number as digits: neither `1E+2` nor `1.50`."""
        if isinstance(value, int):
            return str(value)
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
