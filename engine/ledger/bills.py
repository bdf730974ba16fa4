"""Bills of material: which version counts, what a quantity needs through all levels, where something is used.

A recipe is a bill. A bill says what goes into an *output*, the quantity that one batch makes. Versions of one item
stand side by side by date, by serial range of the end product, and by route. Of the versions that fit, one for the
route asked for goes before one for any route, and one for a range of serials before one for all; two that could both
be meant are refused when the second is added.

An explosion goes through the structure in two passes:

1. from the top down, which bill counts for each item, once for each; what comes back to an item on the way is a ring
   and is refused with its path. The items are then put in an order in which each stands after all that need it;
2. in that order, what each item needs is final when it is reached, and is passed on to its components. So the cost is
   one step for each line of the structure, however often a sub-assembly is used.

The sums are exact. The lines of a bill are whole numbers over one common denominator, so a step is one multiplication
and one addition of whole numbers; only sums of different denominators are made alike. Nothing is rounded on the way;
`rounded_up` is for the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from math import gcd, lcm

from engine.codec import SCALE
from engine.ledger.telling import moment
from engine.trouble import Refused

ANY_ROUTE = ""
_Total = tuple[int, int]
"""A numerator and a denominator, not always in lowest terms."""


class ScrapOf(Enum):
    """What a scrap percentage is a part of."""

    NEED = "need"
    """Of what must be left over: 5 % on 100 asks for 105."""
    INPUT = "input"
    """Of what goes in: 5 % on 95 asks for 100."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A step of making; what is lost in it is lost with all that had gone in by then."""

    code: str
    scrap: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Component:
    """What goes into the bill's output, and at which operation; without one, before the first."""

    item: str
    quantity: Fraction
    scrap: Fraction = Fraction(0)
    operation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """One version. It counts from `since` on, and before `until`; instants in microseconds, none is open."""

    item: str
    version: str
    components: tuple[Component, ...]
    output: Fraction = Fraction(1)
    operations: tuple[Operation, ...] = ()
    scrap_of: ScrapOf = ScrapOf.NEED
    is_phantom: bool = False
    """Not made and kept, but passed through: its components go straight into what it goes into."""
    route: str = ANY_ROUTE
    since: int | None = None
    until: int | None = None
    serials: tuple[str, str] | None = None
    """The first and the last serial of the end product, which end in digits after the same beginning."""


@dataclass(frozen=True, slots=True)
class Need:
    """How much of an item a quantity takes in all, and how many levels below it stands at most."""

    item: str
    quantity: Fraction
    level: int
    bill: Bill | None
    """What it is made by; bought where there is none."""


@dataclass(frozen=True, slots=True)
class _Lines:
    """The components of a bill for one of its item: whole numbers over one denominator."""

    bill: Bill
    items: tuple[str, ...]
    numerators: tuple[int, ...]
    denominator: int


class Bills:
    """All versions of all bills."""

    def __init__(self, bills: Iterable[Bill] = ()) -> None:
        self._versions: dict[str, list[_Lines]] = {}
        self._used_in: dict[str, dict[str, None]] = {}
        for bill in bills:
            self.add(bill)

    def add(self, bill: Bill) -> None:
        """Add a version. Raises `Refused` (BC664) where it could not be used, or not be told from another one."""
        _check(bill)
        versions = self._versions.setdefault(bill.item, [])
        for other in versions:
            if _overlap(bill, other.bill):
                raise _misfit(
                    bill,
                    f"it counts at the same time as version {other.bill.version}. Let one end before the other begins.",
                    f"与版本 {other.bill.version} 的有效范围重叠。请让其中一个先失效。",
                )
        versions.append(_lines(bill))
        for component in bill.components:
            self._used_in.setdefault(component.item, {})[bill.item] = None

    def of(self, item: str, at: int, *, serial: str = "", route: str = ANY_ROUTE) -> Bill | None:
        """The version that counts at an instant for an end product's serial on a route."""
        lines = self._lines_of(item, at, serial, route)
        return lines.bill if lines else None

    def explode(
        self, item: str, quantity: Fraction | int, at: int, *, serial: str = "", route: str = ANY_ROUTE
    ) -> list[Need]:
        """What a quantity of an item takes, level by level; phantoms are passed through and not listed.

        Serial and route are those of the end product, and count at every level; what knows no such route goes by
        its bill for any. Raises `Refused` (BC664) where there is no bill, (BC665) where the bills form a ring.
        """
        chosen: dict[str, _Lines | None] = {}
        order = self._order(item, at, serial, route, chosen)
        if chosen[item] is None:
            raise _no_bill(item, at)
        totals: dict[str, _Total] = {item: Fraction(quantity).as_integer_ratio()}
        level = dict.fromkeys(order, 0)
        needs = []
        for made in order:
            numerator, denominator = totals[made]
            common = gcd(numerator, denominator)
            numerator, denominator = numerator // common, denominator // common
            lines, depth = chosen[made], level[made]
            is_passed = lines is not None and lines.bill.is_phantom and made != item
            if made != item and not is_passed:
                bill = lines.bill if lines else None
                needs.append(Need(made, Fraction(numerator, denominator), depth, bill))
            if lines is None:
                continue
            denominator *= lines.denominator
            depth += not is_passed
            for part, share in zip(lines.items, lines.numerators, strict=True):
                _add(totals, part, numerator * share, denominator)
                if level[part] < depth:
                    level[part] = depth
        needs.sort(key=_level)
        return needs

    def used_in(
        self, item: str, at: int, *, serial: str = "", route: str = ANY_ROUTE
    ) -> list[tuple[Bill, Component]]:
        """The lines of bills that count at an instant and name an item, in order of what they make."""
        found = []
        for parent in sorted(self._used_in.get(item, ())):
            bill = self.of(parent, at, serial=serial, route=route)
            if bill is not None:
                found += [(bill, line) for line in bill.components if line.item == item]
        return found

    def where_used(
        self, item: str, at: int, *, serial: str = "", route: str = ANY_ROUTE
    ) -> list[tuple[str, int]]:
        """All items that an item goes into, directly (1) or through others, each with the fewest steps."""
        found = {item: 0}
        level, frontier = 0, [item]
        while frontier:
            level += 1
            above = {b.item for i in frontier for b, _ in self.used_in(i, at, serial=serial, route=route)}
            frontier = sorted(above - found.keys())
            found.update(dict.fromkeys(frontier, level))
        del found[item]
        return list(found.items())

    def _lines_of(self, item: str, at: int, serial: str, route: str) -> _Lines | None:
        fitting = [lines for lines in self._versions.get(item, ()) if _fits(lines.bill, at, serial, route)]
        return max(fitting, key=_precision) if fitting else None

    def _order(
        self, top: str, at: int, serial: str, route: str, chosen: dict[str, _Lines | None]
    ) -> list[str]:
        """The items below one, each after all that need it; the bill that counts for each goes to `chosen`."""
        done: list[str] = []
        on_path: dict[str, Iterator[str]] = {top: self._parts(top, at, serial, route, chosen)}
        while on_path:
            item = next(reversed(on_path))
            for part in on_path[item]:
                if part in on_path:
                    raise _ring([*on_path, part])
                if part not in chosen:
                    on_path[part] = self._parts(part, at, serial, route, chosen)
                    break
            else:
                del on_path[item]
                done.append(item)
        done.reverse()
        return done

    def _parts(
        self, item: str, at: int, serial: str, route: str, chosen: dict[str, _Lines | None]
    ) -> Iterator[str]:
        lines = chosen[item] = self._lines_of(item, at, serial, route)
        return reversed(lines.items if lines else ())


def rounded_up(quantity: Fraction, digits: int = SCALE) -> Fraction:
    """The least quantity of so many digits that is enough."""
    return Fraction(-(-quantity.numerator * 10**digits // quantity.denominator), 10**digits)


# -- the arithmetic


def _add(totals: dict[str, _Total], item: str, numerator: int, denominator: int) -> None:
    """Add to a total, as it comes where the denominators are alike, else over their least common multiple."""
    total = totals.get(item)
    if total is None:
        totals[item] = numerator, denominator
    elif total[1] == denominator:
        totals[item] = total[0] + numerator, denominator
    else:
        common = lcm(total[1], denominator)
        totals[item] = total[0] * (common // total[1]) + numerator * (common // denominator), common


def _lines(bill: Bill) -> _Lines:
    losses, loss = {}, Fraction(1)
    for operation in reversed(bill.operations):
        loss *= _extra(operation.scrap, bill.scrap_of)
        losses[operation.code] = loss
    shares = [
        c.quantity * _extra(c.scrap, bill.scrap_of) * losses.get(c.operation, loss) / bill.output
        for c in bill.components
    ]
    denominator = lcm(*(share.denominator for share in shares))
    numerators = tuple(share.numerator * (denominator // share.denominator) for share in shares)
    return _Lines(bill, tuple(c.item for c in bill.components), numerators, denominator)


def _extra(scrap: Fraction, of: ScrapOf) -> Fraction:
    return 1 + scrap if of is ScrapOf.NEED else 1 / (1 - scrap)


def _level(need: Need) -> int:
    return need.level


# -- which version


def _fits(bill: Bill, at: int, serial: str, route: str) -> bool:
    return (
        (bill.since is None or bill.since <= at)
        and (bill.until is None or at < bill.until)
        and bill.route in (ANY_ROUTE, route)
        and (
            bill.serials is None
            or (
                serial != "" and _numbered(bill.serials[0]) <= _numbered(serial) <= _numbered(bill.serials[1])
            )
        )
    )


def _precision(lines: _Lines) -> tuple[bool, bool]:
    return lines.bill.route != ANY_ROUTE, lines.bill.serials is not None


def _numbered(serial: str) -> tuple[str, int]:
    """A serial as its beginning and the number at its end, so that SN9 stands before SN10."""
    start, digits = re.fullmatch(r"(.*?)(\d*)", serial, re.DOTALL | re.ASCII).groups()  # type: ignore[union-attr]
    return start, int(digits or 0)


def _overlap(one: Bill, other: Bill) -> bool:
    """Whether there is a case for which both are equally meant."""
    if one.route != other.route or (one.serials is None) != (other.serials is None):
        return False
    for a, b in ((one, other), (other, one)):
        if a.until is not None and b.since is not None and a.until <= b.since:
            return False
        if (
            a.serials is not None
            and b.serials is not None
            and _numbered(a.serials[1]) < _numbered(b.serials[0])
        ):
            return False
    return True


# -- what is refused


def _check(bill: Bill) -> None:
    """What no explosion could use."""
    known = {operation.code for operation in bill.operations}
    if bill.output <= 0:
        raise _misfit(
            bill,
            "it makes nothing. Give the quantity that one batch makes.",
            "产出数量须大于零。请填写每批产出。",
        )
    if not bill.components:
        raise _misfit(bill, "it has no components. Name at least one.", "没有组件。请至少列出一项。")
    if bill.since is not None and bill.until is not None and bill.until <= bill.since:
        raise _misfit(
            bill, "it ends before it begins. Correct the dates.", "失效时间不晚于生效时间。请更正日期。"
        )
    if bill.serials is not None:
        (start, first), (end, last) = map(_numbered, bill.serials)
        if start != end or last < first:
            raise _misfit(
                bill,
                f"{bill.serials[0]} to {bill.serials[1]} is no range. Both begin alike and end in a number.",
                f"{bill.serials[0]} 至 {bill.serials[1]} 不是有效的序列号区间。首尾须前缀相同、以数字结尾。",
            )
    for component in bill.components:
        if component.quantity <= 0:
            raise _misfit(
                bill, f"it takes nothing of {component.item}.", f"组件 {component.item} 的用量须大于零。"
            )
        if component.operation and component.operation not in known:
            raise _misfit(
                bill,
                f"{component.item} goes in at operation {component.operation}, which it does not have.",
                f"组件 {component.item} 所在的工序 {component.operation} 不存在。",
            )
        if component.item == bill.item:
            raise _ring([bill.item, bill.item])
    for scrap in [o.scrap for o in bill.operations] + [c.scrap for c in bill.components]:
        if not 0 <= scrap < 1:
            raise _misfit(
                bill, "a scrap percentage is at least 0 and below 100 %.", "损耗率须不小于 0 且小于 100%。"
            )


def _misfit(bill: Bill, en: str, zh: str) -> Refused:
    return Refused(
        "BC664",
        f"Version {bill.version} of the bill of {bill.item} can't be used: {en}",
        f"{bill.item} 的物料清单版本 {bill.version} 无法使用：{zh}",
    )


def _no_bill(item: str, at: int) -> Refused:
    return Refused(
        "BC664",
        f"{item} has no bill of material that counts on {moment(at)}. Add one, or correct date, serial or route.",
        f"{item} 在 {moment(at)} 没有有效的物料清单。请新增，或更正日期、序列号、路线。",
    )


def _ring(path: list[str]) -> Refused:
    ring = " → ".join(path[path.index(path[-1]) :])
    return Refused(
        "BC665",
        f"These bills form a ring: {ring}. Nothing can go into itself; remove one of these lines.",
        f"物料清单形成循环：{ring}。任何物料都不能成为自身的组件，请去掉其中一行。",
    )
