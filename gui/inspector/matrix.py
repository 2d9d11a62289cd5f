"""Matrix: any array of a network laid out in rows and columns, and the words for a place in it. No Qt in here."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# What the axes of one example are called, by how many they are; a list of features has no need of it.
_AXES = {2: ("row", "column"), 3: ("channel", "row", "column")}


@dataclass(frozen=True, eq=False)
class Matrix:
    """A view of an array as a matrix: ``numbers[row, column]`` is ``array[index(row, column)]``.

    What has examples has one column for each of them. Parameters of more than two axes are stacked; a list of them is
    a column, as b is in z = W x + b. ``part`` is what whoever lights its numbers calls it, as in a Cell; a weight
    matrix ``joins`` inputs to outputs.
    """

    name: str
    array: np.ndarray
    kind: str
    is_parameter: bool = False
    is_per_example: bool = False
    is_stale: bool = False
    part: str = ""
    joins: bool = False

    @property
    def numbers(self) -> np.ndarray:
        """The matrix, a view wherever the array's layout allows one."""
        array = self.array
        if array.ndim < 2:
            return array.reshape(1, -1) if self.is_per_example else array.reshape(-1, 1)
        if self._has_idle_axis:
            array = array[..., 0]
        return array.reshape(-1, array.shape[-1])

    def index(self, row: int, column: int) -> tuple[int, ...]:
        """Where a cell lies in the array."""
        array = self.array[..., 0] if self._has_idle_axis else self.array
        place = np.unravel_index(row * self.numbers.shape[1] + column, array.shape)
        return (*map(int, place), *((0,) if self._has_idle_axis else ()))

    def place(self, index: tuple[int, ...]) -> tuple[int, int]:
        """The row and column of a place in the array."""
        shape = self.array.shape[:-1] if self._has_idle_axis else self.array.shape
        at = int(np.ravel_multi_index(index[: len(shape)], shape)) if shape else 0
        columns: int = self.numbers.shape[1]
        return divmod(at, columns)

    @property
    def axes(self) -> str:
        """What rows and columns are."""
        if self.is_per_example:
            return "features down, examples across" if self.array.ndim > 1 else "examples across"
        if self.is_parameter and self.array.ndim == 2:
            return "outputs j down, inputs i across"
        return "rows j down, columns i across"

    def words(self, row: int, column: int) -> str:
        """A place in words, counted from 1: "W, row 2, column 3"."""
        if self.is_per_example:
            example = f"example {column + 1}"
            if self.array.ndim < 2:
                return f"{self.name}, {example}"
            at = [axis + 1 for axis in self.index(row, column)[:-1]]
            if len(at) in _AXES:
                named = zip(_AXES[len(at)], at, strict=True)
                return f"{self.name}, {', '.join(f'{axis} {number}' for axis, number in named)} of {example}"
            return f"{self.name}, feature {', '.join(map(str, at))} of {example}"
        if self.array.size == 1:
            return self.name
        if self.array.ndim > 2 and not self._has_idle_axis:
            return f"{self.name}, at {', '.join(str(axis + 1) for axis in self.index(row, column))}"
        if self.numbers.shape[1] == 1:
            return f"{self.name}, row {row + 1}"
        return f"{self.name}, row {row + 1}, column {column + 1}"

    @property
    def _has_idle_axis(self) -> bool:
        """A value that is not per example still has an axis of one example; from rank 3 on it is left away."""
        return not self.is_parameter and not self.is_per_example and self.array.ndim > 2
