"""Writes expressions that are well typed by construction, as text.

Types are named as the language names them: `number`, `Lot`, `list of Line`, `instant?`. What may be read where an
expression stands is a `Scope`: paths by their type. Constants adapt to what stands beside them, so one is written only
where something else decides its type (`value`), never alone where nothing does (`expression`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")

ENUMS = {"Status": ("fresh", "used", "gone"), "Grade": ("low", "used", "high")}
DOLLARS = "money in USD"
AMOUNTS = ("quantity", "money", DOLLARS, "percent", "duration", "mass", "temperature_difference")
"""What can be added to its like and multiplied by a number."""
ORDERED = (*AMOUNTS, "integer", "number", "temperature", "instant", "date", "text")
REFERENCES = ("Item", "Lot", "Place", "Crate")
PLAIN = (*ORDERED, "bool", *ENUMS, *REFERENCES)

ENTITIES: Mapping[str, Mapping[str, str]] = {
    "Line": {"thing": "Item", "amount": "quantity", "weight": "number", "note": "text?"},
    "Item": {
        "code": "text",
        "status": "Status",
        "tally": "integer",
        "ratio": "number",
        "safety": "quantity",
        "price": "money",
        "abroad": DOLLARS,
        "loss": "percent",
        "life": "duration",
        "due": "instant?",
        "made": "date?",
        "heat": "temperature",
        "mass_each": "mass",
        "substitutes": "set of Item",
        "recipe": "list of Line",
        "tags": "set of text",
        "spare": "Item?",
        "class": "number?",
        "旧": "bool",
    },
    "Lot": {
        "code": "text",
        "item": "Item",
        "expires_at": "instant?",
        "parents": "set of Lot",
        "crate": "Crate?",
        "home": "Place?",
        "grade": "Grade",
        "amount": "number",
        "left": "quantity?",
        "seen_at": "instant",
        "recalled": "bool",
    },
    "Place": {
        "code": "text",
        "parent": "Place?",
        "zone": "text?",
        "latitude": "number?",
        "longitude": "number?",
        "limit": "quantity",
        "spread": "temperature_difference",
    },
    "Crate": {
        "code": "text",
        "lots": "list of Lot",
        "place": "Place?",
        "opened": "instant?",
        "gap": "duration?",
        "pieces": "integer",
        "day": "date",
    },
}
_FOLLOWED = {"Item", "Lot", "Place", "Crate", "Line"}

LITERALS: Mapping[str, tuple[str, ...]] = {
    "integer": ("0", "1", "2", "3", "10", "(-1)"),
    "number": ("0", "1", "0.1", "2.5", "3", "(-1)", "25 %"),
    "quantity": ("0", "1", "2", "2.5", "10", "0.1"),
    "money": ("0", "1 CNY", "2.5 CNY", "10 元"),
    DOLLARS: ("0", "1 USD", "2.5 美元"),
    "percent": ("0 %", "5 %", "12.5 %", "1 ‰", "100 %"),
    "duration": ("0 s", "1 s", "1 hour", "90 minutes", "1 day", "3 days", "30 天"),
    "mass": ("0 kg", "1 kg", "250 g", "1 t"),
    "temperature": ("0 °C", "4 °C", "-18 °C", "50 °F"),
    "temperature_difference": ("0 K", "3 K", "0.5 K"),
    "instant": ("2026-03-01T08:00", "2026-03-02T00:00:00Z", "2026-03-04T12:00:00.5+08:00"),
    "date": ("2026-03-01", "2026-03-02", "2026-03-31"),
    "text": ('"a"', '"x 1"', '"料"'),
    "bool": ("true", "false"),
    "Status": ("fresh", "gone", "Status.used"),
    "Grade": ("low", "high", "Grade.used"),
}

_FIXED: Mapping[str, str] = {
    "integer": "2",
    "number": "2.5",
    "quantity": "a_quantity",
    "money": "2 CNY",
    DOLLARS: "2 USD",
    "percent": "10 %",
    "mass": "1 kg",
    "instant": "2026-03-01T08:00",
    "duration": "1 day",
    "bool": "true",
    "temperature": "4 °C",
    "temperature_difference": "3 K",
    "text": '"a"',
    "Place": "dock",
    "date": "date(2026-03-01T08:00)",
}
"""A constant of each type that has it wherever it stands."""

Call = tuple[str, tuple[str, ...]]
"""A measure or a table, and the types that it takes."""


@dataclass(frozen=True)
class Scope:
    """What may be read: paths by type; measures and tables by result; the clock."""

    paths: Mapping[str, tuple[str, ...]]
    calls: Mapping[str, tuple[Call, ...]] = field(default_factory=dict)
    now: bool = False
    is_standing: bool = False
    """Whether the clock may be read in linear comparisons alone."""
    running: tuple[Call, ...] = ()
    """Measures of kind `time`, which in standing rules stand in linear comparisons alone."""

    def knowing(self, path: str, kind: str) -> Scope:
        """The same with one more path."""
        return self.reading([(path, kind)])

    def untimed(self) -> Scope:
        """The same without the clock and what runs with it, where time may turn nothing."""
        return replace(self, now=False, running=()) if self.is_standing else self

    def reading(self, more: Iterable[tuple[str, str]]) -> Scope:
        """The same with more paths, and what lies behind them."""
        paths = {kind: list(found) for kind, found in self.paths.items()}
        for path, kind in more:
            _follow(paths, path, kind, 2)
        return replace(self, paths={kind: tuple(found) for kind, found in paths.items()})


def scope_of(names: Iterable[tuple[str, str]]) -> Scope:
    """What may be read where these names stand for values of these types."""
    return Scope({}).reading(names)


def _follow(paths: dict[str, list[str]], path: str, kind: str, depth: int) -> None:
    found = paths.setdefault(kind, [])
    if path not in found:
        found.append(path)
    if depth and kind in _FOLLOWED:
        for name, of in ENTITIES[kind].items():
            _follow(paths, f"{path}.{name}", of, depth - 1)


Way = Callable[[Scope, int], str]

_ANY = st.integers(0, 10_000)
"""Hypothesis prefers the ends of a range, so chances are taken from a wide one."""


class Writer:
    """Writes expressions, choosing by `draw`."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._count = 0

    def chance(self, of: int) -> bool:
        """One time in so many."""
        return self._draw(_ANY) % of == of - 1

    def pick(self, options: Iterable[T]) -> T:
        """One of them."""
        return self._draw(st.sampled_from(list(options)))

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self._draw(st.integers(low, high))

    def fresh(self, prefix: str = "x") -> str:
        """A name that nothing has yet."""
        self._count += 1
        return f"{prefix}{self._count}"

    # -- values

    def can_write(self, kind: str, scope: Scope) -> bool:
        """Whether there is any value of a type to be written where one is wanted."""
        bare = kind.removesuffix("?")
        known = bare in LITERALS or bare == "Place" or " of " in kind
        return known or kind in scope.paths or bare in scope.paths

    def value(self, kind: str, scope: Scope, depth: int) -> str:
        """An expression or a constant, where something else decides the type."""
        if kind.endswith("?"):
            bare = kind[:-1]
            if kind in scope.paths and (self.chance(2) or not self.can_write(bare, scope)):
                return self.pick(scope.paths[kind])
            kind = bare
        if kind in REFERENCES and self.chance(20):
            return self.pick([f'"{kind[0]}1"', f'"{kind[0]}1"', '"Z9"'])
        is_readable = kind in scope.paths or kind in scope.calls
        if kind in LITERALS and (depth <= 0 or self.chance(3) or not is_readable):
            return self.pick(LITERALS[kind])
        if " of " in kind and (kind not in scope.paths or self.chance(2)):
            return self.listed(kind, scope, depth)
        return self.expression(kind, scope, depth)

    def listed(self, kind: str, scope: Scope, depth: int) -> str:
        """`[a, b]`"""
        item = kind.split(" of ")[1]
        if not self.can_write("Item" if item == "Line" else item, scope):
            return "[]"
        if item == "Line":
            lines = [self.construct(scope, depth) for _ in range(self.number(0, 2))]
            return f"[{', '.join(lines)}]"
        return f"[{', '.join(self.value(item, scope, depth - 1) for _ in range(self.number(0, 2)))}]"

    def construct(self, scope: Scope, depth: int) -> str:
        """`Line(...)`"""
        thing = self.expression("Item", scope, 0)
        amount = self.value("quantity", scope, depth - 1)
        weight = self.value("number", scope, depth - 1)
        return f"Line(thing: {thing}, amount: {amount}, weight: {weight})"

    def expression(self, kind: str, scope: Scope, depth: int) -> str:
        """An expression of a type that it has by itself."""
        ways = self._ways(kind, scope) if depth > 0 else []
        reads = scope.paths.get(kind, ())
        if ways and (not reads or not self.chance(3)):
            return self.pick(ways)(scope, depth - 1)
        if reads:
            return self.pick(reads)
        return f"{kind}.{self.pick(ENUMS[kind])}" if kind in ENUMS else _FIXED[kind]

    def inside(self, kind: str, scope: Scope, depth: int) -> str:
        """An expression in braces, inside a text; it holds no text of its own."""
        inner = self.expression(kind, scope, depth)
        if '"' in inner:
            inner = self.pick(scope.paths.get(kind) or scope.paths["integer"])
        return f"{{{inner}}}"

    # -- how an expression of a type can be made of others

    def _ways(self, kind: str, scope: Scope) -> list[Way]:
        ways: list[Way] = []
        if f"{kind}?" in scope.paths:
            ways.append(lambda s, d: f"({self.pick(s.paths[kind + '?'])} otherwise {self.value(kind, s, d)})")
        if f"{kind}?" in scope.calls:
            ways.append(lambda s, d: f"({self.call(kind + '?', s, d)} otherwise {self.value(kind, s, d)})")
        if kind in scope.calls:
            ways += [lambda s, d: self.call(kind, s, d)] * 2
        if kind in AMOUNTS:
            ways += [self._sum(kind), self._scaled(kind), self._extreme(kind), self._function("abs", kind)]
        if kind in AMOUNTS and kind != "duration":
            ways += [self._function("floor", kind), self._function("ceiling", kind), self._rounded(kind)]
        ways += getattr(self, f"_ways_{kind}", lambda _: [])(scope)
        if kind in REFERENCES and kind in scope.paths:
            ways.append(self._looked_up(kind))
        return ways

    def _sum(self, kind: str, other: str | None = None, signs: str = "+-") -> Way:
        return lambda s, d: (
            f"({self.expression(kind, s, d)} {self.pick(signs)} {self.value(other or kind, s, d)})"
        )

    def _scaled(self, kind: str) -> Way:
        by = "integer" if kind == "percent" else "number"  # `5 % / 25 %` is a number
        return lambda s, d: f"({self.expression(kind, s, d)} {self.pick('**/')} {self.value(by, s, d)})"

    def _extreme(self, kind: str) -> Way:
        return lambda s, d: (
            f"{self.pick(['min', 'max'])}({self.expression(kind, s, d)}, {self.value(kind, s, d)})"
        )

    def _function(self, name: str, takes: str) -> Way:
        return lambda s, d: f"{name}({self.expression(takes, s, d)})"

    def _rounded(self, kind: str) -> Way:
        return lambda s, d: (
            f"round({self.expression(kind, s, d)}, {self.pick(['0', '1', '2', '(-1)', 'an_integer'])})"
        )

    def _looked_up(self, kind: str) -> Way:
        return lambda s, _: f"({kind}({self.expression('text', s, 0)}) otherwise {self.pick(s.paths[kind])})"

    def _ways_integer(self, scope: Scope) -> list[Way]:
        ways = [self._sum("integer", signs="+-*"), self._extreme("integer"), self._function("-", "integer")]
        ways += [self._function("floor", "number"), self._function("ceiling", "number")]
        ways += [self._function("length", "text"), self._rounded("integer")]
        if self._collections(scope):
            ways += [lambda s, _: f"length({self.collection(s)[0]})"]
            ways += [lambda s, d: self.fold("count", None, s, d)]
        return ways

    def _ways_number(self, scope: Scope) -> list[Way]:
        def ratio(s: Scope, d: int) -> str:
            kind = self.pick([k for k in AMOUNTS if k in s.paths] or ["duration"])
            return f"({self.expression(kind, s, d)} / {self.expression(kind, s, d)})"

        def product(s: Scope, d: int) -> str:
            return f"({self.expression('number', s, d)} * {self.expression('integer', s, d)})"

        ways = [self._sum("number", signs="+-*/"), ratio, product, self._extreme("number")]
        ways += [self._function("days", "duration"), self._function("hours", "duration")]
        ways += [lambda s, d: f"({self.pick('12')} - {self.expression('percent', s, d)})"]
        return [*ways, self._rounded("number")]

    def _ways_percent(self, scope: Scope) -> list[Way]:
        return [self._function("percent", "number")]

    def _ways_quantity(self, scope: Scope) -> list[Way]:
        ways: list[Way] = [
            lambda s, d: f"({self.expression('quantity', s, d)} * {self.expression('percent', s, d)})"
        ]
        if self._collections(scope):
            ways.append(lambda s, d: self.fold("sum", "quantity", s, d))
        return ways

    def _ways_money(self, scope: Scope) -> list[Way]:
        return [
            lambda s, d: f"({self.expression('quantity', s, d)} * {self.expression('money', s, d)})",
            lambda s, d: f"exchange({self.expression(DOLLARS, s, d)}, {self.expression('number', s, d)})",
        ]

    def _ways_duration(self, scope: Scope) -> list[Way]:
        def between(s: Scope, d: int) -> str:
            kind = self.pick(["instant", "date"])
            return f"({self.expression(kind, s, d)} - {self.expression(kind, s, d)})"

        return [between]

    def _ways_temperature_difference(self, scope: Scope) -> list[Way]:
        return [
            lambda s, d: f"({self.expression('temperature', s, d)} - {self.expression('temperature', s, d)})"
        ]

    def _ways_temperature(self, scope: Scope) -> list[Way]:
        return [self._sum("temperature", "temperature_difference"), self._extreme("temperature")]

    def _ways_instant(self, scope: Scope) -> list[Way]:
        ways = [self._sum("instant", "duration"), self._extreme("instant")]
        ways += [self._function("start_of", "date"), self._function("end_of", "date")]
        return [*ways, lambda *_: "now"] if scope.now and not scope.is_standing else ways

    def _ways_date(self, scope: Scope) -> list[Way]:
        return [self._sum("date", "duration"), self._extreme("date"), self._function("date", "instant")]

    def _ways_text(self, scope: Scope) -> list[Way]:
        def template(s: Scope, d: int) -> str:
            kind = self.pick(["text", "integer", "number", "quantity", "date", "Status"])
            return f'"{self.pick(["", "k-"])}{self.inside(kind, s, min(d, 1))}"'

        return [template]

    def _ways_bool(self, scope: Scope) -> list[Way]:
        ways = [self.compared, self.compared, self.compared, self.joined, self.negated, self.among]
        if any(kind.endswith("?") for kind in scope.paths):
            ways += [self.known, self.narrowed, self.narrowed]
        if any(kind in REFERENCES for kind in scope.paths):
            ways += [self.held]
        if self._collections(scope):
            ways += [self.quantified, self.quantified]
        if scope.is_standing and scope.now:
            ways += [self.timed, self.timed]
        if scope.is_standing and scope.running:
            ways += [self.running, self.running]
        return ways

    # -- conditions

    def condition(self, scope: Scope, depth: int) -> str:
        """A condition."""
        return self.pick(self._ways_bool(scope))(scope, depth)

    def compared(self, scope: Scope, depth: int) -> str:
        """`a < b`"""
        kinds = [k for k in PLAIN if k in scope.paths or k in scope.calls]
        kind = self.pick([k for k in kinds if k != "bool" or not scope.is_standing])
        sign = self.pick(["<", "<=", ">", ">=", "==", "!="] if kind in ORDERED else ["==", "!="])
        return f"({self.expression(kind, scope, depth)} {sign} {self.value(kind, scope, depth)})"

    def joined(self, scope: Scope, depth: int) -> str:
        """`a and b`"""
        word = f" {self.pick(['and', 'or'])} "
        return f"({word.join(self.condition(scope, depth - 1) for _ in range(self.number(2, 3)))})"

    def negated(self, scope: Scope, depth: int) -> str:
        """`not a`"""
        return f"(not {self.condition(scope, depth - 1)})"

    def known(self, scope: Scope, depth: int) -> str:
        """`a is known`"""
        return f"({self._missing(scope)[0]} {self.pick(['is known', 'is missing'])})"

    def _missing(self, scope: Scope) -> tuple[str, str]:
        kind = self.pick([k for k in scope.paths if k.endswith("?")])
        return self.pick(scope.paths[kind]), kind[:-1]

    def narrowed(self, scope: Scope, depth: int) -> str:
        """`a is known and a > b`"""
        path, kind = self._missing(scope)
        inner = self.condition(scope.knowing(path, kind), depth - 1)
        if self.chance(3):
            return f"({path} is missing or {inner})"
        return f"({path} is known and {inner})"

    def held(self, scope: Scope, depth: int) -> str:
        """`a is held`"""
        kind = self.pick([k for k in REFERENCES if k in scope.paths])
        return f"({self.expression(kind, scope, min(depth, 1))} is held)"

    def among(self, scope: Scope, depth: int) -> str:
        """`a in b`"""
        word = self.pick(["in", "not in"])
        collections = [
            k
            for k in self._collections(scope)
            if not k.endswith("Line") and self.can_write(k.split(" of ")[1], scope)
        ]
        if collections and self.chance(2):
            kind = self.pick(collections)
            item = self.expression(kind.split(" of ")[1], scope, depth)
            return f"({item} {word} {self.pick(scope.paths[kind])})"
        kind = self.pick([k for k in PLAIN if k in scope.paths and (k != "bool" or not scope.is_standing)])
        listed = ", ".join(self.value(kind, scope, depth - 1) for _ in range(self.number(1, 3)))
        return f"({self.expression(kind, scope, depth)} {word} [{listed}])"

    def _collections(self, scope: Scope) -> list[str]:
        return [kind for kind in scope.paths if kind.startswith(("list of ", "set of "))]

    def collection(self, scope: Scope) -> tuple[str, str]:
        """A list or set, and the type of what it holds."""
        if "Lot" in scope.paths and self.chance(4):
            word = self.pick(["ancestors", "descendants"])
            return f"{word}({self.expression('Lot', scope, 0)}.parents)", "Lot"
        kind = self.pick(self._collections(scope))
        return self.pick(scope.paths[kind]), kind.split(" of ")[1]

    def quantified(self, scope: Scope, depth: int) -> str:
        """`any x in xs has c`"""
        xs, kind = self.collection(scope)
        x = self.fresh()
        inner = self.condition(scope.knowing(x, kind), depth - 1)
        return f"({self.pick(['any', 'every'])} {x} in {xs} has {inner})"

    def fold(self, word: str, kind: str | None, scope: Scope, depth: int) -> str:
        """`sum v for x in xs where c`"""
        xs, of = self.collection(scope)
        x = self.fresh()
        scope = scope.untimed()
        inner = scope.knowing(x, of)
        where = f" where {self.condition(inner, depth - 1)}" if self.chance(2) else ""
        if kind is None:
            return f"(count {x} in {xs}{where})"
        value = self.expression(kind, inner, depth)
        if word == "sum" and self.chance(3):
            value = f"min({value}, {value})" if value.startswith("(") else value  # `min (` is the function
            extreme = f"({self.pick(['min', 'max'])} {value} for {x} in {xs}{where})"
            return f"({extreme} otherwise {self.value(kind, scope, depth)})"
        return f"({word} {value} for {x} in {xs}{where})"

    def call(self, kind: str, scope: Scope, depth: int) -> str:
        """A measure or table."""
        name, takes = self.pick(scope.calls[kind])
        return f"{name}({', '.join(self.expression(k, scope, min(depth, 1)) for k in takes)})"

    # -- conditions that time turns

    def timed(self, scope: Scope, depth: int) -> str:
        """`a - now < b`: linear in the clock."""
        sign = self.pick(["<", "<=", ">", ">="])
        instant, duration = self.expression("instant", scope, depth), self.value("duration", scope, depth)
        forms = (
            f"{instant} - now {sign} {duration}",
            f"now - {instant} {sign} {duration}",
            f"now {sign} {instant}",
            f"{instant} {sign} now",
            f"now + {duration} {sign} {instant}",
            f"{instant} {sign} now - {duration}",
        )
        return f"({self.pick(forms)})"

    def running(self, scope: Scope, depth: int) -> str:
        """A `time` measure in a linear comparison."""

        def time() -> str:
            name, takes = self.pick(scope.running)
            return f"{name}({', '.join(self.expression(k, scope, 0) for k in takes)})"

        sign = self.pick(["<", "<=", ">", ">=", "==", "!="])
        duration = self.value("duration", scope, depth)
        if self.chance(4):
            return f"({time()} {self.pick('+-')} {time()} {sign} {duration})"
        return f"({time()} {sign} {duration})"
