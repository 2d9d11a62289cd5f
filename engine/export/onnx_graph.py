"""The ONNX graph: the forward pass from the data to what the network says, as plain operators and arrays."""
from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.export.names import ExportError, Names, comment
from engine.export.script import identifiers
from engine.export.tensor import Tensor
from engine.layer import Layer, Loss
from engine.plan import loss_nodes
from engine.session import Session

Described = tuple[tuple[str | int, ...], str]
Result = str | np.ndarray | float | Tensor


@dataclasses.dataclass(frozen=True)
class Operator:
    """One operator of ONNX, by the names of what it takes and of the one thing that it gives."""

    kind: str
    given: tuple[str, ...]
    gives: str
    attributes: Mapping[str, Any]


@dataclasses.dataclass(frozen=True)
class OnnxGraph:
    """``inputs`` and ``outputs`` by name, with shapes in which "N" is the number of examples and a word on each."""

    inputs: dict[str, Described]
    outputs: dict[str, Described]
    operators: list[Operator]
    constants: dict[str, np.ndarray]


class OnnxWriter:
    """What layers write their operators with. Examples are the first axis, and everything is float64."""

    def __init__(self, names: Names) -> None:
        self.operators: list[Operator] = []
        self.constants: dict[str, np.ndarray] = {}
        self._names = names
        self._at = ""

    def at(self, it: str) -> None:
        """From here on, what is given is named after this."""
        self._at = it

    def op(self, kind: str, *given: Result, single: bool = False, **attributes: Any) -> str:
        """An operator; gives the name of its result. ``single``: in float32, where runtimes have it in no other."""
        taken = [self._named(each) for each in given]
        if single:
            taken = [self.op("Cast", each, to="FLOAT") for each in taken]
        gives = self._names.give(self._at)
        self.operators.append(Operator(kind, tuple(taken), gives, attributes))
        return self.op("Cast", gives, to="DOUBLE") if single else gives

    def axes(self, *axes: int) -> np.ndarray:
        """Axes or sizes as ONNX takes them: an array of whole numbers."""
        return np.array(axes, dtype=np.int64)

    def as_list(self, x: Tensor) -> str:
        """The numbers of each example as a list."""
        if len(x.shape) == 1:
            return x.text
        return self.op("Flatten", x, axis=1) if x.shape else self.op("Reshape", x, self.axes(-1, 1))

    def _named(self, given: Result) -> str:
        if isinstance(given, str | Tensor):
            return str(given)
        name = self._names.give(f"{self._at}_numbers")
        self.constants[name] = np.asarray(given) if isinstance(given, np.ndarray) else np.array(float(given))
        return name


def onnx_graph(session: Session) -> OnnxGraph:
    """What the network says for N examples, with the parameters of the present moment. Raises ExportError."""
    graph, shapes = session.document.graph, session.document.shapes
    losses, why_not = loss_nodes(graph, shapes)
    if why_not:
        raise ExportError(why_not)
    names = Names()
    idents, write = identifiers(graph, names), OnnxWriter(names)
    # A loss says how far off its first input is; that input is what the network says.
    answering = [id for id in losses if not graph.by_id[id].layer.reads_parameters]
    if not answering:
        raise ExportError("This network says nothing of an example: it has penalties and no other loss. Add one.")
    ends = {graph.sources(id)[0] if isinstance(graph.by_id[id].layer, Loss) else id: id for id in answering}
    wanted, tensors = graph.above(ends), dict[str, Tensor]()
    inputs: dict[str, Described] = {}
    for id in (id for id in graph.order if id in wanted):
        node, form = graph.by_id[id], shapes.forms[id]
        write.at(idents[id])
        if node.layer.reads_data:
            inputs[idents[id]] = ("N", *form.shape), _columns(session, id)
            text = idents[id]
        else:
            given = _fitted(write, [tensors[source] for source in graph.sources(id)])
            parameters = {name: held.value for name, held in session.weights.named(id).items()}
            text = node.layer.onnx_call(write, parameters, *given)
        if not text:
            raise ExportError(f"{comment(node.name)} has no counterpart in ONNX; put other layers in its place.")
        tensors[id] = Tensor(text, form.shape, form.is_per_example)
    said = {id: _said(write, tensors[id], graph.by_id[loss].layer) for id, loss in ends.items()}
    write.at("prediction")
    outputs: dict[str, Described] = {}
    for id, text in said.items():
        form = shapes.forms[id]
        # One number for a whole batch may be without an axis so far.
        name = write.op("Identity", text) if form.shape else write.op("Reshape", text, write.axes(-1))
        outputs[name] = ("N" if form.is_per_example else 1, *form.shape), comment(graph.by_id[id].name)
    return OnnxGraph(inputs, outputs, write.operators, write.constants)


def _said(write: OnnxWriter, output: Tensor, layer: Layer) -> str:
    """What the network says, where ``layer`` says how far off it is: probabilities, of classes."""
    write.at("probabilities")
    return layer.onnx_prediction(write, output) if isinstance(layer, Loss) else output.text


def _fitted(write: OnnxWriter, given: list[Tensor]) -> list[Tensor]:
    """One number for each example gets as many axes as the value beside it."""
    widest = max((each.shape for each in given), key=len, default=())
    fitted = []
    for each in given:
        if len(given) > 1 and widest and each.is_per_example and not each.shape:
            text = write.op("Reshape", each, write.axes(-1, *(1,) * len(widest)))
            each = dataclasses.replace(each, text=text)
        fitted.append(each)
    return fitted


def _columns(session: Session, id: str) -> str:
    """Which columns of the data an input takes, and how they were scaled."""
    layer, train = session.document.graph.by_id[id].layer, session.data.train
    columns = getattr(layer, "columns", ()) or train.features
    scale = session.data.scale
    parts = []
    for name in columns:
        scaled = ""
        if scale is not None and name in train.features:
            mean, deviation = (each[train.features.index(name)] for each in scale)
            scaled = f" (less {mean!r}, divided by {deviation!r})"
        parts.append(comment(f"{name}{scaled}"))
    return ", ".join(parts)
