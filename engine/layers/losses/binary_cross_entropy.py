"""Binary cross-entropy: how surprised the network is by a yes or a no."""
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.layers.activations.sigmoid import write_sigmoid
from engine.parts.class_loss import ClassLoss, wide, write_log_likelihood
from engine.value import Value
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor


@dataclass(frozen=True)
class BinaryCrossEntropy(ClassLoss):
    """L = −Σ (y log p + (1 − y) log(1 − p)) / n over all n numbers compared. Natural logarithm.

    From logits p = 1 / (1 + e⁻ᶻ), and the loss is Σ (log(1 + eᶻ) − y z) / n, where log(1 + eᶻ) is computed as
    max(z, 0) + log(1 + e^−|z|). Its gradient is (p − y) / n. Good 1952; Cox 1958.
    """

    title, place, glyph = "Binary cross-entropy", 20, "H₂"
    words = "How surprised the network is by a yes (1) or no (0): −log of the probability it gave to the truth."
    formula = "L = −(y log p + (1 − y) log(1 − p))"

    def torch_call(self, it: str, *inputs: Tensor) -> str:
        return f"F.binary_cross_entropy{'_with_logits' if self.takes_logits else ''}({inputs[0]}, {inputs[1]})"

    def prediction(self, output: np.ndarray) -> np.ndarray:
        if not self.takes_logits:
            return output
        power = np.exp(-np.abs(output))
        return np.asarray(np.where(output > 0, 1.0, power) / (1.0 + power))

    def onnx_prediction(self, write: OnnxWriter, output: Tensor) -> str:
        return write.op("Sigmoid", output) if self.takes_logits else output.text

    def correct(self, output: np.ndarray, target: np.ndarray) -> np.ndarray:
        """Every number is on the true side of one half."""
        right = (self.prediction(output) > 0.5) == (target > 0.5)
        return np.asarray(right.reshape(-1, right.shape[-1]).all(axis=0))

    def forward(self, write: Writer, y: Value, prediction: Value, target: Value) -> None:
        if self.takes_logits:
            self._forward_from_logits(write, y, prediction, target)
            return
        words = (
            "{node} takes −log of the probability that the truth was given, p for a yes and 1 − p for a no, and"
            " averages it: near 0 when the network is sure and right, large when it is sure and wrong."
        )
        given = {"p": prediction.value, "y": target.value}
        with write.equation("L = −Σ (y log p + (1 − y) log(1 − p)) / n", {"L": y.value}, given, words):
            count = max(prediction.value.size, target.value.size)
            pairs = np.empty((2, 2, *max(prediction.value.shape, target.value.shape)))
            total = np.empty(())
            # Yes and no as two classes: p beside 1 − p, y beside 1 − y.
            for (yes, no), each in zip(pairs, (prediction, target), strict=True):
                write.call(np.copyto, each.value, yes)
                write.call(np.subtract, np.array(1.0), each.value, no)
            y.scratch["y | 1 − y"] = pairs[1]
            y.scratch["safe p | 1 − p"] = write_log_likelihood(write, pairs[0], pairs[1], total)
            write.call(np.multiply, total, np.array(-1 / count), y.scalar)

    def _forward_from_logits(self, write: Writer, y: Value, logits: Value, target: Value) -> None:
        words = (
            "{node} averages log(1 + eᶻ) − y z. That is −log of the probability that the sigmoid gives to the truth, in"
            " a form in which nothing grows too large."
        )
        given = {"z": logits.value, "y": target.value}
        with write.equation("L = Σ (log(1 + eᶻ) − y z) / n", {"L": y.value}, given, words):
            z, labels = wide(write, logits, target), wide(write, target, logits)
            log, total, agreed, rest = np.empty_like(z), np.empty(()), np.empty(()), np.empty(())
            # log(e⁰ + eᶻ), for which NumPy computes max(z, 0) + log(1 + e^−|z|).
            write.call(np.logaddexp, np.array(0.0), z, log)
            write.dot(log.reshape(-1), np.ones(log.size), total)
            write.dot(labels.reshape(-1), z.reshape(-1), agreed)
            write.call(np.subtract, total, agreed, rest)
            write.call(np.multiply, rest, np.array(1 / z.size), y.scalar)

    def _backward_from_probabilities(
        self, write: Writer, y: Value, p: Value, target: Value, spread: Value, given: dict[str, np.ndarray]
    ) -> None:
        less, one = np.array(-1 / spread.value.size), np.array(1.0)
        words = (
            "{node} pushes the probability towards the truth, and the harder the less of it the truth was given: the"
            " slope of −log p is −1 / p."
        )
        with write.contribution("∂L/∂p = ((1 − y) / (1 − p) − y / p) / n", p, given, words, like=spread) as grad:
            for_yes, for_no = shares = np.empty((2, *spread.value.shape))
            write.call(np.divide, y.scratch["y | 1 − y"], y.scratch["safe p | 1 − p"], shares)
            write.call(np.subtract, for_yes, for_no, grad.value)
            write.call(np.multiply, grad.value, less, grad.value)
            write.times_gradient(y, grad.value)
        words = "{node} tells the truth, too, how it moves the loss: by log(1 − p) − log p."
        with write.contribution("∂L/∂y = (log(1 − p) − log p) / n", target, given, words, like=spread) as grad:
            log_no = np.empty(p.value.shape)
            write.call(np.subtract, one, p.value, log_no)
            write.call(np.log, log_no, log_no)
            write.call(np.log, p.value, grad.value)
            write.call(np.subtract, grad.value, log_no, grad.value)
            write.call(np.multiply, grad.value, less, grad.value)
            write.times_gradient(y, grad.value)

    def _backward_from_logits(
        self, write: Writer, y: Value, z: Value, target: Value, spread: Value, given: dict[str, np.ndarray]
    ) -> None:
        share, less = np.array(1 / spread.value.size), np.array(-1 / spread.value.size)
        words = (
            "The gradient of {node} is probability minus truth, p − y with p = 1 / (1 + e⁻ᶻ): too sure of a yes gives a"
            " positive gradient, too sure of a no a negative."
        )
        with write.contribution("∂L/∂z = (1 / (1 + e⁻ᶻ) − y) / n", z, given, words, like=spread) as grad:
            write_sigmoid(write, wide(write, z, target), grad.value)
            write.call(np.subtract, grad.value, target.value, grad.value)
            write.call(np.multiply, grad.value, share, grad.value)
            write.times_gradient(y, grad.value)
        words = "{node} tells the truth, too, how it moves the loss: the larger a logit, the more a yes lowers it."
        with write.contribution("∂L/∂y = −z / n", target, given, words, like=spread) as grad:
            write.call(np.multiply, z.value, less, grad.value)
            write.times_gradient(y, grad.value)
