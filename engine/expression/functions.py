"""Functions: all that an expression can call, each with its NumPy calls, its slope and its domain, as data."""
from __future__ import annotations

import dataclasses
import re
from typing import Any

import numpy as np

Steps = tuple[tuple[Any, ...], ...]


@dataclasses.dataclass(frozen=True)
class Elementary:
    """One function of x, by itself.

    ``steps`` compute it: one ufunc after the other, the first on x, each later one on what the one before gave; the
    numbers behind a ufunc are its second operand. ``slope`` is its derivative, an expression that may use any function
    here. ``python`` prints a call of it, with M for the module and x for the argument. ``wants`` says what x must be,
    if not every number will do. ``shown`` is its name in a formula.
    """

    name: str
    steps: Steps
    slope: str
    python: str = ""
    wants: str = ""
    shown: str = ""

    def printed(self, module: str, argument: str) -> str:
        """A call of it in Python."""
        form = self.python or f"M.{self.name}(x)"
        return re.sub(r"\b[Mx]\b", lambda found: module if found[0] == "M" else argument, form)


# At kinks (relu, abs at 0) the slope is PyTorch's: 0. Logarithms are to the base e unless their name has another.
_ALL = (
    Elementary("sin", ((np.sin,),), "cos(x)"),
    Elementary("cos", ((np.cos,),), "-sin(x)"),
    Elementary("tan", ((np.tan,),), "1 + tan(x)^2"),
    Elementary("asin", ((np.arcsin,),), "1/sqrt(1 - x^2)", "M.arcsin(x)", "from −1 to 1", "arcsin"),
    Elementary("acos", ((np.arccos,),), "-1/sqrt(1 - x^2)", "M.arccos(x)", "from −1 to 1", "arccos"),
    Elementary("atan", ((np.arctan,),), "1/(1 + x^2)", "M.arctan(x)", shown="arctan"),
    Elementary("sinh", ((np.sinh,),), "cosh(x)"),
    Elementary("cosh", ((np.cosh,),), "sinh(x)"),
    Elementary("tanh", ((np.tanh,),), "1 - tanh(x)^2"),
    Elementary("exp", ((np.exp,),), "exp(x)"),
    Elementary("log", ((np.log,),), "1/x", wants="above 0"),
    Elementary("log2", ((np.log2,),), "1/(x*log(2))", wants="above 0", shown="log₂"),
    Elementary("log10", ((np.log10,),), "1/(x*log(10))", wants="above 0", shown="log₁₀"),
    Elementary("sqrt", ((np.sqrt,),), "1/(2*sqrt(x))", wants="at least 0", shown="√"),
    Elementary("abs", ((np.abs,),), "sign(x)"),
    Elementary("sign", ((np.sign,),), "0"),
    Elementary(
        "sigmoid", ((np.negative,), (np.exp,), (np.add, 1.0), (np.reciprocal,)), "sigmoid(x)*(1 - sigmoid(x))",
        "(1 / (1 + M.exp(-(x))))", shown="σ",
    ),
    Elementary("relu", ((np.maximum, 0.0),), "step(x)", "M.where(x > 0, x, 0.0)"),
    Elementary("softplus", ((np.logaddexp, 0.0),), "sigmoid(x)", "(M.log1p(M.exp(-abs(x))) + M.where(x > 0, x, 0.0))"),
    Elementary("step", ((np.heaviside, 0.0),), "0", "(1.0 * (x > 0))"),
)  # fmt: skip
FUNCTIONS = {each.name: each for each in _ALL}
ALSO_CALLED = {
    "ln": "log", "√": "sqrt", "σ": "sigmoid", "logistic": "sigmoid", "sgn": "sign",
    "log₂": "log2", "log₁₀": "log10", "arcsin": "asin", "arccos": "acos", "arctan": "atan",
}  # fmt: skip
