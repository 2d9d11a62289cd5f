"""Schedule: the learning rate of an optimizer as a function of how many updates were made."""
from __future__ import annotations

import dataclasses

import numpy as np

from engine.equation import Call
from engine.knobs import knob
from engine.optimizer import Optimizer
from engine.writer import Writer

_ONE = np.array(1.0)
_BY_FACTOR = ("step", "exponential")
_FALLING = (*_BY_FACTOR, "cosine")
_SYMBOLS = {
    "constant": "α₀", "step": "α₀ γ^(⌊k/T⌋)", "exponential": "α₀ γ^(k/T)",
    "cosine": "½ α₀ (1 + cos(π min(1, k/T)))",
}  # fmt: skip
_PYTHON = {
    "constant": "", "step": "{factor!r} ** ({k} // {period})", "exponential": "{factor!r} ** ({k} / {period})",
    "cosine": "0.5 * (1 + np.cos(np.pi * min(1, {k} / {period})))",
}  # fmt: skip
_WORDS = {
    "constant": "",
    "step": " Every T = {period:,} iterations it is multiplied by γ = {factor:g}.",
    "exponential": " It changes evenly from one iteration to the next, by γ = {factor:g} in T = {period:,}.",
    "cosine": " It goes down along half a wave of the cosine to 0 at k = T = {period:,}, and stays there.",
}


@dataclasses.dataclass(frozen=True)
class Scheduled(Optimizer):
    """The learning rate of the update after k others is α = α₀ · s(k) · u(k), with the schedule s and the warm-up u.

    - constant: s = 1
    - step: s = γ^⌊k/T⌋, as StepLR(T, γ) in PyTorch
    - exponential: s = γ^(k/T), as ExponentialLR(γ^(1/T))
    - cosine: s = ½ (1 + cos(π k/T)) as CosineAnnealingLR(T), and 0 after k = T. Loshchilov and Hutter, "SGDR:
      Stochastic gradient descent with warm restarts", 2017, of which this is the first way down, without a restart.
    - warm-up: u = min(1, (k + 1)/T₀), as LinearLR(1/T₀, total_iters=T₀ − 1). Goyal et al., "Accurate, large minibatch
      SGD: Training ImageNet in 1 hour", 2017. Its first rate is α₀/T₀, not 0: no update is without effect.

    Together they are what LambdaLR(optimizer, lambda k: s(k) * u(k)) is in PyTorch.
    """

    rate: float = knob(0.01, "Learning rate α", low=0.0)
    schedule: str = knob(
        "constant", "Schedule", choices=tuple(_SYMBOLS), kw_only=True,
        words="The learning rate stays, changes once every T iterations (step), or falls evenly or along a cosine.",
    )
    period: int = knob(
        100, "Iterations T", low=1, high=10_000_000, kw_only=True, only=("schedule", _FALLING),
        words="How many iterations the factor γ is for; for the cosine, how many until the learning rate is 0.",
    )
    factor: float = knob(
        0.5, "Factor γ", low=0.0, high=10.0, kw_only=True, only=("schedule", _BY_FACTOR),
        words="What the learning rate is multiplied by in T iterations.",
    )
    warm_up: int = knob(
        0, "Warm-up T₀", low=0, high=10_000_000, kw_only=True,
        words="Over so many iterations the learning rate grows from α/T₀ to its full size; 0 is no warm-up.",
    )

    @property
    def is_scheduled(self) -> bool:
        """Whether the learning rate depends on the iteration."""
        return self.schedule != "constant" or self.warm_up > 0

    @property
    def minus_rate_words(self) -> str:
        """−α in a sentence, with its number where that stays the same."""
        return "−α" if self.is_scheduled else f"−α = −{self.rate:g}"

    def torch_factor(self, k: str) -> str:
        warm_up = "min(1, ({k} + 1) / {warm_up})" if self.warm_up else ""
        return " * ".join(filter(None, (_PYTHON[self.schedule], warm_up))).format(k=k, **vars(self))

    def rates(self, counts: np.ndarray) -> np.ndarray:
        """α of the updates after so many others, by the calls that the updates make. An array of the same shape."""
        found, given = np.empty(counts.shape), self._given(counts.astype(np.float64))
        with np.errstate(all="ignore"):
            for call in (*self._warm_up_calls(given), *self._calls(given, found)):
                call.bound()()
        return found

    def write_rate(self, write: Writer, count: np.ndarray, rate: np.ndarray, minus_rate: np.ndarray) -> None:
        """Write the equations of α and −α after ``count`` updates; all are 0-d."""
        given, symbols = self._given(count), _SYMBOLS[self.schedule]
        if self.warm_up:
            symbols = symbols.replace("α₀", "u α₀")
            words = (
                f"Warm-up: in the first T₀ = {self.warm_up:,} iterations the learning rate is multiplied by u, which"
                " grows evenly from 1/T₀ to 1. The number of updates made before this one is k."
            )
            with write.equation("u = min(1, (k + 1)/T₀)", {"u": given["u"]}, given, words):
                self._write(write, self._warm_up_calls(given))
        words = f"The learning rate α depends on k, how many updates were made before this one.{_WORDS[self.schedule]}"
        with write.equation(f"α = {symbols}", {"α": rate}, given, words.format(**vars(self))):
            self._write(write, self._calls(given, rate))
            write.call(np.negative, rate, minus_rate)

    def _write(self, write: Writer, calls: list[Call]) -> None:
        for call in calls:
            write.call(call.function, *call.operands, call.out)

    def _given(self, count: np.ndarray) -> dict[str, np.ndarray]:
        """What α may depend on, by its symbols."""
        numbers = {"k": count, "α₀": self.rate, "T": self.period, "γ": self.factor, "T₀": self.warm_up}
        found = {symbol: np.asarray(number, dtype=np.float64) for symbol, number in numbers.items()}
        return found | {"u": np.ones(count.shape)}

    def _warm_up_calls(self, given: dict[str, np.ndarray]) -> list[Call]:
        """The calls that fill u, where there is a warm-up."""
        if not self.warm_up:
            return []
        share = given["u"]
        return [
            Call(np.add, (given["k"], _ONE), share), Call(np.divide, (share, given["T₀"]), share),
            Call(np.minimum, (share, _ONE), share),
        ]  # fmt: skip

    def _calls(self, given: dict[str, np.ndarray], rate: np.ndarray) -> list[Call]:
        """The calls that fill ``rate`` with α, an array of the shape of k."""
        count, start, period, base = (given[symbol] for symbol in ("k", "α₀", "T", "γ"))
        part = np.ones_like(rate)
        calls = {
            "constant": [],
            "step": [Call(np.floor_divide, (count, period), part), Call(np.power, (base, part), part)],
            "exponential": [Call(np.divide, (count, period), part), Call(np.power, (base, part), part)],
            "cosine": [
                Call(np.divide, (count, period), part), Call(np.minimum, (part, _ONE), part),
                Call(np.multiply, (part, np.array(np.pi)), part), Call(np.cos, (part,), part),
                Call(np.add, (part, _ONE), part), Call(np.multiply, (part, np.array(0.5)), part),
            ],
        }[self.schedule]  # fmt: skip
        calls.append(Call(np.multiply, (start, part), rate))
        return [*calls, Call(np.multiply, (rate, given["u"]), rate)] if self.warm_up else calls
