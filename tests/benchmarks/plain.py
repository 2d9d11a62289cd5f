"""The same training written plainly: readable layer objects whose arrays are allocated anew each time."""
from __future__ import annotations

import numpy as np


class Linear:
    """z = W x + b."""

    def __init__(self, inputs: int, outputs: int) -> None:
        rng = np.random.default_rng(0)
        self.W = rng.normal(size=(outputs, inputs)) * np.sqrt(2 / (inputs + outputs))
        self.b = np.zeros((outputs, 1))
        self.memory: list[np.ndarray] = []

    def forward(self, x: np.ndarray) -> np.ndarray:
        self.x = x
        return self.W @ x + self.b

    def backward(self, grad: np.ndarray) -> np.ndarray:
        self.dW = grad @ self.x.T
        self.db = grad.sum(axis=1, keepdims=True)
        return self.W.T @ grad

    def descend(self, rate: float) -> None:
        self.W = self.W - rate * self.dW
        self.b = self.b - rate * self.db

    def adam(self, rate: float, count: int) -> None:
        if not self.memory:
            self.memory = [np.zeros_like(a) for a in (self.W, self.W, self.b, self.b)]
        for place, grad in ((0, self.dW), (2, self.db)):
            self.memory[place] = 0.9 * self.memory[place] + 0.1 * grad
            self.memory[place + 1] = 0.999 * self.memory[place + 1] + 0.001 * grad**2
        change = [
            rate * (m / (1 - 0.9**count)) / (np.sqrt(v / (1 - 0.999**count)) + 1e-8)
            for m, v in (self.memory[:2], self.memory[2:])
        ]
        self.W, self.b = self.W - change[0], self.b - change[1]


class Tanh:
    """a = tanh z."""

    def forward(self, x: np.ndarray) -> np.ndarray:
        self.a = np.tanh(x)
        return self.a

    def backward(self, grad: np.ndarray) -> np.ndarray:
        return grad * (1 - self.a**2)


class ReLU:
    """a = max(0, z)."""

    def forward(self, x: np.ndarray) -> np.ndarray:
        self.on = x > 0
        return x * self.on

    def backward(self, grad: np.ndarray) -> np.ndarray:
        return grad * self.on


class Sigmoid:
    """p = 1 / (1 + e⁻ᶻ)."""

    def forward(self, x: np.ndarray) -> np.ndarray:
        self.p = 1 / (1 + np.exp(-x))
        return self.p

    def backward(self, grad: np.ndarray) -> np.ndarray:
        return grad * self.p * (1 - self.p)


class MeanSquaredError:
    """Σ (ŷ − y)² / n."""

    def forward(self, x: np.ndarray, y: np.ndarray) -> float:
        self.error = x - y
        return float(np.mean(self.error**2))

    def backward(self) -> np.ndarray:
        return 2 * self.error / self.error.size


class BinaryCrossEntropy:
    """−Σ (y log p + (1 − y) log(1 − p)) / n."""

    def forward(self, p: np.ndarray, y: np.ndarray) -> float:
        self.p, self.y = p, y
        return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))

    def backward(self) -> np.ndarray:
        return (self.p - self.y) / (self.p * (1 - self.p)) / self.y.size


class CrossEntropy:
    """Softmax and −Σ y log p, from logits."""

    def forward(self, z: np.ndarray, y: np.ndarray) -> float:
        e = np.exp(z - z.max(axis=0))
        self.p, self.y = e / e.sum(axis=0), y
        return float(-np.sum(y * np.log(self.p)) / y.shape[1])

    def backward(self) -> np.ndarray:
        return (self.p - self.y) / self.y.shape[1]


class Network:
    """Trains as a person would first write it: shuffle once an epoch, take a batch, forward, backward, update."""

    def __init__(self, layers: list, loss: object, x: np.ndarray, y: np.ndarray, batch: int, rate: float,
                 adam: bool = False) -> None:
        self.layers, self.loss, self.x, self.y = layers, loss, x, y
        self.batch, self.rate, self.uses_adam = batch, rate, adam
        self.order, self.at, self.count = np.arange(x.shape[1]), 0, 0
        self.rng = np.random.default_rng(0)

    def step(self) -> float:
        rows = self.order[self.at : self.at + self.batch]
        self.at += self.batch
        if self.at >= self.order.size:
            self.at, self.order = 0, self.rng.permutation(self.order.size)
        value = self.x[:, rows]
        for layer in self.layers:
            value = layer.forward(value)
        loss = self.loss.forward(value, self.y[:, rows])
        grad = self.loss.backward()
        for layer in reversed(self.layers):
            grad = layer.backward(grad)
        self.count += 1
        for layer in self.layers:
            if isinstance(layer, Linear):
                if self.uses_adam:
                    layer.adam(self.rate, self.count)
                else:
                    layer.descend(self.rate)
        return loss
