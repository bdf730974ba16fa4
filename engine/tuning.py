"""Turning a parameter: the built-in event `ParameterTuned` with `parameter`, `value` and perhaps `site`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from dsl import model as m
from dsl.near import nearest
from engine.bind import Binder
from engine.forcing import given_site, only_fields
from engine.speech import Speaker
from engine.state import State
from engine.trouble import Malformed, Refused

TUNED = "ParameterTuned"

_FIELDS = ("parameter", "value", "site")


class Tuning(NamedTuple):
    """What such an event says."""

    parameter: m.Parameter
    value: Any
    site: str


def tuning(model: m.Model, data: Mapping[str, Any], binder: Binder) -> Tuning:
    """The parameter that a payload names, its new value, and where. Raises `Malformed`."""
    only_fields(TUNED, _FIELDS, data)
    name = data.get("parameter")
    parameter = model.parameters.get(name) if isinstance(name, str) else None
    if parameter is None:
        near = nearest(name, model.parameters) if isinstance(name, str) else None
        known = ", ".join(list(model.parameters)[:12])
        shown = "missing" if name is None else f"`{str(name)[:80]}`, which is no parameter"
        shown_zh = "缺失" if name is None else f"为 `{str(name)[:80]}`，没有这个参数"
        raise Malformed(
            "BC632",
            f"`parameter` is {shown}." + (f" Did you mean `{near}`?" if near else f" There are {known}."),
            f"`parameter` {shown_zh}。" + (f"是否想写 `{near}`？" if near else f"已有的参数：{known}。"),
        )
    return Tuning(parameter, binder.given(data, "value", parameter.type), given_site(data))


def tune(state: State, said: Tuning, role: str | None, seq: int) -> None:
    """Give a parameter a new value, everywhere or at a site.

    Raises `Refused` where the role may not turn it (BC613) or the value is out of its bounds (BC614).
    """
    parameter, value, site = said
    if parameter.tuned_by and role not in parameter.tuned_by:
        allowed = ", ".join(parameter.tuned_by)
        raise Refused(
            "BC613",
            f"`{parameter.name}` is turned by {allowed}; the event's `role` is `{role or 'missing'}`.",
            f"`{parameter.name}` 由 {allowed} 调整；事件的 `role` 为 `{role or '空'}`。",
        )
    _within(state.model, parameter, value)
    state.tune(parameter.name, value, seq, site)


def _within(model: m.Model, parameter: m.Parameter, value: Any) -> None:
    too_low = parameter.low is not None and value < parameter.low
    too_high = parameter.high is not None and value > parameter.high
    if too_low or too_high:
        speaker = Speaker(model)

        def shown(v: Any, language: Any) -> str:
            return speaker.show(v, parameter.type, language, model.zone)

        raise Refused(
            "BC614",
            f"`{parameter.name}` goes from {shown(parameter.low, 'en')} to {shown(parameter.high, 'en')};"
            f" {shown(value, 'en')} is outside.",
            f"`{parameter.name}` 的范围是 {shown(parameter.low, 'zh')} 到 {shown(parameter.high, 'zh')}；"
            f"{shown(value, 'zh')} 超出范围。",
        )
