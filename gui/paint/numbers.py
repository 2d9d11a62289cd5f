"""How numbers and shapes are written, everywhere in the app."""

import math
from collections.abc import Sequence

MINUS = "\u2212"
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def _not_finite(number: float) -> str:
    if math.isnan(number):
        return "NaN"
    return "∞" if number > 0 else MINUS + "∞"


def short(number: float) -> str:
    """Some three significant digits in some seven characters: 0.25, −0.14, 12.3, 1.2e−5."""
    number = float(number)
    if not math.isfinite(number):
        return _not_finite(number)
    if number.is_integer() and abs(number) < 10_000:
        return str(int(number)).replace("-", MINUS)
    exponent = int(f"{number:.2e}".split("e")[1])
    if exponent < -3 or exponent > 4:
        mantissa, power = f"{number:.1e}".split("e")
        return f"{mantissa}e{int(power)}".replace("-", MINUS)
    decimals = 2 if exponent in (-1, 0) else max(0, (1 if exponent < 0 else 2) - exponent)
    return f"{number:.{decimals}f}".replace("-", MINUS)


def exact(number: float) -> str:
    """The shortest decimal number that is exactly this float64."""
    number = float(number)
    return repr(number).replace("-", MINUS) if math.isfinite(number) else _not_finite(number)


def shape_words(shape: Sequence[int]) -> str:
    """A shape such as (8, 32) as "8×32"; the empty shape is "scalar"."""
    return "×".join(map(str, shape)) or "scalar"


def superscript(number: int) -> str:
    """A whole number as raised digits: −4 as "⁻⁴"."""
    return str(number).translate(_SUPERSCRIPTS)
