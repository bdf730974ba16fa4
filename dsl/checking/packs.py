"""What `check` is given: the parsed files of a pack, and its texts in the other language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

from dsl.diagnostics import Both
from dsl.source import Source
from dsl.toml_places import Entry, entries
from dsl.tree import File, Text
from dsl.words import Language


@dataclass(frozen=True, slots=True)
class Locale:
    """A pack's texts in one language.

    `labels` by the name of what they label (`Lot`, `Lot.expires_at`, `StorageState.frozen`, a rule's name);
    `messages` by the rule's or event's name: the texts of its block, warn, hold and alert lines, in order;
    `cites` by the text of the citation.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    messages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cites: Mapping[str, str] = field(default_factory=dict)
    source: Source | None = None
    """The file that says so, if the names in it are to be found too."""
    entries: Mapping[tuple[str, ...], Entry] = field(init=False, repr=False, compare=False)
    """Where in the file each entry stands, by section and key."""

    @classmethod
    def read(cls, source: Source) -> Locale:
        """What a file says. Raises ValueError."""
        said = tomllib.loads(source.text.removeprefix("\ufeff"))
        labels, messages, cites = (said.get(part, {}) for part in ("labels", "messages", "cites"))
        if not (_is_table(labels, str) and _is_table(messages, list) and _is_table(cites, str)):
            raise ValueError(source.path)
        told = {name: tuple(map(str, texts)) for name, texts in messages.items()}
        return cls(labels, told, cites, source)

    def __post_init__(self) -> None:
        found = entries(self.source.text) if self.source else ()
        by_keys = {tuple(key.text for key in entry.keys): entry for entry in found}
        object.__setattr__(self, "entries", by_keys)


def _is_table(value: object, kind: type) -> bool:
    return isinstance(value, dict) and all(isinstance(text, kind) for text in value.values())


@dataclass(frozen=True, slots=True)
class PackText:
    """A pack as text: its files, the language of its labels and messages, its locales."""

    name: str
    language: Language
    files: tuple[File, ...]
    locales: Mapping[str, Locale] = field(default_factory=dict)

    @property
    def other(self) -> Locale | None:
        """The texts in the language that the pack is not written in."""
        return self.locales.get("zh" if self.language == "en" else "en")

    def label(self, key: str, name: str, text: Text | None) -> Both:
        """A label in both languages: a missing label is the name, a missing translation the label."""
        own = text.plain if text is not None else name
        other = self.other
        foreign = other.labels.get(key, own) if other else own
        return Both(own, foreign) if self.language == "en" else Both(foreign, own)

    def citation(self, text: str) -> Both:
        """A citation in both languages: a missing translation is the citation itself."""
        foreign = self.other.cites.get(text, text) if self.other else text
        return Both(text, foreign) if self.language == "en" else Both(foreign, text)
