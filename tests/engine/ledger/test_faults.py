"""A server that crashes and a network that loses, doubles, delays and reorders: nothing acknowledged is lost, nothing
counts twice, and nobody gets what another has.

Everything comes from a seed. A failure prints it; `BINCARD_SEEDS=4000` runs more of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

import pytest

from engine.ledger.audit import audit, fold
from engine.ledger.door import Books
from engine.ledger.record import Record, posting, record
from engine.trouble import Refused

SEEDS = int(os.environ.get("BINCARD_SEEDS", "200"))
PIECES = 10

Command = Callable[[Books], int]


@dataclass
class Client:
    """Sends one command until it is answered."""

    id: str
    command: Command
    answer: str = ""


@dataclass
class Server:
    """One writer. What is on the disk outlives a crash: rows of the log, and answers by id, written together."""

    rows: list[Record] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    unwritten: dict[str, str] = field(default_factory=dict)
    books: Books = field(default_factory=lambda: Books("fifo"))

    def receive(self, client: Client) -> None:
        if client.id in self.answers or client.id in self.unwritten:
            return
        try:
            self.unwritten[client.id] = str(client.command(self.books))
        except Refused as refused:
            self.unwritten[client.id] = refused.code

    def commit(self) -> None:
        """What was done since the last commit is on the disk, all of it, and only then answered."""
        log = list(self.books.book.log.values())
        self.rows += [record(one) for one in log[len(self.rows) :]]
        self.answers |= self.unwritten
        self.unwritten = {}

    def crash(self) -> None:
        """What was not committed is gone; the rest is read again."""
        self.unwritten = {}
        self.books = Books("fifo")
        self.books.resume(posting(row) for row in self.rows)


def run(seed: int) -> tuple[Server, list[Client]]:
    random = Random(seed)
    server = Server()
    clients = [Client("stock", lambda b: b.receive("A", PIECES, "W1", cost=random_cost, at="2026-01-01"))]
    random_cost = Decimal(random.randint(1, 9999)) / 100
    for n in range(50):
        partial = random.random() < 0.5
        wanted = random.randint(1, 3)
        clients.append(
            Client(
                f"r{n}",
                lambda b, w=wanted, p=partial: b.reserve("A", w, place="W1", at="2026-01-02", partial=p),  # type: ignore[misc]
            )
        )
    for n in range(10):
        day, quantity = random.randint(1, 9), random.randint(1, 4)
        clients.append(
            Client(f"m{n}", lambda b, d=day, q=quantity: b.transfer("B", q, "W1", "W2", at=f"2026-01-0{d}"))  # type: ignore[misc]
        )
        clients.append(
            Client(f"b{n}", lambda b, d=day, q=quantity: b.receive("B", q, "W1", cost=q, at=f"2026-01-0{d}"))  # type: ignore[misc]
        )
    underway: list[Client] = []
    while not all(client.answer for client in clients):
        what = random.random()
        if what < 0.35 or not underway:
            waiting = [client for client in clients if not client.answer]
            underway += random.choices(waiting, k=random.randint(1, 8))  # sent again, doubled, out of order
        elif what < 0.85:
            message = underway.pop(random.randrange(len(underway)))
            if random.random() < 0.9:  # or lost
                server.receive(message)
        elif what < 0.97:
            server.commit()
            for client in clients:
                if client.id in server.answers and random.random() < 0.8:  # or the answer is lost
                    client.answer = server.answers[client.id]
        else:
            server.crash()
    return server, clients


@pytest.mark.parametrize("quarter", range(4))
def test_faults(quarter: int) -> None:
    for seed in range(quarter, SEEDS, 4):
        server, clients = run(seed)
        books, book = server.books, server.books.book
        numbers = [client.answer for client in clients if not client.answer.startswith("BC")]
        assert len(set(numbers)) == len(numbers), f"seed {seed}: a posting answers two commands"
        assert {int(n) for n in numbers} == set(book.log), f"seed {seed}: what is answered is what is there"
        granted = sum(
            books.reserved(of=int(c.answer)) for c in clients if c.id[0] == "r" and c.answer.isdigit()
        )
        assert granted == books.reserved("A") <= books.on_hand("A", "W1") <= PIECES, f"seed {seed}"
        assert audit(book) == [], f"seed {seed}"
        again = fold(book.policy, map(posting, server.rows))
        assert [(p.item, p.place, p.tail.value) for p in again.pools.values()] == [
            (p.item, p.place, p.tail.value) for p in book.pools.values()
        ], f"seed {seed}"


def test_fifty_at_once_for_ten_pieces_give_exactly_ten() -> None:
    for seed in range(50):
        random = Random(seed)
        books = Books()
        books.receive("A", PIECES, "W1", at="2026-01-01", cost=1)
        given = Decimal(0)
        clients = list(range(50))
        random.shuffle(clients)
        for n in clients:
            try:
                given += books.reserved(of=books.reserve("A", 1 + n % 3, at="2026-01-02", partial=True))
            except Refused:
                pytest.fail(f"seed {seed}: a part will do")
        assert given == books.reserved("A") == PIECES, f"seed {seed}"
        assert books.available("A") == 0
