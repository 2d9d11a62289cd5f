"""Every kind of dataset keeps its promises; what is told of one kind is told here as well."""
from __future__ import annotations

import dataclasses
import hashlib
import inspect
import json
import pathlib

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from engine.dataset import Dataset, PlaneClasses, dataset_kinds, in_turn
from engine.datasets.blobs import Blobs
from engine.datasets.checkerboard import Checkerboard
from engine.datasets.circles import Circles
from engine.datasets.digits import Digits
from engine.datasets.iris import Iris
from engine.datasets.noisy_line import NoisyLine
from engine.datasets.own_data import MOST_CELLS, OwnData
from engine.datasets.polynomial import Polynomial
from engine.datasets.sine import Sine
from engine.datasets.spirals import Spirals
from engine.datasets.step_function import StepFunction
from engine.datasets.two_moons import TwoMoons
from engine.datasets.xor import Xor
from engine.document import Document
from engine.knobs import Knob, KnobError, knobs
from engine.resources import resource
from engine.session import Session
from engine.tables.data import DataRecipe
from tests.engine.networks import KINDS, chain

OWN: dict[str, object] = {
    "source": "fruit.csv",
    "names": ["weight", "width", "fruit"],
    "rows": [[150, 7.5, 0], [120, 3.5, 1], [160, 8, 0], [130, 4, 1]],
    "inputs": ["weight", "width"],
    "targets": ["fruit"],
    "classes": {"fruit": ["apple", "banana"]},
}
OWN_OF: dict[str, object] = {"OwnData": OWN, "OwnText": {"text": "abracadabra, " * 4, "source": "spell.txt"}}
EXAMPLES = [
    kind.from_json(OWN_OF[name]) if kind.from_file else kind() for name, kind in dataset_kinds().items()
]
DRAWN = [each for each in EXAMPLES if {"size", "noise"} <= {knob.name for knob in knobs(type(each))}]


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


PLANE = [each for each in EXAMPLES if isinstance(each, PlaneClasses)]


def limits() -> list[tuple[Dataset, Knob, float]]:
    return [
        (each, knob, limit)
        for each in EXAMPLES
        for knob in knobs(type(each))
        for limit in (knob.low, knob.high)
        if limit is not None
    ]


def test_the_kinds_are_found_in_their_order() -> None:
    assert list(dataset_kinds()) == [
        "NoisyLine", "Sine", "Polynomial", "StepFunction", "Xor", "Circles", "TwoMoons", "Spirals", "Checkerboard",
        "Blobs", "Iris", "Digits", "Poem", "OwnData", "OwnText",
    ]  # fmt: skip


@pytest.mark.parametrize("dataset", EXAMPLES, ids=repr)
class TestEveryKind:
    def test_says_what_it_is(self, dataset: Dataset) -> None:
        assert dataset.title
        assert dataset.words.endswith(".")
        assert inspect.getdoc(type(dataset))

    def test_is_a_frozen_value_that_equals_its_like(self, dataset: Dataset) -> None:
        twin = dataclasses.replace(dataset)
        assert twin == dataset
        assert hash(twin) == hash(dataset)
        with pytest.raises(dataclasses.FrozenInstanceError):
            dataset.title = "other"  # type: ignore[misc]

    def test_comes_back_from_json_equal(self, dataset: Dataset) -> None:
        told = json.loads(json.dumps(dataset.to_json()))
        assert type(dataset).from_json(told) == dataset

    def test_refuses_an_unknown_setting_and_what_is_no_mapping(self, dataset: Dataset) -> None:
        for wrong in ({**dataset.to_json(), "colour": 1}, [1, 2], None):
            with pytest.raises(KnobError, match=dataset.title):
                type(dataset).from_json(wrong)

    def test_makes_a_sound_table(self, dataset: Dataset) -> None:
        table = dataset.make(rng())
        assert table.columns.shape == (len(table.names), table.examples)
        assert table.columns.dtype == np.float64
        assert table.columns.flags.c_contiguous
        assert np.isfinite(table.columns).all()
        assert len(set(table.names)) == len(table.names)
        assert set(table.features) | set(table.targets) == set(table.names)
        assert not set(table.features) & set(table.targets)
        for column, classes in table.classes.items():
            assert set(table.column(column)) == set(range(len(classes)))

    def test_its_numbers_cannot_be_written_to(self, dataset: Dataset) -> None:
        with pytest.raises(ValueError, match="read-only"):
            dataset.make(rng()).columns[0, 0] = 1

    def test_the_same_random_numbers_give_the_same_bits(self, dataset: Dataset) -> None:
        assert dataset.make(rng(3)).columns.tobytes() == dataset.make(rng(3)).columns.tobytes()


@pytest.mark.parametrize(("dataset", "knob", "limit"), limits(), ids=str)
def test_every_knob_works_at_its_limits_and_is_refused_beyond(dataset: Dataset, knob: Knob, limit: float) -> None:
    def at(value: float) -> dict[str, object]:
        return settings | {knob.name: value if knob.type in (int, float) else [value]}

    settings = dataset.to_json()
    if "size" in settings:
        settings["size"] = 50
    table = type(dataset).from_json(at(limit)).make(rng())
    assert table.examples == at(limit).get("size", table.examples)
    assert np.isfinite(table.columns).all()
    beyond = limit + (1 if limit == knob.high else -1)
    with pytest.raises(KnobError, match=knob.label):
        type(dataset).from_json(at(beyond))


@pytest.mark.parametrize("dataset", DRAWN, ids=repr)
class TestEveryDrawnKind:
    def test_other_random_numbers_give_other_examples(self, dataset: Dataset) -> None:
        assert not np.array_equal(dataset.make(rng(0)).columns, dataset.make(rng(1)).columns)

    def test_needs_no_scaling(self, dataset: Dataset) -> None:
        columns = dataset.make(rng()).columns
        assert np.abs(columns[:2]).max() < 2
        assert np.ptp(columns[0]) > 0.9

    def test_its_classes_are_as_equal_in_number_as_the_size_allows(self, dataset: Dataset) -> None:
        table = dataclasses.replace(dataset, size=103).make(rng())  # type: ignore[call-arg]
        for column in table.classes:
            counts = np.bincount(table.column(column).astype(int))
            assert np.ptp(counts) <= 1

    def test_noise_moves_the_points_without_changing_the_classes(self, dataset: Dataset) -> None:
        still = dataclasses.replace(dataset, noise=0.0).make(rng())  # type: ignore[call-arg]
        noisy = dataclasses.replace(dataset, noise=0.2).make(rng())  # type: ignore[call-arg]
        moved = noisy.columns[:2] - still.columns[:2]
        assert np.abs(moved).max() > 0.2
        assert 0.15 < moved[1].std() < 0.25
        for column in still.classes:
            assert np.array_equal(still.column(column), noisy.column(column))


@pytest.mark.parametrize("dataset", PLANE, ids=repr)
class TestEveryKindOfClasses:
    def counts(self, dataset: PlaneClasses, **knobs: float) -> np.ndarray:
        table = dataclasses.replace(dataset, **knobs).make(rng())
        return np.bincount(table.column("class").astype(int))

    @pytest.mark.parametrize("balance", [0.01, 0.25, 1 / 3, 1.0, 4.0, 100.0])
    def test_the_balance_holds_to_the_example(self, dataset: PlaneClasses, balance: float) -> None:
        counts = self.counts(dataset, size=997, balance=balance)
        others = len(counts) - 1
        # The four clouds of XOR are counted each, so two roundings add up in a class.
        assert counts[0] == pytest.approx(997 * balance / (balance + others), abs=2)
        assert np.ptp(counts[1:]) <= 1
        assert counts.sum() == 997

    def test_balance_keeps_each_class_where_it_is(self, dataset: PlaneClasses) -> None:
        still = dataclasses.replace(dataset, noise=0.0, size=400)
        for balance in (0.2, 5.0):
            tables = [dataclasses.replace(still, balance=each).make(rng()) for each in (1.0, balance)]
            centres = [
                np.array([table.rows(("x1", "x2"))[:, table.column("class") == label].mean(axis=1) for label in (0, 1)])
                for table in tables
            ]
            assert np.abs(centres[0] - centres[1]).max() < 0.2

    @pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 1.0])
    def test_label_noise_are_as_many_as_asked_and_move_nothing(self, dataset: PlaneClasses, share: float) -> None:
        true, told = (dataclasses.replace(dataset, size=210, label_noise=each).make(rng()) for each in (0.0, share))
        assert np.array_equal(true.rows(("x1", "x2")), told.rows(("x1", "x2")))
        assert (true.column("class") != told.column("class")).sum() == round(210 * share)
        assert told.classes == true.classes

    def test_as_many_of_each_class_is_what_old_documents_mean(self, dataset: PlaneClasses) -> None:
        old = {name: value for name, value in dataset.to_json().items() if name not in ("balance", "label_noise")}
        assert type(dataset).from_json(old) == dataset


@given(st.integers(1, 400), st.integers(1, 6))
def test_kinds_of_equal_weight_take_turns(size: int, kinds: int) -> None:
    assert np.array_equal(in_turn(size, *[1.0] * kinds), np.arange(size) % kinds)


@given(st.integers(1, 400), st.lists(st.floats(0.01, 100), min_size=1, max_size=6))
def test_turns_are_as_many_as_the_weights_say_and_evenly_spread(size: int, weights: list[float]) -> None:
    turns = in_turn(size, *weights)
    assert turns.size == size
    for kind, weight in enumerate(weights):
        # From the start of the list to any place in it, no kind has more than one turn too few or too many.
        wanted = np.arange(1, size + 1) * weight / sum(weights)
        assert np.abs(np.cumsum(turns == kind) - wanted).max() < len(weights)


def test_a_wrong_class_is_any_of_the_others() -> None:
    true, told = (Blobs(size=3000, label_noise=share).make(rng()).column("class") for share in (0.0, 1.0))
    assert np.bincount(((told - true) % 3).astype(int)) == pytest.approx([0, 1500, 1500], abs=100)


@pytest.mark.parametrize("cells", [2, 3, 4, 8])
def test_without_noise_the_squares_of_the_board_take_turns(cells: int) -> None:
    table = Checkerboard(size=4 * cells**2, cells=cells).make(rng())
    assert np.abs(table.rows(("x1", "x2"))).max() <= 1
    column, row = np.floor((table.rows(("x1", "x2")) + 1) / 2 * cells).astype(int)
    assert np.array_equal((column + row) % 2, table.column("class"))
    counts = np.bincount(column * cells + row, minlength=cells**2)
    for colour in (0, 1):
        squares = np.add.outer(np.arange(cells), np.arange(cells)).reshape(-1) % 2 == colour
        assert np.ptp(counts[squares]) <= 1


@pytest.mark.parametrize("coefficients", [(), (0.5,), (1, -2, 3), (0, -3, 0, 4)])
def test_without_noise_the_polynomial_is_the_one_typed(coefficients: tuple[float, ...]) -> None:
    table = Polynomial(noise=0.0, coefficients=coefficients).make(rng())
    powers = table.column("x") ** np.arange(len(coefficients))[:, None]
    assert table.column("y") == pytest.approx(np.array(coefficients) @ powers, abs=1e-14)


def test_a_polynomial_has_at_most_twelve_coefficients() -> None:
    assert Polynomial.from_json({"coefficients": [1] * 12}).coefficients == (1.0,) * 12
    with pytest.raises(KnobError, match="Polynomial: Coefficients wants at most 12 of them but is given 13"):
        Polynomial.from_json({"coefficients": [1] * 13})


@pytest.mark.parametrize(("steps", "levels"), [(1, [-1, 1]), (2, [-1, 0, 1]), (4, [-1, -0.5, 0, 0.5, 1])])
def test_without_noise_the_step_function_is_a_staircase(steps: int, levels: list[float]) -> None:
    table = StepFunction(noise=0.0, steps=steps, size=300).make(rng())
    order = np.argsort(table.column("x"))
    x, y = table.column("x")[order], table.column("y")[order]
    assert np.unique(y).tolist() == levels
    assert (np.diff(y) >= 0).all()
    edges = np.linspace(-1, 1, steps + 2)[1:-1]
    assert np.array_equal(np.searchsorted(edges, x, side="right"), np.searchsorted(levels, y))


def test_the_irises_are_fishers() -> None:
    table = Iris().make(rng())
    assert table.columns.shape == (5, 150)
    assert table.features == ("sepal length", "sepal width", "petal length", "petal width")
    assert table.classes == {"species": ("setosa", "versicolor", "virginica")}
    assert np.array_equal(table.column("species"), np.repeat([0, 1, 2], 50))
    # The means of each species as Fisher prints them in his table II.
    told = [[5.006, 3.428, 1.462, 0.246], [5.936, 2.770, 4.260, 1.326], [6.588, 2.974, 5.552, 2.026]]
    assert table.rows(table.features).reshape(4, 3, 50).mean(axis=2) == pytest.approx(np.transpose(told))
    # The two rows in which UCI's file differs from the paper.
    assert table.columns[:4, 34].tolist() == [4.9, 3.1, 1.5, 0.2]
    assert table.columns[:4, 37].tolist() == [4.9, 3.6, 1.4, 0.1]
    assert hashlib.sha256(table.columns.tobytes()).hexdigest()[:16] == "87374f692e25c966"


def test_without_noise_the_line_is_the_line() -> None:
    table = NoisyLine(noise=0.0, slope=-2.0, intercept=0.5).make(rng())
    assert table.column("y") == pytest.approx(-2 * table.column("x") + 0.5, abs=1e-15)
    assert np.abs(table.column("x")).max() <= 1


def test_without_noise_the_sine_is_a_sine() -> None:
    table = Sine(noise=0.0, periods=2.0).make(rng())
    assert table.column("y") == pytest.approx(np.sin(2 * np.pi * table.column("x")), abs=1e-15)


def test_four_examples_of_xor_without_noise_are_the_truth_table() -> None:
    columns = Xor(size=4, noise=0.0).make(rng()).columns
    assert columns.T.tolist() == [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]


def test_without_noise_the_circles_have_their_radii() -> None:
    table = Circles(noise=0.0, inner=0.3).make(rng())
    radius = np.hypot(table.column("x1"), table.column("x2"))
    assert radius == pytest.approx(np.where(table.column("class") == 0, 1, 0.3))


def test_without_noise_each_moon_is_half_a_circle() -> None:
    table = TwoMoons(noise=0.0).make(rng())
    turned = np.where(table.column("class") == 0, 1, -1) * table.rows(("x1", "x2")) + [[0.5], [0.25]]
    assert np.hypot(*turned) == pytest.approx(1)
    assert turned[1].min() >= -1e-15


def test_without_noise_the_arms_of_the_spirals_are_half_a_turn_apart() -> None:
    table = Spirals(noise=0.0, turns=1.5).make(rng())
    x1, x2 = table.rows(("x1", "x2"))
    angle = np.arctan2(x2, x1) - 2 * np.pi * 1.5 * np.hypot(x1, x2) - np.pi * table.column("class")
    assert np.cos(angle) == pytest.approx(1)


@pytest.mark.parametrize("classes", [2, 3, 4, 5])
def test_without_noise_the_blobs_are_their_centres(classes: int) -> None:
    table = Blobs(noise=0.0, classes=classes).make(rng())
    centres = np.unique(table.columns.round(12), axis=1)
    assert centres.shape == (3, classes)
    assert np.hypot(*centres[:2]) == pytest.approx(1)
    assert len(table.header.class_names("class")) == classes


def test_the_digits_are_the_published_ones() -> None:
    table = Digits(scale="0 to 16").make(rng())
    assert table.columns.shape == (65, 1797)
    assert table.names[:9] == (*(f"pixel 0 {column}" for column in range(8)), "pixel 1 0")
    # The class counts of optdigits.tes as its authors give them.
    counts = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert np.bincount(table.column("digit").astype(int)).tolist() == counts
    assert set(np.unique(table.rows(table.features))) == set(range(17))
    assert table.columns[:8, 0].tolist() == [0, 0, 5, 13, 9, 1, 0, 0]


def test_the_digits_are_scaled_only_as_their_knob_says() -> None:
    small, plain = Digits().make(rng()), Digits(scale="0 to 16").make(rng())
    assert np.array_equal(small.columns[:64] * 16, plain.columns[:64])
    assert np.array_equal(small.columns[64], plain.columns[64])


def test_digits_as_images_are_the_same_numbers_in_another_shape() -> None:
    recipe = DataRecipe(Digits(as_images=True), standardize=True)
    document = Document(chain(KINDS["Input"](), KINDS["Conv2D"](2, 3)), recipe, batch_size=4)
    assert document.header.feature_shape == (1, 8, 8)
    assert document.shapes.forms["n0"].shape == (1, 8, 8)
    plain = Document(chain(KINDS["Input"]()), dataclasses.replace(recipe, dataset=Digits()), batch_size=4)
    assert plain.shapes.forms["n0"].shape == (64,)
    images, lists = (Session(each) for each in (document, plain))
    for session in (images, lists):
        session.step("phase")
    assert np.array_equal(images.values_of("n0").reshape(64, 4), lists.values_of("n0"))


def test_a_few_columns_of_images_are_a_list() -> None:
    data = DataRecipe(Digits(as_images=True))
    document = Document(chain(KINDS["Input"](columns=("pixel 0 0", "pixel 3 4"))), data)
    assert document.shapes.forms["n0"].shape == (2,)


def test_the_shipped_data_name_their_source_and_licence() -> None:
    note = resource("datasets/README.md").read_text(encoding="utf-8")
    for stored in resource("datasets").iterdir():
        assert stored.name == "README.md" or stored.name in note
    assert "Alpaydin" in note
    assert "Fisher" in note
    assert "Lewis Carroll" in note
    assert "CC BY 4.0" in note


def test_resources_lie_beside_the_engine() -> None:
    assert resource("datasets") == pathlib.Path(inspect.getfile(Dataset)).parent.parent / "resources" / "datasets"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"names": ["weight", "weight", "fruit"]}, "column 'weight' appears twice"),
        ({"names": ["weight", " ", "fruit"]}, "wants a name"),
        ({"names": ["weight", "\ud800", "fruit"]}, "wants a name"),
        ({"names": "abc"}, "names wants a list"),
        ({"names": [1, 2, 3]}, "names wants a text but is given int"),
        ({"rows": [[1, 2, 0], [1, 2]]}, "row 2 wants a list of 3 numbers but is given 2"),
        ({"rows": [[1, 2, 0], "abc"]}, "row 2 wants a list of 3 numbers but is given str"),
        ({"rows": [[1, 2, 0], 5]}, "row 2 wants a list of 3 numbers but is given int"),
        ({"rows": {}}, "rows wants a list"),
        ({"rows": []}, "at least one example"),
        ({"rows": [[1, float("nan"), 0]]}, "row 1 wants numbers .* is given nan"),
        ({"rows": [[1, float("inf"), 0]]}, "is given inf"),
        ({"rows": [[1, 1e200, 0]]}, r"is given 1e\+200"),
        ({"rows": [[1, 10**400, 0]]}, "more than 100 digits"),
        ({"rows": [[1, True, 0]]}, "is given True"),
        ({"rows": [[1, "2", 0]]}, "is given '2'"),
        ({"rows": [[1, None, 0]]}, "is given None"),
        ({"rows": [[1, 2, 2]]}, "class numbers from 0 to 1"),
        ({"rows": [[1, 2, 0.5]]}, "class numbers from 0 to 1"),
        ({"rows": [[0, 0, 0]] * (MOST_CELLS // 3 + 1)}, "at most 1,000,000 cells"),
        ({"inputs": ["height"]}, "no column 'height'"),
        ({"inputs": ["weight", "weight"]}, "input 'weight' appears twice"),
        ({"inputs": []}, "at least one input"),
        ({"targets": ["weight"]}, "can't be both an input and a target"),
        ({"targets": ["colour"]}, "no column 'colour'"),
        ({"classes": {"colour": ["red"]}}, "no such column"),
        ({"classes": {"fruit": ["apple", "apple"]}}, "'apple' appears twice"),
        ({"classes": {"fruit": []}}, "1 to 1,000 classes"),
        ({"classes": {"fruit": [str(each) for each in range(1001)]}}, "1 to 1,000 classes but is given 1,001"),
        ({"classes": []}, "classes wants"),
        ({"source": 3}, "source wants a text"),
        ({"source": "\ud800"}, "source wants readable"),
    ],
    ids=str,
)
def test_wrong_own_data_is_refused_with_a_sentence(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(KnobError, match=sentence) as told:
        OwnData.from_json(OWN | change)
    assert str(told.value).startswith("Own data")
    assert str(told.value).endswith(".")
    assert len(str(told.value)) < 200


@pytest.mark.parametrize("missing", ["names", "rows", "inputs", "targets"])
def test_own_data_wants_its_settings(missing: str) -> None:
    with pytest.raises(KnobError, match=f"wants {missing}"):
        OwnData.from_json({name: value for name, value in OWN.items() if name != missing})


@pytest.mark.parametrize(
    "cells",
    [b"", b"1234567", bytes(16), np.full(3, np.nan).tobytes(), bytes(24 * (MOST_CELLS // 3 + 1))],
    ids=["none", "broken", "one missing", "not numbers", "too many"],
)
def test_own_data_refuses_cells_that_are_no_table(cells: bytes) -> None:
    with pytest.raises(KnobError, match="Own data wants"):
        OwnData(("a", "b", "c"), cells, ("a",), ("b",))


def test_own_data_reads_as_the_table_it_was_given() -> None:
    table = OwnData.from_json(OWN).make(rng())
    assert table.columns.T.tolist() == OWN["rows"]
    assert table.header.class_names("fruit") == ("apple", "banana")
    assert table.features == ("weight", "width")
    assert table.targets == ("fruit",)


def test_own_data_with_other_numbers_is_another_value() -> None:
    other = OwnData.from_json(OWN | {"rows": [[150, 7.5, 0], [120, 3.5, 1], [160, 8, 0], [130, 4.5, 1]]})
    assert other != OwnData.from_json(OWN)


def test_the_largest_own_data_comes_back_equal() -> None:
    columns = rng().standard_normal((100, MOST_CELLS // 100))
    names = tuple(f"c{place}" for place in range(100))
    data = OwnData(names, columns.tobytes(), names[1:], names[:1])
    told = OwnData.from_json(data.to_json())
    assert told == data
    assert hash(told) == hash(data)
    assert told.columns.tobytes() == columns.tobytes()


@given(st.lists(st.lists(st.floats(-1e100, 1e100), min_size=2, max_size=2), min_size=1, max_size=20))
def test_any_numbers_survive_json_bit_for_bit(rows: list[list[float]]) -> None:
    data = OwnData.from_json({"names": ["a", "b"], "rows": rows, "inputs": ["a"], "targets": ["b"]})
    told = OwnData.from_json(json.loads(json.dumps(data.to_json())))
    assert told == data
    assert told.columns.tobytes() == np.array(rows).T.tobytes()
