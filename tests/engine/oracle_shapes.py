"""The oracle's layers for images, matrices and names: plain loops over windows, plain products for each example."""
from __future__ import annotations

import numpy as np

from tests.engine.oracle_layers import Plain, summed_to

# the same numbers in another order


class Flatten(Plain):
    def forward(self, x):
        self.x = x
        return x.reshape(-1, x.shape[-1])

    def backward(self, grad):
        return (grad.reshape(self.x.shape),)


class Reshape(Flatten):
    def forward(self, x):
        self.x = x
        return x.reshape(*self.layer.size, x.shape[-1])


class Transpose(Plain):
    def forward(self, x):
        return np.stack([example.T for example in np.moveaxis(x, -1, 0)], axis=-1)

    def backward(self, grad):
        return (self.forward(grad),)


class Concat(Plain):
    def forward(self, a, b):
        self.a, self.b = a, b
        examples = max(a.shape[-1], b.shape[-1])
        return np.concatenate([wide(np.atleast_2d(x), examples) for x in (a, b)])

    def backward(self, grad):
        cut = len(np.atleast_2d(self.a))
        parts = zip((grad[:cut], grad[cut:]), (self.a, self.b), strict=True)
        return tuple(summed_to(part.reshape(*x.shape[:-1], part.shape[-1]), x) for part, x in parts)


class Slice(Plain):
    def forward(self, x):
        self.x = x
        return x[self.layer.first - 1 :][: self.layer.count]

    def backward(self, grad):
        found = np.zeros(self.x.shape)
        found[self.layer.first - 1 :][: self.layer.count] = grad
        return (found,)


class MatMul(Plain):
    def forward(self, a, b):
        self.a, self.b = a, b
        examples = max(a.shape[-1], b.shape[-1])
        self.pairs = [(wide(a, examples)[..., n], wide(b, examples)[..., n]) for n in range(examples)]
        return np.stack([one @ other for one, other in self.pairs], axis=-1)

    def backward(self, grad):
        da, db = [], []
        for n, (one, other) in enumerate(self.pairs):
            column = grad[..., n].reshape(len(one), -1)
            da.append(column @ other.reshape(len(other), -1).T)
            db.append((one.T @ column).reshape(other.shape))
        return summed_to(np.stack(da, axis=-1), self.a), summed_to(np.stack(db, axis=-1), self.b)


# features brought to one scale


class ScaleAndShift(Plain):
    def forward(self, x):
        self.x = x
        self.scale, shift = (spread(self.parameters[name], x) for name in ("γ", "β"))
        return self.scale * x + shift

    def backward(self, grad):
        axes = tuple(range(1, grad.ndim)) if self.parameters["γ"].ndim else None
        self.grads = {"γ": (grad * self.x).sum(axis=axes), "β": grad.sum(axis=axes)}
        return (self.scale * grad,)


class LayerNorm(Plain):
    def forward(self, x):
        self.axes = tuple(range(x.ndim - 1))
        self.deviation = np.sqrt(x.var(axis=self.axes, keepdims=True) + self.layer.epsilon)
        self.y = (x - x.mean(axis=self.axes, keepdims=True)) / self.deviation
        return self.y

    def backward(self, grad):
        means = [each.mean(axis=self.axes, keepdims=True) for each in (grad, grad * self.y)]
        return ((grad - means[0] - self.y * means[1]) / self.deviation,)


# names


class Embedding(Plain):
    def forward(self, x):
        self.x = x
        columns = [self.parameters["E"][:, int(n)] if n in range(self.layer.vocabulary) else np.nan for n in x.flat]
        y = np.stack([np.broadcast_to(column, self.layer.units) for column in columns], axis=-1)
        return y if x.size == x.shape[-1] else y.reshape(-1, *x.shape)

    def backward(self, grad):
        self.grads["E"] = np.zeros(self.parameters["E"].shape)
        for n, column in zip(self.x.flat, grad.reshape(len(grad), -1).T, strict=True):
            self.grads["E"][:, int(n)] += column
        return (np.zeros(self.x.shape),)


# images


class Conv2D(Plain):
    def forward(self, x):
        p, k = self.layer.padding, self.layer.kernel
        self.x = np.pad(x, ((0, 0), (p, p), (p, p), (0, 0)))
        self.W = self.parameters["W"].reshape(-1, len(x), k, k)
        sums = [
            [np.einsum("fcij,cijn->fn", self.W, self.x[at]) for at in row]
            for row in corners(self.x, k, self.layer.stride)
        ]
        return np.moveaxis(np.array(sums), (0, 1), (1, 2)) + self.parameters["b"][:, None, None, None]

    def backward(self, grad):
        dx, dW, p = np.zeros(self.x.shape), np.zeros(self.W.shape), self.layer.padding
        for i, row in enumerate(corners(self.x, self.layer.kernel, self.layer.stride)):
            for j, at in enumerate(row):
                dW += np.einsum("fn,cijn->fcij", grad[:, i, j], self.x[at])
                dx[at] += np.einsum("fn,fcij->cijn", grad[:, i, j], self.W)
        self.grads["W"], self.grads["b"] = dW.reshape(len(dW), -1), grad.sum(axis=(1, 2, 3))
        return (dx[:, p : dx.shape[1] - p, p : dx.shape[2] - p] if self.is_input_wanted else None,)


class MaxPool(Plain):
    def forward(self, x):
        self.x = x
        self.places = corners(x, self.layer.window, self.layer.stride)
        return np.moveaxis(np.array([[self.pooled(x[at]) for at in row] for row in self.places]), 2, 0)

    def pooled(self, window):
        return window.max(axis=(1, 2))

    def backward(self, grad):
        dx = np.zeros(self.x.shape)
        for i, row in enumerate(self.places):
            for j, at in enumerate(row):
                dx[at] += self.shared(self.x[at], grad[:, i, j])
        return (dx,)

    def shared(self, window, grad):
        """The gradient of one window's largest number, at its first place, for each channel and example."""
        flat = window.reshape(len(window), -1, window.shape[-1])
        is_first = np.arange(flat.shape[1])[None, :, None] == flat.argmax(axis=1)[:, None]
        return (is_first * grad[:, None]).reshape(window.shape)


class AveragePool(MaxPool):
    def pooled(self, window):
        return window.mean(axis=(1, 2))

    def shared(self, window, grad):
        return np.ones(window.shape) * grad[:, None, None] / self.layer.window**2


def wide(x: np.ndarray, examples: int) -> np.ndarray:
    """The same value for each example, where there is one for all."""
    return np.broadcast_to(x, (*x.shape[:-1], examples))


def spread(parameter: np.ndarray, x: np.ndarray) -> np.ndarray:
    """One number for each feature against an array with more axes."""
    return parameter.reshape(parameter.shape + (1,) * (x.ndim - parameter.ndim))


def corners(x: np.ndarray, size: int, stride: int) -> list[list[tuple[slice, slice, slice]]]:
    """Where each window lies, row by row."""
    rows, columns = (range(0, length - size + 1, stride) for length in x.shape[1:3])
    everything = slice(None)
    return [[(everything, slice(i, i + size), slice(j, j + size)) for j in columns] for i in rows]
