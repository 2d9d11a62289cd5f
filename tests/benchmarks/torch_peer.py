"""PyTorch, eager, with its fused optimizers: the same training in float64."""
from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn

from tests.benchmarks.workloads import Job

torch.set_num_threads(1)
_MODULES = {"Tanh": nn.Tanh, "ReLU": nn.ReLU, "Sigmoid": nn.Sigmoid, "Flatten": nn.Flatten}
_LOSSES = {
    "MeanSquaredError": nn.functional.mse_loss,
    "BinaryCrossEntropy": nn.functional.binary_cross_entropy,
    "CrossEntropy": nn.functional.cross_entropy,
}


def step_of(job: Job) -> Callable[[], float] | None:
    """One update, the loss of its batch known; None where there is no such thing."""
    *layers, (loss_kind, *_) = job.layers
    network, loss_of = nn.Sequential(*(_module(*each) for each in layers)).double(), _LOSSES[loss_kind]
    x, y, batches = torch.tensor(job.x.T.copy()), torch.tensor(job.y.T.copy()), job.batches()
    kind = torch.optim.Adam if job.is_adam else torch.optim.SGD
    optimizer = kind(network.parameters(), lr=job.rate, fused=True)

    def step() -> float:
        rows = torch.from_numpy(next(batches))
        loss = loss_of(network(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def _module(kind: str, before: tuple[int, ...], after: tuple[int, ...]) -> nn.Module:
    if kind == "Linear":
        return nn.Linear(before[0], after[0])
    if kind == "Conv2D":
        return nn.Conv2d(before[0], after[0], 3)
    if kind == "Reshape":
        return nn.Unflatten(1, after)
    return nn.MaxPool2d(2) if kind == "MaxPool" else _MODULES[kind]()
