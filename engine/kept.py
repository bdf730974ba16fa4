"""The definitions that a store keeps, compiled: what was in force when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from dsl.model import Model
from engine.pipeline import Compiled, compile_once, load_definitions
from engine.trouble import Trouble

DEFINITIONS = "packs"
"""Under this path a store keeps the text of the definitions."""


class Published(Protocol):
    """Definitions as a store keeps them."""

    @property
    def version(self) -> str: ...

    @property
    def files(self) -> Mapping[str, str]: ...


class Shelf(Protocol):
    """What keeps definitions."""

    def definitions(self, version: str | None = None) -> Published | None: ...


def kept_definitions(store: Shelf, version: str | None = None) -> Compiled:
    """The definitions of a version that a store keeps, or the latest, ready to run.

    Raises `Trouble` where the store has none (BC660), or where they do not compile with this Bincard (BC661).
    """
    kept = store.definitions(version)
    if kept is None:
        raise Trouble(
            "BC660",
            "The store holds no definitions yet. Run a pack on it first: `bincard run PATH --events FILE --store URL`.",
            "该存储中尚无定义。请先用 `bincard run PATH --events FILE --store URL` 运行一个包。",
        )
    compiled = compile_once(load_definitions(kept.files[DEFINITIONS]))
    if compiled.graph is None:
        codes = ", ".join(sorted({d.code for d in compiled.errors}))
        raise Trouble(
            "BC661",
            f"Definitions {kept.version[:12]}, which the store keeps, do not compile here ({codes})."
            " They were written by another version of Bincard; use that one.",
            f"存储中的定义 {kept.version[:12]} 在此无法编译（{codes}）。它们由另一版本的 Bincard 写入；请使用那个版本。",
        )
    return compiled


def model_of(store: Shelf, version: str) -> Model | None:
    """The model of a version that a store keeps; None where it no longer compiles."""
    try:
        return kept_definitions(store, version).model
    except Trouble:
        return None
