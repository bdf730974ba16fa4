"""Serials: single pieces, each at one place; unique in their scope, as many as are counted, and back once only.

A scope is what a serial is unique in: its item, its manufacturer, or "" for all there is. INVARIANT: a serial is at
one place, or nowhere; what it is at follows from what was recorded, in order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from engine.codec import SCALE
from engine.ledger.flows import Kind
from engine.ledger.telling import shown
from engine.trouble import Refused

_PIECE: int = 10**SCALE


class Serials:
    """Where each piece is. `kinds` says of the places that hold no stock what they are."""

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self._kinds = dict(kinds)
        self._at: dict[tuple[str, str], tuple[str, str]] = {}
        """By scope and serial, its item and its place."""
        self._pieces: Counter[tuple[str, str]] = Counter()
        """By item and place, how many."""

    def move(
        self,
        item: str,
        serials: Sequence[str],
        quantity: int,
        source: str,
        target: str,
        *,
        scope: str | None = None,
    ) -> None:
        """Pieces go from one place to another; the quantity is in millionths. Without a scope it is the item.

        What comes from a supplier is new, or had been sent back. Raises `Refused` (BC666), and changes nothing, where
        the quantity is not the number of serials, one is there twice, or one is not at the source: it is known
        already, it is elsewhere, or it has come back before.
        """
        scope = item if scope is None else scope
        if quantity != len(serials) * _PIECE:
            raise _refused(
                f"{shown(quantity)} of {item} move, and {len(serials)} serials are named. Name one for each piece.",
                f"{item} 移动 {shown(quantity)}，却列出了 {len(serials)} 个序列号。每件须有一个序列号。",
            )
        for serial, times in Counter(serials).items():
            if times > 1:
                raise _refused(f"Serial {serial} is named twice.", f"序列号 {serial} 重复列出。")
            self._check(item, scope, serial, source)
        is_kept = self._kind(target) is not Kind.SUPPLIER
        for serial in serials:
            if self._at.pop((scope, serial), None) is not None:
                self._count(item, source, -1)
            if is_kept:
                self._at[scope, serial] = (item, target)
                self._count(item, target, 1)

    def place_of(self, item: str, serial: str, *, scope: str | None = None) -> str | None:
        """Where a piece is; None where it never came, or was sent back."""
        found = self._at.get((item if scope is None else scope, serial))
        return found[1] if found and found[0] == item else None

    def at(self, item: str, place: str) -> int:
        """How many pieces are at a place, in millionths."""
        return self._pieces[item, place] * _PIECE

    def differences(self, balances: Mapping[tuple[str, str], int]) -> list[tuple[str, str, int, int]]:
        """Where the number of pieces is not the balance, by item and place: item, place, pieces, balance."""
        keys = {key for key in (*balances, *self._pieces) if self._kind(key[1]) is not Kind.SUPPLIER}
        found = [(*key, self.at(*key), balances.get(key, 0)) for key in sorted(keys)]
        return [row for row in found if row[2] != row[3]]

    def _check(self, item: str, scope: str, serial: str, source: str) -> None:
        known = self._at.get((scope, serial))
        if self._kind(source) is Kind.SUPPLIER:
            if known is not None:
                raise _refused(
                    f"Serial {serial} is known already: it is a {known[0]} at {known[1]}. Check the label.",
                    f"序列号 {serial} 已存在：它是 {known[1]} 的 {known[0]}。请核对标签。",
                )
        elif known != (item, source):
            where_en = f"it is a {known[0]} at {known[1]}" if known else "it never came, or was sent back"
            where_zh = f"它是 {known[1]} 的 {known[0]}" if known else "从未入库，或已退回供应商"
            raise _refused(
                f"Serial {serial} of {item} is not at {source}: {where_en}. Check the label, or what was recorded before.",
                f"{item} 的序列号 {serial} 不在 {source}：{where_zh}。请核对标签或之前的记录。",
            )

    def _count(self, item: str, place: str, pieces: int) -> None:
        self._pieces[item, place] += pieces
        if not self._pieces[item, place]:
            del self._pieces[item, place]

    def _kind(self, place: str) -> Kind:
        return self._kinds.get(place, Kind.HELD)


def _refused(en: str, zh: str) -> Refused:
    return Refused("BC666", en, zh)
