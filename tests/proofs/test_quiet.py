"""What is no mistake: proofs say nothing of it."""

from __future__ import annotations

import pytest

from tests.proofs.proven import codes

WORLD = """\
enum State
    ambient
    chilled
    frozen

entity Item
    code: text key
    state: State
    life: duration > 0 days

entity Lot
    code: text key
    item: Item
    spare: State?
    passed: bool = false
    level: integer = 0
    expires_at: instant?
    parts: set of Lot

role keeper
role chief

event Seen
    lot: Lot
    quantity: quantity > 0
    state: State

event Noted
    lot: Lot
    quantity: quantity > 0

measure stock_of(lot: Lot)
    stock of lot

"""

QUIET = {
    "a table whose gap nothing can reach": """
table lead(state: State, life: duration): duration
    frozen, chilled | > 0 days | 3 days
    ambient | 0 days .. 9 days | 3 days
    ambient | >= 9 days | 4 days
rule r
    on Seen
    when lead(lot.item.state, lot.item.life) > 3 days
    warn "x"
""",
    "a row for the rest": """
table t(n: number, state: State): integer
    < 3 | frozen | 1
    >= 5 | any | 2
    any | any | 3
""",
    "a table of whole numbers, dates, texts and truths": """
table t(n: integer, day: date, word: text, is_so: bool): integer
    <= 3 | any | any | any | 1
    >= 4 | < 2026-01-01 | any | true | 2
    >= 4 | 2026-01-01 .. 2026-02-01 | any | true | 2
    >= 4 | >= 2026-02-01 | "" .. "a" | true | 3
    >= 4 | >= 2026-02-01 | "a" .. "b" | true | 4
    >= 4 | >= 2026-02-01 | "b" | true | 3
    >= 4 | >= 2026-02-01 | > "b" | true | 4
    >= 4 | any | any | false | 5
""",
    "a group whose rule tells no state from another": """
group alerts covers State
rule r
    on Seen
    when quantity > 3
    alert keeper "x"
    in alerts
""",
    "a group covered by a branch each": """
group alerts covers State
rule r
    for each lot: Lot
    when lot.expires_at is known and lot.expires_at - now < 3 days
    if (lot.spare otherwise lot.item.state) == frozen
        alert keeper "x"
    else if (lot.spare otherwise lot.item.state) == chilled
        alert chief "x"
    else
        alert keeper "y"
    in alerts
""",
    "a group whose rules ask for what is not": """
group alerts covers State
rule r
    on Seen
    when state != frozen
    alert keeper "x"
    in alerts
rule s
    on Seen
    when not (state != frozen)
    alert chief "y"
    in alerts
""",
    "two states compared with each other": """
group alerts covers State
rule r
    on Seen
    when state != lot.item.state
    alert keeper "x"
    in alerts
""",
    "the same value set twice": """
rule r
    on Seen
    when quantity > 3
    set lot.passed = true
rule s
    on Seen
    when state == frozen
    set lot.passed = true
""",
    "values that add up": """
rule r
    on Seen
    when quantity > 3
    set lot.level = lot.level + 1
rule s
    on Seen
    when quantity > 5
    set lot.level = lot.level + 2
""",
    "rules of different times": """
rule r
    on Seen
    when quantity > 3
    set lot.passed = true
    effective from 2020-01-01 to 2025-12-31
rule s
    on Seen
    when quantity > 3
    set lot.passed = false
    effective from 2026-01-01
""",
    "steps of a ladder": """
rule low
    for each lot: Lot
    when stock_of(lot) < 10
    set lot.level = 1
rule lower
    for each lot: Lot
    when stock_of(lot) < 5
    set lot.level = 2
""",
    "different things": """
rule r
    on Seen
    when quantity > 3
    hold lot "x"
rule s
    on Seen
    when quantity > 5
    for each part in lot.parts where part != lot
        release part
""",
    "each half may be let pass by somebody": """
rule r
    on Seen
    when quantity <= 10
    block "x"
    override by keeper
rule s
    on Seen
    when quantity > 10
    block "y"
    override by chief
""",
    "two that share a border": """
rule over
    on Seen
    when lot.expires_at is known and lot.expires_at <= at
    block "x"
rule soon
    on Seen
    when lot.expires_at is known and at < lot.expires_at and lot.expires_at - at <= 3 days
    block "y"
""",
    "blocks for one state and for another": """
rule warm
    on Seen
    when lot.item.state == frozen and lot.level > 3
    block "x"
rule cold
    on Seen
    when lot.item.state == ambient and lot.level <= 5
    block "y"
""",
    "a reason of its own": """
rule r
    on Seen
    when quantity > 3
    block "x"
    cites "law 1"
rule s
    on Seen
    when quantity > 5
    block "y"
    cites "law 2"
""",
    "stronger where narrower": """
rule r
    on Seen
    when quantity > 3
    warn "x"
rule s
    on Seen
    when quantity > 5
    block "y"
""",
    "a block that nobody may lift inside one that somebody may": """
rule r
    on Seen
    when quantity > 3
    block "x"
    override by chief
rule s
    on Seen
    when quantity > 5
    block "y"
""",
    "others are told": """
rule r
    on Seen
    when quantity > 3
    alert keeper "x"
rule s
    on Seen
    when quantity > 5
    alert chief "y"
""",
    "one event more": """
rule r
    on Seen
    when quantity > 3
    block "x"
rule s
    on Seen, Noted
    when quantity > 5
    block "y"
""",
    "an edge of its own": """
rule r
    for each lot: Lot
    when stock_of(lot) < 10
    alert keeper "x"
rule s
    for each lot: Lot
    when stock_of(lot) < 5
    alert keeper "y"
""",
    "asked again after something was done": """
extend event Seen
    if lot.passed
        set lot.passed = false
        if not lot.passed
            hold lot "x"
    if not lot.passed
        hold lot "y"
""",
}


@pytest.mark.parametrize("name", QUIET)
def test_quiet(name: str) -> None:
    assert codes(WORLD + QUIET[name]) == []


LOUD = {
    "the gap is reached": (
        "a table whose gap nothing can reach",
        "item.life)",
        "item.life - 1 day)",
        "BC471",
    ),
    "a text between two": ("a table of whole numbers, dates, texts and truths", '> "b"', '>= "c"', "BC471"),
    "a day between two": (
        "a table of whole numbers, dates, texts and truths",
        "< 2026-01-01",
        "< 2025-12-31",
        "BC471",
    ),
    "a whole number between two": (
        "a table of whole numbers, dates, texts and truths",
        "<= 3",
        "<= 2",
        "BC471",
    ),
    "the value differs": (
        "the same value set twice",
        "frozen\n    set lot.passed = true",
        "frozen\n    set lot.passed = false",
        "BC475",
    ),
    "the times meet": ("rules of different times", "to 2025-12-31", "to 2026-01-01", "BC475"),
    "no value that adds up": ("values that add up", "lot.level + 2", "2", None),
    "no ladder": ("steps of a ladder", "stock_of(lot) < 5", "lot.passed", "BC475"),
    "the same things": ("different things", "part != lot", "part == lot", "BC475"),
    "nobody may let pass": ("each half may be let pass by somebody", "    override by chief\n", "", None),
    "no border": (
        "two that share a border",
        "and at < lot.expires_at and lot.expires_at - at <= 3 days",
        "and at < lot.expires_at",
        "BC476",
    ),
    "the same state": ("blocks for one state and for another", "== ambient", "== frozen", "BC476"),
    "one of all states": (
        "blocks for one state and for another",
        "lot.item.state == ambient and ",
        "",
        "BC476",
    ),
    "no reason of its own": ("a reason of its own", '    cites "law 2"\n', "", "BC477"),
    "weaker where narrower": ("stronger where narrower", "block", "warn", "BC477"),
    "whoever lifts the one lifts the other": (
        "a block that nobody may lift inside one that somebody may",
        'block "y"\n',
        'block "y"\n    override by chief, keeper\n',
        "BC477",
    ),
    "the same are told": ("others are told", 'alert chief "y"', 'alert keeper "y"', "BC477"),
    "no event more": ("one event more", "on Seen, Noted", "on Seen", "BC477"),
    "the same edge": ("an edge of its own", "stock_of(lot) < 5", "stock_of(lot) < 10", "BC477"),
    "no branch for the rest": (
        "a group covered by a branch each",
        '    else\n        alert keeper "y"\n',
        "",
        "BC470",
    ),
    "the other half": (
        "a group whose rules ask for what is not",
        "not (state != frozen)",
        "state == chilled",
        "BC470",
    ),
}


@pytest.mark.parametrize("name", LOUD)
def test_loud(name: str) -> None:
    """A small change to what is quiet, and it is a mistake, or still is none."""
    quiet, old, new, code = LOUD[name]
    assert old in QUIET[quiet]
    assert codes(WORLD + QUIET[quiet].replace(old, new)) == ([code] if code else [])
