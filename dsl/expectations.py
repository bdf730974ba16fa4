"""What could have stood there instead, in the author's words: never the name of a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import name

from dsl.diagnostics import Both, Fact
from dsl.words import COLOURS, KEYWORDS, LANGUAGES, PERIODS, SHAPES, TILES, spelling

MOST = 6
"""So many possibilities are named."""

_OPERATORS = {"PLUS", "MINUS", "TIMES", "DIVIDE", "DOT", "COMPARE", "IN", "NOT_IN", "OTHERWISE", "AND", "OR"}
_OPERATORS |= {"IS_KNOWN", "IS_MISSING", "IS_HELD", "MATCHES"}
_VALUES = {"NAME", "NUMBER", "STRING", "INSTANT", "TRUE", "FALSE", "_LPAR", "_LSQB", "MINUS"}
_VALUES |= {"FOLD", "COUNT_OVER", "NOT", "ANY", "EVERY"}
_STATEMENTS = {"MOVE", "SET", "ADD", "REMOVE", "CREATE", "EMIT", "RELEASE", "HOLD", "ALERT", "IF", "FOR_EACH"}
_OUTCOMES = {"OUTCOME", "OUTCOME_ALONE", "NOT"}
_AGGREGATES = {"VALUE_AGGREGATE", "EVENT_AGGREGATE"}

_GROUPS: tuple[tuple[set[str], set[str], Both], ...] = (
    ({"OUTCOME"}, _OUTCOMES, Both("an outcome such as `blocked by`", "结果，如 `被拦截于`")),
    ({"VALUE_AGGREGATE"}, _AGGREGATES, Both("an aggregate such as `sum`", "统计方式，如 `合计`")),
    ({"UNIT", "NAME"}, {"UNIT", "NAME"}, Both("a unit", "单位")),
    ({"NUMBER", "STRING", "NOT"}, _VALUES, Both("a condition", "条件")),
    ({"NUMBER", "STRING"}, _VALUES, Both("a value", "值")),
    ({"LIST_OF"}, {"NAME", "LIST_OF", "SET_OF"}, Both("a type", "类型")),
    ({"MOVE", "RELEASE"}, _STATEMENTS, Both("a statement such as `move`", "语句，如 `移动`")),
    ({"PLUS"}, {*_OPERATORS, "_LPAR"}, Both("an operator", "运算符")),
    ({"AND"}, {"AND", "OR"}, Both("`and`, `or`", "`且`、`或`")),
)
"""Kinds of words that are named together: those that tell the group, those it stands for."""

_SIGNS = {
    "EQUAL": "=", "QMARK": "?", "VBAR": "|", "DOT": ".", "_RANGE": "..", "_COLON": ":", "_COMMA": ",",
    "_LPAR": "(", "_RPAR": ")", "_LSQB": "[", "_RSQB": "]", "MINUS": "-",
}  # fmt: skip
_KINDS = {
    **{kind: Both(f"`{sign}`", f"`{sign}`") for kind, sign in _SIGNS.items()},
    "NAME": Both("a name", "名称"),
    "NUMBER": Both("a number", "数"),
    "STRING": Both("a text in quotation marks", "引号中的文本"),
    "INSTANT": Both("a day such as `2026-03-31`", "日期，如 `2026-03-31`"),
    "COMPARE": Both("a comparison such as `>=`", "比较，如 `>=`"),
    "FOLD": Both("`sum`", "`合计`"),
    "COUNT_OVER": Both("`count`", "`计数`"),
    "_INDENT": Both("an indented line", "缩进的行"),
    "TILE": Both("a tile such as `table`", "看板部件，如 `表格`"),
    "SHAPE": Both("a form of chart such as `line`", "图形，如 `折线`"),
    "PERIOD": Both("`hour`, `day`, `week`, `month`", "`小时`、`天`、`周`、`月`"),
    "COLOUR": Both("`red`, `yellow`, `green`", "`红色`、`黄色`、`绿色`"),
}
_COMBINED = {
    "VALUE_AGGREGATE": ("SUM", "AVERAGE", "MIN", "MAX", "FIRST", "LAST", "DISTINCT"),
    "EVENT_AGGREGATE": ("COUNT", "STREAK", "TIME"),
    "FOLD": ("SUM", "MIN", "MAX"),
    "COUNT_OVER": ("COUNT",),
    "OUTCOME": ("BLOCKED_BY", "OVERRIDING", "WARNED_BY", "HELD_BY", "ALERTED_BY", "OBSERVED_BY"),
    "FORCE": ("OBSERVE", "WARN", "BLOCK"),
    "OUTCOME_ALONE": ("ACCEPTED", "REFUSED", "NO_FINDINGS"),
    "TILE": TILES,
    "SHAPE": SHAPES,
    "PERIOD": PERIODS,
    "COLOUR": COLOURS,
}
BLANKS = "\u3000\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\ufeff"
"""What looks like a blank and is none."""


def keyword(word: str) -> Both:
    """A keyword in both spellings."""
    return Both(*(f"`{spelling(word, language)}`" for language in LANGUAGES))


def quoted(found: str) -> Both:
    """What was found, as it can stand in a sentence."""
    if not found:
        return Both("the end of the line", "行尾")
    shown = found if len(found) <= 40 else found[:39] + "…"
    return Both(f"`{shown}`", f"`{shown}`")


def surprise(found: str, kinds: frozenset[str]) -> dict[str, Fact]:
    """The facts of something unexpected: what was found and what could have stood there."""
    return {"found": quoted(found), "expected": listed(_descriptions(kinds))}


def _descriptions(kinds: frozenset[str]) -> list[Both]:
    """What can stand there, the most particular first."""
    left = set(kinds) - {"_DEDENT", "_NL", "$END"}
    groups = []
    for signs, members, description in _GROUPS:
        if signs <= left:
            groups.append(description)
            left -= members
    words = [keyword(word) for word in KEYWORDS if word in left]
    others = [description for kind, description in _KINDS.items() if kind in left]
    last = [Both("the end of the line", "行尾")] if "_NL" in kinds else []
    return [*others, *words, *groups, *last] or [Both("nothing more", "无（到此为止）")]


def listed(descriptions: list[Both], most: int = MOST) -> Both:
    """The first few of the descriptions, in a row."""
    more = len(descriptions) > most
    shown = descriptions[:most]
    return Both(
        ", ".join(d.en for d in shown) + (" …" if more else ""),
        "、".join(d.zh for d in shown) + ("……" if more else ""),
    )


def members(kinds: Iterable[str]) -> list[str]:
    """The keywords among the kinds, also those behind kinds that stand for several."""
    keywords = {keyword for kind in kinds for keyword in _COMBINED.get(kind, (kind,))}
    return [keyword for keyword in KEYWORDS if keyword in keywords]


def spellings(kinds: Iterable[str]) -> list[str]:
    """The words of the language among the kinds, in both spellings."""
    return [spelling(keyword, language) for keyword in members(kinds) for language in LANGUAGES]


def shown(characters: str) -> str:
    """Characters that may not show: with their numbers, and the name of one that has nothing to show."""
    numbers = " ".join(f"U+{ord(character):04X}" for character in characters)
    if characters.isprintable() and not set(characters) & {" ", *BLANKS}:
        return f"`{characters}` ({numbers})"
    return f"{numbers} {name(characters[0], '')}".strip()
