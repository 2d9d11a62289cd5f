"""Words: what the Explain page says about a step: its title, its place in the pass, and its shapes. No Qt in here."""
from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.equation import Equation, Term
from engine.graph import Graph
from engine.present import Present

_TRANSPOSED = "ᵀ"
_BETWEEN = "+−·⊙/×"
# More of them would be a line longer than a card.
_MOST_SHAPES = 4


@dataclass(frozen=True)
class Statement:
    """One line of an equation: ``place`` is the equation's place among those of the step."""

    place: int
    text: str
    result: Term
    shapes: str


@dataclass(frozen=True)
class Occurrence:
    """A term where it stands in a statement: what comes between it and the one before, and whether it is transposed."""

    term: Term
    before: str
    is_transposed: bool

    @property
    def shape(self) -> str:
        """Its shape as it is used."""
        sizes = self.term.array.shape
        return shape_of(sizes[::-1] if self.is_transposed else sizes)


def title(equation: Equation, graph: Graph) -> str:
    """What the step is called."""
    node = graph.by_id.get(equation.node)
    name = node.name if node else "the network"
    return {
        "batch": "The batch",
        "forward": f"Forward through {name}",
        "loss": f"Loss: {name}",
        "backward": f"Backward through {name}",
        "update": "Update",
    }[equation.phase]


def place_in_pass(session: Present) -> str:
    """Which step of how many, counted by layer, and of which pass."""
    groups = [equation.group for equation in session.equations]
    starts = [place for place, group in enumerate(groups) if place == 0 or group != groups[place - 1]]
    latest = session.latest or 0
    number = sum(start <= latest for start in starts)
    return f"Step {number} of {len(starts)} · {session.pass_words}"


def statements(equations: Sequence[Equation]) -> tuple[Statement, ...]:
    """Every line of these equations, with its result and its shapes."""
    return tuple(
        Statement(place, text, _result(equation, text), _shapes(equation, text))
        for place, equation in enumerate(equations)
        for text in equation.symbols
    )


def occurrences(equation: Equation, text: str) -> tuple[Occurrence, ...]:
    """The given terms in the order in which they stand right of the equals sign.

    If none is found, all that are parts of the result ("∂L/∂W of Linear" of ∂L/∂W), or all.
    """
    left, _, right = text.replace(" ← ", " = ", 1).partition(" = ")
    found, at, end = [], 0, 0
    by_length = sorted(equation.given, key=lambda term: -len(term.symbol))
    while at < len(right):
        term = next((term for term in by_length if _stands_at(right, at, term.symbol)), None)
        if term is None:
            at += 1
            continue
        between = right[end:at].strip()
        at += len(term.symbol)
        is_transposed = right[at : at + 1] == _TRANSPOSED
        end = at = at + is_transposed
        if term.array.ndim == 2 or not is_transposed:
            found.append(Occurrence(term, between, is_transposed))
    parts = [term for term in equation.given if term.symbol.startswith(f"{left} ")]
    return tuple(found) or tuple(Occurrence(term, ",", False) for term in parts or equation.given)


def shape_of(sizes: Sequence[int]) -> str:
    """A shape as the formulas speak of it: 8×32, or 1 for a single number."""
    return "×".join(map(str, sizes)) or "1"


def _result(equation: Equation, text: str) -> Term:
    left = text.partition(" = ")[0].partition(" ← ")[0]
    return next((term for term in equation.results if term.symbol == left), equation.results[0])


def _shapes(equation: Equation, text: str) -> str:
    found = occurrences(equation, text)
    result = shape_of(_result(equation, text).array.shape)
    if not found:
        return result
    if len({id(each.term) for each in found}) < len(found):
        # A term that comes more than once would make a line of shapes longer than the formula.
        found = tuple({id(each.term): replace(each, before=",") for each in found}.values())
    if len(found) == 1:
        return f"{found[0].shape} → {result}"
    if len(found) > _MOST_SHAPES:
        return f"({found[0].shape}), … → {result}"
    words = f"({found[0].shape})"
    for each in found[1:]:
        signs = [sign for sign in each.before if sign in _BETWEEN]
        operator = signs[0] if signs else "," if each.before else "·"
        gap = "" if operator == "·" else " "
        words += f"{'' if operator == ',' else gap}{operator}{gap}({each.shape})"
    return f"{words} → {result}"


def _stands_at(text: str, at: int, symbol: str) -> bool:
    """Whether a symbol stands there on its own, not as part of a longer name such as tanh."""
    if not text.startswith(symbol, at):
        return False
    before, after = text[at - 1 : at], text[at + len(symbol) : at + len(symbol) + 1]
    return not _is_letter(before) and not _is_letter(after)


def _is_letter(sign: str) -> bool:
    return bool(sign) and (unicodedata.category(sign) in ("Ll", "Lu", "Mn") or sign == "∂")
