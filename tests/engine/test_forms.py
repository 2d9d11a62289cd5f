"""The forms of an equation: in single numbers it says what the engine computed, for every kind of layer."""
from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings

from engine.equation import Equation, Term
from engine.forms.factors import factors
from engine.forms.ledger import ledger
from engine.forms.reading import read
from engine.forms.writing import FORMS, pieces
from engine.graph import Graph
from engine.knobs import knobs
from engine.layer import Layer, Loss
from engine.layers.data.input import Input
from engine.plan import compile_plan
from engine.session import Session
from engine.tables.table import Table
from engine.weights import Weights
from tests.engine.drawing import networks
from tests.engine.networks import moons
from tests.engine.one_layer import Bench, bench, named
from tests.engine.scalar_forms import Line, line_of
from tests.engine.test_layers import EXAMPLES, KINDS, SHAPES, accepts, variants

MOST = 24
PARAMETERS = frozenset("Wb")


def text(equation: Equation, line: str, form: str, examples: int, parameters: frozenset[str]) -> str:
    return "".join(piece.text for piece in pieces(equation, line, form, examples, parameters))


def equation_of(symbols: str, **arrays: tuple[int, ...]) -> Equation:
    """An equation of this line; arrays by their symbols, d for ∂L/∂, hat for an accent. The first is the result."""
    terms = {name.replace("d_", "∂L/∂").replace("hat", "\u0302"): np.zeros(shape) for name, shape in arrays.items()}
    (result, array), *given = terms.items()
    made = tuple(Term(symbol, array) for symbol, array in given)
    return Equation("n", "backward", (symbols,), "", (Term(result, array),), made, ())


def told(symbols: str, form: str, **arrays: tuple[int, ...]) -> str:
    """The line in a form, in a pass of 32 examples, of a node with parameters W and b."""
    return text(equation_of(symbols, **arrays), symbols, form, 32, PARAMETERS)


def test_the_linear_layer_is_told_as_in_the_lecture() -> None:
    forward = {"z": (8, 32), "W": (8, 2), "x": (2, 32), "b": (8, 1)}
    assert told("z = W x + b", "matrix", **forward) == "z = W x + b"
    assert told("z = W x + b", "vector", **forward) == "zₙ = W xₙ + b"
    assert told("z = W x + b", "scalar", **forward) == "zⱼₙ = Σᵢ wⱼᵢ xᵢₙ + bⱼ"
    by_weights = {"d_W": (8, 2), "d_z": (8, 32), "x": (2, 32)}
    assert told("∂L/∂W = ∂L/∂z · xᵀ", "vector", **by_weights) == "∂L/∂W = Σₙ ∂L/∂zₙ xₙᵀ"
    assert told("∂L/∂W = ∂L/∂z · xᵀ", "scalar", **by_weights) == "∂L/∂wⱼᵢ = Σₙ ∂L/∂zⱼₙ xᵢₙ"
    assert told("∂L/∂b = Σ ∂L/∂z", "scalar", d_b=(8, 1), d_z=(8, 32)) == "∂L/∂bⱼ = Σₙ ∂L/∂zⱼₙ"
    by_input = {"d_x": (2, 32), "W": (8, 2), "d_z": (8, 32)}
    assert told("∂L/∂x = Wᵀ · ∂L/∂z", "vector", **by_input) == "∂L/∂xₙ = Wᵀ · ∂L/∂zₙ"
    assert told("∂L/∂x = Wᵀ · ∂L/∂z", "scalar", **by_input) == "∂L/∂xᵢₙ = Σⱼ wⱼᵢ ∂L/∂zⱼₙ"


@pytest.mark.parametrize(
    ("rows", "columns", "examples", "expected"),
    [
        (1, 1, 32, "zₙ = w xₙ + b"),
        (1, 2, 32, "zₙ = Σᵢ wᵢ xᵢₙ + b"),
        (3, 1, 32, "zⱼₙ = wⱼ xₙ + bⱼ"),
        (3, 2, 1, "zⱼ = Σᵢ wⱼᵢ xᵢ + bⱼ"),
        (1, 1, 1, "z = w x + b"),
    ],
)
def test_what_there_is_one_of_needs_no_index(rows: int, columns: int, examples: int, expected: str) -> None:
    arrays = {"z": (rows, examples), "W": (rows, columns), "x": (columns, examples), "b": (rows, 1)}
    assert told("z = W x + b", "scalar", **arrays) == expected


def test_examples_are_counted_by_k_where_n_is_their_number() -> None:
    arrays = {"L": (1,), "yhat": (1, 32), "y": (1, 32)}
    assert told("L = Σ (y\u0302 − y)² / n", "scalar", **arrays) == "L = Σₖ (y\u0302ₖ − yₖ)² / n"


def test_a_sum_beside_what_it_divides_has_an_index_of_its_own() -> None:
    arrays = {"a": (3, 32), "z": (3, 32)}
    assert told("a = eᶻ / Σ eᶻ", "scalar", **arrays) == "aⱼₙ = e^zⱼₙ / Σₖ e^zₖₙ"
    assert told("a = 1 / (1 + e⁻ᶻ)", "scalar", **arrays) == "aⱼₙ = 1 / (1 + e^(−zⱼₙ))"


def test_a_gradient_that_was_spread_is_summed() -> None:
    assert told("∂L/∂a = ∂L/∂y", "scalar", d_a=(3, 1), d_y=(3, 32)) == "∂L/∂aⱼ = Σₙ ∂L/∂yⱼₙ"
    assert told("∂L/∂a = −∂L/∂y", "vector", d_a=(3, 1), d_y=(3, 32)) == "∂L/∂a = Σₙ (−∂L/∂yₙ)"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "line",
    ["y = flatten x", "y = max over k × k", "y = W ∗ x", "x ← batch", "y = [x ; x]", "∂L/∂x = 0", "y = x · x · x", "y"],
)
def test_a_line_that_says_more_stays_as_it_is(line: str, form: str) -> None:
    assert told(line, form, y=(2, 32), x=(2, 32), d_x=(2, 32), W=(2, 2)) == line


def test_arrays_that_do_not_fit_leave_the_line_as_it_is() -> None:
    assert told("y = x + z", "scalar", y=(2, 32), x=(2, 32), z=(3, 32)) == "y = x + z"
    assert told("y = W · x", "scalar", y=(2, 32), W=(2, 5), x=(3, 32)) == "y = W · x"


def test_the_update_is_one_line_for_each_parameter() -> None:
    session = Session(moons())
    update = [each for each in session.equations if each.phase == "update"]
    lines = [text(each, line, "scalar", 0, frozenset()) for each in update for line in each.symbols]
    assert lines == ["Δwⱼ = −α ∂L/∂wⱼ", "wⱼ ← wⱼ + Δwⱼ"]


def test_pieces_know_their_terms() -> None:
    W, x = Term("W", np.zeros((8, 2))), Term("x", np.zeros((2, 32)))
    z, b = Term("z", np.zeros((8, 32))), Term("b", np.zeros((8, 1)))
    equation = Equation("n", "forward", ("z = W x + b",), "", (z,), (W, x, b), ())
    found = pieces(equation, "z = W x + b", "scalar", 32, PARAMETERS)
    assert [(piece.text, piece.term) for piece in found if piece.term] == [
        ("zⱼₙ", z), ("wⱼᵢ", W), ("xᵢₙ", x), ("bⱼ", b),
    ]  # fmt: skip


# sizes


def told_sizes(line: str, **arrays: tuple[int, ...]) -> tuple[str, str, str]:
    """Names and numbers, what must agree in braces, and why."""
    found = ledger(equation_of(line, **arrays), line, 32, PARAMETERS)
    assert found is not None
    names, numbers = (
        "".join(f"{{{part.text}}}" if part.is_inner else part.text for part in parts)
        for parts in (found.names, found.numbers)
    )
    return names, numbers, found.why


def test_the_sizes_of_a_product_say_what_must_agree() -> None:
    forward = {"z": (8, 32), "W": (8, 2), "x": (2, 32), "b": (8, 1)}
    assert told_sizes("z = W x + b", **forward) == (
        "(m×{n})·({n}×N) + (m×1) → m×N", "(8×{2})·({2}×32) + (8×1) → 8×32", "",
    )  # fmt: skip


def test_a_transpose_says_what_would_not_fit_without_it() -> None:
    assert told_sizes("∂L/∂W = ∂L/∂z · xᵀ", d_W=(8, 2), d_z=(8, 32), x=(2, 32)) == (
        "(m×{N})·({N}×n) → m×n", "(8×{32})·({32}×2) → 8×2",
        "∂L/∂z is 8×32 and x is 2×32: the 32 examples must meet, so x is turned to 32×2.",
    )  # fmt: skip
    assert told_sizes("∂L/∂x = Wᵀ · ∂L/∂z", d_x=(2, 32), W=(8, 2), d_z=(8, 32)) == (
        "(n×{m})·({m}×N) → n×N", "(2×{8})·({8}×32) → 2×32",
        "W is 8×2 and ∂L/∂z is 8×32: the 8 rows of both must meet, so W is turned to 2×8.",
    )  # fmt: skip


def test_a_product_for_each_example_tells_the_sizes_of_one() -> None:
    assert told_sizes("y = a · c", y=(4, 32), a=(4, 3, 32), c=(3, 32))[1] == "(4×{3})·({3}×1) → 4×1"
    assert told_sizes("∂L/∂a = ∂L/∂y · cᵀ", d_a=(4, 3, 32), d_y=(4, 32), c=(3, 32))[1:] == (
        "(4×{1})·({1}×3) → 4×3",
        "∂L/∂y is 4×1 and c is 3×1: each number of one meets each of the other, a column times a row, so c is turned to"
        " 1×3.",
    )


def test_a_line_without_a_product_has_no_sizes_that_must_agree() -> None:
    equation = equation_of("a = tanh z", a=(8, 32), z=(8, 32))
    assert ledger(equation, "a = tanh z", 32, PARAMETERS) is None


# the chain rule


@pytest.mark.parametrize(
    ("line", "own", "symbol", "sums"),
    [
        ("∂L/∂z = ∂L/∂a ⊙ (1 − a²)", "(1 − a²)", "∂a/∂z", ""),
        ("∂L/∂z = ∂L/∂a ⊙ a ⊙ (1 − a)", "a ⊙ (1 − a)", "∂a/∂z", ""),
        ("∂L/∂z = Wᵀ · ∂L/∂a", "Wᵀ", "∂a/∂z", ""),
        ("∂L/∂z = ∂L/∂a · aᵀ", "aᵀ", "∂a/∂z", ""),
        ("∂L/∂z = Σ ∂L/∂a", "1", "∂a/∂z", "Σ"),
        ("∂L/∂z = −∂L/∂a", "−1", "∂a/∂z", ""),
        ("∂L/∂z = ∂L/∂a / n", "1 / n", "∂a/∂z", ""),
        ("∂L/∂z = −∂L/∂a ⊙ (a / b)", "−(a / b)", "∂a/∂z", ""),
        ("∂L/∂z = b ∂L/∂a / √(a + ε)", "b / √(a + ε)", "∂a/∂z", ""),
        ("∂L/∂z = a ⊙ (∂L/∂a − Σ a ⊙ ∂L/∂a)", "", "∂a/∂z", ""),
        ("∂L/∂z = ∂L/∂a − Σ ∂L/∂a", "", "∂a/∂z", ""),
        ("∂L/∂z = ∂L/∂a in the shape of z", "", "∂a/∂z", ""),
    ],
)
def test_a_gradient_is_what_came_from_above_times_the_nodes_own_derivative(
    line: str, own: str, symbol: str, sums: str
) -> None:
    equation = equation_of(line, d_z=(8, 32), d_a=(8, 32), a=(8, 32), W=(8, 8), b=(8, 1))
    (above,) = (term for term in equation.given if term.symbol == "∂L/∂a")
    found = factors(pieces(equation, line, "matrix", 32, PARAMETERS), above)
    assert ("".join(piece.text for piece in found.own), found.own_symbol, found.sums) == (own, symbol, sums)


# every kind


def benches(layer: Layer) -> list[Bench]:
    if isinstance(layer, Input) or layer.reads_data or not layer.ports:
        return [bench(layer, ())]
    if layer.reads_parameters:
        return [bench(layer, (((), 1),), is_the_loss=True)]
    forms = itertools.product(itertools.product(SHAPES, (1, EXAMPLES)), repeat=len(layer.ports))
    fitting = (each for each in forms if accepts(layer, tuple(shape for shape, _ in each)))
    return [bench(layer, each, is_the_loss=isinstance(layer, Loss)) for each in fitting]


def constants(b: Bench) -> dict[str, float]:
    """The letters of a line that stand for one number: knobs, and how many there are."""
    told = {part: getattr(b.layer, each.name) for each in knobs(type(b.layer)) for part in each.label.split()[1:]}
    found = {letter: value for letter, value in told.items() if len(letter) == 1 and isinstance(value, int | float)}
    wide = max((x.value.size for x in b.inputs), default=1)
    found["N"] = max((x.examples for x in b.inputs), default=1)
    found["n"] = wide // (b.y.shape[0] if type(b.layer).__name__ == "BatchNorm" else b.y.value.size)
    return found


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)
def test_every_line_in_single_numbers_is_what_was_computed(kind: type[Layer]) -> None:
    seen: set[tuple[str, tuple[tuple[int, ...], ...]]] = set()
    for layer in variants(kind):
        for b in benches(layer):
            examples = max((x.examples for x in b.inputs), default=0)
            for equation in b.writer.equations:
                terms = (*equation.given, *equation.results)
                before = {id(term.array): term.array.copy() for term in terms}
                for call in equation.bound:
                    call()
                after = {id(term.array): term.array for term in terms}
                if equation.overwrites and constants(b)["n"] == 1:
                    # A variance over n − 1 = 0 numbers is none.
                    continue
                for line in equation.symbols:
                    written = pieces(equation, line, "scalar", examples, frozenset(b.y.named))
                    whole = "".join(piece.text for piece in written)
                    key = whole, tuple(term.array.shape for term in terms)
                    if key in seen or read(equation, line, examples, frozenset(b.y.named)) is None:
                        continue
                    seen.add(key)
                    numbers = before if equation.overwrites else after
                    compare(line_of(written, numbers, constants(b)), after, f"{named(layer)}: {whole}")


@settings(max_examples=30, deadline=None)
@given(networks())
def test_every_line_of_any_network_has_all_its_forms(made: tuple[Graph, Table]) -> None:
    graph, table = made
    weights = Weights(graph, table.header)
    plan = compile_plan(graph, table, weights, seed=0)
    for equation in plan.equations:
        parameters = frozenset(plan.values[equation.node].named)
        for line in equation.symbols:
            assert text(equation, line, "matrix", plan.examples, parameters) == line
            for form in FORMS:
                told = text(equation, line, form, plan.examples, parameters)
                assert told.split(" ")[0].startswith("∂") == line.startswith("∂")
            ledger(equation, line, plan.examples, parameters)


def compare(said: Line, after: Mapping[int, np.ndarray], whole: str) -> None:
    """At some of the places of the result, chosen at random where there are many."""
    computed = np.squeeze(after[id(said.term.array)])
    places = np.random.default_rng(0).permutation(np.arange(computed.size))[:MOST]
    for place in places:
        index = tuple(int(axis) for axis in np.unravel_index(place, computed.shape))
        assert said.at(index) == pytest.approx(float(computed[index]), rel=1e-9, abs=1e-12), f"{whole} at {index}"
