"""Small networks that many tests run."""
from __future__ import annotations

import numpy as np

from engine.dataset import dataset_kinds
from engine.document import Document
from engine.graph import Graph, Node
from engine.layer import Layer, layer_kinds
from engine.optimizer import optimizer_kinds
from engine.session import Session
from engine.tables.data import DataRecipe

KINDS = layer_kinds()


def chain(*layers: Layer) -> Graph:
    """The layers in a row; the last one's second input is a Target, if it has one."""
    graph, before = Graph(), ""
    for number, layer in enumerate(layers):
        graph = graph.put(Node(f"n{number}", layer, graph.free_name(layer.title)))
        if before:
            graph = graph.join(before, f"n{number}", layer.ports[0])
        before = f"n{number}"
    if len(layers[-1].ports) > 1:
        graph = graph.put(Node("target", KINDS["Target"](), "Target")).join("target", before, layers[-1].ports[1])
    return graph


def moons(**changes: object) -> Document:
    """2-8-1 with tanh on two moons, 160 training examples in batches of 32."""
    linear = KINDS["Linear"]
    graph = chain(KINDS["Input"](), linear(8), KINDS["Tanh"](), linear(1), KINDS["MeanSquaredError"]())
    document = Document(graph, DataRecipe(dataset_kinds()["TwoMoons"](size=200)), batch_size=32)
    return Document(**{**vars(document), **changes}) if changes else document


def steep() -> Document:
    """L = 1e200 w: a loss and gradients that are finite, whose squares are not."""
    graph = chain(KINDS["Variable"](start_values="zeros"), KINDS["Multiply"]())
    graph = graph.cut("n1", "b").drop(["target"]).put(Node("c", KINDS["Constant"]((1e200,)), "c")).join("c", "n1", "b")
    return Document(graph, optimizer=optimizer_kinds()["Adam"]())


def seen(session: Session) -> dict[str, object]:
    """All that a learner can see of a moment, for comparing to the bit."""
    state: dict[str, object] = {"moment": session.moment, "parameters": session.weights.parameters.tobytes()}
    for id in session.plan.values:
        arrays = {"value": session.values_of(id), "gradient": session.gradient_of(id)}
        for part, array in arrays.items():
            state[f"{id} {part} is current"] = session.is_current(id, part)
            if array is not None and session.is_current(id, part):
                state[f"{id} {part}"] = np.asarray(array).tobytes()
    return state
