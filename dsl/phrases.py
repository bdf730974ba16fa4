"""Names, types and expressions as words: the part of the printer that knows no lines.

Parentheses are printed where the tree has them, and where the tree, made by an editor and not by the parser,
would read otherwise without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import assert_never

from dsl import texts
from dsl import tree as t
from dsl.words import Language, spelling

# How tightly an expression binds, as in the grammar.
OR, AND, NOT, COMPARISON, FALLBACK, SUM, PRODUCT, UNARY, POSTFIX, ATOM = range(1, 11)

_UNESCAPED_QUOTE = re.compile(r'\\.|"')


class Phrases:
    """Prints what stands within a line, with the keywords of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def word(self, keyword: str) -> str:
        """A keyword."""
        return spelling(keyword, self.language)

    def names(self, names: Iterable[t.Name]) -> str:
        """`a, b`"""
        return ", ".join(name.text for name in names)

    def type(self, node: t.TypeName) -> str:
        """`Lot`, `Lot?`, `list of Lot`, `money in USD`"""
        name = node.name.text
        if node.currency is not None:
            name = f"{name} {self.word('IN')} {node.currency.text}"
        match node.shape:
            case "one":
                return name
            case "optional":
                return f"{name}?"
            case "list":
                return f"{self.word('LIST_OF')} {name}"
            case "set":
                return f"{self.word('SET_OF')} {name}"
            case _:
                assert_never(node.shape)

    def bindings(self, bindings: Iterable[t.Binding]) -> str:
        """`item: Item, place: Place`"""
        return ", ".join(f"{binding.name.text}: {self.type(binding.type)}" for binding in bindings)

    def call(self, call: t.Call) -> str:
        """`Lot(code: "L1")`"""
        arguments = (
            f"{a.name.text}: {self.expression(a.value)}" if a.name else self.expression(a.value)
            for a in call.arguments
        )
        return f"{call.name.text}({', '.join(arguments)})"

    def text(self, node: t.Text, *, within: bool = False) -> str:
        """A text in `"`; one *within* the braces of another in `“ ”`, since those do not clash."""
        values = iter(part for part in node.parts if not isinstance(part, str))
        printed = []
        for piece in texts.pieces(node.raw):
            raw = node.raw[piece.start : piece.end]
            value = next(values, None) if piece.kind == "braces" else None
            printed.append(f"{{{self.expression(value, within=True)}}}" if value is not None else raw)
        if within:
            return f"“{''.join(printed)}”"
        return '"' + "".join(
            part if part.startswith("{") else _quotable(part) for part in printed
        ) + '"'  # fmt: skip

    def expression(self, node: t.Expression, level: int = OR, *, within: bool = False) -> str:
        """An expression; in parentheses if it binds less tightly than *level*."""

        def inner(child: t.Expression, least: int, followed: int = 0) -> str:
            """A part; `followed`, if something comes after that an open end would take in (see `_open`)."""
            if followed and _open(child) >= followed:
                return f"({self.expression(child, within=within)})"
            return self.expression(child, least, within=within)

        word = self.word
        match node:
            case t.Name():
                return node.text
            case t.Number():
                printed = f"{node.digits} {node.unit}" if node.unit else node.digits
                own = UNARY if node.digits.startswith("-") else ATOM
            case t.Text():
                return self.text(node, within=within)
            case t.Moment():
                return node.text
            case t.Truth():
                return word("TRUE" if node.value else "FALSE")
            case t.FieldOf():
                printed, own = f"{inner(node.base, POSTFIX)}.{node.name.text}", POSTFIX
            case t.Call():
                arguments = (
                    f"{a.name.text}: {inner(a.value, OR)}" if a.name else inner(a.value, OR)
                    for a in node.arguments
                )
                return f"{node.name.text}({', '.join(arguments)})"
            case t.ListOf():
                return f"[{', '.join(inner(item, OR) for item in node.items)}]"
            case t.Binary():
                own = SUM if node.operator in "+-" else PRODUCT
                printed = f"{inner(node.left, own, 1)} {node.operator} {inner(node.right, own + 1)}"
            case t.Negative():
                printed, own = f"-{inner(node.operand, UNARY)}", UNARY
            case t.Compare():
                own = COMPARISON
                operator = word("MATCHES") if node.operator == "matches" else node.operator
                printed = f"{inner(node.left, FALLBACK, 2)} {operator} {inner(node.right, FALLBACK)}"
            case t.Logic():
                own = OR if node.operator == "or" else AND
                *before, last = node.operands
                operands = [*(inner(operand, own + 1, 2) for operand in before), inner(last, own + 1)]
                printed = f" {word(node.operator.upper())} ".join(operands)
            case t.Not():
                printed, own = f"{word('NOT')} {inner(node.operand, NOT)}", NOT
            case t.Is():
                own = COMPARISON
                printed = f"{inner(node.operand, FALLBACK, 2)} {word(f'IS_{node.state.upper()}')}"
            case t.In():
                own = COMPARISON
                operator = word("NOT_IN" if node.negated else "IN")
                printed = f"{inner(node.item, FALLBACK, 2)} {operator} {inner(node.collection, FALLBACK)}"
            case t.Otherwise():
                own = FALLBACK
                printed = (
                    f"{inner(node.operand, FALLBACK, 2)} {word('OTHERWISE')} {inner(node.fallback, SUM)}"
                )
            case t.Quantified():
                own = NOT
                range_ = f"{node.variable.text} {word('IN')} {inner(node.collection, SUM)}"
                printed = f"{word(node.kind.upper())} {range_} {word('HAS')} {inner(node.condition, OR)}"
            case t.Fold():
                own = UNARY
                value = f"{inner(node.value, SUM)} {word('FOR')} " if node.value is not None else ""
                where = f" {word('WHERE')} {inner(node.where, OR)}" if node.where is not None else ""
                printed = (
                    f"{word(node.kind.upper())} {value}{node.variable.text} {word('IN')}"
                    f" {inner(node.collection, SUM)}{where}"
                )
            case t.Parenthesised():
                return f"({inner(node.inner, OR)})"
            case _:
                assert_never(node)
        return f"({printed})" if own < level else printed


def _quotable(raw: str) -> str:
    """A literal piece as it can stand between `"`: a text in `“ ”` may hold what ends one in `"`."""
    printed = _UNESCAPED_QUOTE.sub(lambda match: match[0] if len(match[0]) > 1 else '\\"', raw)
    backslashes = len(printed) - len(printed.rstrip("\\"))
    return printed + "\\" if backslashes % 2 else printed


def _open(node: t.Expression) -> int:
    """What the end of an expression takes in, if it follows: 1, operators; 2, conditions too; 0, nothing."""
    match node:
        case t.Quantified():
            return 2
        case t.Fold():
            return 2 if node.where is not None else max(1, _open(node.collection))
        case t.Binary() | t.Compare():
            return _open(node.right)
        case t.Negative() | t.Not():
            return _open(node.operand)
        case t.In():
            return _open(node.collection)
        case t.Otherwise():
            return _open(node.fallback)
        case t.Logic():
            return _open(node.operands[-1])
        case _:
            return 0
