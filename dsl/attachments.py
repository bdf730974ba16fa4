"""Photos and files as values: a name, a media type and the hash of the content. The content itself lies elsewhere.

The value of a rule is one line of text, `<sha256> <media type> <name>`: two are the same file under the same name if
they are equal.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_HASH = re.compile(r"[0-9a-f]{64}")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}")
MAX_NAME = 200
_ENDINGS = {
    **dict.fromkeys(("jpg", "jpeg"), "image/jpeg"),
    **{ending: f"image/{ending}" for ending in ("png", "webp", "gif", "heic")},
    "pdf": "application/pdf",
    "csv": "text/csv",
    "txt": "text/plain",
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo or file, by the SHA-256 of its content."""

    sha256: str
    type: str
    """RFC 6838, in lower case: `image/jpeg`."""
    name: str

    @property
    def is_sound(self) -> bool:
        """Whether every part is what it should be. A name is no path and has nothing that can't be seen."""
        is_name = (
            0 < len(self.name) <= MAX_NAME and self.name.isprintable() and self.name.strip() == self.name
        )
        is_path = "/" in self.name or "\\" in self.name or self.name in (".", "..")
        is_typed = _MEDIA_TYPE.fullmatch(self.type) is not None
        return _HASH.fullmatch(self.sha256) is not None and is_typed and is_name and not is_path

    @property
    def is_picture(self) -> bool:
        """Whether it may stand where a photo is wanted."""
        return self.type.startswith("image/")

    def text(self) -> str:
        """The value while rules run, and in a column."""
        return f"{self.sha256} {self.type} {self.name}"

    @classmethod
    def read(cls, text: str) -> Attachment:
        """What `text` wrote."""
        return cls(*text.split(" ", 2))

    def to_json(self) -> dict[str, str]:
        """As a payload gives it."""
        return {"sha256": self.sha256, "type": self.type, "name": self.name}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Attachment:
        """What `to_json` wrote, or a payload that may be anything: ask `is_sound`."""
        sha256, kind, name = (data.get(key) for key in ("sha256", "type", "name"))
        return cls(str(sha256).lower(), str(kind).lower(), name if isinstance(name, str) else "")


def example(name: str) -> Attachment:
    """What stands for a file of that name in a scenario: the hash is that of the name."""
    kind = _ENDINGS.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    return Attachment(hashlib.sha256(name.encode()).hexdigest(), kind, name)
