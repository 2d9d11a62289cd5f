"""Words: what the canvas says of a node, a number or an edge, in the status line and to a screen reader."""
from __future__ import annotations

import numpy as np

from engine.document import Document
from engine.graph import Edge
from engine.present import Present
from engine.shapes import Form
from engine.ties import is_frozen, tied_with
from gui.canvas.metrics import ROWS
from gui.paint.heat import is_images, picture_step, pictures, scale_of, windowed
from gui.paint.numbers import exact, shape_words, short


def edge_label(form: Form | None, examples: int) -> str:
    """The shape of what flows: "8×32" is features × examples; what is not per example shows its own shape."""
    if form is None:
        return ""
    sizes = (*form.shape, examples) if form.is_per_example else form.shape
    return shape_words(sizes) if sizes else ""


def parameter_sizes(weight_shapes: dict[str, tuple[int, ...]]) -> str:
    """A weight matrix of m rows and n columns as "n→m"; other parameters by their shapes, each said once."""
    for shape in weight_shapes.values():
        if len(weight_shapes) > 1 and len(shape) == 2:
            return f"{shape[1]}→{shape[0]}"
    return ", ".join(dict.fromkeys(shape_words(shape) for shape in weight_shapes.values() if shape))


def describe_node(document: Document, session: Present, id: str) -> str:
    """One sentence on a node: "Linear 1: W 8×2, b 8; value 8×32; fed by Input."."""
    graph = document.graph
    node = graph.node(id)
    if problem := document.shapes.problems.get(id):
        return problem
    parameters = session.parameters_of(id) if id in session.plan.values else {}
    parts = [", ".join(f"{name} {shape_words(each.value.shape)}" for name, each in parameters.items())]
    value = session.values_of(id)
    if value is not None:
        held = short(float(value.reshape(-1)[0])) if value.size == 1 else shape_words(value.shape)
        age = "" if session.is_current(id, "value") else ", not computed in this pass yet"
        parts.append(f"value {held}{age}")
    if any(parts) and is_frozen(graph, id):
        parts.append("frozen")
    shared = [graph.node(each).name for each in tied_with(graph, id)]
    parts.append(f"parameters shared with {' and '.join(shared)}" if shared else "")
    names = " and ".join(graph.node(source).name for source in graph.sources(id))
    parts.append(f"fed by {names}" if names else "")
    return f"{node.name}: {'; '.join(part for part in parts if part)}."


def describe_map(name: str, array: np.ndarray, kind: str, cell: tuple[int, ...] | None, of: str) -> str:
    """On a heat map: its shape, its full colour, and the number under the pointer. Gradients are ``of`` L or o."""
    if is_images(array):
        shown = pictures(array, ROWS)
    else:
        shown = windowed(array, array.shape[0] if array.ndim > 1 else 1, array.shape[-1])
    what = "value" if kind == "value" else f"gradient ∂{of}/∂"
    said = f"{what} of {name}, {shape_words(array.shape)}; full colour is {short(scale_of(shown))}"
    if cell is not None:
        step = picture_step(array, ROWS) if is_images(array) else 1
        row, column = (step * place + 1 for place in cell[-2:])
        where = f"first example, channel {cell[0] + 1}, row" if is_images(array) else "row"
        said += f"; {where} {row}, column {column}: {exact(float(shown[cell]))}"
    return said[0].upper() + said[1:]


def describe_edge(document: Document, edge: Edge, label: str) -> str:
    """On an edge: from where, to where, and what flows."""
    graph = document.graph
    port = f", input {edge.port}" if len(graph.node(edge.target).layer.ports) > 1 else ""
    return f"{graph.node(edge.source).name} → {graph.node(edge.target).name}{port}" + (f": {label}" if label else "")
