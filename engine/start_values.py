"""Start values: every way in which the weights of a layer can be drawn before the first update."""
from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np

from engine.knobs import knob
from engine.layer import Layer, Shape

_BY_SIZE = ("constant", "uniform", "normal")
_CHOICES = ("zeros", *_BY_SIZE, "Xavier", "He", "orthogonal")


def start_values(default: str, of: str = "") -> Any:
    """The knob that says how the parameter ``of`` starts; the one for its size has to follow."""
    return knob(
        default, f"Start values of {of}" if of else "Start values", choices=_CHOICES,
        words=(
            "Zeros, a constant s, uniform from −s to s, or normal with standard deviation s; with n inputs and m"
            " outputs, normal with variance 2/(n + m) (Xavier, for tanh and sigmoid) or 2/n (He, for ReLU); or rows or"
            " columns of length 1 at right angles (orthogonal). Numbers typed on the Values page go before all of them."
        ),
    )  # fmt: skip


def start_size() -> Any:
    """The knob ``start_size``, for the start values that have a size of their own."""
    return knob(
        1.0, "Size s", low=-1e6, high=1e6, only=("start_values", _BY_SIZE),
        words="The constant, the end of the uniform range, or the standard deviation of the normal start values.",
    )  # fmt: skip


def drawn(layer: Any, rng: np.random.Generator, shape: Shape, inputs: int, outputs: int) -> np.ndarray:
    """Start values of ``shape``, as the knobs ``start_values`` and ``start_size`` of the layer say.

    Each output adds up ``inputs`` numbers times weights, and each input feeds ``outputs`` sums. Xavier: Glorot and
    Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010, the normal form. He: He,
    Zhang, Ren and Sun, "Delving deep into rectifiers", 2015, by inputs.
    """
    size = layer.start_size
    match layer.start_values:
        case "constant":
            return np.full(shape, size)
        case "uniform":
            return np.asarray(size * rng.uniform(-1.0, 1.0, shape))
        case "normal":
            return np.asarray(size * rng.normal(0.0, 1.0, shape))
        case "Xavier":
            return np.asarray(rng.normal(0.0, np.sqrt(2 / (inputs + outputs)), shape))
        case "He":
            return np.asarray(rng.normal(0.0, np.sqrt(2 / inputs), shape))
        case "orthogonal":
            return _orthogonal(rng, shape)
    return np.zeros(shape)


def differ_only_in_start(one: Layer, other: Layer) -> bool:
    """Whether two layers are alike but for how they start, so that what was typed into one fits the other."""
    if type(one) is not type(other):
        return False
    start = {name: getattr(other, name) for name in ("start_values", "start_size") if hasattr(other, name)}
    return dataclasses.replace(one, **start) == other


def matrix_sizes(shape: Shape) -> tuple[int, int]:
    """Outputs m and inputs n of an array as a matrix: the first axis by all others. A list has one output."""
    if len(shape) < 2:
        return 1, math.prod(shape)
    return shape[0], math.prod(shape[1:])


def _orthogonal(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    """A random matrix W with Wᵀ W = 1, or W Wᵀ = 1 where it is wider than high.

    Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear neural
    networks", 2014. Q of a normal matrix = Q R, with signs that make the diagonal of R positive, so that every such W
    is equally likely: Mezzadri, "How to generate random matrices from the classical compact groups", 2007. The last
    digits are those of this machine's LAPACK.
    """
    rows, columns = matrix_sizes(shape)
    q, r = np.linalg.qr(rng.normal(0.0, 1.0, (max(rows, columns), min(rows, columns))))
    q *= np.copysign(1.0, np.diagonal(r))
    return np.ascontiguousarray(q if rows >= columns else q.T).reshape(shape)
