"""Runs a grammar's LALR(1) table over a piece of text: words, blocks and reductions in one loop.

The table is made by Lark (see `dsl.parse`); this loop takes the place of Lark's own, because it knows where
every node stands without a second walk, keeps what explains a mistake, and takes a third of the time.

Words are told apart in context: in each state only the words that can stand there are looked for, so that
`place: Place` is a field though `place` is a keyword elsewhere. A line that begins deeper than the one before
opens a block; lines inside brackets do not count. How deep the tree becomes is known from the words alone,
and too deep is refused before it is built: what comes later may recurse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from dsl.source import Span

TAB = 4
"""A tab in the indentation counts as so many blanks."""

DEEPEST = 100
"""The weights of all that is open at one place may add up to this."""

_OPEN = {"_LPAR", "_LSQB"}
_CLOSE = {"_RPAR", "_RSQB"}
_LEFT = {"PLUS", "MINUS", "TIMES", "DIVIDE", "OTHERWISE", "DOT", "NOT"}  # nest until the next condition
_RIGHT = {"ANY", "EVERY", "FOLD", "COUNT_OVER"}  # nest to the end of the expression
_PARTS = {"AND", "OR", "COMPARE"}
_BRACKET, _BLOCK, _ELSE = 4, 3, 2  # an operator weighs 1

_Step = Literal["open", "close", "left", "right", "part", "comma"]
_STEPS: dict[str, _Step] = {
    **dict.fromkeys(_OPEN, "open"),
    **dict.fromkeys(_CLOSE, "close"),
    **dict.fromkeys(_LEFT, "left"),
    **dict.fromkeys(_RIGHT, "right"),
    **dict.fromkeys(_PARTS, "part"),
    "_COMMA": "comma",
}


class Token(NamedTuple):
    """One word or sign of the text."""

    type: str
    text: str
    start: int
    end: int


class Reduction(NamedTuple):
    """One rule of the grammar, as the loop needs it."""

    size: int
    origin: str
    keep: tuple[tuple[int, bool], ...] | None
    """Which parts are handed on; the flag says that the part is itself a list. None for all, as they are."""
    passes: bool
    """The one part stands for the whole."""
    handler: int
    """Which of the handlers makes the value; -1 for a list of parts."""


Action = int | Reduction
Handler = Callable[[Span, list[Any]], Any]


@dataclass(frozen=True, slots=True)
class Table:
    """What to do with each kind of word in each state; and the words looked for there."""

    actions: Sequence[Mapping[str, Action]]
    gotos: Sequence[Mapping[str, int]]
    words: Sequence[re.Pattern[str]]
    starts: Mapping[str, int]
    ends: Mapping[str, int]
    handlers: tuple[str, ...]
    """The names of the handlers, in the order of their numbers."""


Trouble = Literal["word", "character", "indentation", "depth"]
"""An unexpected word; nothing that is a word here; a line that fits no open block; too deep."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the text does not go on as the grammar says: what an explanation can start from."""

    trouble: Trouble
    token: Token
    """What stands there; the type of a character that is no word here is empty."""
    states: tuple[int, ...]
    previous: Token | None
    opened: tuple[Token, ...]
    """The brackets that are open."""
    levels: tuple[int, ...]
    """How far the open blocks are indented."""


class StuckError(Exception):
    """The text does not go on as the grammar says."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.trouble)
        self.place = place


def accepted(table: Table, states: Sequence[int], kind: str) -> tuple[int, ...] | None:
    """The states after a word of that kind was read, or None where it cannot stand."""
    stack = list(states)
    while True:
        action = table.actions[stack[-1]].get(kind)
        if action is None:
            return None
        if isinstance(action, int):
            return (*stack, action)
        if action.size:
            del stack[-action.size :]
        stack.append(table.gotos[stack[-1]][action.origin])
        if kind == "$END" and stack[-1] in table.ends.values():
            return tuple(stack)


def expected(table: Table, states: Sequence[int]) -> frozenset[str]:
    """The kinds of words that can really stand next."""
    return frozenset(kind for kind in table.actions[states[-1]] if accepted(table, states, kind))


def run(
    table: Table, path: str, text: str, start: int, end: int, goal: str, handlers: Sequence[Handler]
) -> Any:
    """The value of the text between two offsets, read as *goal*; raises `StuckError`."""
    actions, gotos, words = table.actions, table.gotos, table.words
    goal_state = table.ends[goal]
    state = table.starts[goal]
    states = [state]
    values: list[Any] = []
    starts: list[int] = []
    ends: list[int] = []
    levels = [0]
    chains = [0]  # `else if` in each open block: what each adds to the depth
    brackets: list[Token] = []
    left, right = [0], [0]
    depth = 0
    steps = _STEPS
    position = last = start
    previous: Token | None = None
    pending: list[str] = []
    line_begins = False
    finishing = goal == "expression"  # an expression may end anywhere; a line must have an end

    def stuck(trouble: Trouble, token: Token) -> StuckError:
        return StuckError(Place(trouble, token, tuple(states), previous, tuple(brackets), tuple(levels)))

    while True:
        # -- the next word
        if pending:
            kind, begin, stop, token = pending.pop(), position, last, None
        else:
            match = words[state].match(text, position, end)
            if match is None:
                rest = _BLANK.match(text, position, end)
                position = rest.end() if rest else position
                if position < end:
                    raise stuck("character", Token("", text[position], position, position + 1))
                if not finishing and not brackets:
                    finishing = True
                    kind, begin, stop, token = "_NL", position, last, None
                    pending.extend(["_DEDENT"] * (len(levels) - 1))
                else:
                    kind, begin, stop, token = "$END", position, last, None
            else:
                kind = match.lastgroup or ""
                begin, position = match.span(kind)
                if kind == "_NL":
                    if brackets:
                        continue
                    if not finishing:
                        left, right, depth = [0], [0], depth - left[0] - right[0]
                        width, indentation = 0, ""
                        if position < end:
                            indentation = text[text.rfind("\n", begin, position) + 1 : position]
                            width = len(indentation) + (TAB - 1) * indentation.count("\t")
                        else:
                            finishing = True
                        if width > levels[-1]:
                            levels.append(width)
                            chains.append(0)
                            depth += _BLOCK
                            pending.append("_INDENT")
                            if depth > DEEPEST:
                                raise stuck("depth", Token("_INDENT", "", position, position))
                        else:
                            while width < levels[-1]:
                                levels.pop()
                                depth -= _BLOCK + chains.pop()
                                pending.append("_DEDENT")
                            if width != levels[-1]:
                                at = position - len(indentation)
                                raise stuck("indentation", Token("_DEDENT", indentation, at, position))
                        line_begins = True
                    token, stop = None, last
                else:
                    stop = last = position
                    token = Token(kind, match[kind], begin, position)
                    if line_begins:
                        line_begins = False
                        if kind == "ELSE":
                            chains[-1] += _ELSE
                            depth += _ELSE
                        else:
                            depth -= chains[-1]
                            chains[-1] = 0
                    step = steps.get(kind)
                    if step is not None:
                        if step == "left":
                            left[-1] += 1
                            depth += 1
                        elif step == "open":
                            brackets.append(token)
                            left.append(0)
                            right.append(0)
                            depth += _BRACKET
                        elif step == "close":
                            if brackets:
                                brackets.pop()
                                depth -= _BRACKET + left.pop() + right.pop()
                        elif step == "right":
                            right[-1] += 1
                            depth += 1
                        else:
                            depth -= left[-1]
                            left[-1] = 0
                            if step == "comma":
                                depth -= right[-1]
                                right[-1] = 0
                        if depth > DEEPEST:
                            raise stuck("depth", token)

        # -- reductions, then the shift
        while True:
            action = actions[state].get(kind)
            if action is None:
                raise stuck("word", token or Token(kind, "", begin, begin))
            if isinstance(action, int):
                state = action
                states.append(state)
                values.append(token)
                starts.append(begin)
                ends.append(stop)
                if token is not None:
                    previous = token
                break
            size, origin, keep, passes, handler = action
            if passes:
                states.pop()
            else:
                if size:
                    parts = values[-size:]
                    here, there = starts[-size], ends[-1]
                    del states[-size:], values[-size:], starts[-size:], ends[-size:]
                else:
                    parts, here, there = [], begin, begin
                if keep is None:
                    children = parts
                else:
                    children = []
                    for index, is_list in keep:
                        if is_list:
                            children += parts[index]
                        else:
                            children.append(parts[index])
                values.append(
                    children if handler < 0 else handlers[handler](Span(path, here, there), children)
                )
                starts.append(here)
                ends.append(there)
            state = gotos[states[-1]][origin]
            states.append(state)
            if state == goal_state and kind == "$END":
                return values[-1]


_BLANK = re.compile(r"(?:[ \t]++|#[^\n]*+)*+")
