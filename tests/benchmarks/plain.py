"""The same training written plainly: readable layer objects whose arrays are allocated anew each time."""
from __future__ import annotations

import numpy as np

from tests.benchmarks.workloads import Job


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


class Conv2D(Linear):
    """z = W ∗ x + b with windows of 3 × 3: every window a column, then as above."""

    def __init__(self, channels: int, filters: int) -> None:
        super().__init__(channels * 9, filters)

    def forward(self, x: np.ndarray) -> np.ndarray:
        self.shape = x.shape
        windows = np.lib.stride_tricks.sliding_window_view(x, (3, 3), axis=(1, 2))
        columns = windows.transpose(0, 4, 5, 1, 2, 3).reshape(x.shape[0] * 9, -1)
        return super().forward(columns).reshape(-1, *windows.shape[1:4])

    def backward(self, grad: np.ndarray) -> np.ndarray:
        _, down, across, examples = grad.shape
        columns = super().backward(grad.reshape(len(grad), -1)).reshape(-1, 3, 3, down, across, examples)
        image = np.zeros(self.shape)
        for row in range(3):
            for column in range(3):
                image[:, row : row + down, column : column + across] += columns[:, row, column]
        return image


class MaxPool:
    """The largest of each 2 × 2; the first of several takes the gradient."""

    def forward(self, x: np.ndarray) -> np.ndarray:
        channels, height, width, examples = self.shape = x.shape
        parts = x.reshape(channels, height // 2, 2, width // 2, 2, examples).transpose(0, 1, 3, 2, 4, 5)
        windows = parts.reshape(channels, height // 2, width // 2, 4, examples)
        self.at = windows.argmax(axis=3)[:, :, :, None]
        return windows.max(axis=3)

    def backward(self, grad: np.ndarray) -> np.ndarray:
        channels, down, across, examples = grad.shape
        windows = np.zeros((channels, down, across, 4, examples))
        np.put_along_axis(windows, self.at, grad[:, :, :, None], axis=3)
        parts = windows.reshape(channels, down, across, 2, 2, examples).transpose(0, 1, 3, 2, 4, 5)
        return parts.reshape(self.shape)


class Reshape:
    """The same numbers in the shape of one example."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.after = shape

    def forward(self, x: np.ndarray) -> np.ndarray:
        self.before = x.shape
        return x.reshape(*self.after, x.shape[-1])

    def backward(self, grad: np.ndarray) -> np.ndarray:
        return grad.reshape(self.before)


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


def network(job: Job) -> Network:
    """The plain network that does this job."""
    layers: list[object] = []
    for kind, before, after in job.layers[:-1]:
        if kind in ("Linear", "Conv2D"):
            layers.append(globals()[kind](before[0], after[0]))
        elif kind in ("Reshape", "Flatten"):
            layers.append(Reshape(after))
        else:
            layers.append(globals()[kind]())
    loss = globals()[job.layers[-1][0]]()
    return Network(layers, loss, job.x, job.y, job.batch, job.rate, job.is_adam)
