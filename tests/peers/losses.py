"""The losses as PyTorch has them, by the name of the kind. A batch's loss is a mean; its value is of shape (1,)."""
from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from tests.peers.place import Place, spread


def binary_cross_entropy(at: Place, output: Tensor, y: Tensor) -> Tensor:
    if at.layer.input == "logits":
        return F.binary_cross_entropy_with_logits(*spread(output, y))
    # PyTorch's own cuts logarithms off at −100; this is the formula.
    return -(torch.xlogy(y, output) + torch.xlogy(1 - y, 1 - output)).mean()


def cross_entropy(at: Place, output: Tensor, y: Tensor) -> Tensor:
    if at.layer.input == "logits":
        # F.cross_entropy is the same where y adds up to 1, and the random networks have any y.
        return (torch.logsumexp(output, 1) - (y * output).sum(1)).mean()
    return -torch.xlogy(y, output).sum(1).mean()


def hinge(at: Place, scores: Tensor, y: Tensor) -> Tensor:
    # Flat in y, and still a function of y.
    sides = torch.where(y > 0, 1.0, -1.0) + 0.0 * y
    return F.relu(1 - sides * scores).mean()


def penalty(at: Place, order: int) -> Tensor:
    """λ Σ |w|ᵖ over the parameter that the knob names, or the first one."""
    w = at.parameters[at.layer.parameter or next(iter(at.parameters))]
    return at.layer.weight * torch.sum(torch.abs(w) if order == 1 else torch.square(w))


LOSSES: dict[str, Callable[..., Tensor]] = {
    "MeanSquaredError": lambda at, ŷ, y: F.mse_loss(*spread(ŷ, y)),
    "MeanAbsoluteError": lambda at, ŷ, y: F.l1_loss(*spread(ŷ, y)),
    "Huber": lambda at, ŷ, y: F.huber_loss(*spread(ŷ, y), delta=at.layer.delta),
    "Hinge": hinge,
    "BinaryCrossEntropy": binary_cross_entropy,
    "CrossEntropy": cross_entropy,
    "L1Penalty": lambda at, _: penalty(at, 1),
    "L2Penalty": lambda at, _: penalty(at, 2),
}
