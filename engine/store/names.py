"""Names of tables and columns for names of any script, case and length.

Databases differ: some take no notice of case or accents, PostgreSQL cuts names after 63 bytes, MariaDB knows
no character beyond U+FFFF. A name that could meet another one, or be refused, gets a piece of its hash. What
a name became is written down in the store (`description`) and never changes there.
"""

from __future__ import annotations

import hashlib
import unicodedata

LONGEST = 60
"""In bytes of UTF-8."""


def folded(name: str) -> str:
    """What is left of a name for the database that distinguishes least."""
    apart = unicodedata.normalize("NFKD", name)
    return "".join(c for c in apart if not unicodedata.combining(c)).casefold()


def physical(prefix: str, name: str, taken: set[str]) -> str:
    """A name that every database takes, and that is not folded to one in `taken`, where it is then added."""
    plain = prefix + "".join(c if c == "_" or (c.isalnum() and c <= "\uffff") else "_" for c in name)
    result = plain
    if plain != prefix + name or len(plain.encode()) > LONGEST or folded(plain) in taken:
        for attempt in range(1000):
            digest = hashlib.sha256(f"{attempt}{name}".encode()).hexdigest()[:8]
            short = plain.encode()[: LONGEST - 9].decode(errors="ignore")
            result = f"{short}_{digest}"
            if folded(result) not in taken:
                break
    taken.add(folded(result))
    return result
