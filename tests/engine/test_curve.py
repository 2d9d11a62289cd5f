"""The curve of a layer is the layer: for every kind that works number by number, and for no other."""
from __future__ import annotations

import numpy as np
import pytest

from engine.inquiry.curve import curve_of
from engine.layer import Layer
from engine.layers.maths.function import Function
from tests.engine.test_layers import KINDS, benches, variants

CURVES = {
    "ReLU", "LeakyReLU", "ELU", "GELU", "SiLU", "Softplus", "Sigmoid", "Tanh", "HardTanh", "Step", "Square", "Power",
    "Function", "Abs", "Exp", "Log", "Sin", "Cos",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)
def test_a_curve_is_what_the_layer_computes(kind: type[Layer]) -> None:
    for layer in variants(kind):
        for b in benches(layer):
            curve = curve_of(layer, (each for each in b.writer.equations if each.phase == "forward"), b.y.value.size)
            # A formula that only copies has nothing to show.
            copies = isinstance(layer, Function) and layer.expression in ("7", "x")
            assert (curve is not None) == (kind.__name__ in CURVES and not copies)
            if curve is not None:
                b.y.grad.fill(1.0)
                b.run("forward", "backward")
                values, slopes = curve.at(b.inputs[0].flat)
                assert np.array_equal(values, b.y.flat)
                assert np.array_equal(slopes, b.inputs[0].contributions[0].flat)


def test_where_a_function_has_no_value_neither_has_the_curve() -> None:
    layer = Function("log(x)")
    (b, *_) = benches(layer)
    curve = curve_of(layer, (each for each in b.writer.equations if each.phase == "forward"), 3)
    assert curve is not None
    values, slopes = curve.at(np.array([-1.0, 1.0, 2.0]))
    assert np.isnan(values[0])
    assert list(values[1:]) == [0.0, np.log(2.0)]
    assert list(slopes[1:]) == [1.0, 0.5]
