"""Text: an expression printed, as mathematics in one line that can be read back, and as Python."""
from __future__ import annotations

import math
from fractions import Fraction

from engine.expression.calls import as_float, constant
from engine.expression.functions import FUNCTIONS
from engine.expression.tree import PI, Call, E, Name, Negative, Number, Operation, Tree, has_x, parts

_SUM, _PRODUCT, _POWER, _WHOLE = 1, 2, 3, 4
_BINDS = {"+": _SUM, "−": _SUM, "·": _PRODUCT, "/": _PRODUCT, "^": _POWER}
_SCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MOST_WHOLE = 10**15


def plain(tree: Tree) -> str:
    """Such as (2x² + 1)² or x sin(3x): short, and read back as the same tree."""
    match tree:
        case Number(value):
            return digits(value)
        case Name(name):
            return name
        case Negative(of):
            return "−" + _bracketed(of, _PRODUCT)
        case Call(name, of):
            return f"{FUNCTIONS[name].shown or name}({plain(of)})"
        case Operation("^", left, right):
            return _bracketed(left, _WHOLE) + _raised(right)
        case Operation("·", left, right):
            return _side_by_side(left, right)
    return f"{_bracketed(tree.left, _binds(tree))} {tree.sign} {_bracketed(tree.right, _binds(tree) + 1)}"


def digits(value: Fraction) -> str:
    """A number in digits: all of them where they are few, as a float otherwise."""
    if value.denominator == 1 and value < _MOST_WHOLE:
        return str(value.numerator)
    size = as_float(Number(value))
    if math.isinf(size):
        return "∞"
    return repr(size).removesuffix(".0").replace("e+", "e")


def python(tree: Tree, module: str, x: str) -> str:
    """Such as (2 * x**2 + 1)**2 or x * np.sin(3 * x) for the module "np", to run on its arrays and with its names.

    What needs a power or a function but has no x is printed as the number it is: torch.sqrt wants no plain number.
    """
    if not has_x(tree) and _is_computed(tree):
        size = constant(tree)
        return repr(size) if math.isfinite(size) else f"{'-' * (size < 0)}{module}.{abs(size)!r}"
    match tree:
        case Number(value):
            return digits(value)
        case Name(name):
            return x if name == "x" else f"{module}.{'pi' if name == 'π' else name}"
        case Negative(of):
            return "-" + _python_bracketed(of, _PRODUCT, module, x)
        case Call(name, of):
            return FUNCTIONS[name].printed(module, python(of, module, x))
        case Operation("^", left, right):
            if left == E:
                return f"{module}.exp({python(right, module, x)})"
            return f"{_python_bracketed(left, _WHOLE, module, x)}**{_python_bracketed(right, _WHOLE, module, x)}"
    binds = _binds(tree)
    sign = {"−": "-", "·": "*"}.get(tree.sign, tree.sign)
    one, other = (_python_bracketed(each, binds + more, module, x) for more, each in enumerate((tree.left, tree.right)))
    return f"{one} {sign} {other}"


def _binds(tree: Tree) -> int:
    """How strongly its outermost sign binds."""
    if isinstance(tree, Operation):
        return _BINDS[tree.sign]
    return _SUM if isinstance(tree, Negative) else _WHOLE


def _bracketed(tree: Tree, least: int) -> str:
    return plain(tree) if _binds(tree) >= least else f"({plain(tree)})"


def _python_bracketed(tree: Tree, least: int, module: str, x: str) -> str:
    told = python(tree, module, x)
    is_number = told[:1].isdigit() and not has_x(tree) and _is_computed(tree)
    return told if is_number or _binds(tree) >= least else f"({told})"


def _raised(exponent: Tree) -> str:
    """² and ⁻¹ for whole numbers, ^x for what is one word, ^(2x) for all else."""
    sign, size = ("⁻", exponent.of) if isinstance(exponent, Negative) else ("", exponent)
    if isinstance(size, Number) and size.value.denominator == 1 and size.value < _MOST_WHOLE:
        return sign + digits(size.value).translate(_SCRIPTS)
    told = plain(exponent).replace(" / ", "/")
    return "^" + (told if isinstance(exponent, Name | Number) else f"({told})")


def _side_by_side(left: Tree, right: Tree) -> str:
    """A product, with its sign only where it would be misread without: 2x, 3 cos(x), x(x + 1), 2 · 3, x / 2 · x."""
    one, other = _bracketed(left, _PRODUCT), _bracketed(right, _POWER)
    if other[0].isdigit() or (isinstance(left, Operation) and left.sign == "/"):
        return f"{one} · {other}"
    last = left.right if isinstance(left, Operation) and left.sign == "·" else left
    is_raised = isinstance(last, Operation) and last.sign == "^" and "^" in _raised(last.right)
    is_number = isinstance(last, Number) and (other[0] == "√" or not isinstance(right, Call))
    is_tight = other[0] == "(" or is_number or (last == PI and other[0] == "x")
    return one + ("" if is_tight and not is_raised else " ") + other


def _is_computed(tree: Tree) -> bool:
    """Whether there is a power or a function in it, or Python would not take it for a number."""
    if not has_x(tree) and not math.isfinite(constant(tree)):
        return True
    is_one = isinstance(tree, Call) or (isinstance(tree, Operation) and tree.sign == "^")
    return is_one or any(_is_computed(part) for part in parts(tree))
