"""The nearest word, against the definition of a slip word for word."""

from __future__ import annotations

from functools import cache

from hypothesis import example, given
from hypothesis import strategies as st

from dsl.near import nearest

words = st.text("abc-", min_size=2, max_size=9)


@cache
def slips(a: str, b: str) -> int:
    """Letters too many, too few, wrong, or exchanged with their neighbour: the fewest that make `b` of `a`."""
    if not a or not b:
        return len(a) + len(b)
    found = [slips(a[:-1], b) + 1, slips(a, b[:-1]) + 1, slips(a[:-1], b[:-1]) + (a[-1] != b[-1])]
    if a[-2:] == b[-2:][::-1] and len(a) > 1:
        found.append(slips(a[:-2], b[:-2]) + 1)
    return min(found)


@given(words, st.lists(words, max_size=6))
@example("abc", ["acb", "cab", "abcc", "bc"])
@example("abab", ["baba"])
def test_the_nearest_is_fewest_slips_away(word: str, candidates: list[str]) -> None:
    best: tuple[int, str] | None = None
    for candidate in candidates:
        allowed = max(1, min(3, (max(len(word), len(candidate)) + 1) // 3))
        distance = slips(word, candidate)
        if 0 < distance <= allowed and distance < min(len(word), len(candidate)):
            best = min(best or (distance, candidate), (distance, candidate), key=lambda found: found[0])
    assert nearest(word, candidates) == (best[1] if best else None)
