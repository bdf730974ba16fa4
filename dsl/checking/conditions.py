"""Conditions, and values that may be missing."""

from __future__ import annotations

from dsl import model as m
from dsl import tree as t
from dsl.checking import subjects
from dsl.checking.adapting import beside, is_flexible, unified
from dsl.checking.fitting import as_number, fitted, has_error, mismatch, plain, present, value
from dsl.checking.names import narrowed
from dsl.checking.problems import keyword
from dsl.checking.scope import Scope, facts
from dsl.checking.symbols import ERROR, Desk, Want, error, is_error
from dsl.typesystem import (
    BOOL,
    DURATION,
    INTEGER,
    TEMPERATURE,
    TEXT,
    EnumType,
    ListType,
    Optional,
    Record,
    Reference,
    SetType,
    Type,
    is_decimal,
    is_ordered,
    type_name,
)


def logic(desk: Desk, node: t.Logic, scope: Scope, _want: Want | None) -> m.Expression:
    """`a and b`: each operand knows what those before it tell."""
    operands = []
    for number, operand in enumerate(node.operands):
        if node.operator == "or" and _is_another_value(desk, node.operands[:number], operand):
            return error(node.span)
        checked = value(desk, operand, scope, BOOL)
        operands.append(checked)
        scope = scope.knowing(facts(checked, node.operator == "and"))
    if any(is_error(o) for o in operands):
        return error(node.span)
    return m.Logic(node.operator, tuple(operands), BOOL, node.span)


def _is_another_value(desk: Desk, before: tuple[t.Expression, ...], node: t.Expression) -> bool:
    """Whether a value is written where a condition is wanted: `storage == frozen or chilled`; says so."""
    first = before[-1] if before else None
    if not (isinstance(node, t.Name) and isinstance(first, t.Compare) and first.operator == "=="):
        return False
    owner = next(
        (
            e
            for e in desk.symbols.enums.values()
            if {node.text, desk.text(first.right.span)} <= {v.name for v in e.values}
        ),
        None,
    )
    if owner is None:
        return False
    one_of = f"{desk.text(first.left.span)} in [{desk.text(first.right.span)}, {node.text}]"
    found, wanted = type_name(EnumType(owner.name)), type_name(BOOL)
    desk.problems.add("BC301", node.span, what=node.text, found=found, wanted=wanted, one_of=one_of)
    return True


def not_(desk: Desk, node: t.Not, scope: Scope, _want: Want | None) -> m.Expression:
    """`not a`"""
    operand = value(desk, node.operand, scope, BOOL)
    return operand if is_error(operand) else m.Not(operand, BOOL, node.span)


def is_(desk: Desk, node: t.Is, scope: Scope, _want: Want | None) -> m.Expression:
    """`a is known`, `a is missing`, `a is held`"""
    operand = desk.infer(desk, node.operand, scope, None)
    if is_error(operand):
        return error(node.span)
    if node.state == "held":
        return _held(desk, node, operand)
    if not isinstance(operand.type, Optional) and not isinstance(operand, m.Lookup):
        desk.problems.add("BC317", node.span, what=desk.text(operand.span))
    known = m.Known(operand, BOOL, node.span)
    return known if node.state == "known" else m.Not(known, BOOL, node.span)


def _held(desk: Desk, node: t.Is, operand: m.Expression) -> m.Expression:
    if not present(desk, operand):
        return error(node.span)
    if not isinstance(operand.type, Reference):
        desk.problems.add("BC319", operand.span, what=desk.text(operand.span), found=type_name(operand.type))
        return error(node.span)
    return m.Held(operand, operand.type.entity, BOOL, node.span)


def otherwise(desk: Desk, node: t.Otherwise, scope: Scope, want: Want | None) -> m.Expression:
    """`a otherwise b`"""
    operand = desk.infer(desk, node.operand, scope, want)
    if is_error(operand):
        fallback = desk.infer(desk, node.fallback, scope, Want(ERROR))
        return error(node.span)
    wanted = beside(desk, scope, operand)
    fallback = desk.infer(desk, node.fallback, scope, wanted)
    if is_error(fallback):
        return error(node.span)
    if not isinstance(operand.type, Optional):
        desk.problems.add("BC318", node.span, what=desk.text(operand.span))
        return operand
    goal: Type = operand.type if isinstance(fallback.type, Optional) else operand.type.item
    result = fitted(fallback, goal)
    if result is None:
        mismatch(desk, fallback, operand.type.item)
        return error(node.span)
    return m.Otherwise(operand, result, goal, node.span)


def in_(desk: Desk, node: t.In, scope: Scope, _want: Want | None) -> m.Expression:
    """`a in b`"""
    if is_flexible(desk, node.item, scope) and not is_flexible(desk, node.collection, scope):
        collection = desk.infer(desk, node.collection, scope, None)
        kind = elements(desk, collection)
        item = desk.infer(desk, node.item, scope, Want(kind, _subject(desk, scope, collection)))
    else:
        item = desk.infer(desk, node.item, scope, None)
        like = beside(desk, scope, item)
        wanted = Want(ERROR if is_error(item) else ListType(like.type), like.subject)
        collection = desk.infer(desk, node.collection, scope, wanted)
        kind = elements(desk, collection)
    if is_error(item) or kind is ERROR or not present(desk, item):
        return error(node.span)
    fit = fitted(item, kind)
    if fit is None:
        mismatch(desk, item, kind)
        return error(node.span)
    found = m.In(fit, collection, BOOL, node.span)
    return m.Not(found, BOOL, node.span) if node.negated else found


def elements(desk: Desk, collection: m.Expression) -> Type:
    """The type of what a list or set holds; says so where it is neither, and gives an error."""
    kind = collection.type
    if isinstance(kind, ListType | SetType):
        return kind.item
    if not is_error(collection) and present(desk, collection):
        desk.problems.add("BC312", collection.span, what=desk.text(collection.span), found=type_name(kind))
    return ERROR


def _subject(desk: Desk, scope: Scope, collection: m.Expression) -> m.Expression | None:
    return subjects.of_expression(desk.symbols, scope.fields, collection)


def quantified(desk: Desk, node: t.Quantified, scope: Scope, _want: Want | None) -> m.Expression:
    """`any x in xs has c`"""
    collection = desk.infer(desk, node.collection, scope, None)
    kind = elements(desk, collection)
    free = may_bind(desk, node.variable, scope)
    condition = value(desk, node.condition, scope.bind(node.variable, kind), BOOL)
    if is_error(condition) or kind is ERROR or not free:
        return error(node.span)
    return m.Quantified(node.kind, node.variable.text, collection, condition, BOOL, node.span)


def may_bind(desk: Desk, variable: t.Name, scope: Scope) -> bool:
    """Whether a new variable may have this name; says so where the name stands for something already."""
    taken = (
        variable.text in scope.fields or variable.text in scope.variables or variable.text in ("at", "now")
    )
    if taken:
        desk.problems.add("BC209", variable.span, name=variable.text)
    else:
        desk.introduce(variable)
    return not taken


def fold(desk: Desk, node: t.Fold, scope: Scope, _want: Want | None) -> m.Expression:
    """`sum v for x in xs where c`"""
    collection = desk.infer(desk, node.collection, scope, None)
    kind = elements(desk, collection)
    free = may_bind(desk, node.variable, scope)
    inner = scope.bind(node.variable, kind)
    where = None
    if node.where is not None:
        where = value(desk, node.where, inner, BOOL)
        inner = inner.knowing(facts(where, True))
    amount = None if node.value is None else desk.infer(desk, node.value, inner, None)
    if kind is ERROR or not free or (where and is_error(where)) or (amount and is_error(amount)):
        return error(node.span)
    result: Type = INTEGER
    if amount is not None:
        if not present(desk, amount):
            return error(node.span)
        result = amount.type
        summable = result in (INTEGER, DURATION) or (is_decimal(result) and result != TEMPERATURE)
        if not (summable if node.kind == "sum" else is_ordered(result)):
            desk.problems.add(
                "BC313",
                amount.span,
                what=desk.text(amount.span),
                found=type_name(result),
                aggregate=keyword(node.kind),
            )
            return error(node.span)
    if node.kind in ("min", "max"):
        result = Optional(result)
    return m.Fold(node.kind, amount, node.variable.text, collection, where, result, node.span)


def list_of(desk: Desk, node: t.ListOf, scope: Scope, want: Want | None) -> m.Expression:
    """`[a, b]`"""
    wanted = plain(want.type) if want else None
    if wanted is ERROR:
        for item in node.items:
            desk.infer(desk, item, scope, Want(ERROR))
        return error(node.span)
    if isinstance(wanted, ListType | SetType):
        subject = want.subject if want else None
        items = tuple(value(desk, item, scope, wanted.item, subject) for item in node.items)
        broken = any(is_error(i) for i in items)
        return error(node.span) if broken else m.ListExpression(items, wanted, node.span)
    return _natural_list(desk, node, scope)


def _natural_list(desk: Desk, node: t.ListOf, scope: Scope) -> m.Expression:
    if not node.items:
        desk.problems.add("BC316", node.span)
        return error(node.span)
    leader = next((n for n in node.items if not is_flexible(desk, n, scope)), node.items[0])
    first = desk.infer(desk, leader, scope, None)
    like = beside(desk, scope, first)
    items = [first if n is leader else desk.infer(desk, n, scope, like) for n in node.items]
    if any(is_error(i) for i in items) or not all(present(desk, i) for i in items):
        return error(node.span)
    kind: Type = first.type
    for item in items:
        shared = unified(m.Literal_(None, kind, node.span), item)
        if shared is None:
            mismatch(desk, item, kind)
            return error(node.span)
        kind = shared
    fit = tuple(fitted(i, kind) or as_number(i) for i in items)
    return m.ListExpression(fit, ListType(kind), node.span)


def displayable(kind: Type) -> bool:
    """Whether a value of the type can be shown to people."""
    if isinstance(kind, Optional | ListType | SetType):
        return displayable(kind.item)
    return not isinstance(kind, Record)


def _first_shown(desk: Desk, kind: Type) -> str | None:
    """The first field of a record that can be shown."""
    entity = desk.symbols.entities.get(kind.entity) if isinstance(kind, Record) else None
    shown = (f.name for f in entity.fields.values() if displayable(f.type)) if entity else iter(())
    return next(shown, None)


def template(desk: Desk, node: t.Text, scope: Scope, *, missing_allowed: bool) -> m.Template | None:
    """A text with expressions in braces; None where one is wrong. In a message a value may be missing."""
    parts: list[str | m.Expression] = []
    good = True
    for part in node.parts:
        if isinstance(part, str):
            parts.append(part)
            continue
        shown = desk.infer(desk, part, scope, None)
        parts.append(shown)
        if is_error(shown) or has_error(shown.type) or (not missing_allowed and not present(desk, shown)):
            good = False
        elif not displayable(shown.type):
            desk.problems.add(
                "BC315",
                shown.span,
                what=desk.text(shown.span),
                found=type_name(shown.type),
                field=_first_shown(desk, shown.type),
            )
            good = False
    return m.Template(tuple(parts), TEXT, node.span) if good else None


__all__ = [
    "fold",
    "in_",
    "is_",
    "list_of",
    "logic",
    "may_bind",
    "narrowed",
    "not_",
    "otherwise",
    "quantified",
    "template",
]
