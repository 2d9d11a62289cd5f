"""Trail: where one has been among the numbers: one that was opened, into its terms, back, forward. No Qt in here."""
from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.inquiry.location import Location, find, locate
from engine.inquiry.record import Number
from engine.inquiry.rules import Index
from engine.present import Present

if TYPE_CHECKING:
    # Imported when the first number is opened.
    from engine.inquiry.origins import Origins


@dataclass(frozen=True, eq=False)
class Path:
    """From a number that was opened, by turns, each into a factor of a term of the number before.

    It holds no number, only the way there, so that it can be gone again at another moment.
    """

    array: np.ndarray
    index: Index
    location: Location | None
    turns: tuple[tuple[int, int], ...] = ()

    @classmethod
    def to(cls, present: Present, array: np.ndarray, index: Index) -> Path:
        """To the number at a place of an array that is shown."""
        return cls(array, index, locate(present, array, index))

    def into(self, *turns: tuple[int, int]) -> Path:
        """Further, each turn into a term and a factor of it, counted from 0."""
        return replace(self, turns=(*self.turns, *turns))

    def up_to(self, turns: int) -> Path:
        """Only so many turns."""
        return replace(self, turns=self.turns[:turns])

    def numbers(self, present: Present, origins: Origins) -> tuple[Number, ...]:
        """The numbers along it as they are now, as far as there still are any. Raises ValueError with a sentence."""
        found = find(present, self.location) if self.location is not None else (self.array, self.index)
        if found is None:
            raise ValueError("The number that was open is no part of the network any more.")
        numbers = [origins.of(*found)]
        for term, factor in self.turns:
            if term >= numbers[-1].count:
                break
            numbers.append(numbers[-1].term(term)[factor])
        return tuple(numbers)


class Trail:
    """The paths gone so far, as a browser keeps its pages: back and forward lead from one to the next."""

    def __init__(self) -> None:
        self._paths: list[Path] = []
        self._place = -1

    @property
    def path(self) -> Path | None:
        """The one that is open."""
        return self._at(0)

    @property
    def before(self) -> Path | None:
        """The one that was open before."""
        return self._at(-1)

    @property
    def after(self) -> Path | None:
        """The one that was gone back from."""
        return self._at(1)

    def go(self, path: Path) -> None:
        """Open a new one; those that were gone back from are forgotten."""
        self._paths[self._place + 1 :] = [path]
        self._place += 1

    def move(self, by: int, path: Path) -> None:
        """Go back (−1), forward (1), or nowhere (0), where the path is now as given: no longer than it was."""
        self._place += by
        self._paths[self._place] = path

    def clear(self) -> None:
        """Nothing is open, and there is no way back."""
        self._paths, self._place = [], -1

    def _at(self, by: int) -> Path | None:
        place = self._place + by
        return self._paths[place] if 0 <= place < len(self._paths) else None
