"""Letters: an index for each axis of a line, in the lecture's letters, and for its size."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.forms.axes import Axis, is_parameter
from engine.forms.reading import Reading

_EXAMPLES, _FEATURES = "nkl", "jklimpst"
_MATRIX = ("j", "i")
_SIZES = "mnpqr"


@dataclass(frozen=True, eq=False)
class Letters:
    """Of an axis: its ``index``, a letter, and what its ``size`` is called. Both are the lecture's: wⱼᵢ, W of m × n."""

    index: dict[Axis, str]
    size: dict[Axis, str]


def letters_of(reading: Reading, parameters: frozenset[str]) -> Letters | None:
    """Letters that stand for nothing else in the line; None where it has more axes than there are."""
    taken = {place.token.text for place in reading.places if place.token.term is None}
    taken |= {place.token.term.symbol for place in reading.places if place.token.term is not None}
    rows, others = _matrix(reading, parameters), _from_left_to_right(reading)
    # Rows and columns of a matrix first, for its letters are the lecture's, whatever its sizes.
    index = {axis.root: letter for axis, letter in zip(rows, _MATRIX, strict=False) if axis and letter not in taken}
    for axis in sorted(others, key=lambda axis: not axis.is_examples):
        choice = _EXAMPLES if axis.is_examples else _FEATURES
        free = (letter for letter in choice if letter not in taken and letter not in index.values())
        letter = index.get(axis) or next(free, None)
        if letter is None:
            return None
        index[axis] = letter
    return Letters(index, _sizes(rows, others))


def _sizes(rows: Sequence[Axis | None], others: Sequence[Axis]) -> dict[Axis, str]:
    size = {axis.root: letter for axis, letter in zip(rows, _SIZES, strict=False) if axis}
    for axis in others:
        free = (letter for letter in _SIZES if letter not in size.values())
        size[axis] = size.get(axis) or ("N" if axis.is_examples else next(free, "…"))
    return size


def _from_left_to_right(reading: Reading) -> list[Axis]:
    axes = (axis.root for place in reading.places if place.axes is not None for axis in place.axes.all)
    return list(dict.fromkeys(axes))


def _matrix(reading: Reading, parameters: frozenset[str]) -> Sequence[Axis | None]:
    """Rows and columns of the first matrix of parameters, or of a gradient of one."""
    for place in reading.places:
        term = place.token.term
        is_one = term is not None and place.axes is not None and is_parameter(term, parameters)
        if is_one and place.axes is not None and len(place.axes.features) == 2:
            return place.axes.features
    return ()
