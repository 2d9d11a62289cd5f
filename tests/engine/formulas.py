"""Formulas drawn at random, and what Python itself makes of them, which shares nothing with the engine's parser."""
from __future__ import annotations

import math

import numpy as np
from hypothesis import strategies as st

# Only here is text ever evaluated: text that the strategies below made.
WORLD = {
    "sin": math.sin, "cos": math.cos, "tan": math.tan, "asin": math.asin, "acos": math.acos, "atan": math.atan,
    "sinh": math.sinh, "cosh": math.cosh, "tanh": math.tanh, "exp": math.exp, "log": math.log, "log2": math.log2,
    "log10": math.log10, "sqrt": math.sqrt, "abs": math.fabs, "sign": lambda u: float(np.sign(u)),
    "sigmoid": lambda u: 1 / (1 + math.exp(-u)), "relu": lambda u: max(u, 0.0), "step": lambda u: float(u > 0),
    "softplus": lambda u: max(u, 0.0) + math.log1p(math.exp(-abs(u))), "e": math.e, "pi": math.pi,
}  # fmt: skip
FUNCTIONS = sorted(WORLD.keys() - {"e", "pi"})


def by_python(text: str, x: float) -> float | None:
    """The value of a formula in Python's own syntax, None where it has none, or only a complex or an endless one."""
    try:
        value = eval(text, {"__builtins__": {}}, WORLD | {"x": x})
    except (ArithmeticError, ValueError, TypeError):
        return None
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


# Formulas that have a value everywhere and don't blow rounding up, for whole networks.
TAME = ("x**2", "x*sin(3*x)", "exp(-x**2)", "x/(1 + x**2)", "tanh(x)/2 - x", "0.5*x**3 - 2*x", "5", "sigmoid(x)**2")

LEAVES = st.one_of(
    st.just("x"), st.just("x"), st.sampled_from(["e", "pi"]), st.integers(0, 12).map(str),
    st.integers(1, 99).map(lambda number: str(number / 10)),
)  # fmt: skip


def _longer(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner).map(" ".join),
        st.tuples(inner, st.sampled_from([" + ", "-", "*"]), inner).map(lambda each: "(" + "".join(each) + ")"),
        st.tuples(st.sampled_from(FUNCTIONS), inner).map(lambda each: f"{each[0]}({each[1]})"),
        st.tuples(inner, st.sampled_from(["2", "3", "-1", "0.5", "x", "(1/3)"])).map(lambda e: f"({e[0]})**{e[1]}"),
        inner.map(lambda each: f"-{each}"),
    )


def formulas(leaves: int = 8) -> st.SearchStrategy[str]:
    """Text in the syntax that Python and the engine share."""
    return st.recursive(LEAVES, _longer, max_leaves=leaves).filter(lambda text: len(text) <= 200)


class Dual:
    """A number or an array with its slope, carried along by the rules of calculus: Clifford 1873."""

    def __init__(self, value, slope=0.0):
        self.value, self.slope = value, slope

    def __add__(self, other):
        other = _dual(other)
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        other = _dual(other)
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def __pow__(self, other):
        other = _dual(other)
        value = self.value**other.value
        if not np.any(other.slope):
            lower = self.value ** (other.value - 1) if other.value else 0.0
            return Dual(value, other.value * lower * self.slope)
        by_base = other.value * self.value ** (other.value - 1) * self.slope
        return Dual(value, by_base + value * np.log(self.value) * other.slope)

    def __rpow__(self, other):
        return Dual(float(other)) ** self

    def __truediv__(self, other):
        return self * Dual(_dual(other).value * 1.0, _dual(other).slope) ** -1

    def __rtruediv__(self, other):
        return _dual(other) / self

    def __sub__(self, other):
        return self + -_dual(other)

    def __rsub__(self, other):
        return -self + other

    def __neg__(self):
        return Dual(-self.value, -self.slope)

    __radd__, __rmul__ = __add__, __mul__


def _dual(number):
    return number if isinstance(number, Dual) else Dual(number)


SLOPES = {
    "sin": (np.sin, np.cos), "exp": (np.exp, np.exp), "log": (np.log, lambda u: 1 / u),
    "tanh": (np.tanh, lambda u: 1 / np.cosh(u) ** 2), "relu": (lambda u: np.where(u > 0, u, 0.0), lambda u: u > 0),
    "sigmoid": (lambda u: 1 / (1 + np.exp(-u)), lambda u: np.exp(-u) / (1 + np.exp(-u)) ** 2),
}  # fmt: skip


def by_duals(text: str, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """f(x) and f′(x) of a formula in Python's syntax that uses the functions of SLOPES, arrays of the shape of x."""
    world = {
        name: lambda u, f=f, slope=slope: Dual(f(_dual(u).value), slope(_dual(u).value) * _dual(u).slope)
        for name, (f, slope) in SLOPES.items()
    }
    found = _dual(eval(text, {"__builtins__": {}}, world | {"x": Dual(x, np.ones_like(x))}))
    return found.value + np.zeros_like(x), found.slope + np.zeros_like(x)
