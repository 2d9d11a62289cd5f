"""Minimum: the smaller of two values, number by number."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.parts.choice import Choice


@dataclass(frozen=True)
class Minimum(Choice):
    """y = min(a, b); ∂y/∂a = 1 where a < b, ½ where a = b, 0 elsewhere. A single number is compared with every one."""

    title, family, place, glyph = "Minimum", "Maths", 64, "min"
    words = "Keeps the smaller of two values, number by number."
    formula = "y = min(a, b)"
    torch = "torch.minimum({a}, {b})"
    onnx = "Min"
    kept = "a < b"
    choose = np.minimum
