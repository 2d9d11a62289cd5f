"""The oracle's layers: every kind once more, plainly, an object that makes its arrays as it goes.

Nothing of the engine's way of computing is used here. A layer keeps what its backward needs; ``forward`` takes arrays
of shape (*shape, examples) and gives one; ``backward`` takes ∂L/∂y and gives one gradient for each input.
"""
from __future__ import annotations

from typing import Any

import numpy as np

from engine.tables.table import Table
from tests.engine.formulas import by_duals

Arrays = dict[str, np.ndarray]


class Plain:
    """What plain layers share: the frozen layer with its knobs, the parameters by name, and their gradients."""

    is_input_wanted = True
    remembered: tuple[str, ...] = ()
    node = "it"

    def __init__(self, layer: Any, parameters: Arrays | None = None, table: Table | None = None) -> None:
        self.layer, self.parameters = layer, parameters or {}
        self.grads: Arrays = {}
        if table is not None:
            self.take(table)

    def take(self, table: Table) -> None:
        """Use this data from now on."""

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
    def take(self, table):
        self.rows = table.rows(self.layer.columns or table.features)

    def forward(self):
        return self.rows

    def backward(self, grad):
        return ()


class Target(Input):
    def take(self, table):
        rows = []
        for name in self.layer.columns or table.targets:
            column, classes = table.column(name), table.classes.get(name, ())
            wanted = self.layer.encoding
            if classes and (wanted == "one-hot" or (wanted == "automatic" and len(classes) > 2)):
                rows.extend(np.where(column == number, 1.0, 0.0) for number in range(len(classes)))
            else:
                rows.append(column)
        self.rows = np.stack(rows)


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
        return (self.parameters["W"].T @ grad if self.is_input_wanted else None,)


# functions of one number


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


class Function(Plain):
    def forward(self, x):
        y, self.slope = by_duals(self.layer.expression, x)
        return y

    def backward(self, grad):
        return (grad * self.slope,)


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


class Cos(Plain):
    def forward(self, x):
        self.x = x
        return np.cos(x)

    def backward(self, grad):
        return (-grad * np.sin(self.x),)


class Abs(Plain):
    def forward(self, x):
        self.x = x
        return np.where(x < 0, -x, x)

    def backward(self, grad):
        return (np.where(self.x > 0, grad, np.where(self.x < 0, -grad, 0.0)),)


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


class Maximum(Plain):
    def forward(self, a, b):
        self.a, self.b = a, b
        return np.where(a > b, a, b)

    def backward(self, grad):
        to_a, to_b = self.shares()
        return summed_to(grad * to_a, self.a), summed_to(grad * to_b, self.b)

    def shares(self):
        half = np.where(self.a == self.b, 0.5, 0.0)
        return half + (self.a > self.b), half + (self.a < self.b)


class Minimum(Maximum):
    def forward(self, a, b):
        super().forward(a, b)
        return np.where(a < b, a, b)

    def shares(self):
        return super().shares()[::-1]


class Dot(Plain):
    def forward(self, a, b):
        self.a, self.b = a, b
        return (a * b).sum(axis=0)

    def backward(self, grad):
        return summed_to(grad * self.b, self.a), summed_to(grad * self.a, self.b)


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


class Norm(Sum):
    def forward(self, x):
        self.length = np.sqrt(super().forward(x * x))
        self.x = x
        return self.length

    def backward(self, grad):
        with np.errstate(all="ignore"):
            return (np.where(self.length == 0, 0.0, grad * self.x / self.length),)
