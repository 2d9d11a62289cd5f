"""The oracle's activations, plainly."""
from __future__ import annotations

import math

import numpy as np

from tests.engine.oracle_layers import Plain


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
        """The Jacobian, diag(a) − a aᵀ, times the gradient of each example."""
        return (self.a * (grad - (self.a * grad).sum(axis=0)),)


class ELU(Plain):
    def forward(self, z):
        self.z = z
        return np.where(z > 0, z, self.layer.scale * (np.exp(np.minimum(z, 0)) - 1))

    def backward(self, grad):
        return (np.where(self.z > 0, grad, grad * self.layer.scale * np.exp(np.minimum(self.z, 0))),)


class GELU(Plain):
    def forward(self, z):
        self.z = z
        self.below = np.array([(1 + math.erf(each / math.sqrt(2))) / 2 for each in z.flat]).reshape(z.shape)
        return z * self.below

    def backward(self, grad):
        bell = np.exp(-(self.z**2) / 2) / math.sqrt(2 * math.pi)
        return (grad * (self.below + self.z * bell),)


class SiLU(Plain):
    def forward(self, z):
        self.z = z
        return z * sigmoid(z)

    def backward(self, grad):
        return (grad * sigmoid(self.z) * (1 + self.z * sigmoid(-self.z)),)


class Softplus(Plain):
    def forward(self, z):
        self.z = z
        return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))

    def backward(self, grad):
        return (grad * sigmoid(self.z),)


class HardTanh(Plain):
    def forward(self, z):
        self.z = z
        return np.clip(z, -1, 1)

    def backward(self, grad):
        return (np.where((self.z > -1) & (self.z < 1), grad, 0.0),)


class Step(Plain):
    def forward(self, z):
        return np.where(z > 0, 1.0, 0.0)

    def backward(self, grad):
        return (np.zeros_like(grad),)


class LogSoftmax(Plain):
    def forward(self, z):
        self.z = z
        top = z.max(axis=0)
        return z - top - np.log(np.exp(z - top).sum(axis=0))

    def backward(self, grad):
        """The Jacobian, one minus a column of probabilities, times the gradient of each example."""
        return (grad - softmax(self.z) * grad.sum(axis=0),)


# shared with the losses


def sigmoid(z: np.ndarray) -> np.ndarray:
    """1 / (1 + e⁻ᶻ), with an exponent that is never above 0."""
    power = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + power), power / (1 + power))


def softmax(z: np.ndarray) -> np.ndarray:
    """Over the first axis."""
    power = np.exp(z - z.max(axis=0))
    return power / power.sum(axis=0)
