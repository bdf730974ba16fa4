"""Questions to a running engine: any expression of the language, on the state as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dsl.diagnostics import Diagnostic
from dsl.question import question
from dsl.source import Source
from engine.backends.interpret import Env
from engine.codec import encode
from engine.machine import as_trouble
from engine.run import Engine
from engine.speech import Speaker

QUESTION = "<question>"
"""What stands for the path of a question's source in diagnostics."""


@dataclass(frozen=True, slots=True)
class Value:
    """An answer: as JSON, and as people read it in `zh` and `en`."""

    json: Any
    shown: Mapping[str, str]


def evaluate(engine: Engine, text: str) -> Value | tuple[Diagnostic, ...]:
    """The value of an expression, or what is wrong with it. Raises `Trouble` where it cannot be computed."""
    model = engine.compiled.model
    expression, problems = question(model, Source(QUESTION, text))
    if expression is None:
        return problems
    try:
        value = engine.machine.interpreter.value(expression, Env(None, {}))
    except ArithmeticError as error:
        raise as_trouble(error) from error
    speaker = Speaker(model)
    shown = {
        "zh": speaker.show(value, expression.type, "zh", model.zone),
        "en": speaker.show(value, expression.type, "en", model.zone),
    }
    return Value(encode(value, expression.type), shown)
