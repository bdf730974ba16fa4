"""What is proven is true of what runs: the interpreter is asked about generated conditions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dsl import model as m
from dsl.check import PackText, check
from dsl.parse import parse
from dsl.proving.encode import Encoder
from dsl.proving.sheet import Sheet
from dsl.proving.terms import FALSE, TRUE
from dsl.proving.values import decoded
from dsl.source import Source
from dsl.typesystem import Optional
from engine.backends.interpret import Env, Interpreter
from engine.packs import Manifest, PackSource
from engine.pipeline import compile_packs
from engine.run import Engine
from engine.trouble import Refused

WORLD = """\
enum State
    ambient
    chilled
    frozen

parameter limit: duration = 30 days
    between 1 day and 90 days

table lead(state: State, life: duration): duration
    frozen | any | 30 days
    chilled | < 9 days | 3 days
    ambient | >= 1 day | 10 days

table grade(n: number, word: text): integer
    0 .. 5 | any | 1
    < 0 | "a", "b" | 2
    >= 5 | != "a" | 3

event Seen
    n: number >= -10
    maybe: number?
    i: integer <= 50
    length: duration >= 0 days
    gap: duration?
    state: State
    other: State?
    flag: bool
    day: date
    due: date?
    until: instant
    word: text
    note: text?

"""
Draw = st.DrawFn


@st.composite
def numbers(draw: Draw, depth: int) -> str:
    if depth == 0 or draw(st.booleans()):
        return draw(
            st.sampled_from(["n", "(maybe otherwise 2)", "(maybe otherwise n)", "1.5", "0", "7", "i"])
        )
    a, b = draw(numbers(depth - 1)), draw(numbers(depth - 1))
    factor = draw(st.integers(-3, 9))
    forms = [
        f"({a} + {b})",
        f"({a} - {b})",
        f"({a} * {factor})",
        f"min({a}, {b})",
        f"max({a}, {b})",
        f"abs({a})",
    ]
    forms += [
        f"floor({a} + 0.5)",
        f"ceiling({a} - 0.25)",
        f"grade({a} + 0.5, word)",
        f"days({draw(durations(0))})",
    ]
    return draw(st.sampled_from(forms))


@st.composite
def durations(draw: Draw, depth: int) -> str:
    if depth == 0 or draw(st.booleans()):
        return draw(
            st.sampled_from(
                ["length", "(gap otherwise limit)", "limit", "3 days", "36 hours", "(until - at)"]
            )
        )
    a, b = draw(durations(depth - 1)), draw(durations(depth - 1))
    return draw(
        st.sampled_from(
            [f"({a} + {b})", f"({a} - {b})", f"min({a}, {b})", f"lead(state, {a})", "(day - date(at))"]
        )
    )


@st.composite
def conditions(draw: Draw, depth: int) -> str:
    if depth == 0:
        compared = draw(st.sampled_from(["<", "<=", ">", ">=", "==", "!="]))
        return draw(
            st.one_of(
                st.builds(lambda a, b: f"{a} {compared} {b}", numbers(1), numbers(1)),
                st.builds(lambda a, b: f"{a} {compared} {b}", durations(1), durations(1)),
                st.sampled_from(
                    [
                        "state == frozen",
                        "state != chilled",
                        "other == ambient",
                        "other != state",
                        "state in [frozen, ambient]",
                        "(other otherwise state) not in [frozen, chilled]",
                        "flag",
                        "other is known",
                        "gap is missing",
                        "due is known and due < day + 36 hours",
                        "due is missing or due - 2 days > day",
                        "day >= 2026-03-01",
                        "until > 2026-03-01T08:00",
                        "date(until) <= day",
                        'word == "a"',
                        'word < "b"',
                        '(note otherwise word) >= "ab"',
                        "length(word) > 0",
                        "gap is known and gap > length",
                        "maybe is known and maybe * 2 > n",
                        "any x in [n, 3, 5] has x > i",
                        'every x in [word, "a"] has x != "b"',
                        "grade(n, word) == 1 and n >= 5",
                        "lead(state, length) == 3 days",
                        "length >= 9 days and lead(state, length) == 3 days",
                        "state == ambient or lead(state, length) > 1 day",
                        "gap is missing or lead(state, gap) <= 10 days",
                        'n < 0 and grade(n, word) == 2 and word == "c"',
                    ]
                ),
            )
        )
    a, b = draw(conditions(depth - 1)), draw(conditions(depth - 1))
    return draw(st.sampled_from([a, f"not ({a})", f"({a}) and ({b})", f"({a}) or ({b})"]))


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "at": st.integers(1_770_000_000_000_000, 1_780_000_000_000_000),
    "n": st.one_of(st.integers(-10, 12).map(Decimal), st.decimals(-10, 60, places=2)),
    "maybe": st.none() | st.integers(-5, 12).map(Decimal),
    "i": st.integers(-5, 50),
    "length": st.integers(0, 40).map(lambda hours: hours * 3_600_000_000 * 12),
    "gap": st.none() | st.integers(-5, 40).map(lambda hours: hours * 3_600_000_000 * 12),
    "state": st.sampled_from(["ambient", "chilled", "frozen"]),
    "other": st.none() | st.sampled_from(["ambient", "chilled", "frozen"]),
    "flag": st.booleans(),
    "day": st.dates(dt.date(2026, 1, 1), dt.date(2026, 6, 1)),
    "due": st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2026, 6, 1)),
    "until": st.integers(1_770_000_000_000_000, 1_780_000_000_000_000),
    "word": st.sampled_from(["", "a", "ab", "b", "c"]),
    "note": st.none() | st.sampled_from(["", "a", "ab", "b", "c"]),
}


def interpreter() -> Interpreter:
    compiled = compile_packs([PackSource(Manifest(name="world"), None, {"world.card": WORLD}, {})])  # type: ignore[arg-type]
    return Engine(compiled, backend="interpreter").machine.interpreter


RUNNING = interpreter()


def condition(text: str) -> tuple[m.Model, m.Expression]:
    """The typed condition, in a model of its own."""
    file = parse(Source("a.card", f'{WORLD}rule r\n    on Seen\n    when {text}\n    warn "x"\n')).file
    model, *_ = check([PackText("world", "zh", (file,))])
    assume("r" in model.rules)
    body = model.rules["r"].body
    assert isinstance(body, m.OnEvents)
    found = body.cases["Seen"].condition
    assert found is not None
    return model, found


def judged(expression: m.Expression, values: dict[str, Any]) -> bool | None:
    """What the interpreter says of a condition; nothing where it is refused."""
    event = SimpleNamespace(**values, _zone="Asia/Shanghai")
    try:
        return bool(RUNNING.value(expression, Env(event, {})))  # type: ignore[arg-type]
    except (Refused, OverflowError):
        return None


@settings(max_examples=60)
@given(conditions(2), st.lists(st.fixed_dictionaries(VALUES), min_size=30, max_size=30))
def test_never_is_never_and_always_is_always(text: str, rows: list[dict[str, Any]]) -> None:
    model, expression = condition(text)
    encoder = Encoder(model, Sheet(), "Seen")
    answers = {
        False: encoder.sheet.ask([encoder.unmet(expression)]).verdict,
        True: encoder.sheet.ask([encoder.met(expression)]).verdict,
    }
    for values in rows:
        answer = judged(expression, values)
        assert answer is None or answers[answer] != "unsat", (text, values)


@settings(max_examples=60)
@given(conditions(2))
def test_values_that_show_something_show_it(text: str) -> None:
    model, expression = condition(text)
    encoder = Encoder(model, Sheet(), "Seen")
    met = encoder.met(expression)
    leaves = dict(encoder.leaves)
    present = {leaf.present for leaf in leaves.values() if leaf.present not in (TRUE, FALSE)}
    answer = encoder.sheet.ask([met], [*leaves, *present])
    assume(answer.verdict == "sat")
    values: dict[str, Any] = {"at": 0, **dict.fromkeys(model.events["Seen"].fields)}
    for name, field in model.events["Seen"].fields.items():
        values[name] = None if isinstance(field.type, Optional) else PLAIN[name]
    for term, leaf in leaves.items():
        if not isinstance(leaf.expression, m.EventField):
            continue
        is_there = answer.values.get(leaf.present.text, leaf.present == TRUE)
        number = answer.values.get(term.text)
        if not is_there:
            continue
        if number is None:  # that it is there is all that matters
            number = Fraction(1)
        assume(isinstance(number, bool) or _is_exact(number))
        values[leaf.expression.name] = decoded(model, number, leaf.type)
    limit = next((t for t, leaf in leaves.items() if isinstance(leaf.expression, m.ParameterRead)), None)
    RUNNING.world.state.parameters["limit"] = (
        int(answer.values[limit.text]) if limit is not None and limit.text in answer.values else 30 * DAY
    )
    # Where a day is counted from an instant, logic leaves the zone open and the interpreter does not.
    assume("date(" not in text)
    assert judged(expression, values) is True, (text, values)


DAY = 86_400_000_000
PLAIN: dict[str, Any] = {
    "n": Decimal(0),
    "i": 0,
    "length": 0,
    "state": "ambient",
    "flag": False,
    "day": dt.date(2026, 1, 1),
    "until": 0,
    "word": "",
}


def _is_exact(number: Fraction) -> bool:
    """Whether a number has an end as a decimal."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1
