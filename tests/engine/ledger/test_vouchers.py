"""Vouchers: balanced to the cent, by the user's own table, added and never edited."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ledger.vouchers import Accounts, Entry, Journal, Leg, Row, Voucher, changed, draft
from engine.trouble import Refused

TABLE = [
    Row("1405 stock", place="store"),
    Row("1405.1 frozen", group="frozen", place="store"),
    Row("2202 owed", place="supply"),
    Row("6401 cost of sales", place="customers"),
    Row("6711 written off", kind="count", place="store"),
    Row("1404 variance", place="variance"),
]


def legs(
    kind: str, source: str, target: str, amount: int, group: str = "dry", variance: int = 0
) -> list[Leg]:
    ends = [Leg(kind, "X", group, target, amount - variance), Leg(kind, "X", group, source, -amount)]
    return [*ends, Leg(kind, "X", group, "variance", variance)] if variance else ends


def test_a_receipt_and_an_issue() -> None:
    accounts = Accounts(TABLE)
    receipt = draft(1, 10, legs("receipt", "supply", "store", 102_000, variance=-500), accounts)
    assert receipt.entries == (
        Entry("1405 stock", 102_500, 0),
        Entry("1404 variance", 0, 500),
        Entry("2202 owed", 0, 102_000),
    )
    issue = draft(2, 20, legs("issue", "store", "customers", 142_300, "frozen"), accounts)
    assert issue.entries == (Entry("6401 cost of sales", 142_300, 0), Entry("1405.1 frozen", 0, 142_300))


def test_what_stays_on_its_account_says_nothing() -> None:
    journal = Journal()
    journal.enter(draft(1, 0, legs("transfer", "store", "store", 5), Accounts(TABLE)))
    assert journal.vouchers == []


@pytest.mark.parametrize(
    ("fields", "account"),
    [
        (("k", "g", "p"), "kgp"),
        (("k", "g", "-"), "kg"),
        (("k", "-", "p"), "kp"),
        (("-", "g", "p"), "gp"),
        (("k", "-", "-"), "k"),
        (("-", "g", "-"), "g"),
        (("-", "-", "p"), "p"),
        (("-", "-", "-"), ""),
    ],
)
def test_the_most_specific_row_wins(fields: tuple[str, str, str], account: str) -> None:
    rows = [
        Row(name, *(f if f in name else "" for f in "kgp"))
        for name in ("", "p", "g", "k", "gp", "kp", "kg", "kgp")
    ]
    assert Accounts(rows).of(*fields) == account
    assert Accounts(reversed(rows)).of(*fields) == account


def test_of_as_many_fields_the_kind_goes_first() -> None:
    accounts = Accounts([Row("kind", kind="k"), Row("group", group="g"), Row("place", place="p")])
    assert accounts.of("k", "g", "p") == "kind"
    assert accounts.of("-", "g", "p") == "group"
    pairs = [Row("kg", kind="k", group="g"), Row("kp", kind="k", place="p"), Row("gp", group="g", place="p")]
    assert [Accounts(pairs[n:]).of("k", "g", "p") for n in range(3)] == ["kg", "kp", "gp"]


def test_an_account_that_is_missing_is_named() -> None:
    with pytest.raises(Refused) as caught:
        draft(7, 0, legs("scrapping", "store", "waste", 5), Accounts(TABLE))
    assert caught.value.code == "BC669"
    assert caught.value.text.en == (
        "Line 1 of posting 7 has no account: X, movement scrapping, group dry, place waste."
        " Add a row to the table of accounts."
    )
    assert "第 7 笔第 1 行没有科目：X，移动类型 scrapping" in caught.value.text.zh


def test_two_rows_for_the_same() -> None:
    with pytest.raises(Refused, match=r"movement any, group any, place store: 1405 stock and 9999") as caught:
        Accounts([*TABLE, Row("9999", place="store")])
    assert "移动类型 任意" in caught.value.text.zh
    Accounts([*TABLE, *TABLE])


def test_a_revaluation_adjusts_and_does_not_edit() -> None:
    """An issue was valued 1,423.00; a late receipt makes it 1,400.00."""
    accounts, journal = Accounts(TABLE), Journal()
    before, after = legs("issue", "store", "customers", 142_300), legs("issue", "store", "customers", 140_000)
    journal.enter(draft(3, 30, before, accounts))
    first = journal.vouchers[0]
    journal.enter(draft(9, 35, changed(before, after), accounts, adjusts=3))
    assert journal.vouchers[0] is first
    assert journal.vouchers[1] == Voucher(
        9, 35, (Entry("1405 stock", 2_300, 0), Entry("6401 cost of sales", 0, 2_300)), adjusts=3
    )
    assert journal.trial_balance(30)["6401 cost of sales"] == Entry("6401 cost of sales", 142_300, 0)
    assert journal.trial_balance()["6401 cost of sales"] == Entry("6401 cost of sales", 142_300, 2_300)


def test_what_does_not_balance_is_no_voucher() -> None:
    with pytest.raises(ValueError, match="legs sum to 1"):
        draft(1, 0, [Leg("receipt", "X", "dry", "store", 1)], Accounts(TABLE))


ENDS = st.sampled_from(["store", "supply", "customers", "variance"])
MOVES = st.lists(
    st.tuples(
        st.sampled_from(["receipt", "count"]),
        ENDS,
        ENDS,
        st.integers(-(10**12), 10**12),
        st.sampled_from(["dry", "frozen"]),
    ),
    max_size=8,
)


@given(st.lists(st.tuples(MOVES, MOVES, st.integers(0, 9)), max_size=8), st.integers(-1, 10))
def test_it_always_balances(postings: list[tuple[list, list, int]], until: int) -> None:  # type: ignore[type-arg]
    """Vouchers, their adjustments and the trial balance; what is left is as if only the last values had been booked."""
    accounts, journal, last = Accounts(TABLE), Journal(), Journal()
    for number, (before, after, at) in enumerate(postings):
        old, new = ([leg for m in moves for leg in legs(*m)] for moves in (before, after))
        for voucher in (
            draft(number, at, old, accounts),
            draft(number + 100, at, changed(old, new), accounts, adjusts=number),
        ):
            assert all((e.debit > 0) != (e.credit > 0) for e in voucher.entries)
            assert len({e.account for e in voucher.entries}) == len(voucher.entries)
            journal.enter(voucher)
        last.enter(draft(number, at, new, accounts))
    trial = journal.trial_balance(until)
    assert sum(e.debit for e in trial.values()) == sum(e.credit for e in trial.values())

    def net(of: Journal) -> dict[str, int]:
        return {a: e.debit - e.credit for a, e in of.trial_balance(until).items() if e.debit != e.credit}

    assert net(journal) == net(last)
