"""The parser's raw tree to the nodes of `dsl.tree`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from lark import Token, Transformer, Tree
from lark.tree import Meta

from dsl import tree as t
from dsl import words
from dsl.diagnostics import Diagnostic
from dsl.source import Source, Span

ParseExpression = Callable[[Source, int, int], tuple[t.Expression | None, Diagnostic | None]]

_LINES = frozenset(
    """enum enum_value entity field extend_entity extend_event extend_enum place role event recorded_by move set add
    remove create emit release hold alert if_ else_ else_if for_each_in for_each_thing block measure stock
    value_aggregate event_aggregate parameter between tuned_by table row rule on for_each_binding when until
    block_outcome warn_outcome cites effective override_by scenario given given_thing given_parameter given_event
    step expect_rules expect_outcome expect_value""".split()
)
"""The rules of the grammar that end with the line."""

_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "{": "{", "}": "}"}


class BadText(Exception):
    """A text in quotation marks whose inside does not parse; carries the diagnostic."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.code)
        self.diagnostic = diagnostic


def _word(token: Token) -> str:
    """The terminal of a keyword in either spelling."""
    return words.SPELLINGS[re.sub(r"[ \t]+", " ", str(token))]


class TreeBuilder(Transformer[Token, Any]):
    """Builds nodes bottom-up; one method for each rule of the grammar, of the rule's name."""

    def __init__(self, source: Source, offset: int, parse_expression: ParseExpression) -> None:
        super().__init__()
        self._source = source
        self._offset = offset
        self._parse_expression = parse_expression

    def _call_userfunc(self, tree: Tree[Token], new_children: list[Any] | None = None) -> Any:
        children = new_children if new_children is not None else tree.children
        span = self._span(tree.meta)
        if tree.data in _LINES:
            span = span._replace(end=self._last_end(children) or span.end)
        return getattr(self, tree.data)(span, children)

    def _last_end(self, children: list[Any] | tuple[Any, ...]) -> int | None:
        """Where the last child ends: a line's own span leaves out the line's end and the comments after it."""
        for child in reversed(children):
            if isinstance(child, tuple) and not isinstance(child, Span):
                end = self._last_end(child)
                if end is not None:
                    return end
            elif isinstance(child, Token):
                return self._token_span(child).end
            elif child is not None and hasattr(child, "span"):
                return int(child.span.end)
        return None

    def _span(self, meta: Meta) -> Span:
        if meta.empty:
            return Span(self._source.path, self._offset, self._offset)
        start = meta.start_pos + self._offset
        end = meta.end_pos + self._offset
        text = self._source.text
        while end > start and text[end - 1] in " \t\r\n":
            end -= 1
        return Span(self._source.path, start, end)

    def _token_span(self, token: Token) -> Span:
        start = (token.start_pos or 0) + self._offset
        return Span(self._source.path, start, start + len(token))

    def _name(self, token: Token) -> t.Name:
        return t.Name(str(token), self._token_span(token))

    def _text(self, token: Token) -> t.Text:
        """A text's pieces and the expressions in its braces; `\\{` is a brace that opens nothing."""
        span = self._token_span(token)
        raw = str(token)[1:-1]
        parts: list[str | t.Expression] = []
        piece: list[str] = []
        position = 0
        while position < len(raw):
            character = raw[position]
            if character == "\\" and position + 1 < len(raw):
                piece.append(_ESCAPES.get(raw[position + 1], raw[position : position + 2]))
                position += 2
            elif character == "{":
                closing = raw.find("}", position)
                if closing < 0:
                    place = Span(span.path, span.start + 1 + position, span.end - 1)
                    raise BadText(Diagnostic("BC106", place))
                if piece:
                    parts.append("".join(piece))
                    piece = []
                start = span.start + 1 + position + 1
                end = span.start + 1 + closing
                expression, problem = self._parse_expression(self._source, start, end)
                if problem is not None or expression is None:
                    raise BadText(problem or Diagnostic("BC106", span))
                parts.append(expression)
                position = closing + 1
            else:
                piece.append(character)
                position += 1
        if piece or not parts:
            parts.append("".join(piece))
        return t.Text(tuple(parts), raw, span)

    # -- declarations

    def declaration(self, _span: Span, c: list[Any]) -> Any:
        return c[0]

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
        return t.Gs1(str(c[1])[1:-1], span)

    def bound(self, span: Span, c: list[Any]) -> t.Bound:
        return t.Bound(str(c[0]), c[1], span)

    def default(self, span: Span, c: list[Any]) -> t.Default:
        return t.Default(c[0], span)

    def named_type(self, span: Span, c: list[Any]) -> t.TypeName:
        return t.TypeName(self._name(c[0]), "one", span)

    def optional_type(self, span: Span, c: list[Any]) -> t.TypeName:
        return t.TypeName(self._name(c[0]), "optional", span)

    def list_type(self, span: Span, c: list[Any]) -> t.TypeName:
        return t.TypeName(self._name(c[1]), "list", span)

    def set_type(self, span: Span, c: list[Any]) -> t.TypeName:
        return t.TypeName(self._name(c[1]), "set", span)

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
        return c[1], self._token_span(c[0]).start

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

    def nearest(self, span: Span, c: list[Any]) -> tuple[int, t.Expression]:
        if "." in c[1]:
            raise BadText(Diagnostic("BC107", span, {"found": str(c[1])}))
        return int(c[1]), c[3]

    def where(self, _span: Span, c: list[Any]) -> t.Expression:
        return c[1]

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
        return t.Cell((c[1],), str(c[0]), None, span)

    def range_cell(self, span: Span, c: list[Any]) -> t.Cell:
        return t.Cell((c[0],), None, c[1], span)

    def any_cell(self, span: Span, _c: list[Any]) -> t.Cell:
        return t.Cell((), None, None, span)

    # -- rules

    def rule(self, span: Span, c: list[Any]) -> t.Rule:
        label = c[2] if isinstance(c[2], t.Text) else None
        return t.Rule(self._name(c[1]), label, tuple(c[3 if label else 2 :]), span)

    def on(self, span: Span, c: list[Any]) -> t.On:
        return t.On(c[1], span)

    def for_each_binding(self, span: Span, c: list[Any]) -> t.ForEachThing:
        return t.ForEachThing(tuple(c[1:]), span)

    def when(self, span: Span, c: list[Any]) -> t.When:
        return t.When(c[1], c[2] if len(c) > 2 else None, span)

    def lasting(self, _span: Span, c: list[Any]) -> t.Expression:
        return c[1]

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

    # -- scenarios

    def scenario(self, span: Span, c: list[Any]) -> t.Scenario:
        given, offset = c[2] if isinstance(c[2], tuple) else ((), None)
        return t.Scenario(self._text(c[1]), given, offset, tuple(x for x in c if isinstance(x, t.Step)), span)

    def given(self, span: Span, c: list[Any]) -> tuple[tuple[Any, ...], int]:
        return tuple(c[1:]), span.start

    def given_thing(self, span: Span, c: list[Any]) -> t.GivenThing:
        return t.GivenThing(c[0], span)

    def given_parameter(self, span: Span, c: list[Any]) -> t.GivenParameter:
        return t.GivenParameter(self._name(c[1]), c[2], span)

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
        return t.Compare(str(c[1]), c[0], c[2], span)

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
        return t.Binary(str(c[1]), c[0], c[2], span)

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
        return t.Number(str(c[0]), None, span)

    def quantity(self, span: Span, c: list[Any]) -> t.Number:
        return t.Number(str(c[0]), str(c[1]), span)

    def _moment(self, token: Token) -> t.Moment:
        return t.Moment(str(token), self._token_span(token))

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
