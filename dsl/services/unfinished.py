"""A declaration that somebody is writing: what can stand at the cursor, and how the text could go on.

The cursor stands where a word is written or about to be. In its place a name is put that nobody has (`NAME`); if the
text then does not parse, the line, and if need be all that follows, is replaced by the fewest words with which it does.
So the checker can be asked what it knows at the cursor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

from dsl.lalr import Place, Table, accepted, expected
from dsl.parse import parse_declaration, place_after
from dsl.source import Source
from dsl.tree import File
from dsl.words import KEYWORDS

NAME = "zzzz"
"""The name that stands at the cursor."""

MOST = 4000
"""So many ways to go on are tried."""

_WORD = re.compile(r"[^\W\d]\w*\Z")
_SAMPLES = {
    "NAME": "zzz", "STRING": '""', "NUMBER": "0", "INSTANT": "2026-01-01", "COMPARE": "==", "UNIT": "%",
    "PLUS": "+", "MINUS": "-", "TIMES": "*", "DIVIDE": "/", "DOT": ".", "EQUAL": "=", "QMARK": "?", "VBAR": "|",
    "_COLON": ":", "_COMMA": ",", "_LPAR": "(", "_RPAR": ")", "_LSQB": "[", "_RSQB": "]", "_RANGE": "..",
    "VALUE_AGGREGATE": "sum", "EVENT_AGGREGATE": "count", "FOLD": "sum", "COUNT_OVER": "count",
    "OUTCOME": "blocked by", "OUTCOME_ALONE": "accepted",
    **{word: english for word, (english, _) in KEYWORDS.items()},
}  # fmt: skip


_NEEDLESS = frozenset(
    [
        "PLUS",
        "MINUS",
        "TIMES",
        "DIVIDE",
        "DOT",
        "COMPARE",
        "IN",
        "NOT_IN",
        "OTHERWISE",
        "AND",
        "OR",
        "IS_KNOWN",
        "IS_MISSING",
        "IS_HELD",
        "NOT",
        "ANY",
        "EVERY",
        "FOLD",
        "COUNT_OVER",
        "NUMBER",
        "TRUE",
        "FALSE",
        "_LSQB",
        "QMARK",
        "IF",
        "FOR_EACH",
    ]
)
"""What no text needs to be complete where something else can stand."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What can stand at the cursor, and the declaration with a name there, where there is any."""

    start: int
    """Where the word at the cursor begins."""
    kinds: frozenset[str]
    """The kinds of words that can stand there; empty where the text before does not parse."""
    file: File | None


def unfinished(source: Source, offset: int) -> Unfinished:
    """What a piece is like at an offset."""
    text = source.text
    word = _WORD.search(text[:offset])
    start = word.start() if word else offset
    before = text[:start]
    if _in_comment(before):
        return Unfinished(start, frozenset(), None)
    brace = _open_brace(before)
    if brace is not None:
        table, place = place_after(before[brace:], "expression")
        kinds = expected(table, place.states) if place.token.start == start - brace else frozenset[str]()
        return Unfinished(start, kinds, _parsed(source, _in_text(text, start, brace)) if kinds else None)
    table, place = place_after(before)
    if place.token.start < start or place.trouble not in ("character", "indentation"):
        return Unfinished(start, frozenset(), None)
    kinds = expected(table, place.states)
    return Unfinished(start, kinds, _parsed(source, _ways(table, place, text, start)))


def _in_comment(before: str) -> bool:
    line = before[before.rfind("\n") + 1 :]
    return "#" in re.sub(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|$)|“[^”]*(?:”|$)', "", line)


def _open_brace(before: str) -> int | None:
    """Where the expression begins, if the cursor stands in the braces of a text."""
    line = before.rfind("\n") + 1
    for text in re.finditer(
        r'"(?P<raw>[^"\\]*(?:\\.[^"\\]*)*)(?P<end>"|$)|“(?P<wide>[^”]*)(?P<close>”|$)', before[line:]
    ):
        if not (text["end"] or text["close"]):
            brace = max(before.rfind("{", line), -1)
            is_inside = brace >= line + text.start() and before.rfind("}", line) < brace
            return brace + 1 if is_inside and before[brace - 1 : brace] != "\\" else None
    return None


def _in_text(text: str, start: int, brace: int) -> Iterator[str]:
    """The text with a name in its braces, and these closed where they are not."""
    rest = _rest(text, start)
    yield text[:start] + NAME + rest
    closing = "”" if text.rfind("“", 0, brace) > text.rfind('"', 0, brace) else '"'
    _, newline, after = rest.partition("\n")
    yield f"{text[:start]}{NAME}}}{closing}{newline}{after}"


def _rest(text: str, start: int) -> str:
    """What stands behind the word at the cursor."""
    word = re.compile(r"\w*").match(text, start)
    return text[word.end() :] if word else text[start:]


def _ways(table: Table, place: Place, text: str, start: int) -> Iterator[str]:
    """The text with a name at the cursor, the closest to what stands there first."""
    before, rest = text[:start], _rest(text, start)
    yield before + NAME + rest
    after = accepted(table, place.states, "NAME")
    kinds = None if after is None else _fewest(table, after, len(place.levels) - 1)
    if kinds is None:
        return
    line = kinds[: kinds.index("_NL")] if "_NL" in kinds else kinds
    yield before + NAME + _written(line, place.levels) + "\n" + rest.partition("\n")[2]
    yield before + NAME + _written(kinds, place.levels)


def _written(kinds: list[str], open_levels: tuple[int, ...]) -> str:
    """Words as text; a block is four blanks deeper."""
    parts: list[str] = []
    levels = list(open_levels)
    for kind in kinds:
        if kind == "_NL":
            parts.append("\n")
        elif kind == "_INDENT":
            levels.append(levels[-1] + 4)
        elif kind == "_DEDENT":
            levels.pop()
        else:
            fresh = bool(parts) and parts[-1] == "\n"
            parts.append((" " * levels[-1] if fresh else " ") + _SAMPLES.get(kind, "zzz"))
    return "".join(parts)


def _fewest(table: Table, states: tuple[int, ...], levels: int) -> list[str] | None:
    """The fewest kinds of words with which a declaration that was read so far is complete."""
    order = count()
    waiting: list[tuple[int, int, tuple[int, ...], int, list[str]]] = [(0, next(order), states, levels, [])]
    seen: set[tuple[tuple[int, ...], int]] = set()
    while waiting and len(seen) < MOST:
        cost, _, now, deep, done = heappop(waiting)
        if _is_complete(table, now, deep):
            return done
        if (now, deep) in seen:
            continue
        seen.add((now, deep))
        kinds = table.actions[now[-1]].keys()
        for kind in kinds - _NEEDLESS or kinds:
            after = accepted(table, now, kind)
            if after is None or kind == "$END" or (kind == "_DEDENT" and not deep):
                continue
            below = deep + (kind == "_INDENT") - (kind == "_DEDENT")
            price = 1 if kind.startswith("_") or kind in ("NAME", "STRING") else 2
            heappush(waiting, (cost + price, next(order), after, below, [*done, kind]))
    return None


def _is_complete(table: Table, states: tuple[int, ...], levels: int) -> bool:
    now = accepted(table, states, "_NL") or states
    for _ in range(levels):
        closed = accepted(table, now, "_DEDENT")
        if closed is None:
            return False
        now = closed
    return accepted(table, now, "$END") is not None


def _parsed(source: Source, ways: Iterator[str]) -> File | None:
    for text in ways:
        whole = Source(source.path, text)
        begin = re.search(r"^(?!\ufeff)[ \t]*(?!\r?$|#)[^\n]|(?<=\A\ufeff)[^\n]", text, re.MULTILINE)
        declaration, _ = parse_declaration(whole, begin.start() if begin else 0, len(text))
        if declaration is not None:
            return File(whole, (declaration,), ())
    return None
