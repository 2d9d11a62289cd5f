"""Expressions: what is read, what is refused and where, the derivative, and what is printed, against Python itself."""
from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, event, example, given, settings
from hypothesis import strategies as st

from engine.expression.expression import Expression
from engine.expression.functions import FUNCTIONS
from engine.expression.tokens import MOST_SIGNS, ExpressionError
from engine.inquiry.differences import measure
from engine.knobs import KnobError
from tests.engine.formulas import WORLD, by_python, formulas

POINTS = (-1.7, -0.4, 0.3, 0.9, 2.2)


def refusal_of(text: str) -> ExpressionError | None:
    try:
        Expression.read(text)
    except ExpressionError as error:
        return error
    return None


def read_or_none(text: str) -> Expression | None:
    refusal = refusal_of(text)
    if refusal is None:
        return Expression.read(text)
    # Of what is drawn, only a part without x may have no value.
    assert any(words in str(refusal) for words in ("divides by 0", "has no value", "beyond what a computer"))
    return None


def value(f: Expression, x: float) -> float:
    return float(f(np.array([x]))[0])


# reading


@settings(max_examples=150)
@given(formulas(), st.sampled_from(POINTS))
def test_a_formula_is_what_python_makes_of_it(text, x):
    f, wanted = read_or_none(text), by_python(text, x)
    assume(f is not None and wanted is not None)
    event("has x" if "x" in text.replace("exp", "") else "is constant")
    # NumPy's functions may differ from the C library's in the last digit, which later ones enlarge.
    assert value(f, x) == pytest.approx(wanted, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2x", "2*x"), ("3(x+1)", "3*(x+1)"), ("(x+1)(x-1)", "(x+1)*(x-1)"), ("2x^2", "2*x**2"), ("-x²", "-(x**2)"),
        ("x³ − 2·x", "x**3 - 2*x"), ("x⁻¹", "x**(-1)"), ("2 sin(3x) cos(x)", "2*sin(3*x)*cos(x)"), ("x^2^3", "x**2**3"),
        ("2πx", "2*pi*x"), ("PI*X", "pi*x"), ("0,5x", "0.5*x"), (".5 × x ÷ 2", "0.5*x/2"), ("2e3x", "2000*x"),
        ("2e−3x", "0.002*x"), ("2e^x", "2*e**x"), ("ln(x+3)", "log(x+3)"), ("√(x+3)", "sqrt(x+3)"),
        ("ReLU(x)", "relu(x)"), ("arctan(x)", "atan(x)"), ("x^2 sin(x)", "x**2*sin(x)"), ("2--x", "2-(-x)"),
        ("σ(x)", "sigmoid(x)"), ("+x", "x"), ("-x^2/2", "-(x**2)/2"),
        ("2^-x", "2**(-x)"), ("x(x+1)", "x*(x+1)"), ("  x  ", "x"), ("x/2*3", "(x/2)*3"),
    ],
)  # fmt: skip
def test_what_people_type_is_read_as_they_mean_it(text, same):
    for x in POINTS:
        assert value(Expression.read(text), x) == pytest.approx(by_python(same, x), rel=1e-14)


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("", 0, "f(x) wants an expression such as x**2 but is given nothing: “▸”."),
        ("2*", 2, "f(x) wants a number, x or ( after *, but the text ends there: “2*▸”."),
        ("2 + *x", 4, "f(x) wants a number, x or ( after +, but is given *: “2 + ▸*x”."),
        (")", 0, "f(x) wants a number, x or (, but is given ): “▸)”."),
        ("(2*x", 4, "f(x) wants a ) for each (, but the text ends there: “(2*x▸”."),
        ("2*x)", 3, "f(x) has a ) without a ( before it: “2*x▸)”."),
        ("3 + y", 4, "f(x) knows no y; the only variable is x: “3 + ▸y”."),
        ("xsin(x)", 0, "f(x) knows no xsin; a product is written x*sin: “▸xsin(x)”."),
        (
            "x" * 99, 0,
            f"f(x) knows no {'x' * 23}…; it knows x, e, pi and functions such as sin, exp and log: “▸{'x' * 24}…”.",
        ),
        ("x2", 0, "f(x) knows no x2; a product is written x*2: “▸x2”."),
        ("sinn(x)", 0, "f(x) knows no sinn; did you mean sin?: “▸sinn(x)”."),
        ("quux(x)", 0, "f(x) knows no quux; it knows x, e, pi and functions such as sin, exp and log: “▸quux(x)”."),
        ("sin x", 4, "f(x) wants brackets after sin, as in sin(x): “sin ▸x”."),
        ("1/2x", 3, "f(x) can be read in two ways here, so it wants a * or brackets: “1/2▸x”."),
        ("e^2x", 3, "f(x) can be read in two ways here, so it wants a * or brackets: “e^2▸x”."),
        ("2 3", 2, "f(x) wants a sign such as + or * between the two: “2 ▸3”."),
        ("y = x", 2, "f(x) wants only what stands right of the =, without it: “y ▸= x”."),
        ("|x|", 0, "f(x) wants abs(x) for |x|: “▸|x|”."),
        ("[x]", 0, "f(x) wants round brackets, ( and ), but is given [: “▸[x]”."),
        ("x + 1/0", 5, "f(x) divides by 0 here: “x + 1▸/0”."),
        ("log(-1)", 0, "f(x) has no value here: “▸log(-1)”."),
        ("9**9**9**9", 4, "f(x) gives a number beyond what a computer can hold here: “9**9▸**9**9”."),
        ("1e999", 0, "f(x) has a number too large for a computer: “▸1e999”."),
        ("1e-999", 0, "f(x) has a number too close to 0 for a computer: “▸1e-999”."),
        ("__import__('os')", 11, "f(x) can't read ': “__import__(▸'os')”."),
        ("x\0", 1, "f(x) can't read the sign U+0000: “x▸□”."),
        ("x+🙂", 2, "f(x) can't read 🙂: “x+▸🙂”."),
        ("x + " * 30 + "*", 120, "after +, but is given *: “…x + x + x + x + x + x + ▸*”."),
        ("x" * 100_000, MOST_SIGNS, "f(x) wants at most 200 signs but is given 100,000; use several layers."),
        ("(" * 10_000, MOST_SIGNS, "f(x) wants at most 200 signs but is given 10,000; use several layers."),
        ("(" * 150, 30, "f(x) goes too deep here, with brackets in brackets; use several layers: "),
        ("-" * 150 + "x", 30, "f(x) goes too deep here, with brackets in brackets; use several layers: "),
    ],
)  # fmt: skip
def test_wrong_text_is_refused_with_the_place_and_a_sentence(text, at, words):
    with pytest.raises(ExpressionError) as refusal:
        Expression.read(text)
    assert isinstance(refusal.value, KnobError)
    assert refusal.value.at == at
    assert words in str(refusal.value)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("text", ["x*sin(3*x)", "(2*x**2 + 1)**2", "softplus(x)/2 + pi", "x**-2 + exp(-x)", "√(x)·2"])
def test_every_beginning_of_a_good_text_is_good_or_only_unfinished(text):
    for end in range(len(text)):
        refusal = refusal_of(text[:end])
        assert refusal is None or refusal.is_unfinished, text[:end]


@settings(max_examples=200)
@given(st.text(alphabet="x2.e+-*/^() πsinlog,²⁻√=|'\0é🙂", max_size=40) | st.text(max_size=20))
@example("(" * 29 + "x" + ")" * 29)
@example("x^" * 29 + "x")
@example("x²" + "⁹" * 190)
@example("9" * 200)
@example("1/" * 60 + "x")
@example("(((x^99)^99)^99)^99")
@example("tan(" * 29 + "x" + ")" * 29)
@example("x*" * 99 + "x")
@example("sin(x)*" * 28 + "x")
@example("1e300x*1e300")
@example("0*x/(x-x)")
def test_any_text_is_read_or_refused_and_what_is_read_works(text):
    if refusal := refusal_of(text):
        assert 0 <= refusal.at <= len(text)
        assert str(refusal).startswith("f(x) ")
        return
    f = Expression.read(text)
    for each in (f, f.derivative):
        assert each(np.array([0.5, -2.0])).shape == (2,)
        assert each.text
        assert each.python("np")
    assert f.broken(np.array([0.5, -2.0])) in {"", *(each.words for each in f.conditions)}


# printing


@settings(max_examples=150)
@given(formulas())
def test_what_is_printed_is_read_back_as_the_same(text):
    f = read_or_none(text)
    assume(f is not None and len(f.text) <= MOST_SIGNS)
    assert Expression.read(f.text).tree == f.tree


@settings(max_examples=150)
@given(formulas(), st.sampled_from(POINTS))
def test_python_printed_of_it_gives_the_same_numbers(text, x):
    f = read_or_none(text)
    assume(f is not None)
    for each in (f, f.derivative):
        with np.errstate(all="ignore"):
            printed = eval(each.python("np"), {"__builtins__": {"abs": abs}, "np": np}, {"x": np.array([x])})
        wanted = value(each, x)
        np.testing.assert_allclose(np.broadcast_to(printed, (1,)), [wanted], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("text", "shown", "slope"),
    [
        ("(2*x**2 + 1)**2", "(2x² + 1)²", "8x(2x² + 1)"),
        ("x*sin(3*x)", "x sin(3x)", "sin(3x) + 3x cos(3x)"),
        ("x**3/3 - 2*x + 1", "x³ / 3 − 2x + 1", "x² − 2"),
        ("x/(1 + x**2)", "x / (1 + x²)", "(1 − x²) / (1 + x²)²"),
        ("sin(x)/x", "sin(x) / x", "(x cos(x) − sin(x)) / x²"),
        ("x/(1+x)**3", "x / (1 + x)³", "(1 − 2x) / (1 + x)⁴"),
        ("exp(-x**2)", "exp(−x²)", "−2x exp(−x²)"),
        ("e**(-x**2/2)", "e^(−x²/2)", "−x e^(−x²/2)"),
        ("sqrt(x)", "√(x)", "1 / (2√(x))"),
        ("sqrt(x**2 + 1)", "√(x² + 1)", "x / √(x² + 1)"),
        (
            "sqrt(x) / (1 + exp(x))", "√(x) / (1 + exp(x))",
            "(1 / 2 + exp(x) / 2 − x exp(x)) / (√(x)(1 + exp(x))²)",
        ),
        ("e**((x - 1)**2)", "e^((x − 1)²)", "2(x − 1) e^((x − 1)²)"),
        ("x**2*e**x", "x² e^x", "2x e^x + x² e^x"),
        ("sin(x)*cos(x)*exp(x)", "sin(x) cos(x) exp(x)", "cos(x)² exp(x) − sin(x)² exp(x) + sin(x) cos(x) exp(x)"),
        ("x**x", "x^x", "x^x (log(x) + 1)"),
        ("2**x", "2^x", "log(2) · 2^x"),
        ("x**pi", "x^π", "πx^(π − 1)"),
        ("x**(1/3)", "x^(1/3)", "1 / (3x^(2/3))"),
        ("0.2*x**2 + 0.5", "0.2x² + 0.5", "0.4x"),
        ("(0.2x²+1)²", "(0.2x² + 1)²", "0.8x(0.2x² + 1)"),
        ("log(x)", "log(x)", "1 / x"),
        ("(x+1)*(x-1)", "(x + 1)(x − 1)", "2x"),
        ("sigmoid(x)", "σ(x)", "σ(x)(1 − σ(x))"),
        ("tanh(2*x)", "tanh(2x)", "2(1 − tanh(2x)²)"),
        ("abs(x)", "abs(x)", "sign(x)"),
        ("relu(x - 1)", "relu(x − 1)", "step(x − 1)"),
        ("2*3*x", "2 · 3x", "6"),
        ("1 - cos(x)", "1 − cos(x)", "sin(x)"),
        ("7", "7", "0"),
    ],
)
def test_f_and_its_slope_are_written_as_a_teacher_would(text, shown, slope):
    f = Expression.read(text)
    assert (f.text, f.derivative.text) == (shown, slope)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("(2x²+1)²", "(2 * x**2 + 1)**2"),
        ("x sin(3x)", "x * torch.sin(3 * x)"),
        ("-x²/2 + π", "-x**2 / 2 + torch.pi"),
        ("e^x - √(2)", "torch.exp(x) - 1.4142135623730951"),
        ("x^-2", "x**(-2)"),
        ("relu(x-1)", "torch.where(x - 1 > 0, x - 1, 0.0)"),
        ("2^10 x", "1024.0 * x"),
        ("(x+1)/(2x)", "(x + 1) / (2 * x)"),
    ],
)
def test_it_is_printed_as_python_for_any_module(text, printed):
    assert Expression.read(text).python("torch") == printed
    assert Expression.read(text).python("np", "x") == printed.replace("torch", "np")
    assert eval(Expression.read(text).python("np", "hidden"), {"np": np, "hidden": 2.0}) == pytest.approx(
        value(Expression.read(text), 2.0)
    )


# the derivative


@settings(max_examples=150)
@given(formulas(), st.sampled_from(POINTS))
def test_the_derivative_is_what_differences_say(text, x):
    f = read_or_none(text)
    assume(f is not None and all(kink not in text for kink in ("abs", "sign", "relu", "step")))
    near = [value(f, x + move) for move in (-0.02, -0.01, 0.0, 0.01, 0.02)]
    assume(np.isfinite(near).all() and np.abs(near).max() < 1e4)
    found = measure(lambda at: value(f, at), x, 0.005)
    assume(found.doubt < 1e-6 * max(1.0, abs(found.slope)))
    assert value(f.derivative, x) == pytest.approx(found.slope, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_its_slope_and_what_python_makes_of_it(name):
    f = Expression.read(f"{name}(x)")
    for x in (0.2, 0.7, *(() if f.conditions else (-0.6, 3.0))):
        assert value(f, x) == pytest.approx(by_python(f"{name}(x)", x), rel=1e-14)
        assert value(f.derivative, x) == pytest.approx(measure(lambda at: value(f, at), x, 0.01).slope, abs=1e-9)
    assert name in WORLD


@pytest.mark.parametrize(("text", "slope"), [("abs(x)", 0.0), ("relu(x)", 0.0), ("sign(x)", 0.0), ("step(x)", 0.0)])
def test_at_a_kink_the_slope_is_the_one_of_pytorch(text, slope):
    assert value(Expression.read(text).derivative, 0.0) == slope


def test_numbers_stay_exact_until_the_last_moment():
    assert Expression.read("x**(1/3)*3").derivative.text == "1 / x^(2/3)"
    assert value(Expression.read("0.1*x + 0.2*x").derivative, 5.0) == 0.3


# running


@pytest.mark.parametrize("shape", [(), (1,), (3, 1), (2, 0), (2, 3, 4)])
def test_any_shape_is_filled_and_x_is_left_alone(shape):
    x = np.linspace(0.1, 0.9, math.prod(shape)).reshape(shape)
    before = x.copy()
    for text in ("x", "3", "x^2", "(x+1)²(x+1)", "sin(x)/(1+sin(x)) - σ(2x)^x"):
        f = Expression.read(text)
        assert f(x).shape == shape
        np.testing.assert_allclose(f(x).ravel(), [value(f, each) for each in x.flat], rtol=1e-14)
    np.testing.assert_array_equal(x, before)


def test_what_comes_twice_is_computed_once_and_arrays_are_used_again():
    calls, x = [], np.linspace(0.0, 1.0, 5)
    Expression.read("sin(3x)² + x sin(3x) + sin(3x)").write_calls(lambda *call: calls.append(call), x, np.empty(5))
    assert [ufunc for ufunc, *_ in calls].count(np.sin) == 1
    assert [ufunc for ufunc, *_ in calls].count(np.square) == 1
    assert len({id(arrays[-1]) for _, *arrays in calls}) <= 4


@pytest.mark.parametrize(
    ("text", "x", "words"),
    [
        ("log(x - 3)", 1.0, "x − 3 above 0"), ("log(x - 3)", 4.0, ""), ("1/x", 0.0, "x other than 0"),
        ("1/log(x)", -1.0, "x above 0"), ("1/log(x)", 1.0, "log(x) other than 0"), ("√(x)", -1.0, "x at least 0"),
        ("x^0.5", -1.0, "x at least 0"), ("x^-2", 0.0, "x other than 0"), ("x^x", -0.5, "x above 0"),
        ("1/(2x(x-1)²)", 1.0, "x − 1 other than 0"),
        ("asin(x)", 2.0, "x from −1 to 1"), ("exp(x)", 1000.0, ""), ("2^x", -3.0, ""),
    ],
)  # fmt: skip
def test_the_condition_that_is_not_met_is_named(text, x, words):
    assert Expression.read(text).broken(np.array([x])) == words
