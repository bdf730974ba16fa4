"""Running rules otherwise: the built-in events `RuleForceSet` and `ModuleSwitched`, everywhere or at a site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from dsl import model as m
from dsl.near import nearest
from engine.settings import EVERYWHERE, FORCES, SetForce, Switch
from engine.sites import Sites
from engine.trouble import Malformed, Refused
from engine.walk import walk

FORCE_SET = "RuleForceSet"
SWITCHED = "ModuleSwitched"
_FIELDS = ("rule", "force", "site")


class Forcing(NamedTuple):
    """What such an event says."""

    rule: m.Rule
    force: SetForce
    site: str


def forcing(model: m.Model, data: Mapping[str, Any]) -> Forcing:
    """What a payload says. Raises `Malformed`."""
    only_fields(FORCE_SET, _FIELDS, data)
    name, force = data.get("rule"), data.get("force")
    rule = model.rules.get(name) if isinstance(name, str) else None
    if rule is None:
        raise _unknown("rule", name, model.rules, "规则")
    if force not in FORCES:
        raise _unknown("force", force, FORCES, "力度")
    return Forcing(rule, force, given_site(data))


class Switching(NamedTuple):
    """What an event says that switches a module."""

    module: m.Module
    force: Switch
    site: str


def switching(model: m.Model, data: Mapping[str, Any]) -> Switching:
    """What a payload says. Raises `Malformed`."""
    only_fields(SWITCHED, ("module", "on", "site"), data)
    name, on = data.get("module"), data.get("on")
    module = model.modules.get(name) if isinstance(name, str) else None
    if module is None:
        raise _unknown("module", name, model.modules, "模块")
    if not isinstance(on, bool):
        raise Malformed(
            "BC638",
            "`on` is true or false: whether the module is to be on.",
            "`on` 应为 true 或 false：是否打开该模块。",
        )
    return Switching(module, "on" if on else "off", given_site(data))


def check_switching(said: Switching, role: str | None) -> None:
    """Raise `Refused` (BC683) where the role may not switch the module."""
    module = said.module
    if role not in module.tuned_by:
        allowed = ", ".join(module.tuned_by)
        raise Refused(
            "BC683",
            f"The module `{module.name}` is switched by {allowed}; the event's `role` is `{role or 'missing'}`."
            if allowed
            else f"The module `{module.name}` names nobody with `tuned by`: it is switched in the manifest alone.",
            f"模块 `{module.name}` 由 {allowed} 开关；事件的 `role` 为 `{role or '空'}`。"
            if allowed
            else f"模块 `{module.name}` 没有写 `调整者`：只能在清单中开关。",
        )


def only_fields(event: str, fields: tuple[str, ...], data: Mapping[str, Any]) -> None:
    """Raise `Malformed` (BC622) where a payload of a built-in event has another field."""
    other = next((name for name in data if name not in fields), None)
    if other is not None:
        raise Malformed(
            "BC622",
            f"{event} has no field `{other[:80]}`. It has {', '.join(fields)}.",
            f"{event} 没有字段 `{other[:80]}`。它的字段有 {'、'.join(fields)}。",
        )


def given_site(data: Mapping[str, Any]) -> str:
    """The site that a payload names; none is everywhere. Raises `Malformed` where it is no code."""
    site = data.get("site")
    if site is None:
        return EVERYWHERE
    if not isinstance(site, str) or not site:
        raise Malformed(
            "BC638",
            "`site` is the code of a place that has no parent. Leave it out to mean everywhere.",
            "`site` 应为没有上级的库位的编号。不填则表示所有场所。",
        )
    return site


def _unknown(field: str, given: Any, known: Iterable[str], zh: str) -> Malformed:
    near = nearest(given, known) if isinstance(given, str) else None
    listed = ", ".join(list(known)[:12]) or "none"
    shown = "missing" if given is None else f"`{str(given)[:80]}`, which is no {field}"
    shown_zh = "缺失" if given is None else f"为 `{str(given)[:80]}`，没有这个{zh}"
    return Malformed(
        "BC638",
        f"`{field}` is {shown}." + (f" Did you mean `{near}`?" if near else f" There are {listed}."),
        f"`{field}` {shown_zh}。" + (f"是否想写 `{near}`？" if near else f"可用的有：{listed}。"),
    )


def check_site(sites: Sites, site: str) -> None:
    """Raise `Refused` (BC680) where a code is that of no site."""
    if site == EVERYWHERE or sites.of_place(site) == site:
        return
    whole = sites.of_place(site)
    raise Refused(
        "BC680",
        f"`{site[:80]}` is no site. "
        + (
            f"It is a part of `{whole}`: set it there."
            if whole
            else "A site is a place without a parent; register it first."
        ),
        f"`{site[:80]}` 不是场所。"
        + (f"它属于 `{whole}`，请在那里设置。" if whole else "场所是没有上级的库位，请先登记。"),
    )


def check_forcing(said: Forcing, role: str | None) -> None:
    """Raise `Refused` where the role may not say how the rule runs (BC681), or the rule can't run so (BC682)."""
    rule = said.rule
    if role not in rule.tuned_by:
        allowed = ", ".join(rule.tuned_by)
        raise Refused(
            "BC681",
            f"The force of `{rule.name}` is set by {allowed}; the event's `role` is `{role or 'missing'}`."
            if allowed
            else f"`{rule.name}` always runs as it is written: it names nobody with `tuned by`.",
            f"`{rule.name}` 的力度由 {allowed} 设定；事件的 `role` 为 `{role or '空'}`。"
            if allowed
            else f"`{rule.name}` 始终按原文执行：规则中没有写 `调整者`。",
        )
    check_possible(rule, said.force)


def check_possible(rule: m.Rule, force: str) -> None:
    """Raise `Refused` (BC682) where a rule has nothing that would block or warn."""
    body = rule.body
    actions = (
        body.actions if isinstance(body, m.Standing) else [a for c in body.cases.values() for a in c.actions]
    )
    kinds = {type(part) for action in actions for part in walk(action)}
    needed: dict[str, set[type]] = {"block": {m.Block, m.Warn}, "warn": {m.Block, m.Warn, m.Hold}}
    if force in needed and not kinds & needed[force]:
        raise Refused(
            "BC682",
            f"`{rule.name}` can't run as `{force}`: it neither blocks nor warns. It can run as observe or as_written.",
            f"`{rule.name}` 不能以 `{force}` 执行：它既不拦截也不警告。可设为 observe 或 as_written。",
        )
