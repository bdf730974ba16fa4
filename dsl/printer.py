"""The tree back to text: the one style in which rules are written.

Blocks are indented by four blanks; words are one blank apart, also around operators and around the `|` of a
table, whose columns are not aligned, so that a longer value changes one line and not all. A line stays one
line, however long; what was broken inside brackets is joined. Between declarations stands a blank line, but
declarations of one line may stay together. Elsewhere one blank line stays where there were any.

Comments stay. One on its own line stands before the line it stood before, as deep as that; after the last of
a block its own indentation tells how deep it belongs. One at the end of a line stays there; one inside
brackets goes before the line.

The printer needs a tree without mistakes: a declaration that did not parse is not in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, assert_never

from dsl import tree as t
from dsl.phrases import POSTFIX, SUM, Phrases
from dsl.source import Source, Span
from dsl.words import KEYWORDS, LANGUAGES, ON_BOARDS, Language

INDENT = 4


_PLAIN = re.compile(r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"')


class Line(NamedTuple):
    """One line of the output, and where in the source what it prints began."""

    depth: int
    text: str
    offset: int


def print_file(file: t.File, language: Language | None = None) -> str:
    """The file in the one style, with the keywords of a language; None keeps that of each declaration."""
    declarations = [
        list(_declaration(declaration, Phrases(language or language_of(file.source, declaration))))
        for declaration in file.declarations
    ]
    return "".join(f"{line}\n" for line in _Layout(file).lines(declarations))


def print_declaration(declaration: t.Declaration, language: Language) -> str:
    """A declaration without its comments."""
    lines = lines_of(declaration, language)
    return "".join(f"{' ' * INDENT * line.depth}{line.text}\n" for line in lines)


def lines_of(declaration: t.Declaration, language: Language) -> list[Line]:
    """The lines of a declaration, and where each began in the source."""
    return list(_declaration(declaration, Phrases(language)))


def print_expression(expression: t.Expression, language: Language) -> str:
    """An expression on one line."""
    return Phrases(language).expression(expression)


# -- the language of a declaration -------------------------------------------------------------------------

_SKIPPED = r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"|“[^”\n]*”|#[^\n]*|[.．。]\s*\w+|\w+\s*[:：]'


def _keywords(words: Iterable[str]) -> re.Pattern[str]:
    """Finds keywords, and passes over what only looks like one."""
    either = [
        "|".join(re.escape(spelling).replace(r"\ ", r"\s+") for spelling in sorted(of, key=len, reverse=True))
        for of in zip(*(KEYWORDS[word] for word in words), strict=True)
    ]
    return re.compile(rf"{_SKIPPED}|\b(?:(?P<en>{either[0]})|(?P<zh>{either[1]}))\b")


_ON_BOARDS = _keywords(KEYWORDS)
_ELSEWHERE = _keywords(KEYWORDS.keys() - ON_BOARDS)


def language_of(source: Source, declaration: t.Declaration) -> Language:
    """The language of most of a declaration's keywords; of its first, if there are as many of both."""
    return language_in(source, declaration.span, is_board=isinstance(declaration, t.Board))


def language_in(source: Source, span: Span, *, is_board: bool = False) -> Language:
    """The language of most of the keywords in a part of a text; of its first, if there are as many of both."""
    keyword = _ON_BOARDS if is_board else _ELSEWHERE
    found = [
        match.lastgroup for match in keyword.finditer(source.text, span.start, span.end) if match.lastgroup
    ]
    return max(LANGUAGES, key=lambda language: (found.count(language), found[:1] == [language]))


# -- comments and blank lines ------------------------------------------------------------------------------

_BRACKET = re.compile(
    r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"|“[^”\n]*”|#[^\n]*|(?P<open>[(（\[【［])|(?P<close>[)）\]】］])|(?P<end>\n)'
)


def extent(source: Source, offset: int) -> tuple[int, int]:
    """The first and the last line of what begins at an offset: brackets may hold it over several."""
    first, _ = source.position(offset)
    depth = 0
    for match in _BRACKET.finditer(source.text, offset):
        match match.lastgroup:
            case "open":
                depth += 1
            case "close":
                depth -= 1
            case "end" if depth <= 0:
                return first, source.position(match.start())[0]
    return first, source.lines


class _Layout:
    """Puts the lines of the declarations, the comments and the blank lines in order."""

    def __init__(self, file: t.File) -> None:
        self._source = file.source
        self._trivia = list(reversed(file.trivia))
        self._out: list[str] = []
        self._indents = [0]
        """How far the last line of each depth was indented in the source."""
        self._owes_blank = False

    def lines(self, declarations: Iterable[list[Line]]) -> list[str]:
        was_long = False
        for number, lines in enumerate(declarations):
            is_long = len(lines) > 1
            self._owes_blank = number > 0 and (was_long or is_long)
            for line in lines:
                self._line(line)
            was_long = is_long
        self._owes_blank = False
        self._before(self._source.lines + 1, 0)
        while self._out and not self._out[-1]:
            self._out.pop()
        return self._out

    def _line(self, line: Line) -> None:
        first, last = extent(self._source, line.offset)
        self._before(first, line.depth)
        while self._trivia and self._trivia[-1].line < last:  # inside brackets
            trivia = self._trivia.pop()
            if trivia.text:
                self._put(line.depth, trivia.text)
        text = line.text
        if self._trivia and self._trivia[-1].line == last:
            text = f"{text}  {self._trivia.pop().text}"
        self._put(line.depth, text)
        del self._indents[line.depth :]
        self._indents.append(self._indentation(first))

    def _before(self, number: int, depth: int) -> None:
        """The comments and blank lines that stand before a line of the source."""
        while self._trivia and self._trivia[-1].line < number:
            trivia = self._trivia.pop()
            if trivia.text:
                self._put(self._depth_of(trivia, depth), trivia.text)
            elif self._out and self._out[-1]:
                self._out.append("")
                self._owes_blank = False

    def _depth_of(self, trivia: t.Trivia, following: int) -> int:
        """How deep a comment on its own line belongs, before a line of depth *following*."""
        width = self._indentation(trivia.line)
        for depth in range(len(self._indents) - 1, following, -1):
            if self._indents[depth] <= width:
                return depth
        return following

    def _put(self, depth: int, text: str) -> None:
        if depth == 0 and self._owes_blank:
            if self._out and self._out[-1]:
                self._out.append("")
            self._owes_blank = False
        self._out.append(f"{' ' * INDENT * depth}{text}")

    def _indentation(self, number: int) -> int:
        line = self._source.line(number)
        blanks = line[: len(line) - len(line.lstrip(" \t"))]
        return len(blanks) + (INDENT - 1) * blanks.count("\t")


# -- declarations, line by line ----------------------------------------------------------------------------


def _declaration(node: t.Declaration, p: Phrases) -> Iterator[Line]:
    """The lines of a declaration."""

    def head(*parts: str | t.Text | None) -> Line:
        return _line(0, p, node.span.start, *parts)

    name = node.name.text if not isinstance(node, t.Scenario) else ""
    match node:
        case t.Enum():
            yield head(p.word("ENUM"), name, node.label)
            yield from (_enum_value(value, p) for value in node.values)
        case t.Entity():
            yield head(p.word("ENTITY"), name, node.label)
            yield from (_field(field, p) for field in node.fields)
        case t.Extend():
            yield head(p.word("EXTEND"), p.word(node.kind.upper()), name)
            for extension in node.lines:
                if isinstance(extension, t.EnumValue):
                    yield _enum_value(extension, p)
                else:
                    yield from _event_line(extension, p)
        case t.Place():
            yield head(p.word("PLACE"), name, p.word("VIRTUAL") if node.virtual else None, node.label)
        case t.Role():
            yield head(p.word("ROLE"), name, node.label)
        case t.Module():
            yield head(p.word("MODULE"), name, node.label)
            if node.tuned_by is not None:
                yield _parameter_clause(node.tuned_by, p)
        case t.Event():
            yield head(p.word("EVENT"), name, node.label)
            for event_line in node.lines:
                yield from _event_line(event_line, p)
        case t.Measure():
            yield head(p.word("MEASURE"), f"{name}({p.bindings(node.parameters)})", node.label)
            yield _aggregate(node.body, p)
        case t.Parameter():
            default = p.expression(node.default, SUM)
            yield head(p.word("PARAMETER"), f"{name}: {p.type(node.type)}", "=", default, node.label)
            yield from (_parameter_clause(clause, p) for clause in node.clauses)
        case t.Table():
            signature = f"{name}({p.bindings(node.parameters)}): {p.type(node.type)}"
            yield head(p.word("TABLE"), signature, node.label)
            yield from (_row(row, p) for row in node.rows)
        case t.Group():
            yield head(p.word("GROUP"), name, node.label, p.word("COVERS"), node.covers.text)
        case t.Rule():
            yield head(p.word("RULE"), name, node.label)
            for rule_line in node.lines:
                yield from _rule_line(rule_line, p)
        case t.Board():
            yield head(p.word("BOARD"), name, node.label, p.word("FOR"), p.names(node.roles))
            for tile in node.tiles:
                yield from _tile(tile, p)
        case t.Scenario():
            yield head(p.word("SCENARIO"), node.title)
            if node.given_offset is not None:
                yield Line(1, p.word("GIVEN"), node.given_offset)
            yield from (_given(given, p) for given in node.given)
            for step in node.steps:
                yield from _step(step, p)
        case _:
            assert_never(node)


def _line(depth: int, p: Phrases, offset: int, *parts: str | t.Text | None) -> Line:
    """A line of the parts that are there, a blank between them."""
    words = (p.text(part) if isinstance(part, t.Text) else part for part in parts if part is not None)
    return Line(depth, " ".join(words), offset)


def _enum_value(value: t.EnumValue, p: Phrases) -> Line:
    return _line(1, p, value.span.start, value.name.text, value.label)


def _field(field: t.Field, p: Phrases) -> Line:
    options = (_field_option(option, p) for option in field.options)
    return _line(1, p, field.span.start, f"{field.name.text}:", p.type(field.type), *options, field.label)


def _field_option(option: t.FieldOption, p: Phrases) -> str:
    match option:
        case t.Key():
            return p.word("KEY")
        case t.Gs1():
            quoted = f'"{option.identifier}"'
            return f"{p.word('GS1')} {quoted if _PLAIN.fullmatch(quoted) else f'“{option.identifier}”'}"
        case t.Bound():
            return f"{option.operator} {p.expression(option.value, SUM)}"
        case t.Default():
            return f"= {p.expression(option.value, SUM)}"
        case _:
            assert_never(option)


def _event_line(node: t.EventLine, p: Phrases) -> Iterator[Line]:
    match node:
        case t.Field():
            yield _field(node, p)
        case t.RecordedBy():
            yield _line(1, p, node.span.start, p.word("BY"), p.names(node.roles))
        case _:
            yield from _statement(node, p, 1)


def _aggregate(node: t.Stock | t.Aggregate, p: Phrases) -> Line:
    match node:
        case t.Stock():
            parts = [p.word("STOCK"), p.word("OF"), p.expression(node.thing, SUM)]
            if node.place is not None:
                parts += [p.word("AT"), p.expression(node.place, SUM)]
            if node.where is not None:
                parts += [p.word("WHERE"), p.expression(node.where)]
        case t.Aggregate():
            parts = [p.word(node.kind.upper())]
            if node.value is not None:
                parts.append(p.expression(node.value, SUM))
            parts += [p.word("OF"), p.names(node.events)]
            parts += [_clause(clause, p) for clause in node.clauses]
        case _:
            assert_never(node)
    return _line(1, p, node.span.start, *parts)


def _clause(clause: t.Clause, p: Phrases) -> str:
    values = ", ".join(
        p.expression(value) if clause.kind == "where" else p.expression(value, SUM) for value in clause.values
    )
    return f"{p.word(clause.kind.upper())} {values}"


def _parameter_clause(node: t.Between | t.TunedBy, p: Phrases) -> Line:
    match node:
        case t.Between():
            low, high = p.expression(node.low, SUM), p.expression(node.high, SUM)
            return _line(1, p, node.span.start, p.word("BETWEEN"), low, p.word("AND"), high)
        case t.TunedBy():
            return _line(1, p, node.span.start, p.word("TUNED_BY"), p.names(node.roles))
        case _:
            assert_never(node)


def _row(row: t.Row, p: Phrases) -> Line:
    cells = " | ".join(_cell(cell, p) for cell in row.cells)
    return _line(1, p, row.span.start, cells, row.label)


def _cell(cell: t.Cell, p: Phrases) -> str:
    values = [p.expression(value, SUM) for value in cell.values]
    if cell.operator is not None:
        return f"{cell.operator} {values[0]}"
    if cell.high is not None:
        return f"{values[0]} .. {p.expression(cell.high, SUM)}"
    return ", ".join(values) or p.word("ANY")


def _rule_line(node: t.RuleLine, p: Phrases) -> Iterator[Line]:
    def line(*parts: str | t.Text | None) -> Line:
        return _line(1, p, node.span.start, *parts)

    match node:
        case t.On():
            yield line(p.word("ON"), p.names(node.events))
        case t.ForEachThing():
            yield line(p.word("FOR_EACH"), p.bindings(node.bindings))
        case t.When():
            lasting = (
                f"{p.word('LASTING')} {p.expression(node.lasting, SUM)}" if node.lasting is not None else None
            )
            yield line(p.word("WHEN"), p.expression(node.condition), lasting)
        case t.Until():
            yield line(p.word("UNTIL"), p.expression(node.condition))
        case t.Block():
            yield line(p.word("BLOCK"), node.message)
        case t.Warn():
            yield line(p.word("WARN"), node.message)
        case t.Cites():
            yield line(p.word("CITES"), node.text)
        case t.Effective():
            end = f"{p.word('TO')} {node.end.text}" if node.end is not None else None
            yield line(p.word("EFFECTIVE"), p.word("FROM"), node.start.text, end)
        case t.OverrideBy():
            yield line(p.word("OVERRIDE_BY"), p.names(node.roles))
        case t.TunedBy():
            yield line(p.word("TUNED_BY"), p.names(node.roles))
        case t.InGroups():
            yield line(p.word("IN"), p.names(node.groups))
        case _:
            yield from _statement(node, p, 1)


def _statement(node: t.Statement, p: Phrases, depth: int, before: str | None = None) -> Iterator[Line]:
    """The lines of a statement; *before* is the `else` on whose line it stands."""

    def line(*parts: str | t.Text | None) -> Line:
        return _line(depth, p, node.span.start, before, *parts)

    def value(expression: t.Expression) -> str:
        return p.expression(expression, SUM)

    word = p.word
    match node:
        case t.Move():
            what = (word("MOVE"), value(node.quantity), word("OF"), value(node.thing))
            yield line(*what, word("FROM"), value(node.source), word("TO"), value(node.target))
        case t.Set():
            yield line(word("SET"), p.expression(node.target, POSTFIX), "=", p.expression(node.value))
        case t.Add():
            target = p.expression(node.target, POSTFIX)
            yield line(word("ADD"), p.expression(node.value), word("TO"), target)
        case t.Remove():
            target = p.expression(node.target, POSTFIX)
            yield line(word("REMOVE"), p.expression(node.value), word("FROM"), target)
        case t.Create():
            yield line(word("CREATE"), p.call(node.call))
        case t.Emit():
            yield line(word("EMIT"), p.call(node.call))
        case t.Release():
            yield line(word("RELEASE"), p.expression(node.thing))
        case t.Hold():
            yield line(word("HOLD"), p.expression(node.things), node.message)
        case t.Alert():
            yield line(word("ALERT"), p.names(node.roles), node.message)
        case t.If():
            yield line(word("IF"), p.expression(node.condition))
            for statement in node.then:
                yield from _statement(statement, p, depth + 1)
            if node.else_line is not None:
                yield Line(depth, word("ELSE"), node.else_line)
                for statement in node.otherwise:
                    yield from _statement(statement, p, depth + 1)
            else:
                for statement in node.otherwise:
                    yield from _statement(statement, p, depth, word("ELSE"))
        case t.ForEach():
            parts = [word("FOR_EACH"), node.variable.text]
            if node.type is not None:
                parts = [word("FOR_EACH"), f"{node.variable.text}:", p.type(node.type)]
            if node.collection is not None:
                parts += [word("IN"), p.expression(node.collection)]
            if node.nearest is not None:
                parts += [word("NEAREST"), str(node.nearest[0]), word("TO"), value(node.nearest[1])]
            if node.where is not None:
                parts += [word("WHERE"), p.expression(node.where)]
            yield line(*parts)
            for statement in node.body:
                yield from _statement(statement, p, depth + 1)
        case _:
            assert_never(node)


def _tile(tile: t.Tile, p: Phrases) -> Iterator[Line]:
    where = tile.placing
    placing = (
        f"{p.word('AT')} {where.x} {where.y} {p.word('SIZE')} {where.width} {where.height}" if where else None
    )
    yield _line(1, p, tile.span.start, p.word(f"{tile.kind.upper()}_TILE"), tile.title, placing)
    yield from (_tile_line(line, p) for line in tile.lines)


def _tile_line(node: t.TileLine, p: Phrases) -> Line:
    def line(*parts: str | t.Text | None) -> Line:
        return _line(2, p, node.span.start, *parts)

    word = p.word
    match node:
        case t.Total():
            return line(*_total(node, p))
        case t.EachThing():
            where = f"{word('WHERE')} {p.expression(node.where)}" if node.where is not None else None
            return line(word("EACH"), p.bindings((node.each.binding,)), where)
        case t.Show():
            columns = (" ".join(_column(column, p)) for column in node.columns)
            return line(word("SHOW"), ", ".join(columns))
        case t.Sort():
            keys = (
                " ".join([p.expression(key.value, SUM), *([word("DESCENDING")] if key.descending else ())])
                for key in node.keys
            )
            top = f"{word('TOP')} {node.top}" if node.top is not None else None
            return line(word("SORT"), ", ".join(keys), top)
        case t.ColumnsBy():
            return line(word("BY"), p.expression(node.value, SUM))
        case t.Located():
            end = f"{word('TO')} {p.expression(node.end, SUM)}" if node.end is not None else None
            return line(word("AT"), p.expression(node.start, SUM), end)
        case t.Threshold():
            return line(word(node.colour.upper()), word("WHEN"), p.expression(node.condition))
        case t.AlertsFrom():
            return line(word("FROM"), p.names(node.rules))
        case t.Choose():
            default = f"= {p.expression(node.default, SUM)}" if node.default is not None else None
            return line(word("CHOOSE"), p.bindings((node.binding,)), default)
        case t.Recording():
            call = t.Call(node.event, node.arguments or (), node.span)
            return line(word("RECORD"), node.event.text if node.arguments is None else p.call(call))
        case t.Drag():
            to = f"{word('TO')} {node.to.text}" if node.to is not None else None
            return line(word("DRAG"), to, word("EMIT"), p.call(node.call))
        case _:
            assert_never(node)


def _total(node: t.Total, p: Phrases) -> Iterator[str]:
    if node.shape is not None:
        yield p.word(f"{node.shape.upper()}_CHART")
    yield p.word(node.kind.upper())
    if node.value is not None:
        yield p.expression(node.value, SUM)
    yield p.word("OF")
    if isinstance(node.source, t.Each):
        yield f"{p.word('EACH')} {p.bindings((node.source.binding,))}"
    else:
        yield p.names(node.source)
    for clause in node.clauses:
        if isinstance(clause, t.Per):
            yield f"{p.word('PER')} {p.word(clause.period.upper())}"
        else:
            yield _clause(clause, p)


def _column(column: t.Column, p: Phrases) -> Iterator[str]:
    yield p.expression(column.value)
    if column.label is not None:
        yield p.text(column.label)


def _given(node: t.GivenThing | t.GivenParameter | t.GivenForce | t.GivenEvent, p: Phrases) -> Line:
    def site(place: t.Expression | None) -> str | None:
        return f"{p.word('AT')} {p.expression(place, SUM)}" if place is not None else None

    match node:
        case t.GivenThing():
            return _line(2, p, node.span.start, p.call(node.call))
        case t.GivenParameter():
            value = p.expression(node.value, SUM)
            return _line(2, p, node.span.start, p.word("SET"), node.name.text, "=", value, site(node.site))
        case t.GivenForce():
            what = (p.word("RUN"), node.rule.text, p.word("AS"), p.word(node.force.upper()))
            return _line(2, p, node.span.start, *what, site(node.site))
        case t.GivenEvent():
            actor = _actor(node.actor, p)
            return _line(2, p, node.span.start, p.word("AT"), node.at.text, p.call(node.call), *actor)
        case _:
            assert_never(node)


def _step(step: t.Step, p: Phrases) -> Iterator[Line]:
    call = p.call(step.call) if step.call is not None else None
    yield _line(1, p, step.span.start, p.word("AT"), step.at.text, call, *_actor(step.actor, p))
    for node in step.expectations:
        match node:
            case t.ExpectRules():
                outcome = p.word(
                    "OVERRIDING" if node.outcome == "overriding" else f"{node.outcome.upper()}_BY"
                )
                negation = p.word("NOT") if node.negated else None
                yield _line(2, p, node.span.start, negation, outcome, p.names(node.rules))
            case t.ExpectOutcome():
                yield Line(2, p.word(node.outcome.upper().replace(" ", "_")), node.span.start)
            case t.ExpectValue():
                yield Line(2, p.expression(node.condition), node.span.start)
            case _:
                assert_never(node)


def _actor(actor: t.Actor | None, p: Phrases) -> tuple[str | t.Text | None, ...]:
    if actor is None:
        return ()
    reason = (p.word("BECAUSE"), actor.reason) if actor.reason is not None else ()
    return (p.word("AS"), actor.role.text, *reason)
