"""The optimizers as PyTorch has them, by the name of the kind."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import Tensor, optim

from engine.optimizer import Optimizer

Makes = Callable[[Any, list[Tensor]], optim.Optimizer]

OPTIMIZERS: dict[str, Makes] = {
    "GradientDescent": lambda knobs, w: optim.SGD(w, knobs.rate),
    "NoOptimizer": lambda knobs, w: optim.SGD(w, 0.0),
    "Momentum": lambda knobs, w: optim.SGD(w, knobs.rate, momentum=knobs.momentum),
    # PyTorch wants a momentum above 0 here; with 0 it is gradient descent.
    "Nesterov": lambda knobs, w: optim.SGD(w, knobs.rate, momentum=knobs.momentum, nesterov=knobs.momentum > 0),
    "AdaGrad": lambda knobs, w: optim.Adagrad(w, knobs.rate, eps=knobs.epsilon),
    "RMSProp": lambda knobs, w: optim.RMSprop(w, knobs.rate, alpha=knobs.decay, eps=knobs.epsilon),
    "Adam": lambda knobs, w: optim.Adam(w, knobs.rate, (knobs.beta1, knobs.beta2), knobs.epsilon),
    "AdamW": lambda knobs, w: optim.AdamW(w, knobs.rate, (knobs.beta1, knobs.beta2), knobs.epsilon, knobs.decay),
}


def made(optimizer: Optimizer, parameters: list[Tensor]) -> optim.Optimizer:
    """PyTorch's optimizer with the same knobs over these parameters."""
    return OPTIMIZERS[type(optimizer).__name__](optimizer, parameters)
