"""Cross-entropy: how surprised the network is by the true class of several."""
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.layer import Shape, ShapeError, shape_words
from engine.parts.class_loss import ClassLoss, wide, write_log_likelihood
from engine.value import Value
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor


@dataclass(frozen=True)
class CrossEntropy(ClassLoss):
    """L = −Σ yⱼ log pⱼ over the classes, averaged over N examples. Natural logarithm.

    From logits p = softmax z, log pⱼ = zⱼ − log Σ eᶻ, so L = Σ (log Σ eᶻ − Σ y z) / N where each y adds up to 1.
    Its gradient is (p − y) / N. Bridle 1990.
    """

    title, place, glyph = "Cross-entropy", 30, "H"
    words = "How surprised the network is by the true class: −log of the probability it gave to it."
    formula = "L = −Σ yⱼ log pⱼ"

    def shape(self, prediction: Shape, target: Shape) -> Shape:
        if len(prediction) != 1 or prediction == (1,):
            given = "a single one" if prediction == (1,) else shape_words(prediction)
            raise ShapeError(
                f"Cross-entropy wants a list with a number for each of several classes but is given {given};"
                " for two classes and one number, use Binary cross-entropy."
            )
        return super().shape(prediction, target)

    def torch_call(self, it: str, *inputs: Tensor) -> str:
        prediction, target = inputs
        if not self.takes_logits:
            return f"-torch.xlogy({target}, {prediction}).sum(1).mean()"
        if target.adds_to_one:
            return f"F.cross_entropy({prediction}, {target})"
        return f"({prediction}.logsumexp(1) - ({target} * {prediction}).sum(1)).mean()"

    def prediction(self, output: np.ndarray) -> np.ndarray:
        if not self.takes_logits:
            return output
        power = np.exp(output - output.max(axis=0))
        return np.asarray(power / power.sum(axis=0))

    def onnx_prediction(self, write: OnnxWriter, output: Tensor) -> str:
        return write.op("Softmax", output, axis=1) if self.takes_logits else output.text

    def correct(self, output: np.ndarray, target: np.ndarray) -> np.ndarray:
        """The most probable class is the true one."""
        return np.asarray(output.argmax(axis=0) == target.argmax(axis=0))

    def forward(self, write: Writer, y: Value, prediction: Value, target: Value) -> None:
        count = max(prediction.examples, target.examples)
        if self.takes_logits:
            self._forward_from_logits(write, y, prediction, target, count)
            return
        words = (
            "{node} takes −log of the probability that each example's true class was given, and averages over the"
            " examples: near 0 when the network is sure and right, large when it is sure and wrong."
        )
        given = {"p": prediction.value, "y": target.value}
        with write.equation("L = −Σ y log p / N", {"L": y.value}, given, words):
            p, labels, total = wide(write, prediction, target), wide(write, target, prediction), np.empty(())
            y.scratch["safe p"] = write_log_likelihood(write, p, labels, total)
            write.call(np.multiply, total, np.array(-1 / count), y.scalar)

    def _forward_from_logits(self, write: Writer, y: Value, logits: Value, target: Value, count: int) -> None:
        words = (
            "{node} averages, over the examples, how far the logit of the true class stays below log Σ eᶻ. That is −log"
            " of its softmax probability, in a form in which nothing grows too large."
        )
        given = {"z": logits.value, "y": target.value}
        with write.equation("L = Σ (log Σ eᶻ − Σ y z) / N", {"L": y.value}, given, words):
            z, labels = wide(write, logits, target), wide(write, target, logits)
            most, total, log = np.empty((3, count))
            power, logs, agreed, rest = np.empty_like(z), np.empty(()), np.empty(()), np.empty(())
            write.call(np.maximum.reduce, z, most, axis=0)
            write.call(np.subtract, z, most, power)
            write.call(np.exp, power, power)
            # Products with ones: for arrays of this size the fastest sums there are.
            write.dot(np.ones(z.shape[0]), power, total)
            write.call(np.log, total, log)
            write.call(np.add, log, most, log)
            write.dot(log, np.ones(count), logs)
            write.dot(labels.reshape(-1), z.reshape(-1), agreed)
            write.call(np.subtract, logs, agreed, rest)
            write.call(np.multiply, rest, np.array(1 / count), y.scalar)
        y.scratch["eᶻ"], y.scratch["Σ eᶻ"] = power, total

    def _backward_from_probabilities(
        self, write: Writer, y: Value, p: Value, target: Value, spread: Value, given: dict[str, np.ndarray]
    ) -> None:
        less = np.array(-1 / spread.examples)
        words = (
            "{node} asks for more of the true class's probability, and the more urgently the smaller it is: the slope"
            " of −log p is −1 / p."
        )
        with write.contribution("∂L/∂p = −y / (N p)", p, given, words, like=spread) as grad:
            write.call(np.divide, target.value, y.scratch["safe p"], grad.value)
            write.call(np.multiply, grad.value, less, grad.value)
            write.times_gradient(y, grad.value)
        words = "{node} tells the truth, too, how it moves the loss: by −log of the probability."
        with write.contribution("∂L/∂y = −log p / N", target, given, words, like=spread) as grad:
            write.call(np.log, p.value, grad.value)
            write.call(np.multiply, grad.value, less, grad.value)
            write.times_gradient(y, grad.value)

    def _backward_from_logits(
        self, write: Writer, y: Value, z: Value, target: Value, spread: Value, given: dict[str, np.ndarray]
    ) -> None:
        share = np.array(1 / spread.examples)
        words = (
            "The gradient of {node} is probability minus truth, p − y with p = softmax z: it lowers the logits that got"
            " too much and raises that of the true class."
        )
        with write.contribution("∂L/∂z = (softmax z − y) / N", z, given, words, like=spread) as grad:
            write.call(np.divide, y.scratch["eᶻ"], y.scratch["Σ eᶻ"], grad.value)
            write.call(np.subtract, grad.value, target.value, grad.value)
            write.call(np.multiply, grad.value, share, grad.value)
            write.times_gradient(y, grad.value)
        words = "{node} tells the truth, too, how it moves the loss: the larger a logit, the more its class lowers it."
        with write.contribution("∂L/∂y = −z / N", target, given, words, like=spread) as grad:
            write.call(np.multiply, z.value, np.negative(share), grad.value)
            write.times_gradient(y, grad.value)
