"""The parser's raw tree to the nodes of `dsl.tree`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from dsl import texts, words
from dsl import tree as t
from dsl.diagnostics import Diagnostic, Fact
from dsl.lalr import Token
from dsl.source import Source, Span

ParseExpression = Callable[[Source, int, int], tuple[t.Expression | None, Diagnostic | None]]

MOST_DIGITS = 38
"""Numbers are exact, and this many digits are what every database keeps exactly."""


class RefusedError(Exception):
    """A word that the grammar takes but that means nothing; carries the diagnostic."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.code)
        self.diagnostic = diagnostic


def _refused(code: str, span: Span, **facts: Fact) -> RefusedError:
    return RefusedError(Diagnostic(code, span, facts))


def _word(token: Token) -> str:
    """The terminal of a keyword in either spelling."""
    return words.SPELLINGS[" ".join(token.text.split())]


class TreeBuilder:
    """Builds nodes bottom-up; one method for each rule of the grammar, of the rule's name."""

    def __init__(self, source: Source, parse_expression: ParseExpression) -> None:
        self._source = source
        self._parse_expression = parse_expression

    def _span(self, token: Token) -> Span:
        return Span(self._source.path, token.start, token.end)

    def _name(self, token: Token) -> t.Name:
        return t.Name(words.canonical(token.text), Span(self._source.path, token.start, token.end))

    def _text(self, token: Token) -> t.Text:
        """A text's pieces and the expressions in its braces."""
        raw = token.text[1:-1]
        span = self._span(token)
        if texts.is_plain(raw):
            return t.Text((raw,), raw, span)
        parts: list[str | t.Expression] = []
        first = token.start + 1
        for piece in texts.pieces(raw):
            place = Span(span.path, first + piece.start, first + piece.end)
            if piece.kind == "literal":
                parts.append(texts.unescaped(raw[piece.start : piece.end]))
            elif piece.kind == "open":
                raise _refused("BC106", place, missing="}")
            elif not raw[piece.start + 1 : piece.end - 1].strip():
                raise _refused("BC106", place, empty="{}")
            else:
                expression, problem = self._parse_expression(self._source, place.start + 1, place.end - 1)
                if expression is None or problem is not None:
                    raise RefusedError(problem or Diagnostic("BC106", place, {"empty": "{}"}))
                parts.append(expression)
        return t.Text(tuple(parts or [""]), raw, span)

    def _digits(self, token: Token) -> str:
        if len(token.text) > MOST_DIGITS:
            raise _refused("BC114", self._span(token), digits=len(token.text), most=MOST_DIGITS)
        return words.narrow(token.text)

    # -- declarations

    def declaration(self, _span: Span, c: list[Any]) -> t.Declaration:
        return c[0]  # type: ignore[no-any-return]

    def _label(self, c: list[Any]) -> t.Text | None:
        return c.pop() if c and isinstance(c[-1], t.Text) else None

    def label(self, _span: Span, c: list[Any]) -> t.Text:
        return self._text(c[0])

    message = label

    def names(self, _span: Span, c: list[Any]) -> tuple[t.Name, ...]:
        return tuple(self._name(x) for x in c)

    def enum(self, span: Span, c: list[Any]) -> t.Enum:
        label = c[2] if isinstance(c[2], t.Text) else None
        return t.Enum(self._name(c[1]), label, tuple(x for x in c[2:] if isinstance(x, t.EnumValue)), span)

    def enum_value(self, span: Span, c: list[Any]) -> t.EnumValue:
        return t.EnumValue(self._name(c[0]), c[1] if len(c) > 1 else None, span)

    def entity(self, span: Span, c: list[Any]) -> t.Entity:
        label = c[2] if isinstance(c[2], t.Text) else None
        return t.Entity(self._name(c[1]), label, tuple(x for x in c[2:] if isinstance(x, t.Field)), span)

    def field(self, span: Span, c: list[Any]) -> t.Field:
        label = self._label(c)
        return t.Field(self._name(c[0]), c[1], tuple(c[2:]), label, span)

    def key(self, span: Span, _c: list[Any]) -> t.Key:
        return t.Key(span)

    def gs1(self, span: Span, c: list[Any]) -> t.Gs1:
        return t.Gs1(c[1].text[1:-1], span)

    def bound(self, span: Span, c: list[Any]) -> t.Bound:
        return t.Bound(words.narrow(c[0].text), c[1], span)

    def default(self, span: Span, c: list[Any]) -> t.Default:
        return t.Default(c[0], span)

    def named_type(self, span: Span, c: list[Any]) -> t.TypeName:
        return t.TypeName(self._name(c[0]), "one", span, c[1] if len(c) > 1 else None)

    def optional_type(self, span: Span, c: list[Any]) -> t.TypeName:
        return t.TypeName(self._name(c[0]), "optional", span, c[1] if len(c) > 1 else None)

    def list_type(self, span: Span, c: list[Any]) -> t.TypeName:
        return t.TypeName(self._name(c[1]), "list", span, c[2] if len(c) > 2 else None)

    def set_type(self, span: Span, c: list[Any]) -> t.TypeName:
        return t.TypeName(self._name(c[1]), "set", span, c[2] if len(c) > 2 else None)

    def currency(self, _span: Span, c: list[Any]) -> t.Name:
        return self._name(c[1])

    def extend_entity(self, span: Span, c: list[Any]) -> t.Extend:
        return t.Extend("entity", self._name(c[2]), tuple(c[3:]), span)

    def extend_event(self, span: Span, c: list[Any]) -> t.Extend:
        return t.Extend("event", self._name(c[2]), tuple(c[3:]), span)

    def extend_enum(self, span: Span, c: list[Any]) -> t.Extend:
        return t.Extend("enum", self._name(c[2]), tuple(c[3:]), span)

    def place(self, span: Span, c: list[Any]) -> t.Place:
        label = self._label(c)
        return t.Place(self._name(c[1]), len(c) > 2, label, span)

    def role(self, span: Span, c: list[Any]) -> t.Role:
        label = self._label(c)
        return t.Role(self._name(c[1]), label, span)

    def module(self, span: Span, c: list[Any]) -> t.Module:
        tuned_by = c.pop() if isinstance(c[-1], t.TunedBy) else None
        return t.Module(self._name(c[1]), self._label(c), tuned_by, span)

    def event(self, span: Span, c: list[Any]) -> t.Event:
        label = c[2] if len(c) > 2 and isinstance(c[2], t.Text) else None
        return t.Event(self._name(c[1]), label, tuple(c[3 if label else 2 :]), span)

    def recorded_by(self, span: Span, c: list[Any]) -> t.RecordedBy:
        return t.RecordedBy(c[1], span)

    # -- statements

    def move(self, span: Span, c: list[Any]) -> t.Move:
        return t.Move(c[1], c[3], c[5], c[7], span)

    def set(self, span: Span, c: list[Any]) -> t.Set:
        return t.Set(c[1], c[2], span)

    def add(self, span: Span, c: list[Any]) -> t.Add:
        return t.Add(c[1], c[3], span)

    def remove(self, span: Span, c: list[Any]) -> t.Remove:
        return t.Remove(c[1], c[3], span)

    def create(self, span: Span, c: list[Any]) -> t.Create:
        return t.Create(c[1], span)

    def emit(self, span: Span, c: list[Any]) -> t.Emit:
        return t.Emit(c[1], span)

    def release(self, span: Span, c: list[Any]) -> t.Release:
        return t.Release(c[1], span)

    def hold(self, span: Span, c: list[Any]) -> t.Hold:
        # `hold "..."` takes the text for the thing; the checker says so.
        return t.Hold(c[1], c[2] if len(c) > 2 else None, span)

    def alert(self, span: Span, c: list[Any]) -> t.Alert:
        return t.Alert(c[1], c[2], span)

    def if_(self, span: Span, c: list[Any]) -> t.If:
        otherwise, line = c[3] if len(c) > 3 else ((), None)
        return t.If(c[1], c[2], otherwise, line, span)

    def else_(self, _span: Span, c: list[Any]) -> tuple[tuple[t.Statement, ...], int | None]:
        return c[1], c[0].start

    def else_if(self, _span: Span, c: list[Any]) -> tuple[tuple[t.Statement, ...], int | None]:
        return (c[1],), None

    def block(self, _span: Span, c: list[Any]) -> tuple[t.Statement, ...]:
        return tuple(c)

    def for_each_in(self, span: Span, c: list[Any]) -> t.ForEach:
        where = c[4] if len(c) > 5 else None
        return t.ForEach(self._name(c[1]), None, c[3], None, where, c[-1], span)

    def for_each_thing(self, span: Span, c: list[Any]) -> t.ForEach:
        binding: t.Binding = c[1]
        nearest = next((x for x in c[2:-1] if isinstance(x, tuple)), None)
        where = next((x for x in c[2:-1] if not isinstance(x, tuple)), None)
        return t.ForEach(binding.name, binding.type, None, nearest, where, c[-1], span)

    def nearest(self, _span: Span, c: list[Any]) -> tuple[int, t.Expression]:
        return self._whole(c[1]), c[3]

    def where(self, _span: Span, c: list[Any]) -> t.Expression:
        return c[1]  # type: ignore[no-any-return]

    def call(self, span: Span, c: list[Any]) -> t.Call:
        return t.Call(self._name(c[0]), c[1] if len(c) > 1 else (), span)

    call_expression = call

    def arguments(self, _span: Span, c: list[Any]) -> tuple[t.Argument, ...]:
        return tuple(c)

    def named_argument(self, span: Span, c: list[Any]) -> t.Argument:
        return t.Argument(self._name(c[0]), c[1], span)

    def positional_argument(self, span: Span, c: list[Any]) -> t.Argument:
        return t.Argument(None, c[0], span)

    # -- measures, parameters, tables

    def measure(self, span: Span, c: list[Any]) -> t.Measure:
        body = c.pop()
        label = self._label(c)
        return t.Measure(self._name(c[1]), c[2] if len(c) > 2 else (), label, body, span)

    def bindings(self, _span: Span, c: list[Any]) -> tuple[t.Binding, ...]:
        return tuple(c)

    def binding(self, span: Span, c: list[Any]) -> t.Binding:
        return t.Binding(self._name(c[0]), c[1], span)

    def stock(self, span: Span, c: list[Any]) -> t.Stock:
        place = where = None
        rest = c[3:]
        if rest and isinstance(rest[0], Token):
            place, rest = rest[1], rest[2:]
        if rest:
            where = rest[0].values[0]
        return t.Stock(c[2], place, where, span)

    def value_aggregate(self, span: Span, c: list[Any]) -> t.Aggregate:
        return t.Aggregate(_word(c[0]).lower(), c[1], c[3], tuple(c[4:]), span)  # type: ignore[arg-type]

    def event_aggregate(self, span: Span, c: list[Any]) -> t.Aggregate:
        return t.Aggregate(_word(c[0]).lower(), None, c[2], tuple(c[3:]), span)  # type: ignore[arg-type]

    def by(self, span: Span, c: list[Any]) -> t.Clause:
        return t.Clause("by", tuple(c[1:]), span)

    def over(self, span: Span, c: list[Any]) -> t.Clause:
        return t.Clause("over", (c[1],), span)

    def ordered_by(self, span: Span, c: list[Any]) -> t.Clause:
        return t.Clause("ordered_by", (c[1],), span)

    def latest_per(self, span: Span, c: list[Any]) -> t.Clause:
        return t.Clause("latest_per", (c[1],), span)

    def where_clause(self, span: Span, c: list[Any]) -> t.Clause:
        return t.Clause("where", (c[1],), span)

    def parameter(self, span: Span, c: list[Any]) -> t.Parameter:
        clauses = tuple(x for x in c if isinstance(x, t.Between | t.TunedBy))
        label = next((x for x in c[4:] if isinstance(x, t.Text)), None)
        return t.Parameter(self._name(c[1]), c[2], c[3], label, clauses, span)

    def between(self, span: Span, c: list[Any]) -> t.Between:
        return t.Between(c[1], c[3], span)

    def tuned_by(self, span: Span, c: list[Any]) -> t.TunedBy:
        return t.TunedBy(c[1], span)

    def table(self, span: Span, c: list[Any]) -> t.Table:
        label = c[4] if isinstance(c[4], t.Text) else None
        rows = tuple(x for x in c if isinstance(x, t.Row))
        return t.Table(self._name(c[1]), c[2], c[3], label, rows, span)

    def row(self, span: Span, c: list[Any]) -> t.Row:
        label = self._label(c)
        return t.Row(tuple(c), label, span)

    def value_cell(self, span: Span, c: list[Any]) -> t.Cell:
        return t.Cell((c[0],), None, None, span)

    def values_cell(self, span: Span, c: list[Any]) -> t.Cell:
        return t.Cell(tuple(c), None, None, span)

    def compare_cell(self, span: Span, c: list[Any]) -> t.Cell:
        return t.Cell((c[1],), words.narrow(c[0].text), None, span)

    def range_cell(self, span: Span, c: list[Any]) -> t.Cell:
        return t.Cell((c[0],), None, c[1], span)

    def any_cell(self, span: Span, _c: list[Any]) -> t.Cell:
        return t.Cell((), None, None, span)

    # -- rules

    def rule(self, span: Span, c: list[Any]) -> t.Rule:
        label = c[2] if isinstance(c[2], t.Text) else None
        return t.Rule(self._name(c[1]), label, tuple(c[3 if label else 2 :]), span)

    def group(self, span: Span, c: list[Any]) -> t.Group:
        label = c[2] if isinstance(c[2], t.Text) else None
        return t.Group(self._name(c[1]), label, self._name(c[-1]), span)

    def on(self, span: Span, c: list[Any]) -> t.On:
        return t.On(c[1], span)

    def for_each_binding(self, span: Span, c: list[Any]) -> t.ForEachThing:
        return t.ForEachThing(tuple(c[1:]), span)

    def when(self, span: Span, c: list[Any]) -> t.When:
        return t.When(c[1], c[2] if len(c) > 2 else None, span)

    def lasting(self, _span: Span, c: list[Any]) -> t.Expression:
        return c[1]  # type: ignore[no-any-return]

    def until(self, span: Span, c: list[Any]) -> t.Until:
        return t.Until(c[1], span)

    def block_outcome(self, span: Span, c: list[Any]) -> t.Block:
        return t.Block(c[1], span)

    def warn_outcome(self, span: Span, c: list[Any]) -> t.Warn:
        return t.Warn(c[1], span)

    def cites(self, span: Span, c: list[Any]) -> t.Cites:
        return t.Cites(self._text(c[1]), span)

    def effective(self, span: Span, c: list[Any]) -> t.Effective:
        moments = [self._moment(x) for x in c if x.type == "INSTANT"]
        return t.Effective(moments[0], moments[1] if len(moments) > 1 else None, span)

    def override_by(self, span: Span, c: list[Any]) -> t.OverrideBy:
        return t.OverrideBy(c[1], span)

    def in_groups(self, span: Span, c: list[Any]) -> t.InGroups:
        return t.InGroups(c[1], span)

    # -- boards

    def board(self, span: Span, c: list[Any]) -> t.Board:
        label = c[2] if isinstance(c[2], t.Text) else None
        roles = next(x for x in c if isinstance(x, tuple) and not isinstance(x, Token))
        return t.Board(self._name(c[1]), label, roles, tuple(x for x in c if isinstance(x, t.Tile)), span)

    def tile(self, span: Span, c: list[Any]) -> t.Tile:
        kind = words.among(c[0].text, words.TILES).lower().removesuffix("_tile")
        title = next((x for x in c if isinstance(x, t.Text)), None)
        placing = next((x for x in c if isinstance(x, t.Placing)), None)
        lines = tuple(x for x in c[1:] if not isinstance(x, t.Text | t.Placing))
        return t.Tile(kind, title, placing, lines, span)  # type: ignore[arg-type]

    def placing(self, span: Span, c: list[Any]) -> t.Placing:
        x, y, width, height = (self._whole(token) for token in (c[1], c[2], c[4], c[5]))
        return t.Placing(x, y, width, height, span)

    def _whole(self, token: Token) -> int:
        digits = self._digits(token)
        if "." in digits:
            raise _refused("BC107", self._span(token), found=digits)
        return int(digits)

    def chart(self, span: Span, c: list[Any]) -> t.Total:
        shape = words.among(c[0].text, words.SHAPES).lower().removesuffix("_chart")
        total: t.Total = c[1]
        return replace(total, shape=shape, span=span)  # type: ignore[arg-type]

    def figure(self, _span: Span, c: list[Any]) -> t.Total:
        return c[0]  # type: ignore[no-any-return]

    def value_total(self, span: Span, c: list[Any]) -> t.Total:
        return t.Total(None, _word(c[0]).lower(), c[1], c[3], tuple(c[4:]), span)

    def event_total(self, span: Span, c: list[Any]) -> t.Total:
        return t.Total(None, _word(c[0]).lower(), None, c[2], tuple(c[3:]), span)

    def each(self, span: Span, c: list[Any]) -> t.Each:
        return t.Each(c[1], span)

    def per(self, span: Span, c: list[Any]) -> t.Per:
        return t.Per(words.among(c[1].text, words.PERIODS).lower(), span)  # type: ignore[arg-type]

    def each_thing(self, span: Span, c: list[Any]) -> t.EachThing:
        return t.EachThing(c[0], c[1] if len(c) > 1 else None, span)

    def show(self, span: Span, c: list[Any]) -> t.Show:
        return t.Show(tuple(c[1:]), span)

    def column(self, span: Span, c: list[Any]) -> t.Column:
        return t.Column(c[0], c[1] if len(c) > 1 else None, span)

    def sort(self, span: Span, c: list[Any]) -> t.Sort:
        top = next((x for x in c if isinstance(x, int)), None)
        return t.Sort(tuple(x for x in c if isinstance(x, t.SortKey)), top, span)

    def sort_key(self, span: Span, c: list[Any]) -> t.SortKey:
        return t.SortKey(c[0], len(c) > 1, span)

    def top(self, _span: Span, c: list[Any]) -> int:
        return self._whole(c[1])

    def columns_by(self, span: Span, c: list[Any]) -> t.ColumnsBy:
        return t.ColumnsBy(c[1], span)

    def located(self, span: Span, c: list[Any]) -> t.Located:
        return t.Located(c[1], c[3] if len(c) > 3 else None, span)

    def threshold(self, span: Span, c: list[Any]) -> t.Threshold:
        return t.Threshold(words.among(c[0].text, words.COLOURS).lower(), c[2], span)  # type: ignore[arg-type]

    def alerts_from(self, span: Span, c: list[Any]) -> t.AlertsFrom:
        return t.AlertsFrom(c[1], span)

    def choose(self, span: Span, c: list[Any]) -> t.Choose:
        return t.Choose(c[1], c[2] if len(c) > 2 else None, span)

    def recording(self, span: Span, c: list[Any]) -> t.Recording:
        has_brackets = self._source.text[span.start : span.end].rstrip().endswith((")", "）"))
        arguments = (c[2] if len(c) > 2 else ()) if has_brackets else None
        return t.Recording(self._name(c[1]), arguments, span)

    def drag(self, span: Span, c: list[Any]) -> t.Drag:
        return t.Drag(self._name(c[2]) if len(c) > 3 else None, c[-1], span)

    # -- scenarios

    def scenario(self, span: Span, c: list[Any]) -> t.Scenario:
        given, offset = c[2] if isinstance(c[2], tuple) else ((), None)
        return t.Scenario(self._text(c[1]), given, offset, tuple(x for x in c if isinstance(x, t.Step)), span)

    def given(self, span: Span, c: list[Any]) -> tuple[tuple[Any, ...], int]:
        return tuple(c[1:]), span.start

    def given_thing(self, span: Span, c: list[Any]) -> t.GivenThing:
        return t.GivenThing(c[0], span)

    def given_parameter(self, span: Span, c: list[Any]) -> t.GivenParameter:
        return t.GivenParameter(self._name(c[1]), c[2], c[4] if len(c) > 4 else None, span)

    def given_force(self, span: Span, c: list[Any]) -> t.GivenForce:
        force = _word(c[3]).lower()
        return t.GivenForce(self._name(c[1]), force, c[5] if len(c) > 5 else None, span)  # type: ignore[arg-type]

    def given_event(self, span: Span, c: list[Any]) -> t.GivenEvent:
        return t.GivenEvent(self._moment(c[1]), c[2], c[3] if len(c) > 3 else None, span)

    def step(self, span: Span, c: list[Any]) -> t.Step:
        call = next((x for x in c if isinstance(x, t.Call)), None)
        actor = next((x for x in c if isinstance(x, t.Actor)), None)
        expectations = tuple(x for x in c if isinstance(x, t.ExpectRules | t.ExpectOutcome | t.ExpectValue))
        return t.Step(self._moment(c[1]), call, actor, expectations, span)

    def actor(self, span: Span, c: list[Any]) -> t.Actor:
        return t.Actor(self._name(c[1]), self._text(c[3]) if len(c) > 3 else None, span)

    def expect_rules(self, span: Span, c: list[Any]) -> t.ExpectRules:
        outcome = _word(c[-2]).lower().removesuffix("_by")
        return t.ExpectRules(outcome, c[-1], len(c) > 2, span)  # type: ignore[arg-type]

    def expect_outcome(self, span: Span, c: list[Any]) -> t.ExpectOutcome:
        return t.ExpectOutcome(_word(c[0]).lower().replace("_", " "), span)  # type: ignore[arg-type]

    def expect_value(self, span: Span, c: list[Any]) -> t.ExpectValue:
        return t.ExpectValue(c[0], span)

    # -- expressions

    def or_(self, span: Span, c: list[Any]) -> t.Logic:
        return t.Logic("or", tuple(x for x in c if not isinstance(x, Token)), span)

    def and_(self, span: Span, c: list[Any]) -> t.Logic:
        return t.Logic("and", tuple(x for x in c if not isinstance(x, Token)), span)

    def not_(self, span: Span, c: list[Any]) -> t.Not:
        return t.Not(c[1], span)

    def any_has(self, span: Span, c: list[Any]) -> t.Quantified:
        return t.Quantified("any", self._name(c[1]), c[3], c[5], span)

    def every_has(self, span: Span, c: list[Any]) -> t.Quantified:
        return t.Quantified("every", self._name(c[1]), c[3], c[5], span)

    def compare(self, span: Span, c: list[Any]) -> t.Compare:
        return t.Compare(words.narrow(c[1].text), c[0], c[2], span)

    def matches(self, span: Span, c: list[Any]) -> t.Compare:
        return t.Compare("matches", c[0], c[2], span)

    def in_(self, span: Span, c: list[Any]) -> t.In:
        return t.In(c[0], c[2], False, span)

    def not_in(self, span: Span, c: list[Any]) -> t.In:
        return t.In(c[0], c[2], True, span)

    def is_known(self, span: Span, c: list[Any]) -> t.Is:
        return t.Is(c[0], "known", span)

    def is_missing(self, span: Span, c: list[Any]) -> t.Is:
        return t.Is(c[0], "missing", span)

    def is_held(self, span: Span, c: list[Any]) -> t.Is:
        return t.Is(c[0], "held", span)

    def otherwise(self, span: Span, c: list[Any]) -> t.Otherwise:
        return t.Otherwise(c[0], c[2], span)

    def binary(self, span: Span, c: list[Any]) -> t.Binary:
        return t.Binary(words.narrow(c[1].text), c[0], c[2], span)

    def negative(self, span: Span, c: list[Any]) -> t.Expression:
        operand = c[1]
        if isinstance(operand, t.Number) and not operand.digits.startswith("-"):
            return t.Number("-" + operand.digits, operand.unit, span)  # so that -18 °C is a temperature
        return t.Negative(operand, span)

    def fold(self, span: Span, c: list[Any]) -> t.Fold:
        where = c[6] if len(c) > 6 else None
        return t.Fold(_word(c[0]).lower(), c[1], self._name(c[3]), c[5], where, span)  # type: ignore[arg-type]

    def count_over(self, span: Span, c: list[Any]) -> t.Fold:
        return t.Fold("count", None, self._name(c[1]), c[3], c[4] if len(c) > 4 else None, span)

    def field_of(self, span: Span, c: list[Any]) -> t.FieldOf:
        return t.FieldOf(c[0], self._name(c[1]), span)

    def number(self, span: Span, c: list[Any]) -> t.Number:
        return t.Number(self._digits(c[0]), None, span)

    def quantity(self, span: Span, c: list[Any]) -> t.Number:
        return t.Number(self._digits(c[0]), words.narrow(c[1].text), span)

    def _moment(self, token: Token) -> t.Moment:
        text = words.narrow(token.text)
        try:
            datetime.fromisoformat(text)
        except ValueError:
            raise _refused("BC115", self._span(token), found=text) from None
        return t.Moment(text, self._span(token))

    def instant(self, _span: Span, c: list[Any]) -> t.Moment:
        return self._moment(c[0])

    def text(self, _span: Span, c: list[Any]) -> t.Text:
        return self._text(c[0])

    def true(self, span: Span, _c: list[Any]) -> t.Truth:
        return t.Truth(True, span)

    def false(self, span: Span, _c: list[Any]) -> t.Truth:
        return t.Truth(False, span)

    def name(self, _span: Span, c: list[Any]) -> t.Name:
        return self._name(c[0])

    def parenthesised(self, span: Span, c: list[Any]) -> t.Parenthesised:
        return t.Parenthesised(c[0], span)

    def list(self, span: Span, c: list[Any]) -> t.ListOf:
        return t.ListOf(tuple(c), span)
