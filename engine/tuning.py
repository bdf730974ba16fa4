"""Turning a parameter: the built-in event `ParameterTuned` with `parameter` and `value`."""

from __future__ import annotations

from typing import Any

from dsl import model as m
from dsl.near import nearest
from engine.bind import Binder
from engine.events import Envelope
from engine.speech import Speaker
from engine.state import State
from engine.trouble import Malformed, Refused

TUNED = "ParameterTuned"


def tune(state: State, envelope: Envelope, seq: int, binder: Binder) -> None:
    """Give a parameter the value that an event says.

    Raises `Malformed` for a name or value that does not fit, and `Refused` where the role may not turn it (BC613) or
    the value is out of its bounds (BC614).
    """
    name = envelope.data.get("parameter")
    parameter = state.model.parameters.get(name) if isinstance(name, str) else None
    if parameter is None:
        near = nearest(name, state.model.parameters) if isinstance(name, str) else None
        raise Malformed(
            "BC632",
            f"`parameter` is `{str(name)[:80]}`, which is no parameter."
            + (f" Did you mean `{near}`?" if near else ""),
            f"`parameter` 为 `{str(name)[:80]}`, 没有这个参数。" + (f"是否想写 `{near}`?" if near else ""),
        )
    if parameter.tuned_by and envelope.role not in parameter.tuned_by:
        allowed = ", ".join(parameter.tuned_by)
        raise Refused(
            "BC613",
            f"`{name}` is turned by {allowed}; the event came from `{envelope.role or 'nobody'}`.",
            f"`{name}` 由 {allowed} 调整; 该事件来自 `{envelope.role or '未注明角色'}`。",
        )
    value = binder.alone(envelope.data.get("value"), parameter.type, "value")
    _within(state.model, parameter, value)
    state.tune(parameter.name, value, seq)


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
            f"`{parameter.name}` 的范围是 {shown(parameter.low, 'zh')} 到 {shown(parameter.high, 'zh')};"
            f" {shown(value, 'zh')} 超出范围。",
        )
