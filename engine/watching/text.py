"""Text: a quantity or condition written so that it is understood again."""
from __future__ import annotations

from engine.watching.names import Known, Names
from engine.watching.tree import Comparison, Count, Joined, Negative, Number, Numbers, Operation, Size, Tree

_SUM, _PRODUCT, _NEGATIVE, _WHOLE = 10, 20, 25, 30
_BINDS = {"or": 1, "and": 2, **dict.fromkeys("<>≤≥=", 3), "+": _SUM, "−": _SUM, "·": _PRODUCT, "/": _PRODUCT}


def text(tree: Tree, names: Names | None = None) -> str:
    """Such as ‖∂L/∂W of Linear 1‖ > 10; without ``names``, nodes stand there by their ids, as in a file."""
    names = names or Names()
    match tree:
        case Count(name):
            return name
        case Number(value):
            return repr(value).removesuffix(".0")
        case Numbers():
            return _numbers(tree, names)
        case Negative(of):
            return "−" + _bracketed(of, _NEGATIVE, names)
        case Size(of):
            return f"‖{text(of, names)}‖" if isinstance(of, Numbers) else f"abs({text(of, names)})"
    sign = tree.word if isinstance(tree, Joined) else tree.sign
    binds = _BINDS[sign]
    return f"{_bracketed(tree.left, binds, names)} {sign} {_bracketed(tree.right, binds + 1, names)}"


def _bracketed(tree: Tree, least: int, names: Names) -> str:
    shown = text(tree, names)
    return shown if _binds(tree) >= least else f"({shown})"


def _binds(tree: Tree) -> int:
    if isinstance(tree, Operation | Comparison):
        return _BINDS[tree.sign]
    if isinstance(tree, Joined):
        return _BINDS[tree.word]
    return _NEGATIVE if isinstance(tree, Negative) else _WHOLE


def _numbers(tree: Numbers, names: Names) -> str:
    known = names.by_id.get(tree.node)
    symbol = known.symbol(tree.part) if known else _symbol(tree.part)
    return f"{symbol} of {names.phrase(tree.node)}{_place(tree, known)}"


def _symbol(part: str) -> str:
    """Of a node that is not known, a value and its gradient have no letter."""
    return f"∂L/∂{part[1:]}" if part.startswith("∂") else part


def _place(tree: Numbers, known: Known | None) -> str:
    """The place counted from 1, with a : for each axis that is there as a whole."""
    if not tree.index:
        return ""
    shape = known.shapes.get(tree.part, ()) if known else ()
    whole = [":" for size in shape[len(tree.index) :] if size > 1]
    places = [":" if each is None else str(each + 1) for each in tree.index]
    return f" [{', '.join(places + whole)}]"
