"""Maximum: the larger of two values, number by number."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.parts.choice import Choice


@dataclass(frozen=True)
class Maximum(Choice):
    """y = max(a, b); ∂y/∂a = 1 where a > b, ½ where a = b, 0 elsewhere. A single number is compared with every one."""

    title, family, place, glyph = "Maximum", "Maths", 62, "max"
    words = "Keeps the larger of two values, number by number."
    formula = "y = max(a, b)"
    torch = "torch.maximum({a}, {b})"
    onnx = "Max"
    kept = "a > b"
    choose = np.maximum
