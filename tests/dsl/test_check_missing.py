"""Values that may be missing: where they must be asked for, and what an answer tells."""

from __future__ import annotations

import pytest

from dsl import model as m
from dsl.typesystem import DURATION, Optional
from tests.dsl.checked import codes, codes_of, condition

RULE = 'rule r\n    on Issued\n    when {condition}\n    hold lot "{message}"\n'


@pytest.mark.parametrize(
    "text",
    [
        "gap is known and gap > 3 days",
        "gap is missing or gap > 3 days",
        "not (gap is missing) and gap > 3 days",
        "not (gap is missing or gap > 3 days)",
        "gap is known and ready and gap > 3 days",
        "gap is known and (ready or gap > 3 days)",
        "(gap otherwise 3 days) > limit",
        "(gap otherwise limit) > 3 days",
        "(gap otherwise lot.item.near otherwise limit) > 3 days",
        "gap == 3 days",
        "gap != lot.item.near",
        "gap == 3 days and gap > limit",
        "gap is known and lot.item.near is known and gap > lot.item.near",
        "lot.item.near is known and lot.item.near > 3 days",
        "lot.supplier is known and lot.supplier.status == passed",
        "lot.supplier is known and lot.supplier.name is known and length(lot.supplier.name) > 3",
        "last_price(lot.item) is known and last_price(lot.item) > 3 CNY",
        "any l in lot.parents has l.made_on is known and l.made_on < day",
        "(sum p.item.near for p in lot.parents where p.item.near is known) > 3 days",
        "supplier is known and lot.supplier == supplier",
        '"x" == (note otherwise "")',
    ],
)
def test_asked_for(text: str) -> None:
    assert codes_of(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "gap > 3 days",
        "gap is known or gap > 3 days",
        "gap is missing and gap > 3 days",
        "not (gap is known) and gap > 3 days",
        "gap > 3 days and gap is known",
        "(gap is known or ready) and gap > 3 days",
        "lot.supplier.status == passed",
        "lot.supplier is known or lot.supplier.status == passed",
        "gap + 3 days > limit",
        "last_price(lot.item) > 3 CNY",
        "min(gap, limit) > 3 days",
        "abs(gap) > 3 days",
        "gap in [3 days]",
        "lot.supplier is held",
        "(sum p.item.near for p in lot.parents) > 3 days",
        "any p in lot.parents has p.supplier.status == passed",
        "gap != 3 days and gap > limit",
        "Lot(note) is known",
        "(gap otherwise lot.item.near) > 3 days",
    ],
)
def test_not_asked_for(text: str) -> None:
    assert codes_of(text) == ["BC302"]


def test_the_type_follows() -> None:
    found = condition("gap is known and gap > 3 days")
    assert isinstance(found, m.Logic)
    known, compared = found.operands
    assert isinstance(known, m.Known)
    assert known.operand.type == Optional(DURATION)
    assert isinstance(compared, m.Compare)
    assert compared.left.type == DURATION


def test_a_rule_s_condition_tells_its_actions() -> None:
    rule = "rule r\n    on Issued\n    when supplier is known\n    set supplier.status = passed\n"
    assert codes(rule) == []
    assert codes(rule.replace("    when supplier is known\n", "")) == ["BC302"]


def test_a_message_shows_what_may_be_missing() -> None:
    assert codes(RULE.format(condition="ready", message="{note} {gap} {lot.supplier}")) == []
    assert codes(RULE.format(condition="ready", message="{lot.supplier.name}")) == ["BC302"]


def test_branches() -> None:
    event = """\
event E
    who: Supplier?
    if who is known
        set who.status = passed
    else
        {other}
"""
    assert codes(event.format(other='alert keeper "x"')) == []
    assert codes(event.format(other="set who.status = frozen")) == ["BC302"]


def test_what_is_set_is_no_longer_known() -> None:
    event = """\
event E
    lot: Lot
    who: Supplier?
    if lot.supplier is known
        set lot.supplier.status = passed
        set lot.supplier = who
        set lot.supplier.status = frozen
"""
    assert codes(event) == ["BC302"]


def test_a_loop_may_set_what_it_reads() -> None:
    event = """\
event E
    lot: Lot
    if lot.supplier is known
        for each p in lot.parents
            set lot.supplier.status = passed
            set lot.supplier = p.supplier
"""
    assert codes(event) == ["BC302"]


def test_a_loop_s_condition_tells_its_body() -> None:
    event = """\
event E
    lot: Lot
    for each p in lot.parents where p.supplier is known
        set p.supplier.status = passed
"""
    assert codes(event) == []


def test_the_same_value_is_told_once_in_a_declaration() -> None:
    rule = """\
rule r
    on Issued
    when lot.supplier.status == passed
    set lot.supplier.status = frozen
    alert keeper "{lot.supplier.name}"
"""
    assert codes(rule) == ["BC302"]


def test_what_is_never_missing_is_only_a_warning() -> None:
    assert codes_of("lot is known") == ["BC317"]
    assert codes_of("(lot.code otherwise lot.item.code) == lot.code") == ["BC318"]
