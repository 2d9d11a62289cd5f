"""The Function layer: its two equations, what its documents hold, and what it says where a number has no value."""
from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from engine import files
from engine.document import Document
from engine.graph import Node
from engine.knobs import KnobError, with_knobs
from engine.layer import ShapeError
from engine.session import Session
from tests.engine.networks import KINDS, chain
from tests.engine.one_layer import run_with

Function, Variable = KINDS["Function"], KINDS["Variable"]


def descent(expression: str, start: float, rate: float = 0.01) -> Session:
    """A variable and a function of it, which is the loss."""
    graph = chain(Variable(), Function(expression))
    graph = graph.put(replace(graph.node("n0"), typed=(("w", start),)))
    document = Document(graph)
    return Session(replace(document, optimizer=replace(document.optimizer, rate=rate)))


def test_f_and_its_slope_stand_in_its_equations_with_their_numbers():
    b = run_with(Function("(2*x**2 + 1)**2"), [[2.0, -1.0]])
    forward, slope, chain_rule = b.writer.equations
    assert forward.symbols == ("y = (2x² + 1)²",)
    assert slope.symbols == ("f′(x) = 8x(2x² + 1)",)
    assert chain_rule.symbols == ("∂L/∂x = ∂L/∂y ⊙ f′(x)",)
    np.testing.assert_array_equal(b.y.value, [[81.0, 9.0]])
    np.testing.assert_array_equal(slope.results[0].array, [[144.0, -24.0]])
    np.testing.assert_array_equal(chain_rule.results[0].array, [[144.0, -24.0]] * b.y.grad)


def test_its_card_shows_what_was_typed():
    assert Function("x*sin(3*x)").formulas == ("y = x sin(3x)", "f′(x) = sin(3x) + 3x cos(3x)")
    assert KINDS["Sin"]().formulas == (KINDS["Sin"].formula,)


def test_descent_on_x_sin_3x_ends_where_the_slope_is_0():
    session = descent("x*sin(3*x)", 2.0)
    session.train(300)
    w = session.parameters_of("n0")["w"].value.item()
    assert np.sin(3 * w) + 3 * w * np.cos(3 * w) == pytest.approx(0.0, abs=1e-12)
    assert w == pytest.approx(1.6378, abs=1e-4)


def test_a_document_keeps_the_text_to_the_letter(tmp_path):
    text = "  x·sin(3x) − ½x²".replace("½", "0,5")
    document = Document(chain(Variable(), with_knobs(Function, {"expression": text})))
    files.write(tmp_path / "it.undertow", document)
    assert files.read(tmp_path / "it.undertow").document == document


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("__import__('os').remove('x')", "can't read '"),
        ("2*", "wants a number, x or ( after *, but the text ends there: “2*▸”."),
        ("9**9**9**9**9", "gives a number beyond what a computer can hold here"),
        ("(" * 10_000, "wants at most 200 signs but is given 10,000"),
        ("x\0", "can't read the sign U+0000"),
        (3, "wants a text but is given 3."),
    ],
)
def test_a_document_with_wrong_text_is_refused_with_a_sentence(text, words):
    told = json.loads(json.dumps(files.to_json(Document(chain(Variable(), Function("x"))))))
    told["network"]["nodes"][1]["knobs"]["expression"] = text
    with pytest.raises(files.FileError) as refusal:
        files.from_json(told)
    assert str(refusal.value).startswith("Function: f(x) ")
    assert words in str(refusal.value)


def test_wrong_text_is_a_knob_error_and_one_that_slipped_through_a_shape_that_does_not_fit():
    with pytest.raises(KnobError, match=r"^Function: f\(x\) knows no y; the only variable is x"):
        with_knobs(Function, {"expression": "y"})
    with pytest.raises(ShapeError, match=r"^Function: f\(x\) knows no y; the only variable is x"):
        Function("y").shape(())
    assert Function("y").formulas == ("y = f(x)",)


@pytest.mark.parametrize(
    ("expression", "start", "said"),
    [
        (
            "log(x - 3)", 1.0,
            "Function gave a value that is not a number in iteration 1: it wants x − 3 above 0, but was given 1. Step"
            " back, and change what feeds it.",
        ),
        ("1/x", 0.0, "Function gave infinity in iteration 1: it wants x other than 0, but was given 0. Step back"),
        (
            "sqrt(x)", 0.0,
            "Function gave infinity in the backward pass in iteration 1: it wants √(x) other than 0, but was given 0.",
        ),
        ("exp(x)/x", 800.0, "Function gave infinity in iteration 1: the numbers grew beyond what a computer can hold."),
    ],
)  # fmt: skip
def test_a_number_without_a_value_is_told_with_its_place(expression, start, said):
    session = descent(expression, start)
    session.train(3)
    assert said in session.trouble


def test_it_goes_where_any_function_goes():
    session = descent("x**2", 1.0)
    graph = session.document.graph.replace("n0", Variable(size=(2, 3)))
    graph = graph.put(Node("sum", KINDS["Sum"](), "Sum")).join("n1", "sum", "x")
    session = Session(replace(session.document, graph=graph))
    session.train(1)
    assert session.values_of("n1").shape == (2, 3, 1)
    assert not session.trouble
