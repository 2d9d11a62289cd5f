"""The ONNX graph as plain operators: whole, in order, with harmless names, and for every kind there or refused.

That the models run and say what the engine says is for ``python -m tests.peers.export`` to see, which has ONNX Runtime.
"""
from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from engine import files
from engine.export.names import ExportError
from engine.export.onnx_graph import onnx_graph
from engine.graph import Graph
from engine.resources import resource
from engine.session import Session
from gui.onnx_file import write_onnx
from tests.engine.drawing import KINDS
from tests.engine.export_scripts import EVIL, around, documents, renamed
from tests.engine.networks import moons


def is_whole(graph) -> bool:
    """Whether everything is there before it is used, and each name means one thing."""
    known = [*graph.inputs, *graph.constants]
    for operator in graph.operators:
        assert set(operator.given) <= set(known), operator
        known.append(operator.gives)
    assert set(graph.outputs) <= set(known)
    assert all(name.isidentifier() and name.isascii() for name in known)
    assert {array.dtype for array in graph.constants.values()} <= {np.dtype(np.float64), np.dtype(np.int64)}
    return len(set(known)) == len(known)


def test_a_network_is_the_operators_that_one_expects():
    session = Session(moons())
    session.train(5)
    graph = onnx_graph(session)
    assert [operator.kind for operator in graph.operators] == ["Gemm", "Tanh", "Gemm", "Identity"]
    assert graph.inputs == {"input": (("N", 2), "x1, x2")}
    assert graph.outputs == {"prediction": (("N", 1), "Linear 2")}
    first = graph.operators[0]
    np.testing.assert_array_equal(graph.constants[first.given[1]], session.weights.named("n1")["W"].value)
    np.testing.assert_array_equal(graph.constants[first.given[2]], session.weights.named("n1")["b"].value)


def test_what_is_said_of_classes_are_probabilities():
    graph = onnx_graph(Session(files.read(resource("examples/06-digits.undertow")).document))
    assert [operator.kind for operator in graph.operators] == ["Gemm", "Relu", "Gemm", "Softmax", "Identity"]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_is_there_or_refused_with_a_sentence(kind):
    document = around(kind(input="logits") if kind.title.endswith("entropy") else kind())
    try:
        graph = onnx_graph(Session(document))
    except ExportError as refusal:
        graph, said = None, str(refusal)
    assert is_whole(graph) if graph else document.graph.by_id["it"].name in said


@settings(max_examples=25, phases=[Phase.generate], suppress_health_check=list(HealthCheck), deadline=None)
@given(documents())
def test_any_network_is_written_or_refused_with_a_sentence(document):
    try:
        graph = onnx_graph(Session(document))
    except ExportError as refusal:
        graph, said = None, str(refusal)
    assert is_whole(graph) if graph else said.endswith(".")


def test_a_name_is_never_more_than_a_name():
    plain = onnx_graph(Session(moons()))
    for turn in range(len(EVIL)):
        graph = onnx_graph(Session(renamed(moons(), EVIL[turn:] + EVIL[:turn])))
        assert is_whole(graph)
        assert [operator.kind for operator in graph.operators] == [operator.kind for operator in plain.operators]


def test_without_a_loss_there_is_nothing_to_say():
    with pytest.raises(ExportError, match="add a loss"):
        onnx_graph(Session(moons(graph=Graph())))


def test_without_the_package_a_sentence_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ExportError, match="pip install"):
        write_onnx(tmp_path / "model.onnx", onnx_graph(Session(moons())), "moons")
    assert list(tmp_path.iterdir()) == []
