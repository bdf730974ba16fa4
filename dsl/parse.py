"""Text to a syntax tree.

A file is cut into declarations first: each begins at a line whose first character is neither blank nor a
comment. Every declaration is parsed by itself, so that a mistake in one leaves the others whole and the
parser recovers at the next declaration. The grammar is LALR(1): Lark makes the table, `dsl.lalr` runs it.

Lines end with `\\n` or `\\r\\n` and nothing else. A byte order mark at the beginning is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from lark import Lark
from lark.grammar import Rule, Terminal
from lark.lexer import TerminalDef
from lark.parsers.lalr_analysis import Shift

from dsl import words
from dsl.build import RefusedError, TreeBuilder
from dsl.diagnostics import Diagnostic
from dsl.lalr import Action, Handler, Place, Reduction, StuckError, Table, run
from dsl.source import Source, Span
from dsl.syntax_help import explain_unexpected, halves, indented_outside, is_aftermath
from dsl.tree import Declaration, Expression, File, Trivia


class Parsed(NamedTuple):
    """A file's tree and the mistakes found while reading it."""

    file: File
    diagnostics: tuple[Diagnostic, ...]


# -- the table ---------------------------------------------------------------------------------------------


def _terminals() -> str:
    """The keyword terminals, and the few that stand for one of several keywords."""

    def either(*keywords: str) -> str:
        return "/" + "|".join(words.pattern(k) for k in keywords) + "/"

    # `min(a, b)` is a function; `min x.dose for x in xs` is a fold. There is no function `sum`.
    no_bracket = r"(?!(?:\s|#[^\n]*\n)*[(（])"
    lines = []
    for word, spellings in words.KEYWORDS.items():
        priority = 7 if any(" " in s for s in spellings) else 6
        lines.append(f"{word}.{priority}: /{words.pattern(word)}/")
    lines.append("VALUE_AGGREGATE.6: " + either("SUM", "AVERAGE", "MIN", "MAX", "FIRST", "LAST", "DISTINCT"))
    lines.append("EVENT_AGGREGATE.6: " + either("COUNT", "STREAK", "TIME"))
    extremes = "|".join(words.pattern(k) for k in ("MIN", "MAX"))
    lines.append(f"FOLD.6: /{words.pattern('SUM')}|(?:{extremes}){no_bracket}/")
    lines.append(f"COUNT_OVER.6: /{words.pattern('COUNT')}{no_bracket}/")
    lines.append(
        "OUTCOME.7: "
        + either("BLOCKED_BY", "OVERRIDING", "WARNED_BY", "HELD_BY", "ALERTED_BY", "OBSERVED_BY")
    )
    lines.append("FORCE.7: " + either("OBSERVE", "WARN", "BLOCK"))
    lines.append("OUTCOME_ALONE.7: " + either("ACCEPTED", "REFUSED", "NO_FINDINGS"))
    lines.append("TILE.6: " + either(*words.TILES))
    lines.append("SHAPE.6: " + either(*words.SHAPES))
    lines.append("PERIOD.6: " + either(*words.PERIODS))
    lines.append("COLOUR.6: " + either(*words.COLOURS))
    return "\n".join(lines)


@cache
def table() -> Table:
    """The table of the grammar."""
    grammar = Lark(
        files("dsl").joinpath("grammar.lark").read_text("utf-8") + "\n" + _terminals(),
        parser="lalr",
        lexer="basic",
        start=["declaration", "expression"],
        maybe_placeholders=False,
    )
    parse_table = grammar.parser.parser._parse_table  # Lark has no public way to its table
    handlers: dict[str, int] = {}
    reductions: dict[Rule, Reduction] = {}

    def reduction(rule: Rule) -> Reduction:
        if rule not in reductions:
            reductions[rule] = _reduction(rule, handlers)
        return reductions[rule]

    actions: list[dict[str, Action]] = []
    gotos: list[dict[str, int]] = []
    numbers = {state: number for number, state in enumerate(parse_table.states)}
    nonterminals = {rule.origin.name for rule in grammar.rules}
    for row in parse_table.states.values():
        actions.append({})
        gotos.append({})
        for symbol, (kind, target) in row.items():
            if str(symbol) in nonterminals:
                gotos[-1][str(symbol)] = numbers[target]
            else:
                actions[-1][str(symbol)] = numbers[target] if kind is Shift else reduction(target)
    return Table(
        actions,
        gotos,
        _patterns(grammar.terminals, actions),
        {goal: numbers[state] for goal, state in parse_table.start_states.items()},
        {goal: numbers[state] for goal, state in parse_table.end_states.items()},
        tuple(handlers),
    )


def _reduction(rule: Rule, handlers: dict[str, int]) -> Reduction:
    kept = [
        (index, not symbol.is_term and symbol.name.startswith("_"))
        for index, symbol in enumerate(rule.expansion)
        if not (isinstance(symbol, Terminal) and symbol.filter_out)
    ]
    is_whole = len(kept) == len(rule.expansion) and not any(is_list for _, is_list in kept)
    passes = bool(rule.options.expand1) and not rule.alias
    if passes and (len(rule.expansion) != 1 or not is_whole):
        raise ValueError(f"the grammar's rule {rule} has several parts and no name")
    name = str(rule.alias or rule.origin.name)
    number = -1 if passes or name.startswith("_") else handlers.setdefault(name, len(handlers))
    return Reduction(
        len(rule.expansion), str(rule.origin.name), None if is_whole else tuple(kept), passes, number
    )


def _patterns(
    terminals: Collection[TerminalDef], actions: Sequence[dict[str, Action]]
) -> list[re.Pattern[str]]:
    """For each state the words that may stand there; the end of a line may stand anywhere."""
    ordered = sorted(
        terminals, key=lambda t: (-t.priority, -t.pattern.max_width, -len(t.pattern.value), t.name)
    )
    made: dict[tuple[str, ...], re.Pattern[str]] = {}
    patterns = []
    for row in actions:
        found = [t for t in ordered if t.name in row or t.name == "_NL"]
        key = tuple(t.name for t in found)
        if key not in made:
            either = "|".join(
                f"(?P<{t.name}>{words.SIGNS.get(t.name) or t.pattern.to_regexp()})" for t in found
            )
            made[key] = re.compile(rf"[ \t]*+(?:#[^\n]*+)?+(?:{either})")
        patterns.append(made[key])
    return patterns


# -- files -------------------------------------------------------------------------------------------------

_BEGINS = re.compile(r"^(?!\A\ufeff)[ \t]*+(?!\r?$|#)[^\n]|(?<=\A\ufeff)[ \t]*+(?!\r?$|#)[^\n]", re.MULTILINE)
"""A line that holds more than a comment."""


def chunks(source: Source, begin: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Where each declaration starts and ends; what stands before the first, indented, is one too.

    Of a part of the text, if it is said where that begins and ends: at places where declarations start.
    """
    text = source.text
    stop = len(text) if end is None else end
    start: int | None = None
    for match in _BEGINS.finditer(text, begin, stop):
        if start is None or text[match.start()] not in " \t)]）】］":
            if start is not None:
                yield start, match.start()
            start = match.start()
    if start is not None:
        yield start, stop


_COMMENT = re.compile(r'"[^"\\\n]*(?:\\.[^"\\\n]*)*(?:"|\\?$)|“[^”\n]*(?:”|$)|(?P<comment>#[^\n]*)')


def _trivia(source: Source) -> tuple[Trivia, ...]:
    found = []
    for number, line in enumerate(source.text.removesuffix("\n").split("\n"), start=1):
        if not line.strip(" \t\r\ufeff"):
            found.append(Trivia(number, "", True))
            continue
        if "#" not in line:
            continue
        for match in _COMMENT.finditer(line):
            if match["comment"] is not None:
                alone = not line[: match.start()].strip(" \t\ufeff")
                found.append(Trivia(number, match["comment"].rstrip(), alone))
                break
    return tuple(found)


def _handlers(source: Source) -> list[Handler]:
    builder = TreeBuilder(source, parse_expression)
    return [getattr(builder, name) for name in table().handlers]


def _parse_piece(
    source: Source, start: int, end: int, goal: str, handlers: Sequence[Handler]
) -> tuple[Any, Diagnostic | None]:
    if goal == "declaration" and source.text[start] in " \t":
        return None, indented_outside(source, start)
    try:
        return run(table(), source.path, source.text, start, end, goal, handlers), None
    except RefusedError as refused:
        return None, refused.diagnostic
    except StuckError as stuck:
        return None, explain_unexpected(table(), source, start, end, goal, stuck.place)


def parse_expression(source: Source, start: int, end: int) -> tuple[Expression | None, Diagnostic | None]:
    """The expression that stands between two offsets of a source, such as inside the braces of a text."""
    return _parse_piece(source, start, end, "expression", _handlers(source))


def parse_declaration(source: Source, start: int, end: int) -> tuple[Declaration | None, Diagnostic | None]:
    """The declaration that stands between two offsets of a source, as `chunks` gives them."""
    return _parse_piece(source, start, end, "declaration", _handlers(source))


def place_after(text: str, goal: str = "declaration") -> tuple[Table, Place]:
    """What the parser knows when it has read a text and waits for the next word, or where it got stuck before."""
    nothing = [lambda _span, _children: None] * len(table().handlers)
    try:
        run(table(), "", f"{text}\0", 0, len(text) + 1, goal, nothing)
    except StuckError as stuck:
        return table(), stuck.place
    raise AssertionError("a NUL is no word")


def diagnosed(source: Source, problems: Iterable[Diagnostic | None]) -> tuple[Diagnostic, ...]:
    """What is said of a file in which each declaration has its problem or none."""
    said: dict[tuple[str, Span], Diagnostic] = {}
    cause: Diagnostic | None = None
    for problem in problems:
        if problem is None:
            cause = None
        elif not is_aftermath(problem, cause):
            said[problem.code, problem.span] = cause = problem
    for half in halves(source):
        said.setdefault((half.code, half.span), half)
    return tuple(said.values())


def parse(source: Source) -> Parsed:
    """The syntax tree of a file, with a diagnostic for every declaration that does not parse."""
    handlers = _handlers(source)
    read = [_parse_piece(source, start, end, "declaration", handlers) for start, end in chunks(source)]
    declarations = tuple(declaration for declaration, _ in read if declaration is not None)
    diagnostics = diagnosed(source, (problem for _, problem in read))
    return Parsed(File(source, declarations, _trivia(source)), diagnostics)
