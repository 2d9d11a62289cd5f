"""Text: a quantity or condition written so that it is understood again."""
from __future__ import annotations

import dataclasses

from engine.watching.names import Names, Shape
from engine.watching.tree import Comparison, Count, Joined, Negative, Number, Numbers, Operation, Size, Tree

_SUM, _PRODUCT, _NEGATIVE, _WHOLE = 10, 20, 25, 30
_BINDS = {"or": 1, "and": 2, **dict.fromkeys("<>≤≥=", 3), "+": _SUM, "−": _SUM, "·": _PRODUCT, "/": _PRODUCT}


def text(tree: Tree, names: Names | None = None, is_short: bool = False) -> str:
    """Such as ‖∂L/∂W of Linear 1‖ > 10; without ``names``, nodes stand there by their ids, as in a file.

    Where it is to be short, parameters stand without their nodes, if they can: ‖∂L/∂W₁‖ > 10.
    """
    return _Writer(names or Names(), is_short).text(tree)


@dataclasses.dataclass(frozen=True)
class _Writer:
    names: Names
    is_short: bool

    def text(self, tree: Tree) -> str:
        match tree:
            case Count(name):
                return name
            case Number(value):
                return repr(value).removesuffix(".0")
            case Numbers():
                return self._numbers(tree)
            case Negative(of):
                return "−" + self._bracketed(of, _NEGATIVE)
            case Size(of):
                return f"‖{self.text(of)}‖" if isinstance(of, Numbers) else f"abs({self.text(of)})"
        sign = tree.word if isinstance(tree, Joined) else tree.sign
        binds = _BINDS[sign]
        return f"{self._bracketed(tree.left, binds)} {sign} {self._bracketed(tree.right, binds + 1)}"

    def _bracketed(self, tree: Tree, least: int) -> str:
        return self.text(tree) if _binds(tree) >= least else f"({self.text(tree)})"

    def _numbers(self, tree: Numbers) -> str:
        known = self.names.by_id.get(tree.node)
        shape = known.shapes.get(tree.part, ()) if known else ()
        short = self.names.shorthand(tree.node, tree.part) if self.is_short else ""
        symbol = known.symbol(tree.part) if known else _symbol(tree.part)
        return (short or f"{symbol} of {self.names.phrase(tree.node)}") + _place(tree, shape)


def _binds(tree: Tree) -> int:
    if isinstance(tree, Operation | Comparison):
        return _BINDS[tree.sign]
    if isinstance(tree, Joined):
        return _BINDS[tree.word]
    return _NEGATIVE if isinstance(tree, Negative) else _WHOLE


def _symbol(part: str) -> str:
    """Of a node that is not known, a value and its gradient have no letter."""
    return f"∂L/∂{part[1:]}" if part.startswith("∂") else part


def _place(tree: Numbers, shape: Shape) -> str:
    """The place counted from 1, with a : for each axis that is there as a whole."""
    whole = [":" for size in shape[len(tree.index) :] if size > 1]
    places = [":" if each is None else str(each + 1) for each in tree.index]
    return f" [{', '.join(places + whole)}]" if places else ""
