"""Start values: what each way of drawing gives, for every kind with weights, and that old documents start as before."""
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document import Document
from engine.graph import Graph, Node
from engine.knobs import knobs
from engine.layer import layer_kinds
from engine.start_values import drawn
from engine.weights import Weights
from tests.engine.networks import chain, moons

KINDS = layer_kinds()
DRAWN = [kind for kind in KINDS.values() if any(each.name == "start_values" for each in knobs(kind))]
Linear, Conv2D, Embedding, Variable = (KINDS[name] for name in ("Linear", "Conv2D", "Embedding", "Variable"))


def draw(way: str, shape: tuple[int, ...], size: float = 1.0, inputs: int = 1, outputs: int = 1) -> np.ndarray:
    layer = Linear(start_values=way, start_size=size)
    return drawn(layer, np.random.default_rng(5), shape, inputs, outputs)


def stream(document: Document, node: str) -> np.random.Generator:
    """The numbers that a node starts from."""
    return np.random.default_rng([document.seed, 3, document.weight_draw, *node.encode()])


def start(document: Document) -> Weights:
    weights = Weights(document.graph, document.header)
    weights.start(document.graph, document.seed, document.weight_draw)
    return weights


# the ways


def test_zeros_and_a_constant():
    assert not draw("zeros", (3, 2), size=4.0).any()
    np.testing.assert_array_equal(draw("constant", (3, 2), size=-0.25), np.full((3, 2), -0.25))


@pytest.mark.parametrize("size", [0.01, 3.0, -2.0])
def test_uniform_fills_its_range_evenly(size):
    numbers = draw("uniform", (1000, 1000), size).ravel() / abs(size)
    assert np.abs(numbers).max() <= 1.0
    counts, _ = np.histogram(numbers, bins=20, range=(-1, 1))
    # Six standard deviations of a count of a million numbers in 20 bins.
    assert np.abs(counts - 50_000).max() < 6 * np.sqrt(1e6 * 0.05 * 0.95)


@pytest.mark.parametrize(
    ("way", "variance"),
    [("normal", 9.0), ("Xavier", 2 / (30 + 50)), ("He", 2 / 30)],
)
def test_normal_numbers_have_their_variance(way, variance):
    numbers = draw(way, (1000, 1000), size=3.0, inputs=30, outputs=50).ravel() / np.sqrt(variance)
    # The error of a mean of n numbers is √(variance of one / n); of a normal number, its square has variance 2.
    assert abs(numbers.mean()) < 6 / 1000
    assert abs((numbers**2).mean() - 1) < 6 * np.sqrt(2) / 1000
    assert abs((numbers**4).mean() - 3) < 6 * np.sqrt(96) / 1000


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 99))
def test_orthogonal_rows_or_columns_have_length_1_and_right_angles(rows, columns, seed):
    layer = Linear(start_values="orthogonal")
    found = drawn(layer, np.random.default_rng(seed), (rows, columns), columns, rows)
    product = found.T @ found if rows >= columns else found @ found.T
    np.testing.assert_allclose(product, np.eye(min(rows, columns)), rtol=0, atol=1e-12)


@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 99))
def test_orthogonal_is_equally_likely_in_every_direction(rows, columns, seed):
    """It is so where R, the normal numbers as seen from the drawn matrix, has a diagonal above 0."""
    found = drawn(Linear(start_values="orthogonal"), np.random.default_rng(seed), (rows, columns), columns, rows)
    tall = found if rows >= columns else found.T
    triangle = tall.T @ np.random.default_rng(seed).normal(0.0, 1.0, tall.shape)
    np.testing.assert_allclose(triangle, np.triu(triangle), rtol=0, atol=1e-12)
    assert (np.diagonal(triangle) > 0).all()


def test_orthogonal_of_a_large_matrix():
    found = draw("orthogonal", (300, 784))
    np.testing.assert_allclose(found @ found.T, np.eye(300), rtol=0, atol=1e-12)


def test_orthogonal_of_a_list_and_of_one_number():
    assert np.linalg.norm(draw("orthogonal", (7,))) == pytest.approx(1.0, abs=1e-12)
    assert abs(draw("orthogonal", ())) == 1.0


# the kinds


@pytest.mark.parametrize("kind", DRAWN, ids=lambda kind: kind.__name__)
def test_every_kind_with_weights_starts_in_every_way(kind):
    by_name = {each.name: each for each in knobs(kind)}
    shapes = {"Linear": ((4,),), "Conv2D": ((2, 5, 5),), "Embedding": ((1,),), "Variable": ()}
    for way in by_name["start_values"].choices:
        layer = kind(start_values=way, start_size=0.5)
        for block in layer.blocks(*shapes[kind.__name__]):
            for name, where in block.parts or ((block.name, ...),):
                shape = np.empty(block.shape)[where].shape
                numbers = layer.start(np.random.default_rng(1), name, shape)
                assert numbers.shape == shape
                assert numbers.any() == (way != "zeros" and name != "b")
        assert by_name["start_size"].matters(layer) == (way in ("constant", "uniform", "normal"))


def test_what_does_not_draw_its_start_is_no_weight():
    """What else has parameters are the scales and shifts of normalizations, which start by doing nothing."""
    others = {name for name, kind in KINDS.items() if "start" in vars(kind)} - {kind.__name__ for kind in DRAWN}
    assert others <= {"BatchNorm", "LayerNorm", "ScaleAndShift"}


@pytest.mark.parametrize("shape", [(), (6,), (6, 4), (6, 4, 5)])
def test_a_variable_has_outputs_by_inputs(shape):
    outputs, inputs = {(): (1, 1), (6,): (1, 6), (6, 4): (6, 4), (6, 4, 5): (6, 20)}[shape]
    for way, variance in (("He", 2 / inputs), ("Xavier", 2 / (inputs + outputs))):
        plain = np.random.default_rng(2).normal(0.0, np.sqrt(variance), shape)
        np.testing.assert_array_equal(Variable(shape, way).start(np.random.default_rng(2), "w", shape), plain)
    flat = Variable(shape, "orthogonal").start(np.random.default_rng(2), "w", shape).reshape(outputs, inputs)
    product = flat @ flat.T if outputs <= inputs else flat.T @ flat
    np.testing.assert_allclose(product, np.eye(min(outputs, inputs)), rtol=0, atol=1e-12)


# old documents


@pytest.mark.parametrize(("way", "variance"), [("Xavier", lambda n, m: 2 / (n + m)), ("He", lambda n, m: 2 / n)])
def test_a_linear_layer_starts_with_the_numbers_it_always_had(way, variance):
    document = moons(graph=chain(KINDS["Input"](), Linear(8, way), Linear(1, way)), seed=31, weight_draw=2)
    weights = start(document)
    for node, (m, n) in {"n1": (8, 2), "n2": (1, 8)}.items():
        plain = stream(document, node).normal(0.0, np.sqrt(variance(n, m)), (m, n))
        np.testing.assert_array_equal(weights.named(node)["W"].value, plain)
        assert not weights.named(node)["b"].value.any()


def test_filters_names_and_variables_start_with_the_numbers_they_always_had():
    rng, plain = np.random.default_rng(4), np.random.default_rng(4)
    filters = Conv2D(filters=5, kernel=3).start(rng, "W", (5, 18))
    np.testing.assert_array_equal(filters, plain.normal(0.0, np.sqrt(2 / 18), (5, 18)))
    filters = Conv2D(filters=5, kernel=3, start_values="Xavier").start(rng, "W", (5, 18))
    np.testing.assert_array_equal(filters, plain.normal(0.0, np.sqrt(2 / (18 + 45)), (5, 18)))
    np.testing.assert_array_equal(Embedding().start(rng, "E", (4, 10)), plain.normal(0.0, 1.0, (4, 10)))
    document = Document(Graph((Node("w", Variable((3, 2)), "w"), Node("v", Variable(), "v"))))
    weights = start(document)
    np.testing.assert_array_equal(weights.named("w")["w"].value, stream(document, "w").normal(0.0, 1.0, (3, 2)))
    assert weights.named("v")["w"].value == stream(document, "v").normal()
