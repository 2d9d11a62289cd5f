"""Words of the lens: what is differentiated by what. No Qt in here."""
from __future__ import annotations

from typing import TYPE_CHECKING

from engine.element import Element, ParameterElement
from engine.present import Present

if TYPE_CHECKING:
    from engine.inquiry.gradient import Wanted
    from engine.inquiry.paths import Start


def number_words(present: Present, number: Element | None) -> str:
    """A number of a value in words, ``Tanh, number 2, example 1``; L where it is the loss."""
    if number is None:
        return "L"
    return number.words(present.document.graph, present.plan.values[number.node].examples > 1)


def wanted_words(present: Present, wanted: Wanted, number: Start | None = None) -> str:
    """What is differentiated by: ``W of Linear 1``, a node for its value, or one number of either."""
    if isinstance(number, ParameterElement):
        return number.words(present.document.graph)
    if number is not None:
        return number_words(present, number)
    node = present.document.graph.node
    return node(wanted).name if isinstance(wanted, str) else f"{wanted[1]} of {node(wanted[0]).name}"


def fraction(above: str, below: str) -> str:
    """∂(above) / ∂(below); L and what is not known yet need no brackets."""
    return " / ".join(f"∂{each}" if each in ("L", "…") else f"∂({each})" for each in (above, below))
