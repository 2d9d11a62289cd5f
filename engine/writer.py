"""Writer: what layers and optimizers write their equations with."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from engine.chance import Chance
from engine.equation import Call, Equation, Term
from engine.tables.table import Table
from engine.value import Value

Arrays = Mapping[str, np.ndarray]


class Writer:
    """Collects the equations of one iteration in order, each with its calls over arrays that are made once.

    ``names`` gives a node's name for the sentences. ``table`` is where batches come from: the examples that
    ``indices`` holds when the iteration runs, or all of them in their order where ``indices`` is None. ``chance``
    draws; an evaluation has none.
    """

    def __init__(
        self, names: Mapping[str, str], table: Table, indices: np.ndarray | None, chance: Chance | None = None
    ) -> None:
        self.equations: list[Equation] = []
        self.table = table
        self._names = names
        self._indices = indices
        self._chance = chance
        self._calls: list[Call] = []
        self._node, self._phase = "", "batch"
        self._of = "L"

    @property
    def is_training(self) -> bool:
        """Whether the pass is for learning; in an evaluation, layers that draw or remember behave otherwise."""
        return self._chance is not None

    def at(self, node: str, phase: str) -> None:
        """From here on, equations belong to this node and phase."""
        self._node, self._phase = node, phase

    @contextmanager
    def gradients_of(self, letter: str) -> Iterator[None]:
        """What is written inside says ∂o/∂x, with this letter, where layers say ∂L/∂x and speak of the loss."""
        self._of = letter
        yield
        self._of = "L"

    @contextmanager
    def equation(
        self, symbols: str, results: Arrays, given: Arrays, words: str, overwrites: bool = False
    ) -> Iterator[None]:
        """The calls made inside are one equation. Several lines of ``symbols`` are several statements.

        ``results`` and ``given`` name the arrays by the symbols in use; ``words`` is a sentence in which {node}
        stands for the node's name.
        """
        self._calls = []
        yield
        self.equations.append(
            Equation(
                self._node,
                self._phase,
                tuple(self._spoken(symbols).split("\n")),
                self._spoken(words).replace("{node}", self._names.get(self._node, "")),
                tuple(Term(self._spoken(symbol), array) for symbol, array in results.items()),
                tuple(Term(self._spoken(symbol), array) for symbol, array in given.items()),
                tuple(self._calls),
                overwrites,
            )
        )

    def _spoken(self, text: str) -> str:
        """Symbols or words of a layer, which is written as if the gradients were those of the loss."""
        return text if self._of == "L" else text.replace("∂L/", f"∂{self._of}/").replace("the loss", self._of)

    @contextmanager
    def contribution(
        self, symbols: str, x: Value, given: Arrays, words: str, like: Value | None = None
    ) -> Iterator[Value]:
        """A gradient on its way back to ``x``: the calls made inside fill ``.value`` of what this gives.

        With ``like``, they fill an array of that value's shape, and where x was spread over it (one number for many,
        one value for all examples), the parts are summed into x's shape. Where nobody wants the gradient of x,
        nothing is written.
        """
        wide = like.like() if like is not None else x.like()
        spread = (wide.shape, wide.examples) != (x.shape, x.examples)
        grad = x.like() if spread else wide
        with self.equation(symbols, {symbols.split(" = ")[0]: grad.value}, given, words):
            yield wide
            if spread:
                self.sum_into(wide.value, grad.value)
        if x.needs_gradient:
            x.contributions.append(grad)
        else:
            self.equations.pop()

    @contextmanager
    def gradients(self, symbols: str, y: Value, results: Arrays, given: Arrays, words: str) -> Iterator[None]:
        """The gradients of the parameters of ``y``: an equation that is not written where these are frozen."""
        with self.equation(symbols, results, given, words):
            yield
        if not y.learns:
            self.equations.pop()

    def gather(self, x: Value) -> bool:
        """Make the gradient of ``x`` out of its contributions; a sum of several is an equation of its own.

        Gives False where no gradient reached x.
        """
        parts = x.contributions
        if len(parts) > 1:
            x.gradient = x.like()
            terms = {f"∂L/∂y from edge {number}": part.value for number, part in enumerate(parts, 1)}
            words = f"{{node}} feeds {len(parts)} inputs, so the gradients that come back along them are added."
            with self.equation("∂L/∂y = Σ ∂L/∂y along each edge", {"∂L/∂y": x.grad}, terms, words):
                self.add_up([part.value for part in parts], x.grad)
        elif parts:
            x.gradient = parts[0]
        return x.gradient is not None

    # calls

    def call(self, function: Callable[..., Any], *arrays: np.ndarray, **options: Any) -> None:
        """One NumPy call; the last array is where the result goes.

        A result that is a single number is best an array of its own: where it is an operand as well, NumPy takes more
        than three times as long.
        """
        *operands, out = arrays
        self._calls.append(Call(function, tuple(operands), out, options))

    def dot(self, a: np.ndarray, b: np.ndarray, out: np.ndarray) -> None:
        """``out = a · b``. All three must be of a layout that BLAS takes without a copy."""
        self.call(np.dot, a, b, out)

    def add_up(self, parts: Sequence[np.ndarray], out: np.ndarray) -> None:
        """``out`` = the sum of arrays of its own shape, of which there is at least one."""
        if len(parts) == 1:
            self.call(np.copyto, parts[0], out)
            return
        self.call(np.add, parts[0], parts[1], out)
        for part in parts[2:]:
            self.call(np.add, out, part, out)

    def sum_into(self, wide: np.ndarray, narrow: np.ndarray) -> None:
        """``narrow`` = sums of ``wide`` over the axes along which narrow has no or one element. Shapes end alike."""
        while wide.ndim > narrow.ndim:
            # A single number per example against an array per example: the leading axes are summed.
            smaller = narrow if wide.shape[1:] == narrow.shape else np.empty(wide.shape[1:])
            self.call(np.add.reduce, wide, smaller, axis=0)
            wide = smaller
        if wide.shape != narrow.shape:
            self.call(np.add.reduce, wide, narrow, axis=-1, keepdims=True)

    def times_gradient(self, y: Value, out: np.ndarray) -> None:
        """``out`` times the gradient that reached the loss ``y``; no call at all where that is the 1 it starts from."""
        if not y.has_unit_gradient:
            self.call(np.multiply, out, y.grad.reshape(()), out)

    def draw(self, out: np.ndarray) -> None:
        """Numbers from 0 to 1, others in each iteration, the same ones whenever it runs again."""
        assert self._chance is not None, "an evaluation draws nothing"
        self.call(self._chance.of(self._node), out)

    # data

    def batch(self, symbol: str, rows: np.ndarray, y: Value, words: str) -> None:
        """Where the batch lands, called x or y: ``rows`` holds all examples, shape ``(features, all examples)``."""
        rows = np.ascontiguousarray(rows, dtype=np.float64)
        self.at(self._node, "batch")
        out = y.value.reshape(-1, y.examples)
        with self.equation(f"{symbol} ← batch", {symbol: y.value}, {}, words):
            if self._indices is None:
                self.call(np.copyto, rows, out)
            else:
                # mode="clip" writes straight into out; the indices are ours and always within bounds.
                self.call(np.take, rows, self._indices, out, axis=1, mode="clip")

