"""Operands: which part of which array an equation is shown with, in examples and in rows and columns. No Qt in here."""
from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.equation import Equation, Term
from engine.present import Present
from gui.explain.words import Occurrence, Statement, occurrences

if TYPE_CHECKING:
    from engine.inquiry.walk import Walk

ROWS, COLUMNS = 4, 5


@dataclass(frozen=True, eq=False)
class Operand:
    """A window of an array as it stands in the formula, and where more of it lies."""

    symbol: str
    before: str
    array: np.ndarray
    window: np.ndarray
    first_row: int
    first_column: int
    has_more_rows: bool
    has_more_columns: bool
    kind: str
    is_transposed: bool = False
    # Which of its axes, rows (0) or columns (1), counts examples; None where it is the same for all.
    example_axis: int | None = None

    @property
    def whole(self) -> np.ndarray:
        """The array as it stands in the formula, of which the window is a part."""
        matrix = matrix_of(self.array, is_per_example=self.window.shape[0] == 1)
        return matrix.T if self.is_transposed else matrix

    def at(self, row: int, column: int) -> Operand:
        """The same with a window that begins there, or as near to it as there are so many rows and columns."""
        whole, (rows, columns) = self.whole, self.window.shape
        row, column = min(max(row, 0), whole.shape[0] - rows), min(max(column, 0), whole.shape[1] - columns)
        return replace(
            self,
            window=whole[row : row + rows, column : column + columns],
            first_row=row,
            first_column=column,
            has_more_rows=row + rows < whole.shape[0],
            has_more_columns=column + columns < whole.shape[1],
        )

    def cell(self, index: tuple[int, ...]) -> tuple[int, int]:
        """The row and the column, counted in the whole, of the number at a place in the array."""
        flat = int(np.ravel_multi_index(index, self.array.shape)) if index else 0
        columns = self.whole.shape[0] if self.is_transposed else self.whole.shape[1]
        row, column = divmod(flat, columns)
        return (column, row) if self.is_transposed else (row, column)

    def index(self, row: int, column: int) -> tuple[int, ...]:
        """Where the number in a row and a column of the whole lies in the array."""
        place = (column, row) if self.is_transposed else (row, column)
        columns = self.whole.shape[0] if self.is_transposed else self.whole.shape[1]
        return tuple(map(int, np.unravel_index(place[0] * columns + place[1], self.array.shape)))

    def made_by(self, walk: Walk) -> tuple[np.ndarray, np.ndarray]:
        """The window as far as a walk by term has made it, and where numbers are still to come."""
        from engine.inquiry.walk import made_so_far

        height, width = self.window.shape
        rows = range(self.first_row, self.first_row + height)
        columns = range(self.first_column, self.first_column + width)
        made = [[made_so_far(walk, self.array, self.index(row, column)) for column in columns] for row in rows]
        to_come = np.array([[number is None for number in line] for line in made])
        return np.where(to_come, 0.0, np.array(made, dtype=np.float64)), to_come

    @property
    def sign(self) -> str:
        """What stands before it where that is one sign; brackets and more are for the formula to say."""
        if not self.before:
            return "·"
        return self.before if self.before in "+−·⊙/×" else ","


@dataclass(frozen=True, eq=False)
class Shown:
    """All that is shown of a statement: its operands, its result, and the examples seen of how many (0: none)."""

    operands: tuple[Operand, ...]
    result: Operand
    first: int
    seen: int
    examples: int


def shown(session: Present, equation: Equation, statement: Statement, first: int) -> Shown:
    """The windows from example ``first`` (from 0) on."""
    found = _once(occurrences(equation, statement.line))
    examples = session.plan.examples
    per_example = [(each.term, each.is_transposed) for each in found] + [(statement.result, False)]
    flags = [is_per_example(session, term) for term, _ in per_example]
    down = any(flag and turned for flag, (_, turned) in zip(flags, per_example, strict=True))
    at_once = min(ROWS if down else COLUMNS, examples)
    first = min(max(first, 0), max(examples - at_once, 0)) if any(flags) else 0
    operands = tuple(
        _operand(each.term, each.before, each.is_transposed, first if flag else None)
        for each, flag in zip(found, flags, strict=False)
    )
    result = _operand(statement.result, "=", False, first if flags[-1] else None)
    return Shown(operands, result, first, at_once, examples if any(flags) else 0)


def _once(found: tuple[Occurrence, ...]) -> tuple[Occurrence, ...]:
    """Each term at its first place: a ⊙ (∂L/∂a − Σ a ⊙ ∂L/∂a) has two arrays, not four, and they make a mere list."""
    first: dict[tuple[int, bool], Occurrence] = {}
    for each in found:
        first.setdefault((id(each.term), each.is_transposed), each)
    return found if len(first) == len(found) else tuple(replace(each, before=",") for each in first.values())


def is_per_example(session: Present, term: Term) -> bool:
    """Whether the last axis of a term's array counts examples: it is as long as the batch, and no parameter."""
    examples, weights = session.plan.examples, session.weights
    if examples < 2 or term.array.ndim == 0 or term.array.shape[-1] != examples:
        return False
    return not any(np.may_share_memory(term.array, flat) for flat in (weights.parameters, weights.gradients))


def matrix_of(array: np.ndarray, is_per_example: bool) -> np.ndarray:
    """An array as rows and columns: a list is a column, or a row if it has one number for each example."""
    if array.ndim < 2:
        return array.reshape(1, -1) if is_per_example else array.reshape(-1, 1)
    return array.reshape(-1, array.shape[-1])


def _operand(term: Term, before: str, is_transposed: bool, example: int | None) -> Operand:
    matrix = matrix_of(term.array, example is not None)
    row, column = 0, example or 0
    if is_transposed:
        matrix, row, column = matrix.T, column, 0
    window = matrix[row : row + ROWS, column : column + COLUMNS]
    symbol = term.symbol + ("ᵀ" if is_transposed else "")
    kind = "gradient" if term.is_gradient else "value"
    more_rows, more_columns = row + window.shape[0] < matrix.shape[0], column + window.shape[1] < matrix.shape[1]
    axis = None if example is None else 0 if is_transposed else 1
    return Operand(symbol, before, term.array, window, row, column, more_rows, more_columns, kind, is_transposed, axis)
