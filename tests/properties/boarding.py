"""Generated packs with boards: queries of every form, most of them such as SQL can say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import strategies as st

from tests.properties.programs import COMMON, EVENTS, OWN, Program, _Pack, _Stream
from tests.properties.writing import AMOUNTS, LITERALS, ORDERED, REFERENCES, Scope, Way, Writer

NUMBERS = ("quantity", "number", "money", "integer", "duration", "mass")
KEYS = (
    "Lot",
    "Item",
    "Place",
    "Status",
    "Grade",
    "text",
    "bool",
    "integer",
    "date",
    "Place?",
    "text?",
    "quantity",
)
CHOICES = (("a_status", "Status"), ("a_spot", "Place"), ("a_lot", "Lot"), ("a_day", "date"))


class Narrow(Writer):
    """Writes for the most part what SQL can say: sums, extremes, what is otherwise; now and then anything."""

    def _ways(self, kind: str, scope: Scope) -> list[Way]:
        everything = super()._ways(kind, scope)
        if self.chance(12):
            return everything
        ways: list[Way] = []
        if f"{kind}?" in scope.paths:
            ways.append(lambda s, d: f"({self.pick(s.paths[kind + '?'])} otherwise {self.value(kind, s, d)})")
        if kind in scope.calls:
            ways.append(lambda s, d: self.call(kind, s, d))
        if kind in AMOUNTS:
            ways += [self._sum(kind), self._extreme(kind), self._function("abs", kind)]
        if kind == "integer":
            ways += [self._sum("integer"), self._extreme("integer")]
        if kind == "instant":
            ways += [self._sum("instant", "duration")]
        if kind == "temperature":
            ways += [self._sum("temperature", "temperature_difference")]
        return ways or everything


class _Boards(_Pack):
    """Writes one pack with a board."""

    def __init__(self, draw: st.DrawFn) -> None:
        super().__init__(draw)
        self.n = Narrow(draw)
        self.row = 0

    def text(self) -> str:
        """The whole pack."""
        return super().text() + "\n" + self.board()

    def board(self) -> str:
        """A board with some filters and tiles."""
        w = self.n
        chosen = [(name, kind) for name, kind in CHOICES if w.chance(3)]
        lines = ["board b for keeper"]
        for name, kind in chosen:
            default = f" = {LITERALS[kind][0]}" if kind in LITERALS and w.chance(2) else ""
            lines += [self.head("filter"), f"        choose {name}: {kind}{default}"]
            kind = kind if default else f"{kind}?"
            self.parameters = self.parameters.reading([(name, kind)])
        for _ in range(w.number(2, 4)):
            lines += self.things() if w.chance(2) else self.total()
        return "\n".join(lines) + "\n"

    def head(self, kind: str) -> str:
        """The first line of a tile."""
        self.row += 1
        return f"    {kind} at 0 {self.row} size 4 1"

    def read(self, names: Iterable[tuple[str, str]]) -> Scope:
        """What a query reads; lists and sets seldom, since SQL has none."""
        scope = self.scope(dict(names))
        if self.n.chance(6):
            return scope
        return replace(scope, paths={k: found for k, found in scope.paths.items() if " of " not in k})

    def where(self, scope: Scope, depth: int) -> str:
        return f" where {self.n.condition(scope, depth)}" if self.n.chance(2) else ""

    def things(self) -> list[str]:
        """`table` of things."""
        w = self.n
        entity = w.pick(REFERENCES)
        scope = self.read([("x", entity)])
        kinds = [k for k in scope.paths if " of " not in k or w.chance(4)]
        # `show` writes nothing twice, and never a constant alone
        shown = [self.shown(w.pick(kinds), scope) for _ in range(w.number(1, 4))]
        lines = [self.head("table"), f"        each x: {entity}{self.where(scope, 2)}"]
        lines.append(f"        show {', '.join(shown)}")
        if w.chance(2):
            orders = [k for k in scope.paths if k.removesuffix("?") in ORDERED]
            keys = [self.shown(w.pick(orders), scope, sums=True) for _ in range(w.number(1, 2))]
            down = [f"{key}{w.pick(['', ' descending'])}" for key in keys]
            top = f" top {w.number(1, 4)}" if w.chance(3) else ""
            lines.append(f"        sort {', '.join(down)}{top}")
        if w.chance(3):
            lines.append(f"        red when {w.condition(scope, 1)}")
        return lines

    def shown(self, kind: str, scope: Scope, *, sums: bool = False) -> str:
        """A path or an expression of a type; one that may be missing is a path."""
        w = self.n
        if kind.endswith("?") or " of " in kind or w.chance(2):
            return w.pick(scope.paths[kind])
        return f"({w.expression(kind, scope, 1)})" if sums else w.expression(kind, scope, 2)

    def total(self) -> list[str]:
        """`table` of figures."""
        w = self.n
        kind = w.pick(["sum", "count", "average", "min", "max", "first", "last", "distinct"])
        if w.chance(2) and kind not in ("first", "last"):
            entity = w.pick(REFERENCES)
            scope = self.read([("x", entity)])
            source, window = f"each x: {entity}", ""
        else:
            events = [w.pick(EVENTS)] if w.chance(2) else list(EVENTS[: w.number(2, 3)])
            own = OWN[events[0]] if len(events) == 1 else {}
            scope = self.read({**COMMON, **own, "at": "instant"}.items())
            source = ", ".join(events)
            over = w.pick(["1 s", "1 hour", "26 hours", "3 days", "40 days"])
            window = w.pick(["", f" over {over}"])
            if w.chance(2):
                window = f" per {w.pick(['hour', 'day', 'week', 'month'])} over {over}"
        of = w.pick(
            [*NUMBERS, *(["instant", "date", "temperature", "text"] if kind in ("min", "max") else [])]
        )
        if kind in ("first", "last", "distinct"):
            of = w.pick([*NUMBERS, "Status", "Lot", "bool", "text", "instant"])
        value = "" if kind == "count" else f" {w.expression(of, scope, 1)}"
        keys = [k for k in KEYS if k in scope.paths]
        by = ""
        if w.chance(2) and keys:
            by = " by " + ", ".join(w.pick(scope.paths[w.pick(keys)]) for _ in range(w.number(1, 2)))
        lines = [self.head("table"), f"        {kind}{value} of {source}{by}{window}{self.where(scope, 1)}"]
        if w.chance(3) and (kind in ("count", "distinct") or of in ORDERED):
            lines.append(f"        sort value{w.pick(['', ' descending'])} top {w.number(1, 3)}")
        return lines


@st.composite
def programs_with_boards(draw: st.DrawFn) -> Program:
    """A pack with a board, and what happens under it."""
    return Program(_Boards(draw).text(), _Stream(draw).all())
