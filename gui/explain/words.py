"""Words: what the Explain page says about a step: its title, its place in the pass, and its lines. No Qt in here."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.equation import Equation, Term
from engine.forms.factors import Factors, factors, of_the_start
from engine.forms.ledger import Ledger, Part, ledger
from engine.forms.reading import read
from engine.forms.tokens import tokens
from engine.forms.writing import Piece, pieces
from engine.graph import Graph
from engine.present import Present

_BETWEEN = "+−·⊙/×"
# More of them would be a line longer than a card.
_MOST_SHAPES = 4


@dataclass(frozen=True)
class Setting:
    """What the equations of a node are read by: the examples of the pass, 0 for the update, and its parameters."""

    examples: int = 0
    parameters: frozenset[str] = frozenset()

    @classmethod
    def of(cls, session: Present, equation: Equation) -> Setting:
        """That of an equation of the pass shown."""
        value = session.plan.values.get(equation.node)
        return cls() if value is None else cls(session.plan.examples, frozenset(value.named))


@dataclass(frozen=True, eq=False)
class Statement:
    """One line of an equation: ``place`` is the equation's place among those of the step.

    ``line`` is how the engine writes it, ``pieces`` the same in the form that was asked for. ``ledger`` is there
    for a product of matrices, ``factors`` for a gradient that came from above. ``stays`` tells of a line with arrays
    that has no other form.
    """

    place: int
    line: str
    pieces: tuple[Piece, ...]
    result: Term
    sizes: tuple[Part, ...]
    ledger: Ledger | None = None
    factors: Factors | None = None
    stays: bool = False

    @property
    def text(self) -> str:
        """The statement in its form."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def shapes(self) -> str:
        """Its shapes in words."""
        return "".join(part.text for part in self.sizes)


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


def statements(equations: Sequence[Equation], form: str = "matrix", session: Present | None = None) -> list[Statement]:
    """Every line of these equations in one of the forms, with its result and its shapes."""
    return [
        _statement(place, equation, line, form, session)
        for place, equation in enumerate(equations)
        for line in equation.symbols
    ]


def _statement(place: int, equation: Equation, line: str, form: str, session: Present | None) -> Statement:
    setting = Setting() if session is None else Setting.of(session, equation)
    written = pieces(equation, line, form, setting.examples, setting.parameters)
    found = ledger(equation, line, setting.examples, setting.parameters)
    sizes = found.numbers if found else (Part(_shapes(equation, line)),)
    split = None if session is None else _split(session, equation, written)
    is_large = any(piece.term is not None and piece.term.array.size > 1 for piece in written[1:])
    stays = form != "matrix" and is_large and read(equation, line, setting.examples, setting.parameters) is None
    return Statement(place, line, written, _result(equation, line), sizes, found, split, stays)


def _split(present: Present, equation: Equation, written: Sequence[Piece]) -> Factors | None:
    """The factors of a line that makes a gradient of the one that reached its node."""
    value = present.plan.values.get(equation.node) if equation.phase == "backward" else None
    if value is None or value.gradient is None or not written[0].text.startswith("∂"):
        return None
    arrived = value.grad.ctypes.data
    if written[0].term is None or written[0].term.array.ctypes.data == arrived:
        # The gradient itself, summed or where it starts, is made of no other.
        return None
    terms = (piece.term for piece in written[1:] if piece.term is not None)
    above = next((term for term in terms if term.array.ctypes.data == arrived), None)
    if above is not None:
        return factors(written, above)
    start = Term(f"∂{present.symbol}/∂{present.symbol}", value.grad)
    return of_the_start(written, start) if value.has_unit_gradient else None


def occurrences(equation: Equation, line: str) -> tuple[Occurrence, ...]:
    """The given terms in the order in which they stand right of the equals sign.

    If none is found, all that are parts of the result ("∂L/∂W of Linear" of ∂L/∂W), or all.
    """
    left, _, right = line.replace(" ← ", " = ", 1).partition(" = ")
    found, between = [], ""
    for token in tokens(right, equation.given):
        if token.term is None:
            between += token.text
        elif token.term.array.ndim == 2 or not token.is_transposed:
            found.append(Occurrence(token.term, between.strip(), token.is_transposed))
            between = token.marks
    parts = [term for term in equation.given if term.symbol.startswith(f"{left} ")]
    return tuple(found) or tuple(Occurrence(term, ",", False) for term in parts or equation.given)


def shape_of(sizes: Sequence[int]) -> str:
    """A shape as the formulas speak of it: 8×32, or 1 for a single number."""
    return "×".join(map(str, sizes)) or "1"


def _result(equation: Equation, text: str) -> Term:
    left = text.partition(" = ")[0].partition(" ← ")[0]
    return next((term for term in equation.results if term.symbol == left), equation.results[0])


def _shapes(equation: Equation, text: str) -> str:
    """The sizes of a line that is no product of matrices."""
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

