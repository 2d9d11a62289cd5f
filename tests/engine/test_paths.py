"""Every path to the loss: by hand, against the formula, their sum against the gradient; the largest, and refusals."""
from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, event, given, settings
from hypothesis import strategies as st

import engine.inquiry.paths
from engine import files
from engine.document import Document
from engine.element import Element, ParameterElement
from engine.graph import Edge, Graph, Node
from engine.inquiry.occasion import Occasion
from engine.inquiry.paths import Paths
from engine.resources import resource
from engine.session import Session
from engine.weights import Weights
from tests.engine.networks import KINDS, chain, moons
from tests.engine.test_gradient import FORGETFUL, all_of, chain_rule, with_layers
from tests.engine.test_random_networks import SEED, networks
from tests.engine.test_sharing import penalized, tied


def found(paths: Paths) -> Paths:
    paths.go_on()
    assert paths.is_done and paths.why_not == "" and paths.progress == 1.0
    return paths


def check_sum(paths: Paths) -> None:
    """All paths together are the gradient, and they come in the order of their size."""
    everything = paths.largest(paths.count + 1)
    sizes = [abs(path.product) for path in everything]
    assert len(everything) == paths.count
    assert abs(paths.remainder(everything)) <= 1e-12 * max(abs(paths.gradient), sum(sizes))
    assert all(one >= other * (1 - 1e-12) for one, other in itertools.pairwise(sizes))
    assert len(set(everything)) == len(everything)


@pytest.mark.parametrize(
    ("start", "factors"),
    [
        (ParameterElement("x", "w"), (1.0, 4.0, 2.0, 1.0, 18.0)),  # w, x, x², 2x², g = 2x² + 1, F = g², at x = 2
        (Element("x"), (4.0, 2.0, 1.0, 18.0)),
        (Element("two"), (4.0, 1.0, 18.0)),
        (Element("outer"), ()),
    ],
)
def test_the_chain_rule_by_hand(start, factors):
    paths = found(chain_rule().paths(start))
    (path,) = paths.largest(9)
    assert path.factors == factors and paths.count == 1
    assert path.product == paths.gradient == math.prod(factors)
    assert paths.remainder([path]) == 0.0
    assert path.text == (" × ".join(f"{each:g}" for each in factors) or "1")


def test_where_a_number_goes_two_ways_there_are_two_paths():
    """y = x · x + sin x: two paths through the product, one for each of its ports, and one through the sine."""
    nodes = (
        Node("x", KINDS["Variable"](), "x", typed=(("w", 3.0),)), Node("xx", KINDS["Multiply"](), "x · x"),
        Node("sin", KINDS["Sin"](), "sin x"), Node("y", KINDS["Add"](), "y"),
    )  # fmt: skip
    graph = Graph(nodes).join("x", "xx", "a").join("x", "xx", "b").join("x", "sin", "x")
    paths = found(Session(Document(graph.join("xx", "y", "a").join("sin", "y", "b"))).paths(Element("x")))
    assert [path.product for path in paths.largest(5)] == [3.0, 3.0, np.cos(3.0)]
    assert paths.gradient == 6.0 + np.cos(3.0)
    assert [[paths.words(place) for place in path.places] for path in paths.largest(5)][1:] == [
        ["x", "x · x", "y"], ["x", "sin x", "y"],
    ]  # fmt: skip
    assert [path.ports for path in paths.largest(5)] == [("a", "a"), ("b", "a"), ("x", "b")]
    assert paths.remainder(paths.largest(1)) == pytest.approx(3.0 + np.cos(3.0))


def test_the_paths_of_a_weight_are_those_of_the_formula():
    session = Session(moons())
    session.train(7)
    x, a, output, target = (session.values_of(id) for id in ("n0", "n2", "n3", "target"))
    v = session.gradient(None, ("n3", "W")).parameters_of("n3")["W"].value
    paths = found(session.paths(ParameterElement("n1", "W", (5, 1))))
    assert paths.count == 32
    for path in paths.largest(32):
        example = path.places[-2].example
        assert path.places == (
            ParameterElement("n1", "W", (5, 1)), Element("n1", (5,), example), Element("n2", (5,), example),
            Element("n3", (0,), example), Element("n4"),
        )  # fmt: skip
        error = output[0, example] - target[0, example]
        expected = (x[1, example], 1 - a[5, example] ** 2, v[0, 5], 2 * error / 32)
        np.testing.assert_allclose(path.factors, expected, rtol=1e-13)
    check_sum(paths)
    assert paths.gradient == session.parameters_of("n1")["W"].grad[5, 1]


@pytest.mark.parametrize("start", [ParameterElement("n1", "W", (2, 1)), ParameterElement("n2", "γ", (2,))])
def test_a_batch_norm_joins_examples_and_a_dropout_ends_paths(start):
    session = with_layers(*FORGETFUL, batch_size=6)
    session.train(4)
    paths = found(session.paths(start))
    mask = session.plan.values["n3"].scratch["m"][start.index[0]]
    staying = np.count_nonzero(mask)
    assert 0 < staying < 6
    # A weight moves a feature of all 6 examples, and each of these all 6 behind the norm; γ moves each once.
    assert paths.count == (6 * staying if start.name == "W" else staying)
    check_sum(paths)


def test_a_tied_parameter_and_a_penalized_one_have_paths_of_each_kind():
    paths = found(Session(tied()).paths(ParameterElement("n3", "W", (1, 0))))
    check_sum(paths)
    # Through the first layer, a number of each example goes by both units of the second; through the second, by one.
    assert paths.count == 32 * 2 + 32
    assert {path.places[1].node for path in paths.largest(99)} == {"n1", "n3"}
    session = Session(penalized())
    paths = found(session.paths(ParameterElement("n1", "W", (1, 0))))
    check_sum(paths)
    (short,) = (path for path in paths.largest(99) if len(path.factors) == 1)
    assert short.places[1] == Element("p")
    assert short.product == pytest.approx(2 * 0.25 * session.parameters_of("n1")["W"].value[1, 0])


@st.composite
def questions(draw):
    graph, table = draw(networks())
    weights = Weights(graph, table.header)
    weights.start(graph, SEED)
    occasion = Occasion(Document(graph, seed=0), weights, table, 0)
    values = occasion.compile().values
    parameters = [(id, name) for id in values for name, each in weights.named(id).items() if each.value.size]
    learned = [(id, name) for id, name in parameters if name not in ("μ̄", "σ̄²")]
    if learned and draw(st.booleans()):
        id, name = draw(st.sampled_from(learned))
        shape = weights.named(id)[name].value.shape
        return occasion, ParameterElement(id, name, tuple(draw(st.integers(0, size - 1)) for size in shape))
    id = draw(st.sampled_from(list(values)))
    place = tuple(draw(st.integers(0, size - 1)) for size in values[id].value.shape)
    return occasion, Element(id, place[:-1], place[-1])


@settings(max_examples=60, phases=[Phase.generate], suppress_health_check=[HealthCheck.filter_too_much])
@given(questions())
def test_all_paths_of_any_network_add_up_to_its_gradient(question):
    paths = Paths(*question)
    if paths.why_not:
        assert paths.why_not.endswith(".")
        event("refused")
        return
    found(paths)
    assume(paths.count < 3000 and abs(paths.gradient) < 1e9)
    event("no path" if not paths.count else "one path" if paths.count == 1 else "several paths")
    check_sum(paths)


def test_one_number_of_a_value_has_paths_too():
    session = Session(moons())
    start, of = ParameterElement("n1", "b", (2,)), Element("n2", (2,), 9)
    paths = found(session.paths(start, of))
    (path,) = paths.largest(5)
    assert path.places == (start, Element("n1", (2,), 9), of)
    assert paths.gradient == path.product == session.gradient(of, ("n1", "b")).compute()["n1", "b"][2]


def test_too_many_to_list_are_the_largest_and_a_remainder():
    session = Session(files.read(resource("examples") / "06-digits.undertow").document)
    session.step("phase")
    paths = found(session.paths(ParameterElement("linear1", "W", (3, 20))))
    pixels, session_plan = session.values_of("input1")[20], session.plan
    session.step("phase")
    active = session_plan.values["relu1"].value[3] > 0
    assert paths.count == 10 * np.count_nonzero((pixels != 0) & active) > 100
    ten = paths.largest(10)
    assert ten == paths.largest(paths.count)[:10]
    assert paths.remainder(ten) == pytest.approx(paths.gradient - sum(path.product for path in ten), rel=1e-12)
    check_sum(paths)


def test_paths_beyond_all_counting_are_counted_as_far_as_numbers_go():
    nodes = [Node("n0", KINDS["Variable"](), "x")]
    nodes += [Node(f"n{number}", KINDS["Maximum"](), f"Maximum {number}") for number in range(1, 1031)]
    edges = [Edge(f"n{number - 1}", f"n{number}", port) for number in range(1, 1031) for port in "ab"]
    graph = Graph(tuple(nodes), tuple(edges))
    paths = found(Session(Document(graph)).paths(Element("n0")))
    assert paths.gradient == 1.0 and paths.count == int(1e308)
    assert [path.product for path in paths.largest(2)] == [2.0**-1030] * 2
    assert paths.remainder(paths.largest(2)) == 1.0


def test_it_goes_on_in_pieces_and_can_be_left_at_any_time():
    session = Session(moons())
    session.train(5)
    before = all_of(session)
    paths = session.paths(ParameterElement("n1", "W", (0, 0)))
    assert (paths.count, paths.largest(3), paths.is_done) == (0, (), False)
    seen = [paths.progress]
    while not paths.is_done:
        paths.go_on(40)
        seen.append(paths.progress)
    assert len(seen) > 5 and seen == sorted(seen) and (seen[0], seen[-1]) == (0.0, 1.0)
    assert paths.largest(99) == found(session.paths(ParameterElement("n1", "W", (0, 0)))).largest(99)
    assert all_of(session) == before
    paths.go_on()


@pytest.mark.parametrize(
    ("start", "of", "sentence"),
    [
        (Element("target", (0,)), Element("n2", (0,)), "Target does not lead to Tanh:"),
        (ParameterElement("n1", "Q", (0,)), None, "Linear has no parameter Q that is learned; it has W, b."),
        (ParameterElement("n1", "W", (8, 0)), None, "W of Linear is of shape 8×2; there is nothing at row 9"),
        (ParameterElement("n1", "W"), None, "W of Linear is of shape 8×2; there is nothing at no place at all."),
        (Element("n2", (9,), 0), None, "Tanh is of shape 8×32; there is nothing at row 10, column 1."),
    ],
)
def test_what_has_no_paths_is_refused_in_a_sentence(start, of, sentence):
    paths = Session(moons()).paths(start, of)
    assert paths.why_not.startswith(sentence)
    paths.go_on()
    assert paths.is_done and paths.count == 0 and paths.largest(3) == ()


def test_more_steps_than_memory_has_room_for_are_refused(monkeypatch):
    monkeypatch.setattr(engine.inquiry.paths, "_MOST_STEPS", 100)
    paths = with_layers(*FORGETFUL).paths(ParameterElement("n1", "W", (2, 1)))
    paths.go_on()
    assert paths.is_done and paths.largest(3) == () and paths.count == 0
    assert paths.why_not.startswith("There are more than 100 steps on the paths from here; take smaller batches")


def test_numbers_that_are_not_finite_are_refused():
    graph = chain(KINDS["Input"](), KINDS["Linear"](1), KINDS["Exp"](), KINDS["MeanSquaredError"]())
    graph = graph.put(replace(graph.by_id["n1"], typed=(("b", (800.0,)),)))
    paths = Session(moons(graph=graph)).paths(ParameterElement("n1", "b", (0,)))
    assert paths.why_not.startswith("The gradient is not a finite number here, so no products add up to it;")


def test_of_a_value_that_moves_they_are_those_of_the_pass_that_is_shown():
    session = Session(moons())
    moving = session.gradient(Element("n3", (0,), 2), "n1").descend(0.3)
    for _ in range(2):
        moving.step("iteration")
    start = Element("n1", (4,), 2)
    paths = found(Paths(moving.occasion(), start, moving.of))
    check_sum(paths)
    gradient = moving.gradient_of("n1")
    assert gradient is not None and paths.gradient == gradient[4, 2] != session.paths(start, moving.of).gradient
