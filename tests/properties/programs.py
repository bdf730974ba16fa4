"""Generated packs, well typed by construction, and what happens under them.

`programs()` draws a pack as text and a stream of steps for it: registrations first, then events at times that mostly go
on but sometimes fall behind, duplicates, payloads that do not bind, parameters turned, and time that passes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from engine.instants import parse_instant, rfc3339
from tests.conformance.player import Step
from tests.properties.writing import DOLLARS, ENTITIES, ENUMS, LITERALS, Call, Scope, Writer, scope_of

INDENT = "    "
ROLES = ("keeper", "boss")

PARAMETERS: Mapping[str, str] = {
    "an_integer": "integer",
    "a_number": "number",
    "a_quantity": "quantity",
    "a_duration": "duration",
    "a_percent": "percent",
    "an_instant": "instant",
    "a_status": "Status",
    "a_place": "Place",
}
_LIMITS = {
    "integer": "0 and 20",
    "number": "(-1) and 20",
    "quantity": "0 and 20",
    "duration": "0 s and 30 days",
    "percent": "0 % and 50 %",
}

COMMON: Mapping[str, str] = {
    "lot": "Lot",
    "place": "Place",
    "quantity": "quantity",
    "n": "integer",
    "status": "Status",
    "when_": "instant?",
}
"""Fields that all events have, so that one rule may stand on several of them."""
OWN: Mapping[str, Mapping[str, str]] = {
    "Moved": {"target": "Place", "crate": "Crate?", "lines": "list of Line", "from": "date"},
    "Seen": {
        "heat": "temperature",
        "lots": "set of Lot",
        "gap": "duration",
        "price": "money?",
        "ok": "bool",
        "proof": "photo?",
    },
    "Asked": {
        "item": "Item",
        "x": "number",
        "note": "text?",
        "share": "percent?",
        "fee": "money in USD?",
        "数": "integer?",
        "class": "quantity?",
    },
}
"""Each event's own fields. An event emits only those after it, so that there is no ring."""
EVENTS = tuple(OWN)

_KEYED = {"lot": "Lot", "lot.item": "Item", "place": "Place", "lot.home": "Place", "status": "Status"}
"""What a measure may count by, and the type of its parameter then."""

_DECLARED = """\
enum Status "状态"
    fresh "新"
    used
    gone

enum Grade
    low
    used
    high

entity Line
    thing: Item
    amount: quantity
    weight: number = 1
    note: text?

entity Packaging
    unit: text
    factor: number > 0

entity Item "物料"
    code: text key
    base_unit: text?
    packaging: list of Packaging
    status: Status = fresh
    tally: integer = 0
    ratio: number = 1
    safety: quantity = 0
    price: money = 0
    abroad: money in USD = 0
    loss: percent = 5 %
    life: duration = 30 days
    due: instant?
    made: date?
    heat: temperature = 4 °C
    mass_each: mass = 1 kg
    substitutes: set of Item
    recipe: list of Line
    tags: set of text
    spare: Item?
    class: number?
    旧: bool = false

entity Lot
    code: text key
    item: Item
    expires_at: instant?
    parents: set of Lot
    crate: Crate?
    home: Place?
    grade: Grade = low
    amount: number = 0
    left: quantity?
    seen_at: instant = 2026-03-01T08:00
    recalled: bool = false

entity Place
    code: text key
    parent: Place?
    zone: text?
    latitude: number?
    longitude: number?
    limit: quantity = 10
    spread: temperature_difference = 3 K

entity Crate
    code: text key
    lots: list of Lot
    place: Place?
    opened: instant?
    gap: duration?
    pieces: integer = 0
    day: date = 2026-03-01

place dock
place supply virtual
place used_up virtual "耗用"
role keeper
role boss "主管"
"""


@dataclass(frozen=True)
class Program:
    """A pack and what happens under it."""

    text: str
    steps: tuple[Step, ...]

    def __repr__(self) -> str:
        shown = [s.decode() if isinstance(s, bytes) else rfc3339(s, "Asia/Shanghai") for s in self.steps]
        return "\n".join(["", self.text.removeprefix(_DECLARED), "-- steps", *shown])

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """How Hypothesis shows it."""
        printer.text(repr(self))


class _Pack:
    """Writes one pack."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.w = Writer(draw)
        self.lines: list[str] = [_DECLARED]
        self.calls: dict[str, list[Call]] = {}
        self.running: list[Call] = []
        self.parameters = scope_of(PARAMETERS.items())

    def text(self) -> str:
        """The whole pack."""
        w = self.w
        for entity in ("Item", "Place", "Crate", "Lot"):
            self._registration(entity)
        for name, kind in PARAMETERS.items():
            between = f"\n{INDENT}between {_LIMITS[kind]}" if kind in _LIMITS else ""
            default = next(x for x in LITERALS.get(kind, ("dock",)) if x not in ("(-1)", "0"))
            self.lines.append(f"parameter {name}: {kind} = {default}{between}\n{INDENT}tuned by keeper\n")
        for number in range(1, w.number(1, 2) + 1):
            self._table(f"table{number}")
        self._stocks()
        for number in range(1, w.number(1, 4) + 1):
            self._measure(f"measure{number}")
        for name in EVENTS:
            self._event(name)
        has_module = w.chance(2)
        for number in range(1, w.number(0, 3) + 1):
            if has_module and number == 2:
                self.lines.append(f"module extras\n{INDENT}tuned by keeper\n")
            self._rule(f"rule{number}")
        for number in range(1, w.number(0, 3) + 1):
            self._standing(f"standing{number}")
        return "\n".join(self.lines)

    # -- scopes

    def scope(self, names: Mapping[str, str], *, standing: bool = False) -> Scope:
        """What a rule or statement reads."""
        scope = self.parameters.reading(names.items())

        def callable_here(found: Iterable[Call]) -> tuple[Call, ...]:
            return tuple(call for call in found if all(self.w.can_write(k, scope) for k in call[1]))

        running = callable_here(self.running)
        calls = {kind: here for kind, found in self.calls.items() if (here := callable_here(found))}
        if not standing and running:
            calls["duration"] = (*calls.get("duration", ()), *running)
            running = ()
        return replace(scope, calls=calls, now=True, is_standing=standing, running=running)

    def event_scope(self, *events: str) -> Scope:
        """What is read on these events."""
        own = OWN[events[0]] if len(events) == 1 else {}
        return self.scope({**COMMON, **own, "at": "instant"})

    def add(self, kind: str, name: str, takes: tuple[str, ...]) -> None:
        """A measure or table may be called from now on."""
        self.calls.setdefault(kind, []).append((name, takes))

    # -- declarations

    def _registration(self, entity: str) -> None:
        """An event that makes a thing of any values."""
        fields = dict(ENTITIES[entity])
        lines = [f"event New{entity}"]
        for name, kind in fields.items():
            if " of " in kind:
                lines.append(f"{INDENT}{name}: {kind} = []")
            elif kind in LITERALS and name != "code":
                lines.append(f"{INDENT}{name}: {kind} = {LITERALS[kind][0]}")
            else:
                lines.append(f"{INDENT}{name}: {kind}")
        if entity == "Item":
            lines += [f"{INDENT}base_unit: text?", f"{INDENT}packaging: list of Packaging = []"]
            fields |= {"base_unit": "text?", "packaging": "list of Packaging"}
        lines.append(f"{INDENT}create {entity}({', '.join(f'{n}: {n}' for n in fields)})")
        self.lines.append("\n".join(lines) + "\n")

    def _table(self, name: str) -> None:
        w = self.w
        takes = tuple(
            w.pick(["Status", "duration", "number", "integer", "temperature"]) for _ in range(w.number(1, 2))
        )
        gives = w.pick(["duration", "quantity", "number", "Grade", "bool", "integer"])
        lines = [f"table {name}({', '.join(f'c{i}: {k}' for i, k in enumerate(takes))}): {gives}"]
        for _ in range(w.number(1, 3)):
            cells = [self._cell(k) for k in takes]
            lines.append(f"{INDENT}{' | '.join([*cells, w.pick(LITERALS[gives])])}")
        if w.chance(2):
            cells = ["any"] * len(takes)
            lines.append(f'{INDENT}{" | ".join([*cells, w.pick(LITERALS[gives])])} "else"')
        self.lines.append("\n".join(lines) + "\n")
        self.add(gives, name, takes)

    def _cell(self, kind: str) -> str:
        w = self.w
        value = w.pick(LITERALS[kind])
        if kind in ENUMS:
            return w.pick([value, f"{value}, {w.pick(LITERALS[kind])}", f"!= {value}", "any"])
        ranges = {
            "duration": "1 s .. 1 day",
            "number": "0.1 .. 3",
            "integer": "1 .. 3",
            "temperature": "-18 °C .. 4 °C",
        }
        sign = w.pick(["<", "<=", ">", ">=", "=="])
        return w.pick([value, f"{sign} {value}", ranges[kind], "any"])

    def _stocks(self) -> None:
        self.lines.append("measure on_hand(item: Item, place: Place)\n    stock of item at place\n")
        self.lines.append("measure lot_on_hand(lot: Lot, place: Place)\n    stock of lot at place\n")
        self.add("quantity", "on_hand", ("Item", "Place"))
        self.add("quantity", "lot_on_hand", ("Lot", "Place"))
        if self.w.chance(2):
            self.lines.append("measure everywhere(lot: Lot)\n    stock of lot\n")
            self.add("quantity", "everywhere", ("Lot",))
        if self.w.chance(2):
            takes, at = self.w.pick([(("Item", "Place"), " at place"), (("Item",), "")])
            names = {"item": "Item", "lot": "Lot", **({"place": "Place"} if at else {})}
            where = self.w.condition(replace(self.scope(names), calls={}, is_standing=True), 2)
            parameters = ", ".join(f"{n}: {k}" for n, k in zip(("item", "place"), takes, strict=False))
            self.lines.append(f"measure usable({parameters})\n    stock of item{at} where {where}\n")
            self.add("quantity", "usable", takes)

    def _measure(self, name: str) -> None:
        w = self.w
        kind = w.pick(
            ["sum", "count", "average", "min", "max", "first", "last", "distinct", "streak", "time"]
        )
        events = [w.pick(EVENTS)] if w.chance(2) else list(EVENTS[: w.number(2, 3)])
        scope = replace(self.event_scope(*events), calls={}, now=False)
        keys = w.pick(
            [("lot",), ("lot.item",), ("place",), ("lot.item", "place"), (), ("lot.home",), ("status",)]
        )
        takes = tuple(_KEYED[k] for k in keys)
        of = w.pick(["quantity", "duration", "money", "number", "integer", "mass", "percent", DOLLARS])
        if kind in ("min", "max"):
            of = w.pick([of, "instant", "date", "temperature", "text"])
        if kind in ("first", "last", "distinct"):
            of = w.pick([of, "Status", "Lot", "bool", "instant"])
        value = "" if kind in ("count", "streak", "time") else f" {w.expression(of, scope, 1)}"
        clauses = f" by {', '.join(keys)}" if keys else ""
        if kind in ("streak", "time") or w.chance(2):
            clauses += f" where {w.condition(scope, 1)}"
        has_window = w.chance(2)
        if has_window:
            clauses += f" over {w.pick(['1 s', '1 hour', '1 day', '3 days'])}"
        if w.chance(3):
            order = w.pick(["when_ otherwise at", "lot.seen_at", "at - 1 day", "at + 1 hour"])
            clauses += f" ordered by ({order})"
        if not has_window and w.chance(4):
            clauses += f" latest per {w.pick(['lot', 'place', 'status', 'when_', 'n'])}"
        parameters = ", ".join(f"k{i}: {k}" for i, k in enumerate(takes))
        self.lines.append(
            f"measure {name}({parameters})\n    {kind}{value} of {', '.join(events)}{clauses}\n"
        )
        if kind == "time":
            self.running.append((name, takes))
            return
        gives = {"count": "integer", "streak": "integer", "distinct": "integer", "sum": of}.get(
            kind, f"{of}?"
        )
        self.add("number?" if kind == "average" and of == "integer" else gives, name, takes)

    def _event(self, name: str) -> None:
        lines = [f"event {name}"]
        for field, kind in {**COMMON, **OWN[name]}.items():
            bound = " >= 0" if field == "quantity" else ""
            lines.append(f"{INDENT}{field}: {kind}{self._default(field, kind)}{bound}")
        if name == "Moved":
            place = self.w.pick(["place", "supply"])
            lines.append(f"{INDENT}move quantity of lot from {place} to target")
        lines += self.statements(self.event_scope(name), name, 1, self.w.number(0, 2), 1)
        self.lines.append("\n".join(lines) + "\n")

    def _default(self, field: str, kind: str) -> str:
        if " of " in kind:
            return " = []"
        return f" = {LITERALS[kind][0]}" if kind in LITERALS and field not in ("quantity", "n") else ""

    # -- rules

    def _rule(self, name: str) -> None:
        w = self.w
        events = [w.pick(EVENTS)] if w.chance(2) else list(EVENTS[: w.number(2, 3)])
        scope = self.event_scope(*events)
        lines = [f'rule {name} "规则 {name}"', f"{INDENT}on {', '.join(events)}"]
        if not w.chance(6):
            lines.append(f"{INDENT}when {w.condition(scope, 3)}")
        force = w.pick(["block", "warn", "hold", "act", "act"])
        if force in ("block", "warn"):
            lines.append(f"{INDENT}{force} {self.message(scope)}")
        if force == "block" and w.chance(2):
            lines.append(f"{INDENT}override by {w.pick(ROLES)}")
        if force == "hold":
            lines.append(f"{INDENT}hold lot {self.message(scope)}")
        lines += self.statements(scope, events[-1], 1, w.number(1 if force == "act" else 0, 2), 1)
        lines += self._effective()
        if w.chance(3):
            lines.append(f'{INDENT}cites "条 {name}"')
        lines.append(f"{INDENT}tuned by {w.pick(ROLES)}")
        self.lines.append("\n".join(lines) + "\n")

    def _effective(self) -> list[str]:
        if not self.w.chance(4):
            return []
        end = self.w.pick(["", " to 2026-03-03"])
        return [f"{INDENT}effective from 2026-03-0{self.w.number(1, 3)}{end}"]

    def _standing(self, name: str) -> None:
        w = self.w
        kinds = w.pick([("Lot",), ("Item",), ("Place",), ("Crate",), ("Item", "Place"), ("Lot", "Place")])
        bound = {f"{k.lower()}_": k for k in kinds}
        scope = self.scope(bound, standing=True)
        lines = [f"rule {name}", f"{INDENT}for each {', '.join(f'{n}: {k}' for n, k in bound.items())}"]
        condition = w.condition(scope, 3)
        if len(kinds) > 1:
            figure = {"Item": "on_hand(item_, place_)", "Lot": "lot_on_hand(lot_, place_)"}[kinds[0]]
            sign, joined = w.pick(["<", ">", ">=", "!="]), w.pick(["and", "or"])
            condition = f"{figure} {sign} {w.value('quantity', scope, 1)} {joined} {condition}"
        lasting = (
            f" lasting {w.value('duration', replace(scope.untimed(), calls={}), 1)}" if w.chance(3) else ""
        )
        lines.append(f"{INDENT}when {condition}{lasting}")
        if w.chance(3):
            lines.append(f"{INDENT}until {w.condition(scope, 2)}")
        lines.append(f"{INDENT}tuned by {w.pick(ROLES)}")
        acting = self.scope(bound)
        is_told = w.chance(2)
        if is_told:
            lines.append(f"{INDENT}alert {w.pick(ROLES)} {self.message(acting)}")
        lines += self.statements(acting, "", 1, w.number(0 if is_told else 1, 2), 1)
        lines += self._effective()
        self.lines.append("\n".join(lines) + "\n")

    def message(self, scope: Scope) -> str:
        """A text for people, with a value in it."""
        kinds = [
            "text",
            "quantity",
            "duration",
            "instant",
            "Status",
            "Lot",
            "date",
            "money",
            "temperature",
            "bool",
        ]
        kind = self.w.pick([k for k in kinds if k in scope.paths])
        return f'"甲 {self.w.inside(kind, scope, 2)}"'

    # -- statements

    def statements(self, scope: Scope, event: str, indent: int, number: int, depth: int) -> list[str]:
        """A block of statements; `event` is the event that it belongs to, nothing in a standing rule."""
        lines: list[str] = []
        for _ in range(number):
            ways: list[Callable[[Scope, str], str]] = [
                self._set, self._set, self._set, self._grow, self._hold, self._emit, self._move, self._create,
            ]  # fmt: skip
            if depth > 0 and self.w.chance(4):
                block = self.w.pick([self._if, self._loop])
                lines += block(scope, event, indent, depth)
            else:
                lines.append(INDENT * indent + self.w.pick(ways)(scope, event))
        return lines

    def _thing(self, scope: Scope) -> tuple[str, str]:
        kind = self.w.pick([k for k in ("Lot", "Item", "Place", "Crate") if k in scope.paths])
        return self.w.expression(kind, scope, 0), kind

    def _set(self, scope: Scope, event: str) -> str:
        base, entity = self._thing(scope)
        fields = [(n, k) for n, k in ENTITIES[entity].items() if n not in ("code", "zone")]
        name, kind = self.w.pick([(n, k) for n, k in fields if self.w.can_write(k, scope)])
        return f"set {base}.{name} = {self.w.value(kind, scope, 2)}"

    def _grow(self, scope: Scope, event: str) -> str:
        base, entity = self._thing(scope)
        collections = [(n, k) for n, k in ENTITIES[entity].items() if " of " in k and not k.endswith("Line")]
        collections = [(n, k) for n, k in collections if self.w.can_write(k.split(" of ")[1], scope)]
        if not collections:
            return self._set(scope, event)
        name, kind = self.w.pick(collections)
        item = self.w.expression(kind.split(" of ")[1], scope, 1)
        word, to = self.w.pick([("add", "to"), ("add", "to"), ("remove", "from")])
        return f"{word} {item} {to} {base}.{name}"

    def _hold(self, scope: Scope, event: str) -> str:
        collections = [k for k in ("set of Lot", "list of Lot", "set of Item") if k in scope.paths]
        if collections and self.w.chance(3):
            things = self.w.pick(scope.paths[self.w.pick(collections)])
        else:
            things = self._thing(scope)[0]
        if self.w.chance(3):
            return f"release {things}"
        return f"hold {things}" + (f" {self.message(scope)}" if self.w.chance(2) else "")

    def _emit(self, scope: Scope, event: str) -> str:
        later = EVENTS[EVENTS.index(event) + 1 :] if event else EVENTS[-1:]
        if not later or not all(k in scope.paths for k in ("Lot", "Place")):
            return self._set(scope, event)
        name = self.w.pick(later)
        given = {n: k for n, k in {**COMMON, **OWN[name]}.items() if not self._default(n, k)}
        given = {n: k for n, k in given.items() if not k.endswith("?") or self.w.chance(2)}
        given = {n: k for n, k in given.items() if self.w.can_write(k, scope)}
        return f"emit {name}({', '.join(f'{n}: {self.w.value(k, scope, 1)}' for n, k in given.items())})"

    def _move(self, scope: Scope, event: str) -> str:
        things = [k for k in ("Lot", "Item") if k in scope.paths]
        if "Place" not in scope.paths or not things:
            return self._set(scope, event)
        thing = self.w.expression(self.w.pick(things), scope, 0)
        amount = self.w.value("quantity", scope, 1)
        if self.w.chance(4):
            amount = self.w.pick(["2 box", "500 g", "1 kg"])
        ends = [self.w.expression("Place", scope, 0), self.w.pick(["supply", "used_up", "dock"])]
        if self.w.chance(2):
            ends.reverse()
        return f"move {amount} of {thing} from {ends[0]} to {ends[1]}"

    def _create(self, scope: Scope, event: str) -> str:
        if "Item" not in scope.paths or not self.w.chance(2):
            return self._set(scope, event)
        key = self.w.expression("text", scope, 2)
        if self.w.chance(2):
            item = self.w.expression("Item", scope, 0)
            return f"create Lot(code: {key}, item: {item}, parents: {self.w.value('set of Lot', scope, 1)})"
        return f"create Crate(code: {key}, pieces: {self.w.value('integer', scope, 1)})"

    def _if(self, scope: Scope, event: str, indent: int, depth: int) -> list[str]:
        lines = [f"{INDENT * indent}if {self.w.condition(scope, 2)}"]
        lines += self.statements(scope, event, indent + 1, self.w.number(1, 2), depth - 1)
        if self.w.chance(2):
            lines.append(f"{INDENT * indent}else")
            lines += self.statements(scope, event, indent + 1, 1, depth - 1)
        return lines

    def _loop(self, scope: Scope, event: str, indent: int, depth: int) -> list[str]:
        w = self.w
        x = w.fresh("y")
        if any(" of " in k for k in scope.paths) and w.chance(2):
            xs, kind = w.collection(scope)
            head = f"for each {x} in {xs}"
        else:
            kind = w.pick(["Lot", "Place", "Item", "Crate"])
            head = f"for each {x}: {kind}"
            if kind == "Place" and "Place" in scope.paths and w.chance(2):
                head += f" nearest {w.number(1, 3)} to {w.expression('Place', scope, 0)}"
        inner = scope.knowing(x, kind)
        if w.chance(2):
            head += f" where {w.condition(inner, 1)}"
        body = self.statements(inner, event, indent + 1, w.number(1, 2), depth - 1)
        return [INDENT * indent + head, *body]


# -- what happens ------------------------------------------------------------------------------------------

START = parse_instant("2026-03-01T08:00", "Asia/Shanghai")
SECOND, HOUR, DAY = 1_000_000, 3_600_000_000, 86_400_000_000
_GOING = (0, 0, 1, SECOND, HOUR, HOUR, 90 * 60 * SECOND, DAY, DAY, 3 * DAY, 16 * HOUR)
_LATE = (0, 0, 0, 0, 1, SECOND, HOUR, DAY, 2 * DAY)
_KEYS = {
    "Item": ("I1", "I2", "supply"),
    "Lot": ("L1", "L2", "L3"),
    "Place": ("P1", "P2", "dock"),
    "Crate": ("C1", "C2"),
}
_VALUES: Mapping[str, tuple[Any, ...]] = {
    "integer": (0, 1, 2, 3, 10, -1),
    "number": ("0", "1", "0.1", "2.5", "3", "10", "-1", "0.000001", "999999999999"),
    "quantity": ("0", "1", "2", "2.5", "10", "0.1", "0.000001", "3"),
    "money": ("0", "1", "2.50", "10 元"),
    "money in USD": ("0", "1 USD", 2.5, "3 CNY"),
    "percent": ("5 %", 12.5, "0.1%", "1 ‰"),
    "photo": (
        {"sha256": "a" * 64, "type": "image/jpeg", "name": "a.jpg"},
        {"sha256": "B" * 64, "type": "image/png", "name": "门 2.png"},
        {"sha256": "a" * 64, "type": "text/plain", "name": "a.txt"},
    ),
    "duration": ("0 s", "1 s", "1 hour", "90 minutes", "1 day", "3 天"),
    "mass": (0, "1 kg", "250 g"),
    "temperature": ("4 °C", "-18 °C", 0, "50 °F"),
    "temperature_difference": ("3 K", 0),
    "instant": (
        "2026-03-01T08:00",
        "2026-03-02T00:00:00Z",
        "2026-03-01",
        "2026-03-04T12:00:00.5+08:00",
        "1969-07-20",
    ),
    "date": ("2026-03-01", "2026-03-02", "2026-03-31"),
    "text": ("a", "x 1", "料", "k-2", "UTC"),
    "bool": (True, False),
}
_REQUIRED = ("lot", "place", "quantity", "n", "item", "target")


class _Stream:
    """Draws what happens."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.w = Writer(draw)
        self.now = START
        self.steps: list[Step] = []
        self.is_careful = True
        """The first registrations are such that they are accepted, unless a rule objects."""
        self.known: dict[str, list[str]] = {"Item": [], "Place": ["dock"], "Lot": [], "Crate": []}

    def all(self) -> tuple[Step, ...]:
        """The whole stream."""
        for entity in ("Item", "Place", "Lot", "Crate"):
            for key in [k for k in _KEYS[entity] if k != "dock"][: self.w.number(1, 3)]:
                self.register(entity, key)
                self.known[entity].append(key)
        self.is_careful = False
        for _ in range(self.w.number(4, 20)):
            self.step()
        return tuple(self.steps)

    def step(self) -> None:
        """One more thing happens."""
        w = self.w
        self.now += w.pick(_GOING)
        what = w.number(1, 14)
        if what <= 2:
            self.steps.append(self.now)
        elif what == 3:
            name = w.pick(PARAMETERS)
            value = w.pick(
                {"a_status": ("fresh", "gone"), "a_place": _KEYS["Place"]}.get(
                    name, _VALUES.get(PARAMETERS[name])
                )
            )
            data = {"parameter": name, "value": value, "site": w.pick([None, *_KEYS["Place"]])}
            self.event("ParameterTuned", data, role=w.pick(ROLES))
        elif what == 14:
            data = {"module": "extras", "on": w.chance(2), "site": w.pick([None, *_KEYS["Place"]])}
            self.event("ModuleSwitched", data, role=w.pick(ROLES))
        elif what == 13:
            data = {
                "rule": w.pick(["rule1", "rule2", "standing1", "standing2"]),
                "force": w.pick(["observe", "observe", "warn", "as_written", "block"]),
                "site": w.pick([None, *_KEYS["Place"]]),
            }
            self.event("RuleForceSet", data, role=w.pick(ROLES))
        elif what == 4:
            self.steps.append(w.pick([s for s in self.steps if isinstance(s, bytes)]))
        elif what == 5:
            entity = w.pick(["Item", "Lot", "Place", "Crate"])
            self.register(entity, w.pick(_KEYS[entity]))
        else:
            name = w.pick(EVENTS)
            self.event(name, self.fields({**COMMON, **OWN[name]}))

    def register(self, entity: str, key: str) -> None:
        """A thing is made known."""
        fields = {n: k for n, k in ENTITIES[entity].items() if n != "code"}
        data = {"code": key, **self.fields(fields)}
        if entity == "Item" and self.w.chance(2):
            data |= {"base_unit": "kg", "packaging": [{"unit": "box", "factor": 12}]}
        self.event(f"New{entity}", data)

    def fields(self, fields: Mapping[str, str]) -> dict[str, Any]:
        """A payload: what is required, and some of the rest."""
        given = {n: self.value(k) for n, k in fields.items() if n in _REQUIRED or self.w.chance(2)}
        if given.get("zone"):
            given["zone"] = self.w.pick(
                ["UTC", "Asia/Urumqi"] if self.is_careful else ["UTC", "Asia/Nowhere"]
            )
        return given

    def value(self, kind: str) -> Any:
        """A value as it stands in a payload."""
        w = self.w
        if kind.endswith("?"):
            return None if w.chance(5) else self.value(kind[:-1])
        if " of " in kind:
            item = kind.split(" of ")[1]
            if not self.known.get("Item" if item == "Line" else item, ["any"]):
                return []
            return [self.value(item) for _ in range(w.number(0, 2))]
        if kind == "Line":
            return {
                "thing": self.value("Item"),
                "amount": self.value("quantity"),
                "weight": self.value("number"),
            }
        if kind in ENUMS:
            return w.pick(ENUMS[kind])
        if kind not in _KEYS:
            return w.pick(_VALUES[kind])
        if not self.is_careful and w.chance(40):
            return w.pick(_KEYS[kind])
        return w.pick(self.known[kind]) if self.known[kind] else None

    def event(self, name: str, data: Mapping[str, Any], role: str | None = None) -> None:
        """An event arrives, perhaps late."""
        w = self.w
        envelope = {
            "specversion": "1.0",
            "id": str(len(self.steps)),
            "source": "test",
            "type": name,
            "time": rfc3339(self.now - w.pick(_LATE), "Asia/Shanghai"),
            "data": {n: v for n, v in data.items() if v is not None},
        }
        role = role or w.pick([None, None, "boss", "keeper"])
        if role:
            envelope |= {"role": role, "reason": "checked"}
        self.steps.append(json.dumps(envelope, ensure_ascii=False).encode())


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """A pack and what happens under it."""
    return Program(_Pack(draw).text(), _Stream(draw).all())
