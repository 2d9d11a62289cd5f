"""What the layers for images and matrices give for particular numbers: by hand, at ties, at the edge, at the start."""
from __future__ import annotations

import numpy as np
import pytest

from engine.dataset import dataset_kinds
from engine.document import Document
from engine.layer import ShapeError, layer_kinds
from engine.optimizer import optimizer_kinds
from engine.session import Session
from engine.tables.data import DataRecipe
from tests.engine.networks import chain
from tests.engine.one_layer import bench, run_with

KINDS = layer_kinds()


def image(*rows: list[float]) -> np.ndarray:
    """One image of one channel, for one example."""
    return np.array(rows)[None, ..., None]


def gradient(b):
    return b.inputs[0].contributions[0].value


def test_of_several_equal_pixels_the_first_takes_the_gradient():
    b = run_with(KINDS["MaxPool"](), image([0, 0, 5, 7], [0, 0, 7, 7]))
    np.testing.assert_array_equal(gradient(b), image([1, 0, 0, 1], [0, 0, 0, 0]) * b.y.grad.repeat(2, 1).repeat(2, 2))


def test_where_windows_of_a_max_pool_overlap_a_pixel_adds_up_what_it_is_given():
    b = run_with(KINDS["MaxPool"](window=2, stride=1), image([1, 9, 2], [0, 3, 4]))
    np.testing.assert_array_equal(b.y.value[0, ..., 0], [[9, 9]])
    assert gradient(b)[0, 0, 1, 0] == b.y.grad.sum()
    assert np.count_nonzero(gradient(b)) == 1


def test_rows_and_columns_left_over_by_a_stride_are_in_no_window():
    b = run_with(KINDS["AveragePool"](), image([1, 2, 50], [3, 6, 50], [50, 50, 50]))
    assert b.y.value.reshape(-1).tolist() == [3.0]
    assert np.count_nonzero(gradient(b)) == 4


def test_a_convolution_by_hand():
    b = bench(KINDS["Conv2D"](filters=1, kernel=2, padding=1, stride=2), (((1, 2, 2), 1),))
    b.parameters("value")["W"][...] = [[1, 2, 3, 4]]
    b.parameters("value")["b"][...] = 0.5
    b.inputs[0].value[...] = image([1, 10], [100, 1000])
    b.run("forward")
    # Each window holds one pixel and three zeros of the padding; the filter is not mirrored.
    np.testing.assert_array_equal(b.y.value, image([4.5, 30.5], [200.5, 1000.5]))


def test_a_padding_that_a_window_fits_into_is_refused():
    with pytest.raises(ShapeError, match=r"wants a padding below its window of 2, .* given 2; change one"):
        KINDS["Conv2D"](kernel=2, padding=2).shape((1, 8, 8))


def test_a_layer_norm_gives_each_example_mean_0_and_variance_1():
    x = np.random.default_rng(1).normal(5, 3, (2, 4, 4, 6))
    y = run_with(KINDS["LayerNorm"](epsilon=0.0), x).y.value
    np.testing.assert_allclose(y.mean(axis=(0, 1, 2)), 0, atol=1e-14)
    np.testing.assert_allclose(y.var(axis=(0, 1, 2)), 1, rtol=1e-13)


def test_features_that_are_all_the_same_are_normalized_to_0():
    y = run_with(KINDS["LayerNorm"](), np.full((3, 2), 7.0)).y.value
    np.testing.assert_allclose(y, 0, atol=1e-12)


def test_a_scale_and_shift_starts_by_changing_nothing():
    layer, rng = KINDS["ScaleAndShift"](), np.random.default_rng(1)
    assert {b.name: layer.start(rng, b.name, b.shape).tolist() for b in layer.blocks((2, 4, 4))} == {
        "γ": [1, 1], "β": [0, 0],
    }  # fmt: skip


def test_start_values_of_filters_have_the_variance_they_are_named_after():
    rng = np.random.default_rng(1)
    for start_values, variance in {"He": 2 / 90, "Xavier": 2 / (90 + 4500), "zeros": 0.0}.items():
        layer = KINDS["Conv2D"](filters=500, start_values=start_values)
        assert layer.start(rng, "W", (500, 90)).var() == pytest.approx(variance, rel=0.03)
        assert not layer.start(rng, "b", (500,)).any()


def test_a_product_of_a_matrix_and_a_list_is_the_lists_weighted_sums():
    b = run_with(KINDS["MatMul"](), np.array([[1.0, 2.0], [3.0, 4.0]])[..., None], np.array([[1.0, 0.0], [0.0, 1.0]]))
    assert b.y.value.tolist() == [[1, 2], [3, 4]]


def test_an_embedding_gives_the_column_of_each_name():
    b = run_with(KINDS["Embedding"](vocabulary=3, units=2), [[2.0, 0.0], [1.0, 1.0]])
    columns = b.parameters("value")["E"]
    np.testing.assert_array_equal(b.y.value, [[columns[0, [2, 0]], columns[0, [1, 1]]],
                                              [columns[1, [2, 0]], columns[1, [1, 1]]]])  # fmt: skip


@pytest.mark.parametrize("number", [3.0, -1.0, 0.5])
def test_a_number_that_names_no_column_is_trouble_with_a_place(number):
    b = run_with(KINDS["Embedding"](vocabulary=3), [[1.0, number]])
    assert np.isfinite(b.y.value[:, 0]).all()
    assert np.isnan(b.y.value[:, 1]).all()
    assert b.writer.equations[0].trouble() is not None


def small_cnn() -> Document:
    """Digits as images of 8 × 8: eight filters of 3 × 3, ReLU, the largest of 2 × 2, ten classes."""
    layers = [KINDS[kind]() for kind in ("Input", "Reshape", "Conv2D", "ReLU", "MaxPool", "Flatten")]
    graph = chain(*layers, KINDS["Linear"](10), KINDS["CrossEntropy"]("logits"))
    recipe = DataRecipe(dataset_kinds()["Digits"](), test_part=0.2)
    return Document(graph, recipe, optimizer_kinds()["GradientDescent"](0.2), batch_size=64)


def test_a_small_network_of_filters_learns_to_read_digits():
    session = Session(small_cnn())
    session.train(200)
    score = session.score("test")
    assert score is not None
    assert score.accuracy > 0.9
