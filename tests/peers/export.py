"""Runs exported scripts with PyTorch, in one process and in two, and exported models with ONNX Runtime.

``python -m tests.peers.export``; the exit status is 1 where something differs by more than its limit.
"""
from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import onnxruntime

from engine import files
from engine.datasets.digits import Digits
from engine.document import Document
from engine.export.files import write_script
from engine.export.names import ExportError, Names
from engine.export.onnx_graph import onnx_graph
from engine.export.script import Script, identifiers
from engine.export.torch_script import torch_script
from engine.graph import Node
from engine.layer import Loss, layer_kinds
from engine.layers.activations.tanh import Tanh
from engine.layers.data.input import Input
from engine.layers.losses.mean_squared_error import MeanSquaredError
from engine.layers.trained.linear import Linear
from engine.optimizer import optimizer_kinds
from engine.parts.descent import Descent
from engine.plan import compile_plan, loss_nodes
from engine.resources import resource
from engine.session import Session
from engine.tables.data import DataRecipe
from engine.ties import freeze, tie
from engine.trained import Trained
from gui.onnx_file import write_onnx
from tests.engine.export_scripts import around, printed_lines
from tests.engine.networks import chain, moons

ITERATIONS, LIMIT = 200, 1e-9
# ONNX Runtime has the convolution, the average of a window and the error function in float32 only.
ONNX_LIMIT, IN_SINGLE = 1e-12, {"Conv2D": 1e-6, "AveragePool": 1e-6, "GELU": 1e-6}
TWO = ("-m", "torch.distributed.run", "--nproc-per-node", "2")
Row = tuple[str, float, float]


def rows() -> Iterator[Row]:
    """What was compared, the largest relative difference of a loss, and the limit for it."""
    for path in sorted(resource("examples").glob("*.undertow")):
        document = files.read(path).document
        for name, command in (("one process", ()), ("two processes", TWO)):
            yield f"{path.stem}, {name}", _in_process_of_its_own(document, command), LIMIT
    # Batches that two processes can't share evenly, and one that is smaller than they are many.
    for size in (53, 159, 1):
        yield f"batches of {size}, two processes", _in_process_of_its_own(moons(batch_size=size), TWO), LIMIT
    for name, kind in optimizer_kinds().items():
        yield name, _in_this_process(moons(optimizer=kind())), LIMIT
        if issubclass(kind, Descent):
            for schedule in ("constant", "step", "exponential", "cosine"):
                full = kind(schedule=schedule, period=70, warm_up=12, clip=0.1)
                yield f"{name}, {schedule}", _in_this_process(moons(optimizer=full)), LIMIT
            session = Session(moons(optimizer=full))
            session.train(30)
            yield f"{name}, full, saved trained", _in_this_process(session.document, session.trained()), LIMIT
        session = Session(moons(optimizer=kind()))
        session.train(30)
        yield f"{name}, saved trained", _in_this_process(session.document, session.trained()), LIMIT
    for name, document in _with_features():
        yield name, _in_this_process(document), LIMIT
        yield f"{name}, two processes", _in_process_of_its_own(document, TWO), LIMIT
    for name, kind in layer_kinds().items():
        document = around(kind(input="logits") if kind.title.endswith("entropy") else kind())
        if name != "Dropout":
            yield name, _in_this_process(document), LIMIT
        yield f"{name}, ONNX", _as_onnx(document), IN_SINGLE.get(name, ONNX_LIMIT)
    for path in sorted(resource("examples").glob("*.undertow")):
        yield f"{path.stem}, ONNX", _as_onnx(files.read(path).document), ONNX_LIMIT


def _with_features() -> Iterator[tuple[str, Document]]:
    """What else there is besides kinds."""
    graph = moons().graph
    yield "frozen", moons(graph=freeze(graph, ["n1"], is_frozen=True))
    for name in ("L1Penalty", "L2Penalty"):
        yield name, moons(graph=graph.put(Node("p", layer_kinds()[name](), name)).join("n1", "p", "w"))
    layers = [Linear(8), Tanh(), Linear(8), Tanh(), Linear(8), Tanh(), Linear(1), MeanSquaredError()]
    yield "tied", moons(graph=tie(chain(Input(), *layers), "n3", ["n5"]))
    kinds = layer_kinds()
    layers = [kinds["Conv2D"](4, 3), kinds["MaxPool"](), kinds["Flatten"](), Linear(10)]
    layers.append(kinds["CrossEntropy"](input="logits"))
    images = DataRecipe(Digits(as_images=True))
    yield "images", Document(chain(Input(), *layers), images, optimizer_kinds()["Adam"](), batch_size=64)


def _in_this_process(document: Document, trained: Trained | None = None) -> float:
    return _difference(document, trained, lambda folder, script: printed_lines(script, folder, ITERATIONS))


def _in_process_of_its_own(document: Document, command: tuple[str, ...]) -> float:
    def run(folder: Path, script: Script) -> list[str]:
        path, _ = write_script(folder / "script.py", script)
        asked = [sys.executable, *command, str(path), "--iterations", str(ITERATIONS)]
        ran = subprocess.run(asked, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout.splitlines()

    return _difference(document, None, run)


def _difference(document: Document, trained: Trained | None, run: Callable[..., list[str]]) -> float:
    session = Session(document, trained)
    try:
        script = torch_script(session)
    except ExportError as refusal:
        print(refusal)
        return 0.0
    with tempfile.TemporaryDirectory() as folder:
        printed = np.array([float(line.split(",")[1]) for line in run(Path(folder), script)[1:]])
    session.train(ITERATIONS)
    wanted = session.history.losses
    assert len(printed) == len(wanted) == ITERATIONS, f"{len(printed)} losses instead of {len(wanted)}"
    return float(np.max(np.abs(printed - wanted) / np.maximum(np.abs(wanted), np.finfo(float).tiny)))


def _as_onnx(document: Document) -> float:
    """The largest difference of what a trained network says of the training examples, relative to the largest."""
    session = Session(document)
    # Not so far that a logarithm comes to where there is hardly a number left.
    session.train(20)
    try:
        graph = onnx_graph(session)
    except ExportError as refusal:
        print(refusal)
        return 0.0
    with tempfile.TemporaryDirectory() as folder:
        (path,) = write_onnx(Path(folder) / "model.onnx", graph, "A test")
        model = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    plan = compile_plan(document.graph, session.data.train, session.weights)
    plan.run()
    rows = {id: np.moveaxis(value.value, -1, 0) for id, value in plan.values.items()}
    idents = identifiers(document.graph, Names())
    given = {idents[id]: np.ascontiguousarray(each) for id, each in rows.items() if idents[id] in graph.inputs}
    said = model.run(None, given)
    loss = loss_nodes(document.graph, document.shapes)[0][0]
    layer = document.graph.by_id[loss].layer
    wanted = rows[loss]
    if isinstance(layer, Loss):
        wanted = layer.prediction(rows[document.graph.sources(loss)[0]].T).T
    return float(np.max(np.abs(said[0].reshape(wanted.shape) - wanted)) / np.max(np.abs(wanted)))


def main() -> int:
    """The table, row by row as they are found."""
    worst = 0.0
    for what, difference, limit in rows():
        print(f"{what:44}{difference:10.1e}{'' if difference <= limit else '   ✗'}", flush=True)
        worst = max(worst, difference / limit)
    return int(worst > 1)


if __name__ == "__main__":
    sys.exit(main())
