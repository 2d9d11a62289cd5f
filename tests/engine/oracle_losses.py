"""The oracle's losses, plainly."""
from __future__ import annotations

import numpy as np

from tests.engine.oracle_activations import sigmoid, softmax
from tests.engine.oracle_layers import Plain, summed_to


class MeanSquaredError(Plain):
    def forward(self, prediction, y):
        self.prediction, self.y = prediction, y
        return np.array([np.mean((prediction - y) ** 2)])

    def backward(self, grad):
        error = self.prediction - self.y
        slope = grad * 2 * error / error.size
        return summed_to(slope, self.prediction), summed_to(-slope, self.y)


class MeanAbsoluteError(Plain):
    def forward(self, prediction, y):
        self.prediction, self.y = prediction, y
        return np.array([np.mean(np.abs(prediction - y))])

    def backward(self, grad):
        error = self.prediction - self.y
        slope = grad * ((error > 0) * 1.0 - (error < 0)) / error.size
        return summed_to(slope, self.prediction), summed_to(-slope, self.y)


class Huber(MeanAbsoluteError):
    def forward(self, prediction, y):
        super().forward(prediction, y)
        distance, delta = np.abs(prediction - y), self.layer.delta
        return np.array([np.mean(np.where(distance <= delta, distance**2 / 2, delta * (distance - delta / 2)))])

    def backward(self, grad):
        error, delta = self.prediction - self.y, self.layer.delta
        slope = grad * np.where(np.abs(error) <= delta, error, np.where(error > 0, delta, -delta)) / error.size
        return summed_to(slope, self.prediction), summed_to(-slope, self.y)


class Hinge(Plain):
    def forward(self, prediction, y):
        self.prediction, self.y = prediction, y
        self.side = np.where(y > 0, 1.0, -1.0)
        self.margin = self.side * prediction
        return np.array([np.mean(np.where(self.margin < 1, 1 - self.margin, 0.0))])

    def backward(self, grad):
        slope = np.where(self.margin < 1, -grad * self.side, 0.0) / self.margin.size
        return summed_to(slope, self.prediction), np.zeros_like(self.y)


class L2Penalty(Plain):
    def forward(self, *_):
        name = self.layer.parameter or next(iter(self.parameters))
        w = self.parameters[name]
        self.slopes = {name: 2 * self.layer.weight * w}
        return np.array([self.layer.weight * np.sum(w**2)])

    def backward(self, grad):
        self.grads = {name: grad * slope for name, slope in self.slopes.items()}
        return (None,)


class L1Penalty(L2Penalty):
    def forward(self, *_):
        name = self.layer.parameter or next(iter(self.parameters))
        w = self.parameters[name]
        self.slopes = {name: self.layer.weight * ((w > 0) * 1.0 - (w < 0))}
        return np.array([self.layer.weight * np.sum(np.abs(w))])


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


def times_log(y: np.ndarray, p: np.ndarray) -> np.ndarray:
    """y log p, and 0 where y is 0."""
    return np.where(y == 0, 0.0, y * np.log(np.where(y == 0, 1.0, p)))


def over(y: np.ndarray, p: np.ndarray) -> np.ndarray:
    """y / p, and 0 where y is 0."""
    return np.where(y == 0, 0.0, y / np.where(y == 0, 1.0, p))
