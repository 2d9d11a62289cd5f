"""What there is no room for is told before any array is made, and leaves the rest of a document as it is."""
from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from engine import files, room
from engine.dataset import dataset_kinds
from engine.document import Document
from engine.graph import Graph, Node
from engine.layer import Layer
from engine.room import Extent, Room
from engine.session import Session
from engine.shapes import infer
from engine.tables.data import DataRecipe
from tests.engine.networks import KINDS, chain, moons
from tests.engine.one_layer import Bench, bench, named
from tests.engine.test_layers import SHAPES, accepts

EXAMPLES = 300
GREEDY = (
    KINDS["Conv2D"](filters=1, kernel=4, padding=3), KINDS["Embedding"](vocabulary=1000, units=1),
    KINDS["Function"]("*".join(f"sin({factor}x)" for factor in range(1, 22))), KINDS["Function"]("sin(" * 24 + "x"),
    KINDS["MaxPool"](window=1, stride=1), KINDS["Conv2D"](filters=256, kernel=1),
)  # fmt: skip
LAYERS = [*(kind() for kind in KINDS.values() if kind.ports and not kind.reads_parameters), *GREEDY]


def bytes_of(made: Bench) -> int:
    """What the arrays that a layer works with take, but for its parameters."""
    found: dict[int, int] = {}
    parameters = {id(root(each)) for held in made.y.parameters.values() for each in (held.value, held.grad)}
    arrays = [made.y.value, *(x.contributions[0].value for x in made.inputs)]
    arrays += [each for equation in made.writer.equations for call in equation.calls for each in call.operands]
    arrays += [call.out for equation in made.writer.equations for call in equation.calls]
    for array in arrays:
        if isinstance(array, np.ndarray) and id(root(array)) not in parameters:
            found[id(root(array))] = root(array).nbytes
    return sum(found.values())


def root(array: np.ndarray) -> np.ndarray:
    """The array that this one is a view into."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def reckoned(layer: Layer, shape: tuple[int, ...], made: Bench) -> int:
    """What the room says of it."""
    counted, given = Room(Extent(EXAMPLES, EXAMPLES)), [shape] * len(layer.ports)
    is_per_example = made.y.examples > 1
    of_each = sum(map(math.prod, given)) + is_per_example * math.prod(made.y.shape)
    counted.take("It", layer, given, of_each, 0 if is_per_example else math.prod(made.y.shape))
    return counted._bytes


@pytest.mark.parametrize("layer", LAYERS, ids=named)
def test_about_as_much_is_reckoned_as_a_layer_takes(layer):
    for shape in SHAPES:
        if accepts(layer, (shape,) * len(layer.ports)):
            made = bench(layer, ((shape, EXAMPLES),) * len(layer.ports))
            assert bytes_of(made) / 2 - 50_000 < reckoned(layer, shape, made) < 4 * bytes_of(made)


def images(filters: int = 256, examples: int = 100_000) -> Document:
    """Made-up images of 31 × 31 out of two numbers each, and a convolution over them."""
    graph = chain(
        KINDS["Input"](), KINDS["Linear"](31 * 31), KINDS["Reshape"]((1, 31, 31)),
        KINDS["Conv2D"](filters=filters, kernel=3), KINDS["Mean"](),
    )  # fmt: skip
    return Document(graph, DataRecipe(dataset_kinds()["TwoMoons"](size=examples), test_part=0), batch_size=0)


def test_a_convolution_too_large_is_left_out_with_its_name_its_size_and_what_helps(tmp_path):
    files.write(tmp_path / "big.undertow", images())
    document = files.read(tmp_path / "big.undertow").document
    assert document == images()
    problem = document.shapes.problems["n1"]
    assert problem == (
        "Linear would bring the numbers of one pass to 2.9 GB; Undertow takes up to 1.0 GB. Make a layer smaller, or"
        " the batch, which has 100,000 examples."
    )
    session = Session(document)
    assert "add a loss" in session.why_not_train
    session.step("iteration")
    assert session.values_of("n0").shape == (2, 100_000) and session.values_of("n1") is None


def test_a_smaller_batch_makes_room_and_keeps_the_weights():
    session = Session(images())
    before = session.parameters_of("n3")["W"].value.copy()
    session.use(replace(images(), batch_size=2))
    assert not session.why_not_train
    session.step("phase")
    session.step("phase")
    assert session.values_of("n3").shape == (256, 29, 29, 2)
    assert (session.parameters_of("n3")["W"].value == before).all()


def test_why_there_is_nothing_to_learn_from_is_the_layer_without_room():
    document = images()
    graph = document.graph.put(Node("loss", KINDS["MeanSquaredError"](), "Loss"), Node("y", KINDS["Target"](), "y"))
    session = Session(replace(document, graph=graph.join("n1", "loss", "ŷ").join("y", "loss", "y")))
    assert session.why_not_train.startswith("There is nothing to learn from yet. Linear would bring the numbers")


def test_doubling_again_and_again_ends_in_a_sentence():
    graph = Graph().put(Node("n0", KINDS["Input"](), "Input"))
    for number in range(1, 1500):
        graph = graph.put(Node(f"n{number}", KINDS["Concat"](), f"Concat {number}"))
        graph = graph.join(f"n{number - 1}", f"n{number}", "a").join(f"n{number - 1}", f"n{number}", "b")
    session = Session(moons(graph=graph))
    first, *_, last = session.document.shapes.problems.values()
    assert last == "Concat 1499 is left out because Concat 1498, which feeds it, is."
    assert "would bring the numbers of one pass to" in first
    session.step("iteration")


def test_too_many_parameters_are_told_and_the_file_opens_all_the_same(tmp_path):
    graph = moons().graph.replace("n1", KINDS["Linear"](100_000)).replace("n3", KINDS["Linear"](1000))
    document = moons(graph=graph)
    files.write(tmp_path / "big.undertow", document)
    assert files.read(tmp_path / "big.undertow").document == document
    assert document.shapes.problems["n3"] == (
        "Linear 2 would bring the network to 100,301,000 parameters; Undertow takes up to 10,000,000. Make a layer"
        " smaller."
    )
    session = Session(document)
    assert session.weights.parameters.size == 300_000
    assert "n3" not in session.plan.values


def test_an_evaluation_without_room_gives_no_score_and_training_goes_on(monkeypatch, request):
    # Shapes are remembered, and other tests have networks like this one.
    infer.cache_clear()
    request.addfinalizer(infer.cache_clear)
    monkeypatch.setattr(room, "MOST_BYTES", 25_000)
    session = Session(moons(batch_size=2))
    assert session.train(3) == 3
    assert session.score("train") is None
    assert session.predict(np.zeros((2, 1000))) is None
    assert session.predict(np.zeros((2, 3))).shape == (1, 3)


def test_one_hot_of_many_classes_and_examples_is_counted_whole():
    """The columns are made for all examples, whatever the batch."""
    data = KINDS["Target"]
    taken = Room(Extent(1, 10**6))
    with pytest.raises(ValueError, match="numbers of one pass"):
        taken.take("Target", data(), [moons().header], 1000, 0)


def test_a_penalty_and_a_tie_of_more_parameters_than_an_array_can_have_are_told_too():
    huge = Node("n0", KINDS["Variable"](size=(2, 2**63, 7)), "Huge")
    graph = Graph().put(huge, replace(huge, id="n1", layer=KINDS["Variable"](size=(3,)), name="Small", tied="n0"))
    graph = graph.put(replace(huge, id="n2", name="Tied", tied="n1"), Node("n3", KINDS["L2Penalty"](), "Penalty"))
    session = Session(moons(graph=graph.join("n0", "n3", "w")))
    problems = session.document.shapes.problems
    assert "more than 10¹⁵ parameters" in problems["n0"] and "more than 10¹⁵ parameters" in problems["n2"]
    assert problems.keys() == {"n0", "n2", "n3"}
    assert KINDS["L2Penalty"]().shape(huge.layer.blocks()) == ()
