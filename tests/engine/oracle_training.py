"""The oracle's layers that draw or remember while learning, plainly."""
from __future__ import annotations

import numpy as np

from tests.engine.oracle_layers import Plain


class Dropout(Plain):
    def forward(self, x):
        key = np.random.SeedSequence([0, 5, *self.node.encode()]).generate_state(2, np.uint64)
        drawn = np.random.Generator(np.random.Philox(key=key)).random(x.shape)
        self.mask = np.where(drawn < self.layer.chance, 0.0, 1 / (1 - self.layer.chance))
        return x * self.mask

    def backward(self, grad):
        return (grad * self.mask,)


class BatchNorm(Plain):
    remembered = ("μ̄", "σ̄²")

    def forward(self, x):
        self.axes = tuple(range(1, x.ndim))
        tall = (-1, *[1] * (x.ndim - 1))
        self.scale, shift = (self.parameters[name].reshape(tall) for name in ("γ", "β"))
        mean, variance = x.mean(axis=self.axes, keepdims=True), x.var(axis=self.axes, keepdims=True)
        self.count, share = x[0].size, self.layer.memory
        if self.parameters.keys() >= set(self.remembered):
            fair = variance * self.count / max(self.count - 1, 1)
            for name, new in zip(self.remembered, (mean, fair), strict=True):
                self.parameters[name] = (1 - share) * self.parameters[name] + share * new.reshape(-1)
        self.deviation = np.sqrt(variance + self.layer.epsilon)
        self.normal = (x - mean) / self.deviation
        return self.scale * self.normal + shift

    def backward(self, grad):
        self.grads["γ"], self.grads["β"] = (grad * self.normal).sum(axis=self.axes), grad.sum(axis=self.axes)
        wanted = grad * self.scale
        mean, along = (each.mean(axis=self.axes, keepdims=True) for each in (wanted, wanted * self.normal))
        return ((wanted - mean - self.normal * along) / self.deviation,)
