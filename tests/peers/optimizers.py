"""The optimizers as PyTorch has them, by the name of the kind, with schedules of the learning rate and clipping."""
from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, optim

from engine.optimizer import Optimizer
from engine.parts.schedule import Scheduled

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


def schedule(knobs: Optimizer, optimizer: optim.Optimizer) -> optim.lr_scheduler.LRScheduler:
    """The schedule of the learning rate, to step after each update."""

    def factor(updates: int) -> float:
        if not isinstance(knobs, Scheduled):
            return 1.0
        share = updates / knobs.period
        falling = {
            "constant": 1.0, "step": knobs.factor ** (updates // knobs.period), "exponential": knobs.factor**share,
            "cosine": (1 + math.cos(math.pi * min(share, 1.0))) / 2,
        }[knobs.schedule]  # fmt: skip
        return falling * (min(1.0, (updates + 1) / knobs.warm_up) if knobs.warm_up else 1.0)

    return optim.lr_scheduler.LambdaLR(optimizer, factor)


def clip(knobs: Optimizer, parameters: list[Tensor]) -> None:
    """Shorten the gradients of all parameters together, as clip_grad_norm_ does, without the 1e-6 that it adds."""
    longest = getattr(knobs, "clip", 0.0)
    if longest:
        length = torch.linalg.vector_norm(torch.stack([torch.linalg.vector_norm(each.grad) for each in parameters]))
        for each in parameters:
            each.grad *= min(1.0, longest / length.item()) if length else 1.0
