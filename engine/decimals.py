"""Decimals: how a number is written for a reader, short and with a true minus sign."""
from __future__ import annotations

import math

MINUS = "\u2212"


def short(number: float) -> str:
    """Some three significant digits in some seven characters: 0.25, −0.14, 12.3, 1.2e−5."""
    number = float(number)
    if not math.isfinite(number):
        return not_finite(number)
    if number.is_integer() and abs(number) < 10_000:
        return str(int(number)).replace("-", MINUS)
    exponent = int(f"{number:.2e}".split("e")[1])
    if exponent < -3 or exponent > 4:
        mantissa, power = f"{number:.1e}".split("e")
        return f"{mantissa}e{int(power)}".replace("-", MINUS)
    decimals = 2 if exponent in (-1, 0) else max(0, (1 if exponent < 0 else 2) - exponent)
    return f"{number:.{decimals}f}".replace("-", MINUS)


def not_finite(number: float) -> str:
    """NaN, ∞ or −∞."""
    if math.isnan(number):
        return "NaN"
    return "∞" if number > 0 else MINUS + "∞"
