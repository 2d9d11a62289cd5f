"""The oracle: every layer, loss and optimizer once more, plainly: an object that makes its arrays as it goes.

Nothing of the engine's way of computing is used here. A layer keeps what its backward needs; ``forward`` takes arrays
of shape (*shape, examples) and gives one; ``backward`` takes ∂L/∂y and gives one gradient for each input.
"""
from __future__ import annotations

from typing import Any

import numpy as np

from engine.graph import Graph
from engine.table import Table

Arrays = dict[str, np.ndarray]


class Plain:
    """What plain layers share: the frozen layer with its knobs, the parameters by name, and their gradients."""

    def __init__(self, layer: Any, parameters: Arrays | None = None, table: Table | None = None) -> None:
        self.layer, self.parameters, self.table = layer, parameters or {}, table
        self.grads: Arrays = {}

    def forward(self, *inputs: np.ndarray) -> np.ndarray:
        raise NotImplementedError

    def backward(self, grad: np.ndarray) -> tuple[np.ndarray, ...]:
        raise NotImplementedError


def summed_to(grad: np.ndarray, like: np.ndarray) -> np.ndarray:
    """``grad`` summed over the axes along which an array of the shape of ``like`` was spread by broadcasting."""
    while grad.ndim > like.ndim:
        grad = grad.sum(axis=0)
    axes = tuple(axis for axis, size in enumerate(like.shape) if size == 1 and grad.shape[axis] != 1)
    return grad.sum(axis=axes, keepdims=True) if axes else grad


# data


class Input(Plain):
    def forward(self):
        return self.table.rows(self.layer.columns or self.table.features)

    def backward(self, grad):
        return ()


class Target(Plain):
    def forward(self):
        rows = []
        for name in self.layer.columns or self.table.targets:
            column, classes = self.table.column(name), self.table.classes.get(name, ())
            wanted = self.layer.encoding
            if classes and (wanted == "one-hot" or (wanted == "automatic" and len(classes) > 2)):
                rows.extend(np.where(column == number, 1.0, 0.0) for number in range(len(classes)))
            else:
                rows.append(column)
        return np.stack(rows)

    def backward(self, grad):
        return ()


class Constant(Plain):
    def forward(self):
        numbers = np.array(self.layer.numbers)
        return numbers if numbers.size == 1 else numbers[:, None]

    def backward(self, grad):
        return ()


class Variable(Plain):
    def forward(self):
        return self.parameters["w"][..., None].copy()

    def backward(self, grad):
        self.grads["w"] = grad[..., 0]
        return ()


class Linear(Plain):
    def forward(self, x):
        self.x = x
        return self.parameters["W"] @ x + self.parameters["b"][:, None]

    def backward(self, grad):
        self.grads["W"] = grad @ self.x.T
        self.grads["b"] = grad.sum(axis=1)
        return (self.parameters["W"].T @ grad,)


# activations and functions of one number


class ReLU(Plain):
    def forward(self, z):
        self.z = z
        return np.where(z > 0, z, 0.0)

    def backward(self, grad):
        return (np.where(self.z > 0, grad, 0.0),)


class LeakyReLU(Plain):
    def forward(self, z):
        self.z = z
        return np.where(z > 0, z, self.layer.slope * z)

    def backward(self, grad):
        return (np.where(self.z > 0, grad, self.layer.slope * grad),)


class Sigmoid(Plain):
    def forward(self, z):
        self.a = sigmoid(z)
        return self.a

    def backward(self, grad):
        return (grad * self.a * (1 - self.a),)


class Tanh(Plain):
    def forward(self, z):
        self.a = np.tanh(z)
        return self.a

    def backward(self, grad):
        return (grad * (1 - self.a**2),)


class Softmax(Plain):
    def forward(self, z):
        self.a = softmax(z)
        return self.a

    def backward(self, grad):
        """The Jacobian of each example, diag(a) − a aᵀ, times its gradient."""
        columns = [(np.diag(a) - np.outer(a, a)) @ g for a, g in zip(self.a.T, grad.T, strict=True)]
        return (np.stack(columns, axis=1),)


class Square(Plain):
    def forward(self, x):
        self.x = x
        return x * x

    def backward(self, grad):
        return (grad * 2 * self.x,)


class Power(Plain):
    def forward(self, x):
        self.x = x
        return x**self.layer.exponent

    def backward(self, grad):
        p = self.layer.exponent
        return (grad * p * self.x ** (p - 1) if p else np.zeros_like(grad),)


class Exp(Plain):
    def forward(self, x):
        self.y = np.exp(x)
        return self.y

    def backward(self, grad):
        return (grad * self.y,)


class Log(Plain):
    def forward(self, x):
        self.x = x
        return np.log(x)

    def backward(self, grad):
        return (grad / self.x,)


class Sin(Plain):
    def forward(self, x):
        self.x = x
        return np.sin(x)

    def backward(self, grad):
        return (grad * np.cos(self.x),)


# functions of two values


class Add(Plain):
    def forward(self, a, b):
        self.a, self.b = a, b
        return a + b

    def backward(self, grad):
        return summed_to(grad, self.a), summed_to(grad, self.b)


class Subtract(Plain):
    def forward(self, a, b):
        self.a, self.b = a, b
        return a - b

    def backward(self, grad):
        return summed_to(grad, self.a), summed_to(-grad, self.b)


class Multiply(Plain):
    def forward(self, a, b):
        self.a, self.b = a, b
        return a * b

    def backward(self, grad):
        return summed_to(grad * self.b, self.a), summed_to(grad * self.a, self.b)


class Divide(Plain):
    def forward(self, a, b):
        self.a, self.b = a, b
        return a / b

    def backward(self, grad):
        return summed_to(grad / self.b, self.a), summed_to(-grad * self.a / self.b**2, self.b)


# many numbers into one


class Sum(Plain):
    def forward(self, x):
        self.x = x
        if self.layer.over == "everything":
            return np.array([x.sum()])
        if self.layer.over == "features":
            return x.sum(axis=tuple(range(x.ndim - 1)))
        return x.sum(axis=-1, keepdims=True)

    def backward(self, grad):
        return (np.broadcast_to(grad, self.x.shape).copy(),)


class Mean(Sum):
    def forward(self, x):
        total = super().forward(x)
        self.count = x.size / total.size
        return total / self.count

    def backward(self, grad):
        return tuple(each / self.count for each in super().backward(grad))


# losses


class MeanSquaredError(Plain):
    def forward(self, prediction, y):
        self.prediction, self.y = prediction, y
        return np.array([np.mean((prediction - y) ** 2)])

    def backward(self, grad):
        error = self.prediction - self.y
        slope = grad * 2 * error / error.size
        return summed_to(slope, self.prediction), summed_to(-slope, self.y)


class BinaryCrossEntropy(Plain):
    def forward(self, prediction, y):
        self.given = prediction, y
        x, y = self.x, self.y = [each.copy() for each in np.broadcast_arrays(prediction, y)]
        if self.layer.input == "logits":
            return np.array([np.mean(np.maximum(x, 0) - x * y + np.log1p(np.exp(-np.abs(x))))])
        return np.array([-np.mean(times_log(y, x) + times_log(1 - y, 1 - x))])

    def backward(self, grad):
        x, y = self.x, self.y
        if self.layer.input == "logits":
            by_x, by_y = sigmoid(x) - y, -x
        else:
            by_x = over(1 - y, 1 - x) - over(y, x)
            by_y = np.log(1 - x) - np.log(x)
        return tuple(summed_to(grad * each / x.size, one) for each, one in zip((by_x, by_y), self.given, strict=True))


class CrossEntropy(Plain):
    def forward(self, prediction, y):
        self.given = prediction, y
        x, y = self.x, self.y = [each.copy() for each in np.broadcast_arrays(prediction, y)]
        if self.layer.input == "logits":
            top = x.max(axis=0)
            return np.array([np.mean(top + np.log(np.exp(x - top).sum(axis=0)) - (x * y).sum(axis=0))])
        return np.array([-np.mean(times_log(y, x).sum(axis=0))])

    def backward(self, grad):
        x, y = self.x, self.y
        by_x, by_y = (softmax(x) - y, -x) if self.layer.input == "logits" else (-over(y, x), -np.log(x))
        count = x.shape[1]
        return tuple(summed_to(grad * each / count, one) for each, one in zip((by_x, by_y), self.given, strict=True))


def sigmoid(z: np.ndarray) -> np.ndarray:
    """1 / (1 + e⁻ᶻ), with an exponent that is never above 0."""
    power = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + power), power / (1 + power))


def softmax(z: np.ndarray) -> np.ndarray:
    """Over the first axis."""
    power = np.exp(z - z.max(axis=0))
    return power / power.sum(axis=0)


def times_log(y: np.ndarray, p: np.ndarray) -> np.ndarray:
    """y log p, and 0 where y is 0."""
    return np.where(y == 0, 0.0, y * np.log(np.where(y == 0, 1.0, p)))


def over(y: np.ndarray, p: np.ndarray) -> np.ndarray:
    """y / p, and 0 where y is 0."""
    return np.where(y == 0, 0.0, y / np.where(y == 0, 1.0, p))


# optimizers: one object for each array of parameters


class GradientDescent:
    def __init__(self, knobs: Any) -> None:
        self.knobs = knobs

    def update(self, w, grad):
        w -= self.knobs.rate * grad


class NoOptimizer(GradientDescent):
    def update(self, w, grad):
        pass


class Momentum(GradientDescent):
    m = 0.0

    def update(self, w, grad):
        self.m = self.knobs.momentum * self.m + grad
        w -= self.knobs.rate * self.m


class Adam(GradientDescent):
    m, v, t = 0.0, 0.0, 0

    def update(self, w, grad):
        knobs = self.knobs
        self.t += 1
        self.m = knobs.beta1 * self.m + (1 - knobs.beta1) * grad
        self.v = knobs.beta2 * self.v + (1 - knobs.beta2) * grad**2
        m_hat = self.m / (1 - knobs.beta1**self.t)
        v_hat = self.v / (1 - knobs.beta2**self.t)
        w -= knobs.rate * m_hat / (np.sqrt(v_hat) + knobs.epsilon)


def plain_kind(instance: object) -> type:
    """The class here that does what this layer or optimizer says. KeyError if the oracle does not know it."""
    return globals()[type(instance).__name__]


# networks


class PlainNetwork:
    """A whole graph of plain layers. ``parameters``: for each node id its arrays by name; an update changes them.

    Nodes that lack an input, or whose input lacks one, take no part. ``losses`` are the ids whose sum is the loss.
    """

    def __init__(self, graph: Graph, parameters: dict[str, Arrays], losses: tuple[str, ...], optimizer: Any = None):
        self.losses = losses
        self.sources = {}
        for id in graph.order:
            sources = graph.sources(id)
            if len(sources) == len(graph.by_id[id].layer.ports) and all(source in self.sources for source in sources):
                self.sources[id] = sources
        layers = {id: graph.by_id[id].layer for id in self.sources}
        self.layers = {id: plain_kind(layer)(layer, parameters.get(id)) for id, layer in layers.items()}
        self.updates = {
            (id, name): plain_kind(optimizer)(optimizer)
            for id, layer in self.layers.items() if optimizer for name in layer.parameters
        }  # fmt: skip
        self.values: Arrays = {}
        self.gradients: Arrays = {}

    def forward(self, table: Table) -> float:
        """The loss over all examples of a table."""
        self.values = {}
        for id, layer in self.layers.items():
            layer.table = table
            self.values[id] = layer.forward(*(self.values[source] for source in self.sources[id]))
        return float(sum(self.values[id].item() for id in self.losses))

    def backward(self) -> None:
        """The gradients of all values that lead to the loss, and so those of their parameters."""
        self.gradients = {id: np.ones(1) for id in self.losses}
        for id in reversed(self.layers):
            if id in self.gradients:
                grads = self.layers[id].backward(self.gradients[id])
                for source, grad in zip(self.sources[id], grads, strict=False):
                    self.gradients[source] = self.gradients[source] + grad if source in self.gradients else grad

    def train_step(self, table: Table) -> float:
        """Forward, backward and one update over a batch. Gives the loss before the update."""
        loss = self.forward(table)
        self.backward()
        for (id, name), update in self.updates.items():
            layer = self.layers[id]
            if name in layer.grads:
                update.update(layer.parameters[name], layer.grads[name])
        return loss
