"""Entry: how numbers and lists are written in a text field, and read back from it. No Qt in here."""
from __future__ import annotations

import math
import re
import typing
from typing import Any

from engine.knobs import Knob, KnobError

_WORDS = {int: "a whole number", float: "a number"}
_SMALLEST_STEP_FROM_ZERO = 0.01


def written(value: Any) -> str:
    """A knob's value as text: 0.001, 3, "3, 2"; the shortest text that is read back as the same value."""
    if isinstance(value, tuple):
        return ", ".join(written(each) for each in value)
    if isinstance(value, float):
        return repr(value).removesuffix(".0").replace("-", "−")
    return str(value).replace("-", "−") if isinstance(value, int) else str(value)


def read(owner: str, knob: Knob, text: str) -> Any:
    """The value that a text stands for, checked by the knob. Raises KnobError with one sentence."""
    if typing.get_origin(knob.type) is tuple:
        kind = typing.get_args(knob.type)[0]
        parts = [part for part in re.split(r"[,;×\s]+", text.strip("()[] ")) if part]
        return knob.check(owner, tuple(_one(owner, knob, kind, part) for part in parts))
    return knob.check(owner, _one(owner, knob, knob.type, text))


def _one(owner: str, knob: Knob, kind: Any, text: str) -> Any:
    if kind is str:
        return text.strip()
    number = read_number(text)
    if number is None:
        raise KnobError(f"{owner}: {knob.label} wants {_WORDS[kind]} but is given “{text.strip()[:40]}”.")
    return int(number) if kind is int and number.is_integer() else number


def read_number(text: str) -> float | None:
    """A number as people type it (−1, 1e-3, 0,5), or None."""
    plain = text.strip().replace("−", "-")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        number = float(plain)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def stepped(knob: Knob, value: float, steps: int) -> float:
    """The value so many steps further: whole numbers by one, others along 1, 2, 5, 10 …, within the limits."""
    if knob.type is int:
        return int(_within(knob, value + steps, value))
    for _ in range(abs(steps)):
        value = _within(knob, _next(knob, value, 1 if steps > 0 else -1), value)
    return value


def _next(knob: Knob, value: float, sign: int) -> float:
    if value == 0:
        return sign * _SMALLEST_STEP_FROM_ZERO
    grows = (value > 0) == (sign > 0)
    size = abs(value)
    power = math.floor(math.log10(size))
    ladder = [float(f"{digit}e{each}") for each in (power - 1, power, power + 1) for digit in (1, 2, 5)]
    slack = size * 1e-9
    found = min(x for x in ladder if x > size + slack) if grows else max(x for x in ladder if x < size - slack)
    return math.copysign(found, value)


def _within(knob: Knob, wanted: float, before: float) -> float:
    if knob.low is not None and wanted < knob.low:
        return knob.low
    if knob.high is not None and wanted > knob.high:
        return knob.high
    return before if knob.above is not None and wanted <= knob.above else wanted
