"""A recipe makes the same training and test data each time, splits honestly and scales only when asked."""
from __future__ import annotations

import dataclasses

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from engine.datasets.blobs import Blobs
from engine.datasets.digits import Digits
from engine.datasets.noisy_line import NoisyLine
from engine.datasets.own_data import OwnData
from engine.datasets.poem import Poem
from engine.datasets.two_moons import TwoMoons
from engine.datasets.xor import Xor
from engine.knobs import KnobError, knobs
from engine.tables.data import DataRecipe, _make

RECIPES = st.builds(
    DataRecipe,
    st.builds(TwoMoons, size=st.integers(1, 60)),
    test_part=st.floats(0, 0.9),
    standardize=st.booleans(),
)
SEEDS = st.integers(0, 2**32)


def own(*columns: list[float]) -> OwnData:
    names = tuple(f"c{place}" for place in range(len(columns)))
    return OwnData(names, np.array(columns, dtype=float).tobytes(), names[:-1], names[-1:])


def examples(columns: np.ndarray) -> list[tuple[float, ...]]:
    return sorted(tuple(each) for each in columns.T)


@given(RECIPES, SEEDS)
def test_the_split_is_a_partition_of_the_examples(recipe: DataRecipe, seed: int) -> None:
    recipe = dataclasses.replace(recipe, standardize=False)
    data = recipe.make(seed)
    parts = [data.train.columns] + ([data.test.columns] if data.test else [])
    whole = dataclasses.replace(recipe, test_part=0.0).make(seed)
    assert whole.test is None
    assert examples(np.hstack(parts)) == examples(whole.train.columns)
    assert data.train.examples >= 1
    tests = data.test.examples if data.test else 0
    assert tests == min(round(recipe.test_part * whole.train.examples), whole.train.examples - 1)


@given(RECIPES, SEEDS)
def test_the_same_seed_gives_the_same_bits_and_another_seed_others(recipe: DataRecipe, seed: int) -> None:
    first = recipe.make(seed)
    _make.cache_clear()
    again = recipe.make(seed)
    assert again is not first
    assert again.train.columns.tobytes() == first.train.columns.tobytes()
    assert (again.test is None) == (first.test is None)
    if first.test is not None and again.test is not None:
        assert again.test.columns.tobytes() == first.test.columns.tobytes()
    if first.train.examples > 1:
        assert recipe.make(seed + 1).train.columns.tobytes() != first.train.columns.tobytes()


def test_making_again_is_free() -> None:
    assert DataRecipe(Digits()).make(7) is DataRecipe(Digits()).make(7)


def test_splitting_draws_from_a_stream_of_its_own() -> None:
    whole = DataRecipe(NoisyLine(), test_part=0.0).make(3).train
    drawn = NoisyLine().make(np.random.default_rng([3, 1]))
    assert whole.columns.tobytes() == drawn.columns.tobytes()
    chosen = np.sort(np.random.default_rng([3, 2]).permutation(100)[:20])
    test = DataRecipe(NoisyLine()).make(3).test
    assert test is not None
    assert np.array_equal(test.columns, whole.columns[:, chosen])


def test_with_no_test_part_the_examples_keep_their_order() -> None:
    data = DataRecipe(Xor(size=4, noise=0.0), test_part=0.0).make(1)
    assert data.train.columns.T.tolist() == [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]
    assert data.test is None
    assert data.scale is None


@settings(max_examples=50)
@given(RECIPES, SEEDS)
def test_standardized_training_features_have_mean_0_and_deviation_1(recipe: DataRecipe, seed: int) -> None:
    data = dataclasses.replace(recipe, standardize=True).make(seed)
    features = data.train.rows(data.train.features)
    assert features.mean(axis=1) == pytest.approx(0, abs=1e-12)
    if data.train.examples > 1:
        assert features.std(axis=1) == pytest.approx(1)


@pytest.mark.parametrize("test_part", [0.0, 0.3])
def test_standardizing_is_undone_by_its_scale_and_leaves_targets_alone(test_part: float) -> None:
    plain = DataRecipe(Blobs(), test_part).make(5)
    scaled = DataRecipe(Blobs(), test_part, standardize=True).make(5)
    assert scaled.scale is not None
    means, deviations = scaled.scale
    for before, after in ((plain.train, scaled.train), (plain.test, scaled.test)):
        assert (before is None) == (after is None) == (test_part == 0.0 and before is plain.test)
        if before is not None and after is not None:
            back = after.columns[:2] * deviations[:, None] + means[:, None]
            assert back == pytest.approx(before.columns[:2])
            assert np.array_equal(after.columns[2], before.columns[2])
            assert not after.columns.flags.writeable


def test_the_scale_is_that_of_the_training_part_alone() -> None:
    plain = DataRecipe(Blobs(), 0.5).make(0).train
    scale = DataRecipe(Blobs(), 0.5, standardize=True).make(0).scale
    assert scale is not None
    assert scale[0] == pytest.approx(plain.columns[:2].mean(axis=1))
    assert scale[1] == pytest.approx(plain.columns[:2].std(axis=1))


def test_classes_among_the_inputs_are_not_standardized() -> None:
    plain, scaled = (DataRecipe(Poem(), standardize=each).make(0).train for each in (False, True))
    assert np.array_equal(plain.columns, scaled.columns)
    told = OwnData(("a", "kind", "y"), np.array([[1.0, 3], [0, 1], [5, 6]]).tobytes(), ("a", "kind"), ("y",),
                   (("kind", ("oak", "elm")),))
    train = DataRecipe(told, test_part=0, standardize=True).make(0).train
    assert train.columns.tolist() == [[-1, 1], [0, 1], [5, 6]]


@pytest.mark.parametrize("constant", [0.1, 0.0, 1e100, -7.3])
def test_a_constant_input_becomes_zero(constant: float) -> None:
    data = DataRecipe(own([constant] * 7, [1, 2, 3, 4, 5, 6, 7]), 0.0, standardize=True).make(0)
    assert data.train.column("c0").tolist() == [0] * 7


def test_inputs_of_any_size_are_standardized_to_finite_numbers() -> None:
    data = DataRecipe(own([-1e100, 1e100], [1e-200, 2e-200], [0, 1]), 0.0, standardize=True).make(0)
    assert data.train.column("c0").tolist() == [-1, 1]
    assert np.isfinite(data.train.columns).all()


@pytest.mark.parametrize("test_part", [0.0, 0.5])
@pytest.mark.parametrize("standardize", [False, True])
def test_no_table_can_be_written_to(test_part: float, standardize: bool) -> None:
    data = DataRecipe(TwoMoons(), test_part, standardize).make(0)
    for table in filter(None, (data.train, data.test)):
        assert not table.columns.flags.writeable
        assert table.columns.flags.c_contiguous


def test_the_header_is_that_of_the_training_table() -> None:
    data = DataRecipe(TwoMoons()).make(0)
    assert data.header == data.train.header
    assert data.header.class_names("class") == ("upper", "lower")


def test_recipes_are_values() -> None:
    assert DataRecipe(TwoMoons()) == DataRecipe(TwoMoons())
    assert len({DataRecipe(TwoMoons()), DataRecipe(TwoMoons()), DataRecipe(TwoMoons(), 0.3)}) == 2


def test_the_recipe_declares_its_switches_as_knobs() -> None:
    declared = {each.name: each for each in knobs(DataRecipe)}
    assert list(declared) == ["test_part", "standardize"]
    assert declared["test_part"].check("Data", 0) == 0.0
    for wrong in (-0.1, 0.95, True, "half", float("nan")):
        with pytest.raises(KnobError, match="Data: Test part"):
            declared["test_part"].check("Data", wrong)
