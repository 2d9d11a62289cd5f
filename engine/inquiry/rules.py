"""Rules: for each NumPy function in use, which elements of its operands one of its result came from, and how."""
from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.equation import Call

Index = tuple[Any, ...]
# One view for each operand, all of one length: term k is made of the k-th element of each.
Factors = tuple[np.ndarray, ...]


@dataclasses.dataclass(frozen=True)
class Rule:
    """How an element of a result came about: ``words`` say it, ``term`` writes one term with {0}, {1} for its numbers.

    Several terms are joined by ``joint``, or follow one another in ``around`` where that is no sign between them.
    """

    words: str
    term: str
    factors: Callable[[Call, Index], Factors]
    compute: Callable[[Call, Factors], float]
    joint: str = " + "
    around: str = "{0}"


class NoRuleError(LookupError):
    """A function that the table does not know; the message is a sentence that names it and says what to do."""


def rule_of(call: Call) -> Rule:
    """The rule for the function of a call. Raises NoRuleError."""
    name = function_name(call.function)
    if name in _SPECIAL:
        return _SPECIAL[name]
    if isinstance(call.function, np.ufunc) and call.function.signature is None:
        words, term = _ELEMENTWISE.get(name, (f"{name} of", _applied(name, call.function.nin)))
        return Rule(words, term, _same_place, _apply)
    raise NoRuleError(
        f"How an element of a result of {name} came about is not known; add a rule for {name} to"
        " engine/inquiry/rules.py."
    )


def function_name(function: Callable[..., Any]) -> str:
    """What a function of a call goes by here: ``dot``, ``add.reduce``; what draws goes by Draw."""
    name = getattr(function, "__name__", type(function).__name__)
    owner = getattr(function, "__self__", None)
    return f"{owner.__name__}.{name}" if isinstance(owner, np.ufunc) else name.split(" ")[0]


def _applied(name: str, count: int) -> str:
    return f"{name}({', '.join(f'{{{number}}}' for number in range(count))})"


# where the elements are


def _same_place(call: Call, index: Index) -> Factors:
    return tuple(_one(np.broadcast_to(operand, call.out.shape), index) for operand in call.operands)


def _one(array: np.ndarray, index: Index) -> np.ndarray:
    """One element as a view of length 1."""
    return array[(*index, np.newaxis)]


def _row_and_column(call: Call, index: Index) -> Factors:
    a, b = call.operands
    left, right = index[: max(a.ndim - 1, 0)], index[max(a.ndim - 1, 0) :]
    return a[left], (b[:, right[0]] if b.ndim == 2 else b)


def _matrices(call: Call, index: Index) -> Factors:
    axes = call.options.get("axes", [(-2, -1)] * 3)
    a, b = (np.moveaxis(each, pair, (-2, -1)) for each, pair in zip(call.operands, axes, strict=False))
    row, column = (index[axis] for axis in np.array(axes[2]) % call.out.ndim)
    others = [at for axis, at in enumerate(index) if axis not in np.array(axes[2]) % call.out.ndim]
    shape = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    a, b = np.broadcast_to(a, (*shape, *a.shape[-2:])), np.broadcast_to(b, (*shape, *b.shape[-2:]))
    return a[(*others, row)], b[(*others, slice(None), column)]


def _along_axis(call: Call, index: Index) -> Factors:
    (x,) = call.operands
    axis = call.options.get("axis", 0) % x.ndim
    others = list(index)
    if call.options.get("keepdims"):
        del others[axis]
    return (x[(*others[:axis], slice(None), *others[axis:])],)


def _taken(call: Call, index: Index) -> Factors:
    source, indices = call.operands
    axis = call.options["axis"] % source.ndim
    chosen = indices[index[axis : axis + indices.ndim]]
    return (_one(source, (*index[:axis], int(chosen), *index[axis + indices.ndim :])),)


def _nothing(call: Call, index: Index) -> Factors:
    return ()


# what comes of them


def _apply(call: Call, values: Factors) -> float:
    return float(call.function(*(value[0] for value in values)))


def _copied(call: Call, values: Factors) -> float:
    return float(values[0][0])


def _sum_of_products(call: Call, values: Factors) -> float:
    return float(np.dot(*values))


def _sum(call: Call, values: Factors) -> float:
    return float(np.add.reduce(values[0]))


def _largest(call: Call, values: Factors) -> float:
    return float(np.max(values[0]))


def _drawn(call: Call, values: Factors) -> float:
    raise ValueError("A number that was drawn came from no other.")


_SPECIAL = {
    "dot": Rule("a sum of products", "{0} × {1}", _row_and_column, _sum_of_products),
    "matmul": Rule("a sum of products", "{0} × {1}", _matrices, _sum_of_products),
    "add.reduce": Rule("a sum", "{0}", _along_axis, _sum),
    "maximum.reduce": Rule("the largest of", "{0}", _along_axis, _largest, ", ", "max({0})"),
    "copyto": Rule("a copy", "{0}", _same_place, _copied),
    "take": Rule("a copy", "{0}", _taken, _copied),
    "Draw": Rule("a number drawn at random", "", _nothing, _drawn),
}

_ELEMENTWISE = {
    "add": ("a sum", "{0} + {1}"),
    "subtract": ("a difference", "{0} − {1}"),
    "multiply": ("a product", "{0} × {1}"),
    "divide": ("a quotient", "{0} ÷ {1}"),
    "negative": ("the opposite", "−{0}"),
    "positive": ("a copy", "{0}"),
    "reciprocal": ("a reciprocal", "1 ÷ {0}"),
    "square": ("a square", "{0}²"),
    "sqrt": ("a square root", "√{0}"),
    "power": ("a power", "{0} ^ {1}"),
    "exp": ("a power of e", "e ^ {0}"),
    "expm1": ("a power of e, less 1", "e ^ {0} − 1"),
    "log": ("a natural logarithm", "log {0}"),
    "logaddexp": ("a logarithm of a sum of powers of e", "log(e ^ {0} + e ^ {1})"),
    "sin": ("a sine", "sin {0}"),
    "cos": ("a cosine", "cos {0}"),
    "tanh": ("a hyperbolic tangent", "tanh {0}"),
    "erfc": ("1 less the error function", "erfc {0}"),
    "absolute": ("a size without its sign", "|{0}|"),
    "sign": ("a sign", "sign {0}"),
    "maximum": ("the larger of two", "max({0}, {1})"),
    "minimum": ("the smaller of two", "min({0}, {1})"),
    "heaviside": ("1 above 0 and 0 below, at 0 the second", "step({0}, {1})"),
    "greater": ("1 if true, else 0", "[{0} > {1}]"),
    "greater_equal": ("1 if true, else 0", "[{0} ≥ {1}]"),
    "less": ("1 if true, else 0", "[{0} < {1}]"),
    "less_equal": ("1 if true, else 0", "[{0} ≤ {1}]"),
    "equal": ("1 if true, else 0", "[{0} = {1}]"),
    "logical_and": ("1 if both are, else 0", "[{0} and {1}]"),
}
