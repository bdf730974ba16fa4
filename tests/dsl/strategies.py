"""Random text that is right by the grammar: words in either language, lines broken where they may be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from hypothesis import strategies as st

from dsl.words import COLOURS, KEYWORDS, PERIODS, SHAPES, TILES

T = TypeVar("T")


class Draw(Protocol):
    """What Hypothesis hands to a composite strategy."""

    def __call__(self, strategy: st.SearchStrategy[T], /) -> T: ...


Words = list[str]

NAMES = ["item", "lot", "批次", "place", "key", "role", "on_hand", "ｗｉｄｅ", "名称2", "x", "virtual", "É"]
names = st.sampled_from(NAMES)
variables = st.sampled_from([*NAMES, "at", "now"])
units = st.sampled_from(["days", "kg", "箱", "%", "°C", "m³"])
numbers = st.sampled_from(["0", "1", "30", "1.5", "0.05", "100000000000000000000"])
moments = st.sampled_from(
    ["2026-03-01", "2026-03-01T08:00", "2026-03-01T08:00:00.5Z", "2026-03-01T08:00+08:00"]
)
texts = st.sampled_from(
    [
        '"批号"',
        '""',
        '"a \\"b\\" # c"',
        "“引号”",
        '“a "b" \\”',
        '"批次 {lot.code} 到期 {lot.expires_at   -   at}"',
        '“{f("x")} "y" {a 缺省 b}”',
        '"{f(“x”)} ” \\{{a or b}\\}"',
        '"\\n\\q\\\\"',
    ]
)


def keyword(word: str) -> st.SearchStrategy[str]:
    """A keyword in either language."""
    return st.sampled_from(KEYWORDS[word])


class Writer:
    """Writes one sentence of the grammar after another; each method gives the words of one rule."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw

    def _one(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    def _often(self) -> bool:
        return self.draw(st.booleans())

    def _count(self, least: int, most: int) -> int:
        return self.draw(st.integers(least, most))

    def word(self, keyword_: str) -> str:
        return self.draw(keyword(keyword_))

    # -- expressions

    def atom(self, depth: int) -> Words:
        simple = ("name", "number", "quantity", "moment", "text", "truth")
        match self._one(*simple, *(("call", "parentheses", "list", "field") if depth else ())):
            case "name":
                return [self.draw(variables)]
            case "number":
                return [self.draw(numbers)]
            case "quantity":
                return [self.draw(numbers), self.draw(units)]
            case "moment":
                return [self.draw(moments)]
            case "text":
                return [self.draw(texts)]
            case "truth":
                return [self.word(self._one("TRUE", "FALSE"))]
            case "call":
                return self.call(depth - 1)
            case "parentheses":
                return ["(", *self.expression(depth - 1), ")"]
            case "field":
                return [
                    self.draw(variables),
                    *(w for _ in range(self._count(1, 2)) for w in (".", self.draw(names))),
                ]
            case _:
                return ["[", *self.commas(lambda: self.expression(depth - 1), 0), "]"]

    def commas(self, part: Callable[[], Words], least: int = 1) -> Words:
        found: Words = []
        for number in range(self._count(least, 3)):
            found += [*([","] if number else []), *part()]
        return found

    def call(self, depth: int) -> Words:
        def argument() -> Words:
            label = [self.draw(names), self._one(":", "：")] if self._often() else []
            return [*label, *self.expression(depth)]

        return [
            self._one("min", "on_hand", "Lot", "批次"),
            self._one("(", "（"),
            *self.commas(argument, 0),
            ")",
        ]

    def sum(self, depth: int) -> Words:
        if not depth:
            return self.atom(0)
        match self._one("atom", "binary", "negative", "fold", "count"):
            case "binary":
                return [*self.atom(depth - 1), self._one("+", "-", "*", "/"), *self.sum(depth - 1)]
            case "negative":
                return ["-", *self.atom(depth - 1)]
            case "fold":
                kind = self.word(self._one("SUM", "MIN", "MAX"))
                return [kind, self.draw(names), self.word("FOR"), *self.in_(depth), *self.where(depth)]
            case "count":
                return [self.word("COUNT"), *self.in_(depth), *self.where(depth)]
            case _:
                return self.atom(depth)

    def in_(self, depth: int) -> Words:
        return [self.draw(names), self.word("IN"), *self.sum(depth - 1)]

    def where(self, depth: int) -> Words:
        return [self.word("WHERE"), *self.expression(depth - 1)] if self._often() else []

    def comparison(self, depth: int) -> Words:
        if not depth:
            return self.atom(0)
        left = self.atom(depth - 1)
        match self._one("atom", "compare", "matches", "in", "is", "otherwise", "not", "any"):
            case "compare":
                return [*left, self._one("==", "!=", "<", "<=", ">", ">="), *self.sum(depth - 1)]
            case "matches":
                return [*left, self.word("MATCHES"), *self.sum(depth - 1)]
            case "in":
                return [*left, self.word(self._one("IN", "NOT_IN")), *self.sum(depth - 1)]
            case "is":
                return [*left, self.word(self._one("IS_KNOWN", "IS_MISSING", "IS_HELD"))]
            case "otherwise":
                return [*left, self.word("OTHERWISE"), *self.sum(depth - 1)]
            case "not":
                return [self.word("NOT"), *self.comparison(depth - 1)]
            case "any":
                kind = self.word(self._one("ANY", "EVERY"))
                return [kind, *self.in_(depth), self.word("HAS"), *self.expression(depth - 1)]
            case _:
                return self.sum(depth)

    def expression(self, depth: int = 2) -> Words:
        depth = max(0, depth)
        found = self.comparison(depth)
        while depth and self._count(0, 3) == 0:
            found += [self.word(self._one("AND", "OR")), *self.comparison(depth - 1)]
        return found

    # -- parts of declarations

    def label(self) -> Words:
        return [self.draw(texts)] if self._often() else []

    def type(self) -> Words:
        name = self.draw(names)
        return {
            "one": [name],
            "optional": [name, "?"],
            "list": [self.word("LIST_OF"), name],
            "set": [self.word("SET_OF"), name],
        }[self._one("one", "optional", "list", "set")]

    def binding(self) -> Words:
        return [self.draw(names), ":", *self.type()]

    def roles(self) -> Words:
        return self.commas(lambda: [self.draw(names)])

    def enum_value(self) -> Words:
        return [self.draw(names), *self.label()]

    def field(self) -> Words:
        found = [self.draw(names), self._one(":", "："), *self.type()]
        for _ in range(self._count(0, 2)):
            match self._one("key", "gs1", "bound", "default"):
                case "key":
                    found.append(self.word("KEY"))
                case "gs1":
                    found += [self.word("GS1"), self._one('"10"', "“10”")]
                case "bound":
                    found += [self._one("<", ">="), *self.atom(1)]
                case _:
                    found += ["=", *self.atom(1)]
        return [*found, *self.label()]

    def statement(self, depth: int, nesting: int = 2) -> list[tuple[int, Words]]:
        simple = ("move", "set", "add", "remove", "create", "emit", "release", "hold", "alert")
        kind = self._one(*simple, *(("if", "for each") if nesting else ()))
        word = self.word
        target = [self.draw(names), ".", self.draw(names)]
        match kind:
            case "move":
                parts = [w for k in ("MOVE", "OF", "FROM", "TO") for w in (word(k), *self.sum(1))]
                return [(depth, parts)]
            case "set":
                return [(depth, [word("SET"), *target, "=", *self.expression()])]
            case "add":
                return [(depth, [word("ADD"), *self.expression(1), word("TO"), *target])]
            case "remove":
                return [(depth, [word("REMOVE"), *self.expression(1), word("FROM"), *target])]
            case "create" | "emit":
                return [(depth, [word(kind.upper()), *self.call(2)])]
            case "release":
                return [(depth, [word("RELEASE"), *target])]
            case "hold":
                return [(depth, [word("HOLD"), *target, *self.label()])]
            case "alert":
                return [(depth, [word("ALERT"), *self.roles(), self.draw(texts)])]
            case "if":
                lines = [(depth, [word("IF"), *self.expression()]), *self.block(depth + 1, nesting - 1)]
                for _ in range(self._count(0, 1)):
                    lines.append((depth, [word("ELSE"), word("IF"), *self.expression(1)]))
                    lines += self.block(depth + 1, nesting - 1)
                if self._often():
                    lines += [(depth, [word("ELSE")]), *self.block(depth + 1, nesting - 1)]
                return lines
            case _:
                if self._often():
                    head = [*self.in_(1), *self.where(2)]
                else:
                    near = [word("NEAREST"), "3", word("TO"), *target] if self._often() else []
                    head = [*self.binding(), *near, *self.where(2)]
                return [(depth, [word("FOR_EACH"), *head]), *self.block(depth + 1, nesting - 1)]

    def block(self, depth: int, nesting: int) -> list[tuple[int, Words]]:
        return [line for _ in range(self._count(1, 2)) for line in self.statement(depth, nesting)]

    # -- declarations

    def declaration(self) -> list[tuple[int, Words]]:
        kinds = (
            "enum",
            "entity",
            "extend",
            "place",
            "role",
            "module",
            "event",
            "measure",
            "parameter",
            "table",
            "group",
            "rule",
        )
        kind = self._one(*kinds, "board", "scenario")
        word = self.word
        head = [word(kind.upper()), self.draw(names)]
        some = range(self._count(1, 3))
        match kind:
            case "enum":
                return [(0, head + self.label()), *((1, self.enum_value()) for _ in some)]
            case "entity":
                return [(0, head + self.label()), *((1, self.field()) for _ in some)]
            case "extend":
                extended = self._one("ENTITY", "EVENT", "ENUM")
                line = self.enum_value if extended == "ENUM" else self.field
                return [(0, [head[0], word(extended), head[1]]), *((1, line()) for _ in some)]
            case "place":
                return [(0, head + ([word("VIRTUAL")] if self._often() else []) + self.label())]
            case "role":
                return [(0, head + self.label())]
            case "module":
                tuned = [(1, [word("TUNED_BY"), *self.roles()])] if self._often() else []
                return [(0, head + self.label()), *tuned]
            case "event":
                lines = [(0, head + self.label()), *((1, self.field()) for _ in some)]
                if self._often():
                    lines.append((1, [word("BY"), *self.roles()]))
                return [*lines, *self.block(1, 2)]
            case "measure":
                return [
                    (0, [*head, "(", *self.commas(self.binding, 0), ")", *self.label()]),
                    (1, self.aggregate()),
                ]
            case "parameter":
                between = [word("BETWEEN"), *self.atom(1), word("AND"), *self.atom(1)]
                clauses = [between, [word("TUNED_BY"), *self.roles()]][: self._count(0, 2)]
                first = [*head, ":", *self.type(), "=", *self.sum(1), *self.label()]
                return [(0, first), *((1, clause) for clause in clauses)]
            case "table":
                first = [*head, "(", *self.commas(self.binding), ")", ":", *self.type(), *self.label()]
                return [(0, first), *((1, [*self.cell(), "|", *self.cell(), *self.label()]) for _ in some)]
            case "group":
                return [(0, [*head, *self.label(), word("COVERS"), self.draw(names)])]
            case "rule":
                return [(0, head + self.label()), *(line for _ in some for line in self.rule_line())]
            case "board":
                first = [*head, *self.label(), word("FOR"), *self.roles()]
                return [(0, first), *(line for _ in some for line in self.tile())]
            case _:
                return self.scenario()

    def aggregate(self) -> Words:
        word = self.word
        if self._often():
            at = [word("AT"), *self.sum(0)] if self._often() else []
            return [word("STOCK"), word("OF"), self.draw(names), *at, *self.where(2)]
        if self._often():
            kind = self._one("SUM", "AVERAGE", "MIN", "MAX", "FIRST", "LAST", "DISTINCT")
            found = [word(kind), self.draw(names), word("OF"), *self.roles()]
        else:
            found = [word(self._one("COUNT", "STREAK", "TIME")), word("OF"), *self.roles()]
        for clause in ("BY", "OVER", "ORDERED_BY", "LATEST_PER", "WHERE")[: self._count(0, 5)]:
            found += [word(clause), *(self.commas(lambda: self.atom(1)) if clause == "BY" else self.atom(1))]
        return found

    def cell(self) -> Words:
        match self._one("any", "value", "values", "compare", "range"):
            case "any":
                return [self.word("ANY")]
            case "compare":
                return [self._one("<", ">=", "=="), *self.sum(1)]
            case "range":
                return [self.draw(numbers), "..", *self.atom(0)]
            case "values":
                return self.commas(lambda: self.atom(0))
            case _:
                return self.sum(1)

    def rule_line(self) -> list[tuple[int, Words]]:
        word = self.word
        match self._one(
            "on",
            "for each",
            "when",
            "until",
            "block",
            "cites",
            "effective",
            "override",
            "in",
            "tuned",
            "statement",
        ):
            case "on":
                return [(1, [word("ON"), *self.roles()])]
            case "for each":
                return [(1, [word("FOR_EACH"), *self.commas(self.binding)])]
            case "when":
                lasting = [word("LASTING"), *self.atom(0)] if self._often() else []
                return [(1, [word("WHEN"), *self.expression(), *lasting])]
            case "until":
                return [(1, [word("UNTIL"), *self.expression()])]
            case "block":
                return [(1, [word(self._one("BLOCK", "WARN")), self.draw(texts)])]
            case "cites":
                return [(1, [word("CITES"), self.draw(texts)])]
            case "effective":
                end = [word("TO"), self.draw(moments)] if self._often() else []
                return [(1, [word("EFFECTIVE"), word("FROM"), self.draw(moments), *end])]
            case "in":
                return [(1, [word("IN"), *self.roles()])]
            case "override":
                return [(1, [word("OVERRIDE_BY"), *self.roles()])]
            case "tuned":
                return [(1, [word("TUNED_BY"), *self.roles()])]
            case _:
                return self.statement(1)

    def tile(self) -> list[tuple[int, Words]]:
        word = self.word
        placing = [word("AT"), "0", "12", word("SIZE"), "3", "2"] if self._often() else []
        lines = [(1, [word(self._one(*TILES)), *self.label(), *placing])]
        return [*lines, *((2, self.tile_line()) for _ in range(self._count(0, 3)))]

    def tile_line(self) -> Words:
        word = self.word
        match self._one(
            "total", "each", "show", "sort", "by", "at", "when", "from", "choose", "record", "drag"
        ):
            case "total":
                return [*([word(self._one(*SHAPES))] if self._often() else []), *self.total()]
            case "each":
                return [word("EACH"), *self.binding(), *self.where(2)]
            case "show":
                return [word("SHOW"), *self.commas(lambda: [*self.expression(1), *self.label()])]
            case "sort":
                down = [word("DESCENDING")] if self._often() else []
                top = [word("TOP"), "10"] if self._often() else []
                return [word("SORT"), *self.commas(lambda: [*self.sum(1), *down]), *top]
            case "by":
                return [word("BY"), *self.sum(1)]
            case "at":
                return [word("AT"), *self.sum(1), *([word("TO"), *self.sum(1)] if self._often() else [])]
            case "when":
                return [word(self._one(*COLOURS)), word("WHEN"), *self.expression(1)]
            case "from":
                return [word("FROM"), *self.roles()]
            case "choose":
                return [word("CHOOSE"), *self.binding(), *(["=", *self.sum(1)] if self._often() else [])]
            case "record":
                return [word("RECORD"), *(self.call(1) if self._often() else [self.draw(names)])]
            case _:
                to = [word("TO"), self.draw(names)] if self._often() else []
                return [word("DRAG"), *to, word("EMIT"), *self.call(1)]

    def total(self) -> Words:
        word = self.word
        source = [word("EACH"), *self.binding()] if self._often() else self.roles()
        found = [word("COUNT")] if self._often() else [word(self._one("SUM", "LAST")), *self.sum(1)]
        found += [word("OF"), *source]
        for clause in ("BY", "PER", "OVER", "WHERE")[: self._count(0, 4)]:
            match clause:
                case "BY":
                    found += [word(clause), *self.commas(lambda: self.atom(1))]
                case "PER":
                    found += [word(clause), word(self._one(*PERIODS))]
                case _:
                    found += [word(clause), *self.atom(1)]
        return found

    def scenario(self) -> list[tuple[int, Words]]:
        word = self.word
        lines: list[tuple[int, Words]] = [(0, [word("SCENARIO"), self.draw(texts)])]
        if self._often():
            lines += [(1, [word("GIVEN")]), (2, self.call(1))]
            site = [word("AT"), *self.sum(1)] if self._often() else []
            lines.append((2, [word("SET"), self.draw(names), "=", *self.sum(1), *site]))
            force = word(self._one("OBSERVE", "WARN", "BLOCK"))
            lines.append((2, [word("RUN"), self.draw(names), word("AS"), force, *site]))
            lines.append((2, [word("AT"), self.draw(moments), *self.call(1), *self.actor()]))
        for _ in range(self._count(1, 2)):
            call = [*self.call(1), *self.actor()] if self._often() else []
            lines.append((1, [word("AT"), self.draw(moments), *call]))
            if self._often():
                outcome = self._one(
                    "BLOCKED_BY", "OVERRIDING", "WARNED_BY", "HELD_BY", "ALERTED_BY", "OBSERVED_BY"
                )
                lines.append((2, [*([word("NOT")] if self._often() else []), word(outcome), *self.roles()]))
                lines.append((2, [word(self._one("ACCEPTED", "REFUSED", "NO_FINDINGS"))]))
                lines.append((2, self.expression()))
        return lines

    def actor(self) -> Words:
        if not self._often():
            return []
        because = [self.word("BECAUSE"), self.draw(texts)] if self._often() else []
        return [self.word("AS"), self.draw(names), *because]

    # -- the page

    def page(self) -> str:
        """Declarations with blank lines, comments, and lines broken inside brackets."""
        out: list[str] = []
        indent = self._one("    ", "  ", "\t")
        end = self._one("\n", "\n", "\r\n")
        comments = 0

        def comment() -> str:
            nonlocal comments
            comments += 1
            return f'# 注 {comments} "("\'“'

        for number in range(self._count(1, 3)):
            if number and self._often():
                out.append(end)
            for depth, words in self.declaration():
                for _ in range(2):
                    match self._one("none", "none", "none", "blank", "comment"):
                        case "blank":
                            out.append(self._one("", "   ") + end)
                        case "comment":
                            out.append(indent * self._count(0, 3) + comment() + end)
                brackets = 0
                out.append(indent * depth)
                for position, word in enumerate(words):
                    if position:
                        tight = word in ",.:)" or words[position - 1] == "."
                        glue = self._one(" ", "", "  ") if tight else self._one(" ", " ", "\t", "  ")
                        if brackets and self._count(0, 5) == 0:
                            glue = (
                                (f"  {comment()}" if self._often() else "") + end + indent * self._count(1, 3)
                            )
                        out.append(glue)
                    brackets += (word in "(（[") - (word in ")]")
                    out.append(word)
                if self._count(0, 5) == 0:
                    out.append(self._one(" ", "", "   ") + comment())
                out.append(end)
        if self._often():
            out.append(indent * self._count(0, 2) + comment() + self._one(end, ""))
        return "".join(out)


@st.composite
def pages(draw: Draw) -> str:
    """A file without mistakes."""
    return Writer(draw).page()
