"""What a layer is: one frozen value that knows its shape, its sums and its words. It holds no numbers of a run."""
from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from engine.catalogue import kinds
from engine.saying.said import Template

if TYPE_CHECKING:
    from engine.equation import Equation
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor
    from engine.saying.said import Said
    from engine.saying.step import Step
    from engine.tables.table import Header
    from engine.value import Value
    from engine.writer import Writer

Shape = tuple[int, ...]
FAMILIES = ("Data", "Layers", "Activations", "Maths", "Losses")


class ShapeError(ValueError):
    """A connection can't work; the message is a sentence: what is wanted, what is given, what would help."""


@dataclasses.dataclass(frozen=True)
class Block:
    """Parameters kept in one array, because one NumPy call is faster than two.

    ``parts`` says where each parameter that a learner knows by name lies in it. Without parts, the block is one
    parameter. A linear layer keeps its weights W and its bias b as one block, the bias as its last column.
    A block that no optimizer moves (``is_trained`` is False) is what the layer remembers from one iteration to the
    next; its forward equations change it, marked ``overwrites``.
    """

    name: str
    shape: Shape
    parts: tuple[tuple[str, Any], ...] = ()
    is_trained: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parameters in it."""
        return tuple(name for name, _ in self.parts) or (self.name,)

    @property
    def sizes(self) -> dict[str, Shape]:
        """The shapes of the parameters in it, by name."""
        return {name: view.shape for name, view in self.views(np.broadcast_to(0.0, self.shape)).items()}

    def views(self, array: np.ndarray) -> dict[str, np.ndarray]:
        """Views of the named parameters in ``array``, whose shape is ``self.shape``."""
        return {name: array[where] for name, where in self.parts} if self.parts else {self.name: array}


@dataclasses.dataclass(frozen=True)
class Layer:
    """The root of every kind. A complete example, with every line explained: ``layers/linear.py``.

    A kind is a frozen dataclass whose fields are knobs, with these class attributes:

    - ``title``, ``family`` (one of FAMILIES), ``place`` (order in the palette), ``words`` (one sentence);
    - ``glyph`` and ``formula`` as the palette and the card show them;
    - ``ports``: the names of its inputs, in the order in which the methods get them;
    - ``reads_data``: it is given the data; ``reads_parameters``: it has one port and is given not the value there but
      the parameters of the node it comes from;
    - ``domain``: what its inputs must be, if not every number will do, for the sentence said when it fails;
    - ``torch``: the same in PyTorch, an expression in which {port} is an input, {knob!r} a knob and {it} what the
      layer's own module is called; ``onnx``: the operator of ONNX that does the same;
    - ``looks_across``: whether an example's output depends on the other examples of the batch;
    - ``most_flat``: the share of numbers at which its slope may be 0 or nearly, before that keeps it from learning, and
      ``when_flat``: what one might try then.
    """

    title: ClassVar[str]
    family: ClassVar[str]
    words: ClassVar[str]
    formula: ClassVar[str]
    glyph: ClassVar[str]
    place: ClassVar[int] = 100
    ports: ClassVar[tuple[str, ...]] = ("x",)
    reads_data: ClassVar[bool] = False
    reads_parameters: ClassVar[bool] = False
    domain: ClassVar[str] = ""
    torch: ClassVar[str] = ""
    onnx: ClassVar[str] = ""
    looks_across: ClassVar[bool] = False
    most_flat: ClassVar[float] = 0.5
    when_flat: ClassVar[Template | None] = None

    def shape(self, *inputs: Any) -> Shape:
        """Shape of one example's output, from the shapes of one example's inputs. () is a single number.

        A kind that reads the data gets the data's Header instead, one that reads parameters the Blocks. Raises
        ShapeError.
        """
        return common_shape(self.title, *inputs)

    @property
    def letter(self) -> str:
        """The symbol of its output in its formula: z of ``z = W x + b``."""
        return self.formula.split(" = ")[0]

    @property
    def formulas(self) -> tuple[str, ...]:
        """Its own formula, with its knobs in it where they make it another; behind it what else is worth a line."""
        return (self.formula,)

    def wants(self, equation: Equation) -> str:
        """What the numbers that went into this equation should have been, where that is why it went wrong; else ""."""
        return self.domain if equation.phase in ("forward", "loss") else ""

    def said(self, step: Step) -> Said | None:
        """What it says itself of an equation of its own that has run; None leaves it to how the equation works."""
        return None

    def is_per_example(self, *inputs: bool) -> bool:
        """Whether there is one output for each example, or a single one for the whole batch."""
        return any(inputs)

    def row_names(self, header: Header) -> list[str]:
        """For a kind that reads the data: what each of the numbers is that it gives for an example."""
        return []

    def blocks(self, *inputs: Any) -> tuple[Block, ...]:
        """The parameters, for these input shapes."""
        return ()

    def scratch(self, *inputs: Any) -> int:
        """How many numbers it writes down for each example on the way, if far more than go in and come out."""
        return 0

    def start(self, rng: np.random.Generator, name: str, shape: Shape) -> np.ndarray:
        """Start values of the parameter ``name``, an array of ``shape``."""
        raise NotImplementedError

    def forward(self, write: Writer, y: Value, *inputs: Value) -> None:
        """Write the equations that compute ``y.value`` from the inputs' values.

        Where ``write.is_training`` is False, they are for an evaluation: nothing drawn, nothing remembered anew.
        """
        raise NotImplementedError

    def backward(self, write: Writer, y: Value, *inputs: Value) -> None:
        """Write the equations that turn ``y.grad`` into the gradients of the parameters and of the inputs."""
        raise NotImplementedError

    # elsewhere

    def torch_modules(self, it: str, *inputs: Shape) -> dict[str, str]:
        """What it needs in a PyTorch module, by attribute: modules and parameters, as expressions that make them."""
        return {}

    def torch_state(self, it: str, name: str, array: np.ndarray, *inputs: Shape) -> tuple[str, np.ndarray]:
        """Where PyTorch keeps the parameter ``name``, a key of a state dict, and its numbers as they lie there."""
        return it, array

    def torch_call(self, it: str, *inputs: Tensor) -> str:
        """An expression of its output in PyTorch; "" where PyTorch has nothing like it."""
        return self.torch.format(it=it, **dict(zip(self.ports, inputs, strict=True)), **vars(self))

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        """Write the operators of an evaluation; gives the name of the result, "" where ONNX has nothing like it."""
        return write.op(self.onnx, *inputs) if self.onnx else ""


@dataclasses.dataclass(frozen=True)
class Loss(Layer):
    """A layer that ends a network: a single number, small when the first input is close to the second."""

    family: ClassVar[str] = "Losses"
    ports: ClassVar[tuple[str, ...]] = ("ŷ", "y")

    def shape(self, *inputs: Shape) -> Shape:
        common_shape(self.title, *inputs, scalars_fit=False)
        return ()

    def is_per_example(self, *inputs: bool) -> bool:
        return False

    def prediction(self, output: np.ndarray) -> np.ndarray:
        """What the network says, from the array at the first port: probabilities where the loss speaks of classes."""
        return output

    def compared(self, output: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The predictions as it sets them beside the truth, and how far each is too high, or below 0 too low."""
        predictions = np.broadcast_to(self.prediction(output), np.broadcast_shapes(output.shape, target.shape))
        return predictions, predictions - target

    def onnx_prediction(self, write: OnnxWriter, output: Tensor) -> str:
        """The same as operators: ``prediction`` of the value at the first port."""
        return output.text

    def correct(self, output: np.ndarray, target: np.ndarray) -> np.ndarray | None:
        """For classes: which examples are right, booleans of shape (N,). None where there are no classes."""
        return None


def shape_words(shape: Shape) -> str:
    """A shape as a learner reads it: ``8``, ``3×2``, or ``a single number``."""
    return "×".join(str(size) for size in shape) if shape else "a single number"


def common_shape(title: str, *inputs: Shape, scalars_fit: bool = True) -> Shape:
    """The shape that all inputs share. A single number fits with any shape where ``scalars_fit``.

    Raises ShapeError naming the layer and what it was given.
    """
    shapes = {each for each in inputs if each or not scalars_fit}
    if len(shapes) > 1:
        given = " and ".join(shape_words(each) for each in inputs)
        raise ShapeError(f"{title} wants inputs of one shape but is given {given}; change one of them to match.")
    return shapes.pop() if shapes else ()



def layer_kinds() -> dict[str, type[Layer]]:
    """Every kind of layer by its name in a document, in the order of the palette."""
    found = kinds("engine.layers", Layer)
    return dict(sorted(found.items(), key=lambda item: FAMILIES.index(item[1].family)))
