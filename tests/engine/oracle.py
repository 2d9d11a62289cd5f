"""The oracle: whole networks and optimizers once more, plainly, with arrays made as they are needed.

Nothing of the engine's way of computing is used. The engine must agree with it, and be faster.
"""
from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.graph import Graph
from engine.tables.table import Table
from tests.engine import oracle_activations, oracle_layers, oracle_losses, oracle_shapes, oracle_training
from tests.engine.oracle_layers import Arrays

# optimizers: one object for each array of parameters


def plain_rate(knobs: Any, updates: int) -> float:
    """The learning rate after so many updates."""
    share, warm_up = updates / knobs.period, knobs.warm_up
    falling = {
        "constant": 1.0,
        "step": knobs.factor ** (updates // knobs.period),
        "exponential": knobs.factor**share,
        "cosine": (1 + math.cos(math.pi * share)) / 2 if share < 1 else 0.0,
    }
    return knobs.rate * falling[knobs.schedule] * (min(1.0, (updates + 1) / warm_up) if warm_up else 1.0)


def plain_clipped(knobs: Any, grads: list[np.ndarray]) -> list[np.ndarray]:
    """The gradients of all parameters, shortened together where the optimizer says so."""
    longest, length = getattr(knobs, "clip", 0.0), math.sqrt(sum((grad**2).sum() for grad in grads))
    return [grad * (longest / length) for grad in grads] if 0 < longest < length else grads


class GradientDescent:
    updates = 0

    def __init__(self, knobs: Any) -> None:
        self.knobs = knobs

    def update(self, w, grad):
        self.step(w, grad, plain_rate(self.knobs, self.updates))
        self.updates += 1

    def step(self, w, grad, rate):
        w -= rate * grad


class NoOptimizer(GradientDescent):
    def update(self, w, grad):
        pass


class Momentum(GradientDescent):
    m = 0.0

    def step(self, w, grad, rate):
        self.m = self.knobs.momentum * self.m + grad
        w -= rate * self.m


class Adam(GradientDescent):
    m, v, t = 0.0, 0.0, 0

    def step(self, w, grad, rate):
        knobs = self.knobs
        self.t += 1
        self.m = knobs.beta1 * self.m + (1 - knobs.beta1) * grad
        self.v = knobs.beta2 * self.v + (1 - knobs.beta2) * grad**2
        m_hat = self.m / (1 - knobs.beta1**self.t)
        v_hat = self.v / (1 - knobs.beta2**self.t)
        w -= rate * m_hat / (np.sqrt(v_hat) + knobs.epsilon)


class Nesterov(Momentum):
    def step(self, w, grad, rate):
        self.m = self.knobs.momentum * self.m + grad
        w -= rate * (grad + self.knobs.momentum * self.m)


class AdaGrad(GradientDescent):
    s = 0.0

    def step(self, w, grad, rate):
        self.s = self.s + grad**2
        w -= rate * grad / (np.sqrt(self.s) + self.knobs.epsilon)


class RMSProp(GradientDescent):
    v = 0.0

    def step(self, w, grad, rate):
        self.v = self.knobs.decay * self.v + (1 - self.knobs.decay) * grad**2
        w -= rate * grad / (np.sqrt(self.v) + self.knobs.epsilon)


class AdamW(Adam):
    def step(self, w, grad, rate):
        w *= 1 - rate * self.knobs.decay
        super().step(w, grad, rate)


def plain_kind(instance: object) -> type:
    """The class here that does what this layer or optimizer says. KeyError if the oracle does not know it."""
    modules = (oracle_layers, oracle_activations, oracle_losses, oracle_shapes, oracle_training)
    known = {name: kind for module in modules for name, kind in vars(module).items()} | globals()
    return known[type(instance).__name__]


# networks


class PlainNetwork:
    """A whole graph of plain layers. ``parameters``: for each node id its arrays by name; an update changes them.

    Nodes may have the very same arrays: their gradients add up. Those of a node that is frozen do not move. Nodes that
    lack an input, or whose input lacks one, take no part. ``losses`` are the ids whose sum is the loss.
    """

    def __init__(self, graph: Graph, parameters: dict[str, Arrays], losses: tuple[str, ...], optimizer: Any = None):
        self.losses, self.optimizer = losses, optimizer
        self.sources = {}
        for id in graph.order:
            sources = graph.sources(id)
            if len(sources) == len(graph.by_id[id].layer.ports) and all(source in self.sources for source in sources):
                self.sources[id] = sources
        layers = {id: graph.by_id[id].layer for id in self.sources}
        self.layers = {id: plain_kind(layer)(layer, parameters.get(id)) for id, layer in layers.items()}
        self.frozen = {id for id in graph.by_id if graph.by_id[graph.roots[id]].frozen}
        self.optimizer, self.updates = optimizer, {}
        for id, layer in self.layers.items():
            layer.node = id
        self.values: Arrays = {}
        self.gradients: Arrays = {}
        self.table: Table | None = None
        learns = set()
        for id, sources in self.sources.items():
            is_penalty = layers[id].reads_parameters
            self.layers[id].is_input_wanted = not is_penalty and any(source in learns for source in sources)
            if self.layers[id].is_input_wanted or (self.layers[id].parameters and id not in self.frozen):
                learns.add(id)

    def forward(self, table: Table) -> float:
        """The loss over all examples of a table."""
        if table is not self.table:
            self.table = table
            for layer in self.layers.values():
                layer.take(table)
        self.values = {}
        for id, layer in self.layers.items():
            self.values[id] = layer.forward(*(self.values[source] for source in self.sources[id]))
        return float(sum(self.values[id].item() for id in self.losses))

    def backward(self, start: Arrays | None = None) -> None:
        """The gradients of all values that lead to the loss, and so those of their parameters.

        With ``start``, they are those of the sum of these arrays times the values of their nodes.
        """
        self.gradients = start or {id: np.ones(1) for id in self.losses}
        for id in reversed(self.layers):
            if id in self.gradients:
                grads = self.layers[id].backward(self.gradients[id])
                for source, grad in zip(self.sources[id], grads, strict=True):
                    if grad is not None:
                        self.gradients[source] = self.gradients[source] + grad if source in self.gradients else grad

    def train_step(self, table: Table) -> float:
        """Forward, backward and one update over a batch. Gives the loss before the update."""
        loss = self.forward(table)
        self.backward()
        moving = [(id, name) for id, layer in self.layers.items() for name in layer.parameters]
        arrays = {
            id(self.layers[node].parameters[name]): self.layers[node].parameters[name]
            for node, name in moving
            if node not in self.frozen and name not in self.layers[node].remembered
        }
        gradients = plain_clipped(self.optimizer, [self.gradient(w) for w in arrays.values()])
        for (key, w), gradient in zip(arrays.items(), gradients, strict=True):
            update = self.updates.setdefault(key, plain_kind(self.optimizer)(self.optimizer))
            update.update(w, gradient)
        return loss

    def gradient(self, w: np.ndarray) -> np.ndarray:
        """∂L/∂w for an array of parameters: what all nodes that use it find, added up."""
        users = [(each, name) for each in self.layers.values() for name, held in each.parameters.items() if held is w]
        return sum((each.grads[name] for each, name in users if name in each.grads), np.zeros_like(w))
