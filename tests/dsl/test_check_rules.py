"""Events, measures, tables, rules and scenarios."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from dsl import model as m
from dsl.check import PackText, check
from dsl.diagnostics import Both
from dsl.parse import parse
from dsl.source import Source
from dsl.typesystem import DURATION, INTEGER, MONEY, NUMBER, QUANTITY, Optional, Type
from tests.dsl.checked import WORLD, codes, model

DAY = 86_400_000_000

# -- events


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("move quantity of lot from place to dock", None),
        ("move 3 of lot from place to dock", None),
        ("move 3 kg of lot from place to dock", None),
        ("move 3 kg of lot.item from place to dock", None),
        ("move quantity of place from place to dock", "BC326"),
        ("move quantity of lot from lot to dock", "BC301"),
        ("move price of lot from place to dock", "BC301"),
        ("move nothing of lot from place to dock", "BC201"),
        ("set lot.status = passed", None),
        ("set lot.supplier = who", None),
        ("set lot.item.near = limit", None),
        ("set lot.item.safety = 3 kg", None),
        ("set lot.item = who", "BC301"),
        ('set lot.code = "x"', "BC427"),
        ("set quantity = 3", "BC425"),
        ("set lot.nothing = 3 kg", "BC203"),
        ("add lot to lot.parents", None),
        ("add quantity to lot.parents", "BC301"),
        ("add lot to lot.status", "BC312"),
        ('remove "L2" from lot.parents', None),
        ('create Supplier(code: "{lot.code}-{quantity}")', None),
        ("create Supplier(code: note)", "BC302"),
        ("create Supplier(name: note)", "BC321"),
        ("create Line(ingredient: lot.item, amount: 3)", "BC423"),
        ("create Nothing(code: 3)", "BC204"),
        ("emit Done(lot: lot)", None),
        ("emit Done(lot: lot, extra: 3)", "BC203"),
        ("emit Done(lot)", "BC218"),
        ("release lot", None),
        ("release lot.parents", None),
        ("release [lot, lot]", None),
        ("release quantity", "BC319"),
        ("hold lot.parents", None),
        ('hold lot "{lot.code} {quantity}"', None),
        ('hold lot "{lot.lines}"', "BC315"),
        ('alert keeper "{at} {now}"', None),
        ('alert nobody "x"', "BC204"),
    ],
)
def test_statements(line: str, code: str | None) -> None:
    event = f"""\
event Done
    lot: Lot

event E
    lot: Lot
    place: Place
    quantity: quantity
    price: money
    note: text?
    who: Supplier?
    {line}
"""
    found = codes(event)
    assert ("BC218" in found) if code == "BC218" else found == ([code] if code else [])


def test_what_a_move_needs_is_in_the_model() -> None:
    made = model("event E\n    lot: Lot\n    move 3 箱 of lot from dock to dock\n")
    (move,) = made.events["E"].body
    assert isinstance(move, m.Move)
    assert isinstance(move.quantity, m.Convert)
    assert isinstance(move.quantity.subject, m.FieldRead)
    assert move.quantity.subject.name == "item"


def test_defaults_are_filled_in() -> None:
    made = model('event E\n    create Supplier(code: "x")\n')
    (create,) = made.events["E"].body
    assert isinstance(create, m.Create)
    assert list(create.fields) == ["code", "status", "name"]
    status, name = create.fields["status"], create.fields["name"]
    assert isinstance(status, m.Literal_)
    assert isinstance(name, m.Literal_)
    assert (status.value, name.value) == ("passed", None)


def test_loops() -> None:
    loop = """\
event E
    lot: Lot
    place: Place
    for each near: Place nearest 3 to place where on_hand(lot.item, near) > 3 kg
        alert keeper "{near}"
    for each line in lot.lines
        move line.amount of line.ingredient from place to dock
"""
    first, second = model(loop).events["E"].body
    assert isinstance(first, m.ForEach)
    assert (first.entity, first.nearest and first.nearest[0]) == ("Place", 3)
    assert isinstance(second, m.ForEach)
    assert second.entity is None
    assert codes(loop.replace("near: Place", "lot: Lot")) != []
    assert codes(loop.replace("in lot.lines", "in lot")) == ["BC312"]


# -- measures


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("sum quantity of Issued by lot", QUANTITY),
        ("sum boxes of Issued by lot", INTEGER),
        ("sum quantity * 2 of Issued by lot over 7 days", QUANTITY),
        ("average boxes of Issued by lot", Optional(NUMBER)),
        ("average quantity of Issued by lot", Optional(QUANTITY)),
        ("min price of Issued by lot", Optional(MONEY)),
        ('last note otherwise "" of Issued by lot', None),
        ('last (note otherwise "") of Issued by lot', "text"),
        ("last gap of Issued by lot where gap is known", Optional(DURATION)),
        ("count of Issued by lot", INTEGER),
        ("streak of Issued by lot where ready", INTEGER),
        ("time of Issued by lot where temperature > target + 3 K", DURATION),
        ("stock of lot at dock", "BC417"),
        ("stock of lot", QUANTITY),
        ("stock of lot where lot.status == passed and lot.expires_at > now", QUANTITY),
        ("stock of lot where days(lot.expires_at - now) > 3", "BC406"),
        ("sum note of Issued by lot", "BC302"),
        ("sum lot.code of Issued by lot", "BC313"),
        ("sum temperature of Issued by lot", "BC313"),
        ("count of Issued by lot, place", "BC416"),
        ("count of Issued by place", "BC301"),
        ("count of Issued by lot over limit", "BC314"),
        ("count of Issued by lot over 3", "BC213"),
        ("count of Nothing by lot", "BC204"),
        ("count of Issued by lot ordered by day", "BC301"),
        ("sum quantity of Issued by lot latest per lot.code", QUANTITY),
        ("count of Issued by lot where boxes", "BC301"),
        ("count of Issued by lot where ready where ready", "BC407"),
        ("time of Issued by lot", "BC414"),
    ],
)
def test_measures(body: str, kind: Type | str | None) -> None:
    text = f"measure m(lot: Lot)\n    {body}\n"
    if kind is None:
        return
    if isinstance(kind, str) and kind.startswith("BC"):
        assert codes(text) == [kind]
    else:
        found = model(text).measures["m"].type
        assert found == kind or str(kind) in repr(found)


def test_an_event_counts_only_where_its_key_is_known() -> None:
    made = model("measure m(supplier: Supplier)\n    count of Issued by lot.supplier over 7 days\n").measures[
        "m"
    ]
    assert isinstance(made.body, m.EventMeasure)
    assert made.body.over == 7 * DAY
    assert made.body.cases["Issued"].keys[0].type == Optional(made.parameters[0].type)


def test_a_measure_over_two_events_has_a_case_for_each() -> None:
    text = "event Sold\n    item: Item\n    lot: Lot\n    quantity: integer\n    share: number\n\n"
    made = model(text + "measure m(lot: Lot)\n    sum share of Issued, Sold by lot\n").measures["m"]
    assert isinstance(made.body, m.EventMeasure)
    assert list(made.body.cases) == ["Issued", "Sold"]
    assert codes(text + "measure m(lot: Lot)\n    sum quantity of Issued, Sold by lot\n") == ["BC418"]


# -- parameters and tables


def test_parameters() -> None:
    made = model(
        'parameter p: quantity = 3 "库存"\n    between 1 and 2 * 5\n    tuned by keeper\n'
    ).parameters["p"]
    assert (made.default, made.low, made.high, made.tuned_by) == (
        Decimal(3),
        Decimal(1),
        Decimal(10),
        ("keeper",),
    )
    made = model("parameter p: Status = passed\n").parameters["p"]
    assert (made.default, made.low, made.high) == ("passed", None, None)
    assert codes("parameter p: Status = passed\n    between pending and passed\n") == ["BC305"]
    assert codes('parameter p: text? = "a"\n') == ["BC325"]
    assert codes("parameter p: list of integer = [1, 2]\n") == []


def test_tables() -> None:
    text = """\
table lead(storage: Storage, life: duration): duration
    frozen, chilled | 180 days .. 365 days | 20 days
    any | < 180 days | 10 days "短保"
    frozen | 30 days | 1 day
"""
    rows = model(text).tables["lead"].rows
    assert [row.name for row in rows] == ["1", "短保", "3"]
    assert rows[0].cells == (m.OneOfCell(("frozen", "chilled")), m.RangeCell(180 * DAY, 365 * DAY))
    assert rows[1].cells == (m.AnyCell(), m.CompareCell("<", 180 * DAY))
    assert rows[2].result == DAY
    assert codes(text.replace("180 days .. 365", "365 days .. 180")) == ["BC410"]
    assert codes(text.replace("frozen | 30", "warm | 30")) == ["BC206"]
    assert codes(text.replace("< 180 days", "< limit")) == ["BC314"]


# -- rules


RULE = "rule r\n    on Issued\n    when ready\n    {action}\n"


@pytest.mark.parametrize(
    ("action", "judges"),
    [
        ('block "x"', True),
        ('warn "x"', True),
        ("hold lot", True),
        ("if boxes > 3\n        hold lot", True),
        ("for each p in lot.parents\n        hold p", True),
        ('alert keeper "x"', False),
        ("set lot.status = passed", False),
    ],
)
def test_what_judges(action: str, *, judges: bool) -> None:
    body = model(RULE.format(action=action)).rules["r"].body
    assert isinstance(body, m.OnEvents)
    assert body.judges is judges


def test_a_rule_on_several_events() -> None:
    text = """\
event Sold
    lot: Lot?
    boxes: number

rule r
    on Issued, Sold
    when boxes > 3
    block "{boxes}"
"""
    body = model(text).rules["r"].body
    assert isinstance(body, m.OnEvents)
    kinds = [c.condition.left.type for c in body.cases.values() if isinstance(c.condition, m.Compare)]
    assert kinds == [INTEGER, NUMBER]
    assert codes(text.replace("boxes > 3", 'lot.code == "x"')) == ["BC302"]
    assert codes(text.replace("boxes > 3", "lot is known")) == []
    assert codes(text.replace("boxes > 3", "nothing > 3")) == ["BC201"]


STANDING = "rule r\n    for each lot: Lot\n    when {condition}\n    hold lot\n"


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("lot.expires_at - now <= 3 days", None),
        ("now >= lot.expires_at - limit", None),
        ("lot.expires_at <= now + 3 days and lot.status == passed", None),
        ("not (now > lot.expires_at)", None),
        ("any p in lot.parents has p.expires_at < now", None),
        ("days(lot.expires_at - now) < 3", "BC406"),
        ("now == lot.expires_at", "BC406"),
        ("now - lot.expires_at > lot.expires_at - now", "BC406"),
        ("(lot.expires_at - now) * 2 < 3 days", "BC406"),
        ("date(now) > 2026-03-01", "BC406"),
        ("at > lot.expires_at", "BC201"),
    ],
)
def test_the_clock_in_standing_rules(condition: str, code: str | None) -> None:
    assert codes(STANDING.format(condition=condition)) == ([code] if code else [])


def test_a_rule_on_events_may_use_the_clock_as_it_likes() -> None:
    assert codes('rule r\n    on Issued\n    when days(lot.expires_at - now) < 3\n    block "x"\n') == []


def test_standing_rules() -> None:
    text = """\
rule r
    for each item: Item, place: Place
    when on_hand(item, place) < item.safety lasting limit
    until on_hand(item, place) >= item.safety * 1.1
    alert keeper "{item.code}"
    effective from 2026-01-01 to 2026-12-31
    cites "A"
    cites "B"
"""
    rule = model(text).rules["r"]
    assert isinstance(rule.body, m.Standing)
    assert [b.name for b in rule.body.bindings] == ["item", "place"]
    assert isinstance(rule.body.lasting, m.ParameterRead)
    assert (rule.effective_from, rule.effective_to) == (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert rule.cites == (Both("A", "A"), Both("B", "B"))
    assert codes(text.replace("on_hand(item, place) < item.safety", 'on_hand("a", place) < 3')) == ["BC436"]
    assert codes(text.replace("lasting limit", "lasting 3")) == ["BC213"]
    assert codes(text.replace('alert keeper "{item.code}"', 'block "x"')) == ["BC434"]


# -- scenarios


SCENARIO = """\
rule r
    on Issued
    when ready
    block "x"

scenario "s"
    given
        Item(code: "F1", storage: frozen)
        Lot(code: "L1", item: "F1", expires_at: 2026-03-31)
        set limit = 20 days
        at 2026-02-01 Noted(text_: "a")
    at 2026-03-01T08:00 Noted(text_: "b", how_much: 3 kg, item: "F1") as keeper because "盘点"
        not blocked by r
        no findings
        on_hand("F1", dock) == 3 kg
        Lot("L1").expires_at > now
    at 2026-03-02

event Noted
    text_: text
    item: Item = "F1"
    how_much: quantity = 0
"""


GROUP = """\
group alerts "预警" covers Storage
group others covers Status

rule warned
    on Issued
    warn "x"
    in alerts, others

rule alone
    on Issued
    warn "x"
"""


def test_a_group_and_the_rules_that_are_in_it() -> None:
    made = model(GROUP)
    assert (made.groups["alerts"].enum, made.groups["alerts"].label.zh) == ("Storage", "预警")
    assert {name: rule.groups for name, rule in made.rules.items()} == {
        "warned": ("alerts", "others"),
        "alone": (),
    }


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("covers Storage", "covers Lot", "BC204"),
        ("covers Storage", "covers Storag", "BC204"),
        ("in alerts, others", "in alert", "BC204"),
        ("in alerts, others", "in alerts\n    in others", "BC407"),
        ("group others", "group alerts", "BC208"),
    ],
)
def test_mistakes_in_a_group(old: str, new: str, code: str) -> None:
    assert code in codes(GROUP.replace(old, new))


def test_nothing_is_said_of_a_group_that_did_not_parse() -> None:
    parsed = parse(Source("a.card", WORLD + GROUP.replace("covers Status", "covers")))
    assert [d.span.start for d in parsed.diagnostics] != []
    assert check([PackText("test", "zh", (parsed.file,))]).diagnostics == ()


def test_a_scenario() -> None:
    (scenario,) = model(SCENARIO).scenarios
    thing, lot, limit, before = scenario.given
    assert isinstance(thing, m.GivenThing)
    assert isinstance(lot, m.GivenThing)
    assert list(lot.thing.fields) == [
        "code", "item", "supplier", "expires_at", "made_on", "status", "parents", "lines",
    ]  # fmt: skip
    assert isinstance(limit, m.GivenParameter)
    assert limit.value == 20 * DAY
    assert isinstance(before, m.Step)
    first, second = scenario.steps
    assert (first.event, first.role, first.reason) == ("Noted", "keeper", "盘点")
    assert isinstance(first.fields["how_much"], m.Convert)
    assert [type(e) for e in first.expectations] == [
        m.ExpectRules,
        m.ExpectOutcome,
        m.ExpectValue,
        m.ExpectValue,
    ]
    assert (second.event, second.at - first.at) == (None, 2 * DAY - 8 * 3_600_000_000 - 1)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("blocked by r", "blocked by q", "BC204"),
        ("as keeper", "as nobody", "BC204"),
        ("set limit", "set limits", "BC204"),
        ("= 20 days", "= 20", "BC213"),
        ('Noted(text_: "b", ', 'Noticed(text_: "b", ', "BC204"),
        ("storage: frozen", "storage: passed", "BC206"),
        ("storage: frozen", "", "BC321"),
        ("expires_at: 2026-03-31", "expires_at: 5", "BC301"),
        ("== 3 kg", "== 3 days", "BC304"),
        ('Lot("L1").expires_at > now', 'Lot("L1").supplier.status == passed', "BC302"),
        ('Lot("L1").expires_at > now', 'Lot("L1").expires_at', "BC301"),
    ],
)
def test_mistakes_in_a_scenario(old: str, new: str, code: str) -> None:
    assert codes(SCENARIO.replace(old, new)) == [code]
