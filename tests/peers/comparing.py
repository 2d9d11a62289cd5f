"""Comparing one network here with the same in PyTorch: every gradient at the start, every parameter after 100 updates.

A difference is relative: the largest difference between two arrays over the largest number in PyTorch's. An array that
is smaller than 10⁻¹² of the largest one compared with it is what rounding leaves of a 0, as where two paths cancel;
there the difference counts relative to that largest one.
"""
from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
from torch import Tensor

from engine.graph import Graph
from engine.optimizer import Optimizer
from engine.plan import Plan, compile_plan
from engine.tables.table import Table
from engine.update import Update
from engine.weights import Weights
from tests.peers.network import TorchNetwork

UPDATES, SEED = 100, 5
GRADIENT_LIMIT, PARAMETER_LIMIT = 1e-12, 1e-10
_ROUNDING = 1e-12
# Numbers beyond it come from a run that diverges: then each update multiplies what rounding differs by.
_MOST = 1e6


@dataclasses.dataclass(frozen=True)
class Difference:
    """The largest relative differences of one network: gradients at the start, parameters after the updates."""

    gradients: float
    parameters: float


def compare(graph: Graph, table: Table, optimizer: Optimizer) -> Difference | None:
    """Both trained on all examples of the table at once.

    None where it would say little: no parameter has a gradient but 0, or numbers grow beyond a million.
    """
    weights = Weights(graph, table.header)
    weights.start(graph, SEED)
    plan, update = compile_plan(graph, table, weights, seed=0), Update(optimizer, weights)
    theirs = TorchNetwork(graph, table, weights, optimizer)
    gradients = 0.0
    with np.errstate(all="ignore"):
        for iteration in range(UPDATES):
            if plan.chance is not None:
                plan.chance.iteration = iteration
            plan.run()
            theirs.pass_at(iteration)
            if not _is_tame(plan) or not weights.gradients.any():
                return None
            if iteration == 0:
                gradients = _largest([*_values(plan, theirs), *_parameters("grad", weights, theirs)])
            if update.count is not None:
                update.count[...] = iteration
            for call in update.calls:
                call()
            theirs.update()
    if not np.abs(weights.everything).max(initial=0.0) < _MOST:
        return None
    return Difference(gradients, _largest(list(_parameters("value", weights, theirs))))


Pair = tuple[np.ndarray, np.ndarray]


def _is_tame(plan: Plan) -> bool:
    arrays = [each.value for each in plan.values.values()]
    arrays += [each.grad for each in plan.values.values() if each.gradient is not None]
    return all(np.abs(each).max(initial=0.0) < _MOST for each in arrays)


def _values(plan: Plan, theirs: TorchNetwork) -> Iterator[Pair]:
    """Value and gradient of every node, examples last as they are here."""
    for id, value in plan.values.items():
        tensor = theirs.values[id]
        yield value.value, np.moveaxis(tensor.detach().numpy(), 0, -1)
        if value.gradient is not None:
            yield value.grad, np.moveaxis(_gradient(tensor), 0, -1)


def _parameters(part: str, weights: Weights, theirs: TorchNetwork) -> Iterator[Pair]:
    for (id, name), tensor in theirs.trained.items():
        held = getattr(weights.named(id)[name], part)
        yield held, (_gradient(tensor) if part == "grad" else tensor.detach().numpy()).reshape(held.shape)


def _gradient(tensor: Tensor) -> np.ndarray:
    """Its gradient; where none reached it, 0."""
    return np.zeros(tuple(tensor.shape)) if tensor.grad is None else tensor.grad.numpy()


def _largest(pairs: list[Pair]) -> float:
    """The largest relative difference of these arrays. Different shapes are an error."""
    scales = [np.abs(theirs).max(initial=0.0) for _, theirs in pairs]
    floor = _ROUNDING * max(scales, default=0.0)
    found = 0.0
    for (ours, theirs), scale in zip(pairs, scales, strict=True):
        assert ours.shape == theirs.shape, f"{ours.shape} here, {theirs.shape} there"
        off = np.abs(ours - theirs).max(initial=0.0)
        if off:
            found = max(found, off / (scale if scale > floor else floor / _ROUNDING or 1.0))
    return float(found)
