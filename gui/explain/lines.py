"""Lines: the statements of a step as a card shows them, made once for each equation: making them takes a while."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.document import Document
from engine.equation import Equation, Term
from engine.forms.writing import Piece
from engine.plan import Plan
from engine.present import Present
from gui.explain.terms import Meaning, meaning
from gui.explain.words import Statement, statements
from gui.paint.latex import MOST_TERMS, marked


@dataclass(frozen=True, eq=False)
class Line:
    """A statement with its terms marked: the term with number n has the n-th of ``terms`` and of ``meanings``."""

    statement: Statement
    marked: str
    terms: tuple[Term, ...]
    meanings: tuple[Meaning, ...]

    @property
    def inks(self) -> tuple[str, ...]:
        """The colour of each term, by name."""
        return tuple(each.ink for each in self.meanings)


class Lines:
    """Keeps the lines of a plan until another plan, or another document, is shown."""

    def __init__(self) -> None:
        self._plan: Plan | None = None
        self._document: Document | None = None
        self._kept: dict[tuple[Equation, str], list[Line]] = {}

    def of(self, present: Present, equations: Sequence[Equation], form: str) -> list[Line]:
        """Every line of the equations of a step in one of the forms."""
        if present.plan is not self._plan or present.document is not self._document:
            self._plan, self._document, self._kept = present.plan, present.document, {}
        found = []
        for place, equation in enumerate(equations):
            key = equation, form
            if key not in self._kept:
                self._kept[key] = [
                    line_of(present, equation, each) for each in statements([equation], form, present)
                ]
            found += [replace(line, statement=replace(line.statement, place=place)) for line in self._kept[key]]
        return found


def line_of(present: Present, equation: Equation, statement: Statement) -> Line:
    """A statement with its terms marked, and what each of them stands for."""
    terms = tuple(piece.term for piece in statement.pieces if piece.term is not None)[:MOST_TERMS]
    known = {id(term): meaning(present, equation, term) for term in terms}
    return Line(statement, marked_text(statement.pieces), terms, tuple(known[id(term)] for term in terms))


def marked_text(pieces: Sequence[Piece]) -> str:
    """The text of pieces, their terms marked from 0 on."""
    text, number = "", 0
    for piece in pieces:
        is_marked = piece.term is not None and number < MOST_TERMS
        text += marked(piece.text, number) if is_marked else piece.text
        number += is_marked
    return text
