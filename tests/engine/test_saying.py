"""What the engine says of each step: every sentence on real steps, checked number by number and by moving things."""
from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from engine import files
from engine.dataset import dataset_kinds
from engine.document import Document
from engine.element import Element
from engine.graph import Graph, Node
from engine.inquiry.held import FALLS, RISES
from engine.layer import Layer
from engine.layers.activations import relu, step
from engine.optimizer import optimizer_kinds
from engine.present import Present
from engine.resources import resource
from engine.saying import health
from engine.saying.health import Checkup, Finding
from engine.saying.said import Said, Template
from engine.saying.sentences import say, say_latest, templates
from engine.session import Session
from engine.stepping import Stepping
from engine.tables.data import DataRecipe
from engine.ties import freeze, tie
from tests.engine.drawing import KINDS, layers, shape_of
from tests.engine.health_claims import HEALTH_CLAIMS
from tests.engine.networks import chain, moons, steep
from tests.engine.oracle_activations import softmax
from tests.engine.said import Told, index_of
from tests.engine.said_claims import CLAIMS

OPTIMIZERS = optimizer_kinds()
ADVICE = {
    *(health.STEEPER, health.SHORTER, health.SMALLER, health.LOOK_BEHIND, health.SLOWER, health.AT_RANDOM),
    *(health.GO_BACK, relu.LET_SOME_THROUGH, step.SMOOTH_INSTEAD),
}
EXAMPLES = sorted(resource("examples").glob("*.undertow"))


def told(run: Stepping, equations: int = 200) -> Iterator[Told]:
    """What is said of each of the next equations, as they happen."""
    before = run.weights.parameters.copy()
    for _ in range(equations):
        prior = run.weights.parameters.copy()
        if run.moment.done == 0:
            before = prior
        if run.why_not_step:
            return
        run.step("equation")
        assert run.latest is not None
        equation = run.equations[run.latest]
        said = say(run, equation)
        assert said is not None and str(said).strip()
        yield Told(run, equation, said, before, prior)


def a_pass(run: Stepping) -> Iterator[Told]:
    for each in told(run):
        yield each
        if not run.moment.done:
            return


def phrases(said: Said) -> Iterator[Template]:
    yield said.template
    for value in said.values.values():
        if isinstance(value, Said):
            yield from phrases(value)


def join(graph: Graph, *edges: str) -> Graph:
    for edge in edges:
        source, target, port = edge.split()
        graph = graph.join(source, target, port)
    return graph


def nodes(**layers: Layer) -> Graph:
    return Graph().put(*(Node(name, layer, name) for name, layer in layers.items()))


def kind(name: str, **knobs: object) -> Layer:
    return KINDS[name](**knobs)


# Documents that bring about what the examples and single kinds do not.


def fan_out(pull: str) -> Document:
    graph = nodes(w=kind("Variable"), a=kind("Square"), b=kind("Exp"), loss=kind(pull))
    return Document(join(graph, "w a x", "w b x", "a loss a", "b loss b"))


def typed(document: Document, **numbers: object) -> Document:
    graph = document.graph
    for id, each in numbers.items():
        graph = graph.put(dataclasses.replace(graph.node(id), typed=tuple(each.items())))
    return dataclasses.replace(document, graph=graph)


def tied() -> Document:
    graph = chain(kind("Input"), kind("Linear", units=2), kind("Tanh"), kind("Linear", units=2), kind("Mean"))
    return moons(graph=tie(graph, "n1", ["n3"]))


def penalized() -> Document:
    graph = moons().graph.put(
        Node("l1", kind("L1Penalty", weight=0.3), "L1"), Node("l2", kind("L2Penalty", weight=0.2), "L2")
    )
    return moons(graph=join(graph, "n1 l1 w", "n3 l2 w"))


def linear(units: int, size: float) -> Layer:
    return kind("Linear", units=units, start_values="normal", start_size=size)


def scaled(size: float, *middle: Layer, **changes: object) -> Document:
    graph = chain(
        kind("Input"), linear(6, size), *middle, kind("Linear", units=1),
        kind("MeanSquaredError"),
    )  # fmt: skip
    return moons(graph=graph, **changes)


def one_example(**changes: object) -> Document:
    graph = chain(kind("Input"), kind("Linear", units=2), kind("Linear", units=1), kind("MeanSquaredError"))
    return moons(graph=graph, batch_size=1, **changes)


def right_from_the_start() -> Document:
    graph = join(
        nodes(a=kind("Constant", numbers=(1.0, 2.0)), w=kind("Variable", size=(2,)), loss=kind("MeanSquaredError")),
        "w loss ŷ", "a loss y",
    )  # fmt: skip
    return typed(Document(graph), w={"w": (1.0, 2.0)})


def constant(*numbers: float) -> Document:
    return Document(join(nodes(c=kind("Constant", numbers=numbers), loss=kind("Mean")), "c loss x"))


def deep(activation: Layer, layer: Layer, **changes: object) -> Document:
    rows = [each for _ in range(6) for each in (layer, activation)]
    return moons(graph=chain(kind("Input"), *rows, kind("Linear", units=1), kind("MeanSquaredError")), **changes)


def image() -> Document:
    rows = (kind("Linear", units=18), kind("Reshape", size=(2, 3, 3)), kind("Conv2D", kernel=2), kind("ReLU"))
    return moons(graph=chain(kind("Input"), *rows, kind("Square"), kind("Mean")))


def alike() -> Document:
    document = scaled(0.0, kind("Tanh"))
    return typed(document, n1={"W": ((0.3, -0.2),) * 6}, n3={"W": ((0.5,) * 6,)})


def biased() -> Document:
    return typed(scaled(0.1), n1={"b": (3.0, -2.0, 4.0, 0.1, 0.2, 0.3)})


DOCUMENTS = {
    "parts that agree": typed(fan_out("Add"), w={"w": 0.7}),
    "parts that are opposed": typed(fan_out("Subtract"), w={"w": 0.7}),
    "tied": tied(),
    "penalties": penalized(),
    "frozen": dataclasses.replace(fan_out("Add"), graph=freeze(fan_out("Add").graph, ["w"], True)),
    "large weights": scaled(4.0, kind("Sigmoid")),
    "larger weights": scaled(3.0, kind("Tanh")),
    "saturated": scaled(9.0, kind("Sigmoid")),
    "all alike": constant(1.0, 1.0),
    "nearly alike": constant(1.2345, 1.2346),
    "cut off": scaled(3.0, kind("HardTanh")),
    "switched off": typed(scaled(0.1, kind("ReLU")), n1={"b": (-3.0,) * 6}),
    "bias": biased(),
    "all above 0": typed(scaled(0.1, kind("ReLU")), n1={"b": (3.0,) * 6}),
    "one example": one_example(),
    "no error": right_from_the_start(),
    "no rate": one_example(optimizer=OPTIMIZERS["GradientDescent"](rate=0.0)),
    "momentum": scaled(2.0, optimizer=OPTIMIZERS["Momentum"](rate=0.03, momentum=0.99)),
    "adam": scaled(1.0, kind("Dropout"), kind("BatchNorm"), optimizer=OPTIMIZERS["Adam"]()),
    "adam w": scaled(1.0, optimizer=OPTIMIZERS["AdamW"](decay=0.5, clip=0.001)),
    "schedule": scaled(1.0, optimizer=OPTIMIZERS["RMSProp"](schedule="cosine")),
    "too much": steep(),
    "infinite": typed(Document(join(nodes(w=kind("Variable"), loss=kind("Exp")), "w loss x")), w={"w": 1000.0}),
    "a rate of 10": scaled(1.0, kind("Tanh"), optimizer=OPTIMIZERS["GradientDescent"](rate=10.0)),
    "deep": deep(kind("Sigmoid"), kind("Linear", units=8)),
    "deep and large": deep(kind("Sin"), linear(20, 3.0), optimizer=OPTIMIZERS["GradientDescent"](rate=1e-9)),
    "alike": alike(),
    "image": image(),
    "step": scaled(1.0, kind("Step")),
}  # fmt: skip


@cache
def corpus() -> tuple[Template, ...]:
    """Every sentence of these documents and the examples is right; gives the templates and phrases in them."""
    found: list[Template] = []
    for document in (*DOCUMENTS.values(), *(files.read(path).document for path in EXAMPLES)):
        session = Session(document)
        passes = 25 if document is DOCUMENTS["momentum"] else 2
        for _ in range(passes):
            for each in a_pass(session):
                CLAIMS[each.said.template](each)
                found += phrases(each.said)
            for said in wrong_with(session, each.before):
                found += [*phrases(said.said), said.advice.template]
    found += [each.said.template for way in ("ascend", "descend") for each in moving(way)]
    return tuple(dict.fromkeys(found))


def moving(way: str) -> Iterator[Told]:
    """The steps of a value of two moons that moves up or down the gradient of another."""
    session = Session(moons())
    session.step("iteration")
    derivative = session.gradient(Element("n2", (3,), 5), "n0")
    return a_pass(getattr(derivative, way)(0.1))


@pytest.mark.parametrize("way", ["ascend", "descend"])
def test_a_value_that_moves_is_told_where_it_moves_most(way):
    *_, last = moving(way)
    index = index_of(last.named(last.v["number"])[2], last.given[0].shape)
    held, gradient = last.arrays[0], last.given[0]
    assert last.named(last.v["number"])[:2] == ("x", "Input")
    assert last.v["gradient"] == gradient[index] == max(gradient.flat, key=abs)
    moved = last.weights.parameters - last.prior
    most = np.abs(moved).argmax()
    assert np.shares_memory(held[(*index, ...)], last.weights.parameters[most : most + 1])
    assert (moved[most] * gradient[index] > 0) == (way == "ascend")
    assert last.said.template is (RISES if way == "ascend" else FALLS)
    assert str(last.v["of"]) == "o"


def wrong_with(session: Session, before: np.ndarray) -> Iterator[Finding]:
    """What is wrong after a pass that began with these parameters, checked."""
    for id, findings in Checkup(session).findings(session).items():
        equation = next(each for each in session.equations if each.node == id)
        for finding in findings:
            HEALTH_CLAIMS[finding.said.template](Told(session, equation, finding.said, before, before))
            yield finding


def test_every_sentence_of_real_steps_is_right_and_every_template_is_among_them():
    missing = set(templates()) - set(corpus())
    assert not missing, "no step said: " + "; ".join(template.text for template in missing)


def test_every_sentence_has_a_check_of_what_it_claims():
    sentences = {template for template in templates() if template.text.endswith(".")}
    advice = {template for template in sentences if not template.places and template not in CLAIMS}
    assert sentences - advice - {RISES, FALLS} == CLAIMS.keys() | HEALTH_CLAIMS.keys()
    assert advice == ADVICE


# Each kind in a small network of its own, with any knobs and weights.


SHAPES = ((3,), (2,), (1, 4, 4), (2, 2), ())
TO_PROBABILITIES = {"BinaryCrossEntropy": "Sigmoid", "CrossEntropy": "Softmax"}


def around(layer: Layer, seed: int, size: float) -> Document | None:
    """Two moons by way of a linear layer, or one for each port, into the layer, and its mean; None where none fit."""
    name = type(layer).__name__
    if layer.reads_parameters:
        graph = nodes(input=kind("Input"), linear=linear(3, size), it=layer)
        return moons(graph=join(graph, "input linear x", "linear it w"), seed=seed)
    shape = next((each for each in SHAPES if shape_of(layer, [each] * len(layer.ports)) is not None), None)
    if shape is None:
        return None
    graph = Graph().put(Node("input", kind("Input"), "Input"), Node("it", layer, "It"))
    graph = graph.put(Node("mean", kind("Mean"), "Mean"), Node("square", kind("Square"), "Squares"))
    for number, port in enumerate(layer.ports):
        first, ending, last = f"linear{number}", f"ending{number}", f"last{number}"
        shaped = kind("Reshape", size=shape) if shape != () else kind("Sum", over="features")
        graph = graph.put(Node(first, linear(int(np.prod(shape)), size), first), Node(ending, shaped, ending))
        is_loss = name in TO_PROBABILITIES and layer.input == "probabilities"
        last_kind = TO_PROBABILITIES[name] if is_loss else "Exp" if layer.domain else "Tanh"
        graph = graph.put(Node(last, kind(last_kind), last))
        graph = join(graph, f"input {first} x", f"{first} {ending} x", f"{ending} {last} {kind(last_kind).ports[0]}")
        graph = graph.join(last, "it", port)
    is_end = layer.family == "Losses"
    graph = graph.drop(["mean", "square"]) if is_end else join(graph, "it square x", "square mean x")
    data = DataRecipe(dataset_kinds()["TwoMoons"](size=10))
    document = Document(graph, data, OPTIMIZERS["Adam"](), batch_size=5, seed=seed)
    return None if document.shapes.problems else document


def finite(session: Session) -> bool:
    plan = session.plan
    return all(np.abs(value.value).max(initial=0) < 1e3 for value in plan.values.values()) and not session.trouble


@pytest.mark.parametrize("name", [name for name in KINDS if KINDS[name].ports and name != "Embedding"])
@settings(max_examples=4, phases=[Phase.generate])
@given(data=st.data())
def test_what_is_said_of_each_kind_is_right(name, data):
    layer = data.draw(layers(KINDS[name]))
    document = around(layer, data.draw(st.integers(0, 1000)), data.draw(st.sampled_from([0.3, 1.0, 2.0])))
    assume(document is not None)
    session = Session(document)
    session.step("iteration")
    assume(finite(session))
    session.back("iteration")
    for each in a_pass(session):
        CLAIMS[each.said.template](each)


def test_the_derivative_of_a_number_is_spoken_of_as_o():
    session = Session(moons())
    session.step("iteration")
    derivative = session.gradient(Element("n2", (3,), 5), ("n1", "W"), "n0")
    said = []
    for each in a_pass(derivative):
        if each.equation.phase == "backward":
            said.append(str(each.said))
            CLAIMS[each.said.template](each)
    assert said and all("loss" not in sentence for sentence in said)
    assert any(re.search(r"\bo\b", sentence) for sentence in said)


# Telling


def test_a_step_backward_through_a_layer_says_both_things_that_it_did():
    session = Session(moons())
    while session.latest is None or session.equations[session.latest].symbols[0] != "∂L/∂x = Wᵀ · ∂L/∂z":
        session.step("layer")
    of_weights, of_input = map(str, say_latest(session))
    assert re.fullmatch(
        r"W of Linear 2 \(row 1, column \d\) has the largest gradient, \S+: more of it would (raise|lower) the loss,"
        r" most of all in example \d+\.", of_weights,
    )  # fmt: skip
    assert re.fullmatch(
        r"The weight \S+ is (negative|positive) and output 1 of Linear 2 should (fall|rise), so input \d of example \d+"
        r" should (fall|rise) for a smaller loss\.", of_input,
    )  # fmt: skip


def test_before_the_first_step_nothing_is_said():
    assert say_latest(Session(moons())) == ()


def test_numbers_are_short_and_counts_whole():
    template = Template("{share} of {count} in {word}")
    assert str(template(share=-0.123456, count=1234, word="all")) == "−0.12 of 1,234 in all"


def test_a_template_wants_its_very_places():
    with pytest.raises(ValueError, match="wants \\['a'\\] but is given \\['a', 'b'\\]"):
        Template("{a}")(a=1, b=2)


def test_a_sentence_is_told_in_another_language_with_the_same_places():
    place = Template("number {number}")
    said = Template("{node} is {value} ({place}).")(node="Tanh", value=0.5, place=place(number=3))
    german = {"number {number}": "Zahl {number}", "{node} is {value} ({place}).": "{node} ({place}) ist {value}."}
    assert said.told(german) == "Tanh (Zahl 3) ist 0.50."
    assert str(said) == "Tanh is 0.50 (number 3)."
    with pytest.raises(ValueError, match="wants the places"):
        said.told({"number {number}": "Zahl {zahl}"})


def test_the_largest_numbers_there_are_make_no_warning():
    session = Session(typed(scaled(1.0, kind("Tanh")), n1={"W": ((1e300, -1e300),) * 6}, n3={"W": ((1e300,) * 6,)}))
    while not session.trouble:
        session.step("equation")
        assert all(map(str, say_latest(session)))
        Checkup(session).findings(session)


def test_all_templates_can_be_translated():
    marked = {template.text: f"«{template.text}»" for template in templates()}
    for each in a_pass(Session(moons())):
        telling = each.said.told(marked)
        assert telling.startswith("«") and telling.endswith("»")
        assert telling.replace("«", "").replace("»", "") == str(each.said)


def test_what_is_listed_is_told_apart_by_its_english():
    assert len({template.text for template in templates()}) == len(templates()) > 50


def test_a_session_is_left_as_it_was():
    session, other = Session(moons()), Session(moons())
    for _ in a_pass_of_both(session, other):
        pass
    np.testing.assert_array_equal(session.weights.everything, other.weights.everything)
    for id, value in session.plan.values.items():
        np.testing.assert_array_equal(value.value, other.plan.values[id].value)


def a_pass_of_both(session: Present, other: Session) -> Iterator[None]:
    while True:
        session.step("equation")
        other.step("equation")
        say_latest(session)
        yield
        if not session.moment.done:
            return


# Health


def findings(document: Document, passes: int = 1) -> dict[str, list[str]]:
    session = Session(document)
    session.train(passes)
    return {id: [str(each) for each in found] for id, found in Checkup(session).findings(session).items()}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_nothing_is_wrong_with_the_examples(path):
    document = files.read(path).document
    assert findings(document) == findings(document, 200) == {}


def test_each_broken_network_is_found_at_the_node_where_it_breaks():
    assert findings(DOCUMENTS["switched off"]).keys() == {"n1", "n2"}
    assert findings(DOCUMENTS["step"]).keys() >= {"n1", "n2"}
    assert "n2" in findings(DOCUMENTS["saturated"])
    assert findings(DOCUMENTS["alike"]).keys() == {"n1"}
    assert "n1" in findings(DOCUMENTS["deep"]) and "n13" not in findings(DOCUMENTS["deep"])
    assert "learning rate" in findings(DOCUMENTS["a rate of 10"])["n1"][0]


def test_of_what_the_pass_has_not_come_to_nothing_is_said():
    session = Session(DOCUMENTS["switched off"])
    assert Checkup(session).findings(session) == {}
    seen = []
    for _ in session.equations:
        session.step("equation")
        seen.append(set(Checkup(session).findings(session)))
    assert [{"n1", "n2"} & each for each in seen] == sorted(({"n1", "n2"} & each for each in seen), key=len)
    assert seen[0] == set() and {"n2"} in seen and seen[-1] == {"n1", "n2"}


def test_a_kind_tells_what_to_try_instead():
    (dead,) = findings(DOCUMENTS["switched off"])["n2"]
    assert dead.endswith(str(relu.LET_SOME_THROUGH()))
    (saturated,) = findings(DOCUMENTS["saturated"])["n2"]
    assert saturated.endswith(str(health.STEEPER()))


def test_a_curve_right_before_the_loss_may_be_flat():
    graph = chain(kind("Input"), linear(1, 50.0), kind("Sigmoid"), kind("BinaryCrossEntropy"))
    assert "n2" not in findings(moons(graph=graph))


def test_a_class_goes_by_its_name():
    session = Session(files.read(resource("examples") / "06-digits.undertow").document)
    while session.latest is None or session.equations[session.latest].phase != "backward":
        session.step("layer")
    errors = softmax(session.values_of("linear2")) - session.values_of("target")
    digit, example = np.unravel_index(np.abs(errors).argmax(), errors.shape)
    assert f"(digit = {digit}, example {example + 1}, the furthest off)" in str(say_latest(session)[-1])
