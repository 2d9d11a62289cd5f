"""Typed values: numbers typed into a parameter, laid over those typed before. No Qt in here."""
from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from engine.graph import Node

MOST = 1_000_000
"""More numbers than this are not typed one by one; the document would keep a place for each of them."""


def typed_numbers(node: Node, name: str, shape: tuple[int, ...]) -> np.ndarray:
    """What was typed into a parameter of this shape, NaN where nothing was."""
    typed = dict(node.typed).get(name)
    found = np.full(shape, np.nan) if typed is None else np.array(typed, dtype=np.float64)
    return found if found.shape == shape else np.full(shape, np.nan)


def with_typed(node: Node, name: str, shape: tuple[int, ...], at: tuple[int, ...], number: float | None) -> Node:
    """The node with one number typed in, or taken back where ``number`` is None."""
    numbers = typed_numbers(node, name, shape).copy()
    numbers[at] = np.nan if number is None else number
    others = tuple(each for each in node.typed if each[0] != name)
    if np.isnan(numbers).all():
        return replace(node, typed=others)
    return replace(node, typed=(*others, (name, _nested(numbers.tolist()))))


def typed_words(nodes: Sequence[Node]) -> str:
    """How many start values of these nodes were typed, as a sentence; "" for none."""
    counts: Counter[str] = Counter()
    for name, numbers in (each for node in nodes for each in node.typed):
        counts[name] += int((~np.isnan(np.array(numbers, dtype=np.float64))).sum())
    told = " and ".join(f"{count:,}\u00a0of\u00a0{name}" for name, count in counts.items() if count)
    return f"Typed start values go before drawn ones: {told}." if told else ""


def _nested(numbers: Any) -> Any:
    if isinstance(numbers, list):
        return tuple(map(_nested, numbers))
    return None if np.isnan(numbers) else numbers
