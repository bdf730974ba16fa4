"""The known word that an unknown one was probably meant to be."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that is fewest slips away, if that is few for its length; of equals the first.

    A slip is a letter too many, too few, wrong, or exchanged with its neighbour (optimal string alignment).
    Case does not count as a slip but decides between equals.
    """
    best: tuple[float, str] | None = None
    for candidate in candidates:
        if candidate == word:
            continue
        allowed = max(1, min(3, (max(len(word), len(candidate)) + 1) // 3))
        if abs(len(word) - len(candidate)) > allowed or min(len(word), len(candidate)) < 2:
            continue
        slips = _slips(word.casefold(), candidate.casefold(), allowed)
        if slips > allowed or slips >= min(len(word), len(candidate)):
            continue
        distance = slips + (0 if slips else 0.5)
        if best is None or distance < best[0]:
            best = (distance, candidate)
    return best[1] if best else None


def _slips(a: str, b: str, most: int) -> int:
    """How many slips lie between two words, or some number above `most`.

    What they begin and end with alike costs nothing, and codes of one kind are alike for the most part; a word that is
    already too far away comes no nearer. So thousands of codes are looked through in no time.
    """
    start, end_a, end_b = 0, len(a), len(b)
    while start < min(end_a, end_b) and a[start] == b[start]:
        start += 1
    while min(end_a, end_b) > start and a[end_a - 1] == b[end_b - 1]:
        end_a, end_b = end_a - 1, end_b - 1
    a, b = a[start:end_a], b[start:end_b]
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, start=1):
        before, previous, row = row, before, [i]
        for j, right in enumerate(b, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, previous[j - 2] + 1)
            row.append(cost)
        if min(row) > most and min(before) > most:  # an exchange of neighbours looks back two rows
            break
    return row[-1]
