"""Lists and sets in logic: what is in them, how many there are, whether any of them is such.

A list is nothing but itself; what is asked of it is a function of the list and of the question. The same question has the
same number wherever it is asked, so `any x in xs has c` and `every y in xs has not c` are opposites. Where something is
said to be in a list, there is a *witness*: a value of its own of which it is true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from dsl import model as m
from dsl.proving.terms import FALSE, TRUE, Term, and_, compare, equal, implies, not_, or_, real, whole
from dsl.proving.values import Leaf, Value, constant, domain, item_of, narrowed, plain, sort_of

if TYPE_CHECKING:
    from dsl.proving.encode import Encoder


def in_(encoder: Encoder, item: Value, collection: m.Expression) -> Value:
    """That something is in a list or set."""
    if isinstance(collection, m.ListExpression):
        each = [encoder.compared("==", item, encoder.value(i)) for i in collection.items]
        sure = and_((item.sure, *(e.sure for e in each)))
        return Value(or_(e.term for e in each), sure=sure)
    if isinstance(collection, m.Literal_) and isinstance(collection.value, tuple):
        kind = item_of(collection)
        found = or_(equal(item.term, constant(encoder.model, v, kind)) for v in collection.value)
        return Value(found, sure=item.sure)
    held = encoder.value(collection)
    term, is_new = encoder.sheet.applied("in", (held.term, item.term), "Bool")
    if is_new:
        encoder.sheet.fact(implies(term, compare(">=", length(encoder, held.term), whole(1))), term)
    return Value(term, sure=and_((item.sure, held.sure)))


def length(encoder: Encoder, term: Term) -> Term:
    """How long a list, a set or a text is."""
    found, is_new = encoder.sheet.applied("length", (term,), "Int")
    if is_new:
        encoder.sheet.fact(compare(">=", found, whole(0)), found)
        if term.sort == "Real":
            empty = equal(term, real(Fraction(0)))
            encoder.sheet.fact(equal(equal(found, whole(0)), empty), found)
    return found


def quantified(encoder: Encoder, expression: m.Quantified) -> Value:
    """`any x in xs has c`, `every x in xs has c`"""
    if expression.kind == "every":
        found = _exists(encoder, expression, negated=True)
        return Value(not_(found.term), sure=found.sure)
    return _exists(encoder, expression, negated=False)


def _exists(encoder: Encoder, expression: m.Quantified | m.Fold, *, negated: bool) -> Value:
    """That something in a list or set meets a condition (or, negated, does not)."""
    condition = expression.condition if isinstance(expression, m.Quantified) else expression.where
    if isinstance(expression.collection, m.ListExpression) and condition is not None:
        each = [encoder.bound({expression.variable: encoder.value(i)}) for i in expression.collection.items]
        found = [inner.value(condition) for inner in each]
        if negated:
            found = [Value(not_(f.term), sure=f.sure) for f in found]
        return encoder.joined("or", found) if found else Value(FALSE)
    held = encoder.value(expression.collection)

    def meets(inner: Encoder) -> Term:
        value = inner.value(condition) if condition is not None else Value(TRUE)
        return and_((value.sure, not_(value.term) if negated else value.term))

    name = f"some {_shape(encoder, expression, meets)}"
    some, is_new = encoder.sheet.applied(name, (held.term,), "Bool")
    if is_new:
        witness = _among(encoder, expression, f"{some.text} witness", 0)
        encoder.sheet.fact(implies(some, meets(witness)), some)
        encoder.sheet.fact(implies(some, compare(">=", length(encoder, held.term), whole(1))), some)
    return Value(some, sure=held.sure)


def _among(encoder: Encoder, expression: m.Quantified | m.Fold, name: str, depth: int) -> Encoder:
    """The place in which the variable stands for something of the collection."""
    item = encoder.any_of(name, item_of(expression.collection))
    return encoder.bound({expression.variable: item}, depth)


def _shape(encoder: Encoder, expression: m.Quantified | m.Fold, meets: Callable[[Encoder], Term]) -> int:
    """A number for what is asked of each thing in a collection: the same wherever the same is asked."""
    inner = _among(encoder, expression, f"each {encoder.depth}", 1)
    inner.leaves, inner.seen, inner.watched = {}, {}, None
    return encoder.sheet.number(f"{item_of(expression.collection)} {meets(inner).text}")


def fold(encoder: Encoder, expression: m.Fold) -> Value:
    """`sum v for x in xs where c`, and count, min, max."""
    some = _exists(encoder, expression, negated=False)
    held = encoder.value(expression.collection)

    def amount(inner: Encoder) -> Value:
        return inner.value(expression.value) if expression.value is not None else Value(TRUE)

    def shape(inner: Encoder) -> Term:
        where = inner.value(expression.where) if expression.where is not None else Value(TRUE)
        return and_((where.sure, where.term, Term(f"({amount(inner).term.text})", "Bool")))

    name = f"{expression.kind} {_shape(encoder, expression, shape)}"
    term, is_new = encoder.sheet.applied(name, (held.term,), sort_of(expression.type))
    if is_new:
        encoder.leaves[term] = Leaf(expression, plain(expression.type), some.term)
        for fact in _of_fold(encoder, expression, term, some.term, held.term):
            encoder.sheet.fact(fact, term)
    present = some.term if expression.kind in ("min", "max") else TRUE
    return narrowed(Value(term, present, some.sure), expression.type)


def _of_fold(encoder: Encoder, expression: m.Fold, term: Term, some: Term, held: Term) -> Iterator[Term]:
    """What is known of a sum, a count, the least or the greatest of what is in a collection."""
    match expression.kind:
        case "count":
            yield compare(">=", term, whole(0))
            yield equal(compare(">=", term, whole(1)), some)
            if not isinstance(expression.collection, m.ListExpression):
                yield compare("<=", term, length(encoder, held))
        case "sum":
            zero = whole(0) if term.sort == "Int" else real(Fraction(0))
            yield or_((some, equal(term, zero)))
        case _:
            yield from domain(encoder.model, term, expression.type)
