"""What the book costs: postings in order, and one in the past, beside plain Python over lists with the same numbers."""

from __future__ import annotations

import random
import time

from engine.ledger.amounts import share
from engine.ledger.book import Book
from engine.ledger.methods import Method
from engine.ledger.policy import Policy, Valuation
from engine.ledger.postings import Movement, Moves

Row = tuple[str, str, str]
Step = tuple[int, int]
"""A quantity that comes at a cost, or, where it is below zero, leaves."""

ONE = 10**6


def steps(number: int) -> list[Step]:
    """A long history of one item at one place, never below zero and never without end above it."""
    draw, held, found = random.Random(number), 0, []
    for _ in range(number):
        if held > 50 and draw.random() < 0.6:
            quantity = draw.randint(1, 20)
            held -= quantity
            found.append((-quantity * ONE, 0))
        else:
            quantity = draw.randint(1, 30)
            held += quantity
            found.append((quantity * ONE, draw.randint(100, 99_999)))
    return found


def postings(history: list[Step]) -> list[Moves]:
    """The same as postings, a millisecond apart."""
    return [
        Moves(seq=n, at=n * 1000, recorded=n * 1000, movements=(_movement(quantity, cost),))
        for n, (quantity, cost) in enumerate(history, 1)
    ]


def _movement(quantity: int, cost: int) -> Movement:
    if quantity > 0:
        return Movement("A", "", "suppliers", "W1", quantity, cost)
    return Movement("A", "", "W1", "customers", -quantity)


def plain_fifo(history: list[Step]) -> list[int]:
    """Plain Python: a list of layers; what each issue costs."""
    layers: list[list[int]] = []
    costs = []
    for quantity, cost in history:
        if quantity > 0:
            layers.append([quantity, cost])
            continue
        left, total = -quantity, 0
        while left:
            layer = layers[0]
            part = min(left, layer[0])
            value = layer[1] if part == layer[0] else share(layer[1], part, layer[0])
            layer[0] -= part
            layer[1] -= value
            left, total = left - part, total + value
            if not layer[0]:
                layers.pop(0)
        costs.append(total)
    return costs


def plain_average(history: list[Step]) -> list[int]:
    """Plain Python: a quantity and a value; what each issue costs."""
    held = worth = 0
    costs = []
    for quantity, cost in history:
        if quantity < 0:
            cost = -share(worth, -quantity, held) if held + quantity else -worth
            costs.append(-cost)
        held += quantity
        worth += cost
    return costs


PLAIN = {Method.FIFO: plain_fifo, Method.AVERAGE: plain_average}


def empty(method: Method) -> Book:
    """A book of one method."""
    return Book(
        Policy(frozenset({"suppliers", "customers", "differences"}), "differences", Valuation(method))
    )


def issued(book: Book) -> list[int]:
    """What each issue costs by the book."""
    (pool,) = book.pools.values()
    return [-line.value for line in pool.lines() if line.quantity < 0]


def in_order(method: Method, number: int) -> Row:
    """So many postings in order: how many a second, and how much longer than plain Python takes for the same numbers."""
    history = steps(number)
    entries, book = postings(history), empty(method)
    start = time.process_time()
    for entry in entries:
        book.enter(entry)
    taken = time.process_time() - start
    start = time.process_time()
    costs = PLAIN[method](history)
    plain = time.process_time() - start
    assert issued(book) == costs
    name = f"{method.value}, {number:,} postings in order"
    return name, f"{number / taken:,.0f} /s, {taken / number * 1e6:.1f} µs each", f"{taken / plain:.0f} x"


def in_the_past(method: Method, number: int) -> Row:
    """A receipt before so many later ones of its item: until every later cost is right, and as much in plain Python."""
    history = steps(number)
    book = empty(method)
    for entry in postings(history):
        book.enter(entry)
    late = Moves(seq=number + 1, at=1, recorded=number * 1000, movements=(_movement(7 * ONE, 12_345),))
    start = time.process_time()
    book.enter(late)
    taken = time.process_time() - start
    start = time.process_time()
    costs = PLAIN[method]([(7 * ONE, 12_345), *history])
    plain = time.process_time() - start
    assert issued(book) == costs
    name = f"{method.value}, a receipt before {number:,} moves"
    return name, f"{taken * 1000:,.1f} ms", f"{taken / plain:.1f} x"


def near_the_end(method: Method, number: int) -> Row:
    """A receipt before the last hundred of so many: the cost is of what it touches, where plain Python folds all anew."""
    history = steps(number)
    book = empty(method)
    for entry in postings(history):
        book.enter(entry)
    at = number - 100
    late = Moves(
        seq=number + 1, at=at * 1000 + 1, recorded=number * 1000, movements=(_movement(7 * ONE, 12_345),)
    )
    start = time.process_time()
    book.enter(late)
    taken = time.process_time() - start
    start = time.process_time()
    costs = PLAIN[method]([*history[:at], (7 * ONE, 12_345), *history[at:]])
    plain = time.process_time() - start
    assert issued(book) == costs
    name = f"{method.value}, a receipt before the last 100 of {number:,}"
    return name, f"{taken * 1000:,.1f} ms", f"{taken / plain:.3f} x"


def measure(most: int, later: int) -> list[Row]:
    """Postings from a thousand to the most; then what one in the past costs."""
    sizes = [size for size in (1_000, 10_000, 100_000, 1_000_000) if size <= most]
    rows = [in_order(method, size) for method in PLAIN for size in sizes]
    rows += [in_the_past(method, later) for method in PLAIN]
    return rows + [near_the_end(method, most) for method in PLAIN]
