"""What is set otherwise than the definitions say it: parameters at a site, and with what force rules run.

Rules read parameters from one table. While an event of a site is judged, or a standing rule looked at for one, `enter`
lays the site's own values over it. The force of a rule is a matter of history: each event is judged by what had been
set before it happened, however late it comes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple, get_args

from engine.ledger import Journal

SetForce = Literal["observe", "warn", "as_written", "block"]
FORCES: tuple[SetForce, ...] = get_args(SetForce)
"""From the mildest to the strictest."""
_RANKS: dict[str, int] = {force: rank for rank, force in enumerate(FORCES)}
MODULE = "module:"
EVERYWHERE = ""
"""Stands for no site: what holds where a site has set nothing itself."""


Switch = Literal["on", "off"]


class Setting(NamedTuple):
    """Since when a rule runs with what force, or a module is on or off, and the number of the event that says so."""

    at: int
    seq: int
    force: SetForce | Switch


class Applied(NamedTuple):
    """The force with which a rule runs for an event, at which site it was set, and by which event."""

    force: SetForce | Switch
    site: str
    seq: int


class Settings:
    """What sites have set. `parameters` is the table from which rules read; `off` are the modules that are off unless
    an event switches them on."""

    def __init__(self, parameters: dict[str, Any], off: Iterable[str] = ()) -> None:
        self._parameters = parameters
        self._off = frozenset(off)
        self._covered: dict[str, Any] = {}
        """What the values of the site at hand lie over."""
        self.site = EVERYWHERE
        self.values: dict[str, dict[str, tuple[Any, int]]] = {}
        """By site and parameter: the value, and the number of the event that set it."""
        self.forces: dict[tuple[str, str], tuple[Setting, ...]] = {}
        """By rule, or `module:name`, and site, in the order in which they hold."""
        self.changed_values: dict[tuple[str, str], None] = {}
        self.are_forces_changed = False

    @property
    def matter(self) -> bool:
        """Whether anything is set at all."""
        return bool(self.values or self.forces)

    def forget_changes(self) -> None:
        """What was changed has been written."""
        self.changed_values.clear()
        self.are_forces_changed = False

    # -- parameters

    def enter(self, site: str) -> None:
        """What is read from now on is read at a site, or at none."""
        if self._covered:
            self._parameters.update(self._covered)
            self._covered = {}
        self.site = site
        own = self.values.get(site)
        if own:
            self._covered = {name: self._parameters[name] for name in own}
            self._parameters.update({name: value for name, (value, _) in own.items()})

    def origin(self, name: str) -> int | None:
        """The event that set the value that a parameter has at the site at hand; None where the site has none."""
        own = self.values.get(self.site, {}).get(name)
        return own[1] if own else None

    def tune(self, name: str, site: str, value: Any, seq: int, undo: Journal) -> None:
        """Give a parameter a value of the site's own."""
        undo.append((self._put, (name, site, self.values.get(site, {}).get(name))))
        self._put(name, site, (value, seq))

    def _put(self, name: str, site: str, kept: tuple[Any, int] | None) -> None:
        if kept is not None:
            self.values.setdefault(site, {})[name] = kept
        else:
            del self.values[site][name]
            if not self.values[site]:
                del self.values[site]
        self.changed_values[name, site] = None

    # -- force

    def run(self, rule: str, site: str, setting: Setting, undo: Journal) -> None:
        """Let a rule run with another force from an instant on."""
        old = self.forces.get((rule, site), ())
        undo.append((self._put_forces, (rule, site, old)))
        self._put_forces(rule, site, tuple(sorted((*old, setting))))

    def _put_forces(self, rule: str, site: str, settings: tuple[Setting, ...]) -> None:
        if settings:
            self.forces[rule, site] = settings
        else:
            del self.forces[rule, site]
        self.are_forces_changed = True

    def force(self, rule: str, sites: Iterable[str], at: int) -> Applied | None:
        """With what force a rule runs at an instant; at several sites the strictest counts. None: as it is written."""
        found = [self._at_site(rule, site, at) for site in sites or (EVERYWHERE,)]
        strictest = max(found, key=lambda a: _RANKS[a.force if a else "as_written"], default=None)
        return strictest if strictest is not None and strictest.force != "as_written" else None

    def is_on(self, module: str, sites: Iterable[str], at: int) -> bool:
        """Whether a module is on at an instant; at several sites, at any of them."""
        found = [self._at_site(f"{MODULE}{module}", site, at) for site in sites or (EVERYWHERE,)]
        return any(a.force == "on" if a else module not in self._off for a in found)

    def _at_site(self, rule: str, site: str, at: int) -> Applied | None:
        for where in dict.fromkeys((site, EVERYWHERE)):
            for setting in reversed(self.forces.get((rule, where), ())):
                if setting.at <= at:
                    return Applied(setting.force, where, setting.seq)
        return None

    # -- for a store

    def forces_json(self) -> list[list[Any]]:
        """All that was set about rules, as JSON."""
        return [[rule, site, *s] for (rule, site), settings in self.forces.items() for s in settings]

    def restore_forces(self, data: Iterable[list[Any]], names: Iterable[str]) -> None:
        """Put back what `forces_json` wrote; a rule or module that is gone is passed over."""
        known = set(names)
        for rule, site, at, seq, force in data:
            if rule in known:
                self.forces[rule, site] = (*self.forces.get((rule, site), ()), Setting(at, seq, force))
