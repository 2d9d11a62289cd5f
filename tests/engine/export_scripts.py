"""Exported scripts for tests: documents with every kind, and a way to run what was written."""
from __future__ import annotations

import contextlib
import dataclasses
import io
import math
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from engine.dataset import dataset_kinds
from engine.document import Document
from engine.export.files import write_script
from engine.export.script import Script
from engine.graph import Graph, Node
from engine.layer import Layer, Loss
from engine.session import Session
from engine.tables.data import DataRecipe
from tests.engine.drawing import KINDS, graphs, optimizers, with_a_loss
from tests.engine.networks import chain, moons

DATASETS = dataset_kinds()
EVIL = (
    '"); import os #', "π<&>'", "'''\n\"\"\"\nimport os", "\\", "a\u2028import os", "class", "\u202edr", "{x}$y", "",
)  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Any layers on small data of several sorts, in batches of any size."""
    dataset = draw(
        st.sampled_from([DATASETS["Blobs"](size=23), DATASETS["TwoMoons"](size=17), DATASETS["NoisyLine"](size=9)])
    )
    document = Document(
        data=DataRecipe(dataset, test_part=0.0),
        batch_size=draw(st.integers(0, 23)),
        seed=draw(st.integers(0, 99)),
        optimizer=draw(optimizers()),
    )
    graph = with_a_loss(draw(graphs(document.header)), document.make_data().train)
    return Document(**{**vars(document), "graph": graph})


IMAGES = {"Conv2D": (1, 4, 4), "MaxPool": (1, 4, 4), "AveragePool": (1, 4, 4)}
SHAPES = {**IMAGES, "Transpose": (2, 3), "MatMul": (2, 2), "Reshape": (64,), "Dot": (3,), "CrossEntropy": (3,)}


def around(layer: Layer) -> Document:
    """A document in which the layer, and all it may be put after, learn; the last batch of an epoch is short."""
    kind = type(layer).__name__
    shape = SHAPES.get(kind, (1,))
    graph = chain(
        KINDS["Input"](), KINDS["Linear"](math.prod(shape)), KINDS["Sigmoid"](), KINDS["Reshape"](size=shape)
    ).put(Node("it", layer, layer.title), Node("target", KINDS["Target"](), "Target"))
    for port in layer.ports:
        source = "n1" if layer.reads_parameters else "target" if kind == "Embedding" else "n3"
        graph = graph.join(source, "it", port)
    if isinstance(layer, Loss) and not layer.reads_parameters:
        graph = graph.put(Node("other", KINDS["Linear"](shape[0]), "Other")).join("n0", "other", "x")
        return dataclasses.replace(moons(), graph=graph.join("other", "it", layer.ports[1]), batch_size=50)
    means = [Node(id, KINDS["Mean"](), id) for id in ("mean1", "mean2")]
    graph = graph.put(*means, Node("sum", KINDS["Add"](), "Sum")).join("it", "mean1", "x").join("n3", "mean2", "x")
    graph = graph.join("mean1", "sum", "a").join("mean2", "sum", "b")
    return dataclasses.replace(moons(), graph=graph, batch_size=50)


def renamed(document: Document, names: Sequence[str]) -> Document:
    """The same document with other names of its nodes."""
    nodes = document.graph.nodes
    others = tuple(dataclasses.replace(node, name=name) for node, name in zip(nodes, names, strict=False))
    return dataclasses.replace(document, graph=Graph(others, document.graph.edges))


def wanted_lines(session: Session, iterations: int) -> list[str]:
    """What a script should print: what ``undertow train --csv`` writes. Moves the session."""
    first = session.history.first_iteration
    session.train(iterations)
    losses = session.history.losses.tolist()
    return ["iteration,loss", *(f"{first + at},{loss!r}" for at, loss in enumerate(losses, 1))]


def printed_lines(script: Script, folder: Path, iterations: int) -> list[str]:
    """What the script prints, run within this process, which is a hundred times faster than a process of its own."""
    path, _ = write_script(folder / "script.py", script)
    return printed_by(path, iterations)


def printed_by(path: Path, iterations: int) -> list[str]:
    """What the script at ``path`` prints."""
    out, before = io.StringIO(), sys.argv
    sys.argv = [str(path), "--iterations", str(iterations)]
    try:
        with contextlib.redirect_stdout(out), np.errstate(), contextlib.suppress(SystemExit):
            runpy.run_path(str(path), run_name="__main__")
    finally:
        sys.argv = before
    return out.getvalue().splitlines()
