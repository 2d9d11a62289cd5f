"""How numbers and shapes are written, everywhere in the app."""

import math
from collections.abc import Sequence

from engine.decimals import MINUS as MINUS
from engine.decimals import not_finite
from engine.decimals import short as short

_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def exact(number: float) -> str:
    """The shortest decimal number that is exactly this float64."""
    number = float(number)
    return repr(number).replace("-", MINUS) if math.isfinite(number) else not_finite(number)


def shape_words(shape: Sequence[int]) -> str:
    """A shape such as (8, 32) as "8×32"; the empty shape is "scalar"."""
    return "×".join(map(str, shape)) or "scalar"


def superscript(number: int) -> str:
    """A whole number as raised digits: −4 as "⁻⁴"."""
    return str(number).translate(_SUPERSCRIPTS)
