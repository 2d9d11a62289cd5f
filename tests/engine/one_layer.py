"""One layer on a bench of its own: inputs of any shape, its equations forward and backward, and a way to run them."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.chance import Chance
from engine.knobs import knob_values
from engine.layer import Layer, Loss
from engine.layers.trained.embedding import Embedding
from engine.layers.trained.linear import Linear
from engine.tables.table import Table
from engine.value import Parameter, Value
from engine.writer import Writer

TABLE = Table(
    ("a", "b", "k"), np.array([[1.0, 2.0, 3.0], [0.5, -1.0, 4.0], [2.0, 0.0, 1.0]]), ("a", "b"), ("k",),
    {"k": ("red", "green", "blue")},
)  # fmt: skip

# What a penalty is given: the parameters of a linear layer.
BLOCKS = Linear(2).blocks((3,))


def named(layer: Layer) -> str:
    return " ".join([type(layer).__name__, *(f"{value}" for value in knob_values(layer).values())])


@dataclass
class Bench:
    """One layer on its own: its inputs, its output, and the calls that it wrote."""

    layer: Layer
    writer: Writer
    inputs: list[Value]
    y: Value

    def run(self, *phases: str) -> None:
        for equation in self.writer.equations:
            if equation.phase in phases:
                for call in equation.bound:
                    call()

    def parameters(self, part: str) -> dict[str, np.ndarray]:
        found = {}
        for block in self.y.blocks:
            if block.is_trained:
                found.update(block.views(getattr(self.y.parameters[block.name], part)))
        return found

    @property
    def movable(self) -> list[Value]:
        """The inputs that may be a little larger or smaller. Names are no amounts, and some layers read no values."""
        return [] if isinstance(self.layer, Embedding) or self.layer.reads_parameters else self.inputs

    def gradients(self) -> list[np.ndarray]:
        return [x.contributions[0].value for x in self.movable] + list(self.parameters("grad").values())

    def moving(self) -> list[np.ndarray]:
        return [x.value for x in self.movable] + list(self.parameters("value").values())


def bench(layer: Layer, forms: tuple[tuple[tuple[int, ...], int], ...], is_the_loss: bool = False) -> Bench:
    """The layer with inputs of these shapes and numbers of examples, forward and backward written down."""
    rng = np.random.default_rng(len(forms) + 7)
    writer = Writer({"it": "The layer"}, TABLE, None, Chance(0))
    inputs = [Value(f"input {number}", *form) for number, form in enumerate(forms)]
    is_picky = layer.domain and "logits" not in knob_values(layer).values()
    # Spread out evenly, so that no number is nudged past another.
    numbers = rng.permutation(np.linspace(0.2, 0.9, sum(x.value.size for x in inputs) + 2)[1:-1])
    for x in inputs:
        x.needs_gradient = True
        x.flat[:], numbers = np.split(numbers, [x.value.size])
        if not is_picky:
            x.value[...] *= rng.choice([-1.0, 1.0], x.value.shape)
        if isinstance(layer, Embedding):
            x.value[...] = rng.integers(layer.vocabulary, size=x.value.shape)
    shapes = [TABLE.header] if layer.reads_data else [BLOCKS] if layer.reads_parameters else [x.shape for x in inputs]
    is_per_example = layer.is_per_example(*(x.examples > 1 for x in inputs))
    examples = TABLE.examples if layer.reads_data else max([x.examples for x in inputs] or [1]) if is_per_example else 1
    y = Value("it", layer.shape(*shapes), examples)
    y.blocks, y.learns = layer.blocks(*shapes), True
    # A layer fills all of its gradients; a penalty fills that of one parameter.
    unfilled = 0.0 if layer.reads_parameters else np.nan
    for block in y.blocks:
        y.parameters[block.name] = Parameter(rng.normal(size=block.shape), np.full(block.shape, unfilled))
    writer.at("it", "forward")
    layer.forward(writer, y, *inputs)
    y.gradient, y.has_unit_gradient = y.like(), is_the_loss
    y.grad[...] = 1.0 if is_the_loss else rng.normal(size=y.value.shape)
    writer.at("it", "backward")
    layer.backward(writer, y, *inputs)
    return Bench(layer, writer, inputs, y)


def value_of(layer: Layer, *arrays: list[list[float]]) -> np.ndarray:
    """The layer's output for inputs (features, examples)."""
    b = run_with(layer, *arrays)
    return b.y.value


def run_with(layer: Layer, *arrays: list[list[float]]) -> Bench:
    given = [np.array(each, dtype=float) for each in arrays]
    b = bench(layer, tuple((each.shape[:-1], each.shape[-1]) for each in given), is_the_loss=isinstance(layer, Loss))
    for x, numbers in zip(b.inputs, given, strict=True):
        x.value[...] = numbers
    with np.errstate(all="ignore"):
        b.run("forward", "backward")
    return b
