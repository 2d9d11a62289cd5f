"""Which numbers of its inputs a number of a node is made of: told from the calls, and true of what they compute."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine import files
from engine.element import Element
from engine.equation import Equation
from engine.graph import Edge, Graph, Node
from engine.inquiry.feeding import fed_by, weight_matrix
from engine.resources import resource
from engine.session import Session
from tests.engine.networks import KINDS as K
from tests.engine.networks import chain, moons


def test_the_weights_of_a_linear_layer_are_found_by_what_they_multiply() -> None:
    session = Session(moons())
    found = {id: weight_matrix(session.plan, id) for id in session.plan.values}
    linear = [id for id, node in session.document.graph.by_id.items() if isinstance(node.layer, K["Linear"])]
    assert linear and all((found.pop(id) or ("",))[0] == "W" for id in linear)
    assert set(found.values()) == {None}, "and nothing else multiplies a matrix of its own"


def test_each_weight_joins_its_column_s_input_to_its_row_s_output() -> None:
    session = Session(moons(graph=chain(K["Input"](), K["Linear"](3))))
    source, linear = session.document.graph.order
    assert weight_matrix(session.plan, linear) == ("W", source)
    session.step("iteration")
    before = session.values_of(linear).copy()
    session.parameters_of(linear)["W"].value[2, 1] += 1.0
    session.plan.run()
    moved = session.values_of(linear) - before
    np.testing.assert_allclose(moved[2], session.values_of(source)[1])
    assert not moved[:2].any()


@pytest.mark.parametrize(
    ("kind", "made_of"),
    [("Tanh", {1}), ("Sigmoid", {1}), ("Square", {1}), ("Softmax", {0, 1, 2}), ("LogSoftmax", {0, 1, 2})],
)
def test_a_function_of_each_number_is_told_from_one_of_all(kind: str, made_of: set[int]) -> None:
    session = Session(moons(graph=chain(K["Input"](), K["Linear"](3), K[kind]())))
    _, linear, last = session.document.graph.order
    assert fed_by(session.plan, last, (1, 4)) == {Element(linear, (row,), 4) for row in made_of}


def test_what_is_only_moved_comes_from_one_place_each() -> None:
    kinds = {"x": K["Input"](), "one": K["Linear"](2), "two": K["Linear"](3), "both": K["Concat"]()}
    nodes = tuple(Node(id, layer, id) for id, layer in kinds.items())
    edges = (Edge("x", "one", "x"), Edge("x", "two", "x"), Edge("one", "both", "a"), Edge("two", "both", "b"))
    plan = Session(moons(graph=Graph(nodes, edges))).plan
    assert fed_by(plan, "both", (1, 0)) == {Element("one", (1,), 0)}
    assert fed_by(plan, "both", (3, 0)) == {Element("two", (1,), 0)}


def run(equations: list[Equation]) -> None:
    with np.errstate(all="ignore"):
        for equation in equations:
            for call in equation.bound:
                call()


@pytest.mark.parametrize("path", sorted(resource("examples").glob("*.undertow")), ids=lambda path: path.stem)
def test_what_does_not_feed_a_number_does_not_move_it(path: Path) -> None:
    session, rng = Session(files.read(path).document), np.random.default_rng(5)
    session.step("iteration")
    plan = session.plan
    for id in plan.values:
        equations = [each for each in plan.equations if each.node == id and each.phase in ("forward", "loss")]
        index = tuple(int(rng.integers(size)) for size in plan.values[id].value.shape)
        run(equations)
        before, made_of = float(plan.values[id].value[index]), fed_by(plan, id, index)
        for source in session.document.graph.sources(id):
            value = plan.values[source].value
            kept = [(*each.index, each.example) for each in made_of if each.node == source]
            numbers = [float(value[place]) for place in kept]
            value[...] = rng.uniform(0.2, 0.4, value.shape)
            for place, number in zip(kept, numbers, strict=True):
                value[place] = number
        run(equations)
        after = float(plan.values[id].value[index])
        assert after == pytest.approx(before, rel=1e-12, nan_ok=True), session.document.graph.by_id[id]


def test_a_loss_is_made_of_every_example() -> None:
    document = moons()
    session = Session(document)
    loss = document.graph.order[-1]
    examples = {each.example for each in fed_by(session.plan, loss, (0,))}
    assert examples == set(range(session.plan.examples))
