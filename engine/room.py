"""Room: what the arrays of a network would take, reckoned before any is made, and one sentence where it is too much."""
from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import Any

from engine.layer import Layer, ShapeError

MOST_PARAMETERS = 10_000_000
MOST_BYTES = 2**30
# Numbers for each one that goes in or comes out: itself, its gradient, and what is written down on the way.
_LEARNING, _EVALUATING = 4, 2


@dataclasses.dataclass(frozen=True)
class Extent:
    """What a pass works on: ``examples`` at once, of ``all`` in the table; with a backward pass if ``is_learning``."""

    examples: int
    all: int
    is_learning: bool = True


class Room:
    """Adds up what layers take, one after the other. Values are counted where there is an extent, parameters always."""

    def __init__(self, extent: Extent | None) -> None:
        self._extent = extent
        self._parameters = 0
        self._bytes = 0

    def take(
        self, name: str, layer: Layer, given: Sequence[Any], of_each: int, of_all: int, is_owner: bool = True
    ) -> None:
        """Add a layer that is given these shapes: numbers that go in and out, ``of_each`` example and ``of_all``.

        One that is no owner of its parameters has but gradients of its own for them. Raises ShapeError where there is
        no room for it; then it counts nothing.
        """
        own = sum(math.prod(block.shape) for block in layer.blocks(*given))
        parameters = self._parameters + own * is_owner
        if max(parameters, own) > MOST_PARAMETERS:
            raise ShapeError(
                f"{name} would bring the network to {_counted(max(parameters, own))} parameters; Undertow takes up to"
                f" {MOST_PARAMETERS:,}. Make a layer smaller."
            )
        of_all += own * (not is_owner)
        taken = self._bytes + (8 * self._numbers(self._extent, layer, given, of_each, of_all) if self._extent else 0)
        if taken > MOST_BYTES:
            assert self._extent is not None
            batch = f", or the batch, which has {self._extent.examples:,} examples" if of_each else ""
            raise ShapeError(
                f"{name} would bring the numbers of one pass to {_gigabytes(taken)}; Undertow takes up to"
                f" {_gigabytes(MOST_BYTES)}. Make a layer smaller{batch}."
            )
        self._parameters, self._bytes = parameters, taken

    def _numbers(self, extent: Extent, layer: Layer, given: Sequence[Any], of_each: int, of_all: int) -> int:
        examples = extent.examples + (extent.all if layer.reads_data else 0)
        scratch = layer.scratch(*given) * (examples if of_each else 1)
        return (_LEARNING if extent.is_learning else _EVALUATING) * (of_each * examples + of_all) + scratch


def _counted(number: int) -> str:
    return f"{number:,}" if number < 10**15 else "more than 10¹⁵"


def _gigabytes(size: int) -> str:
    return f"{size / 2**30:,.1f} GB" if size < 10**18 else "more than a billion GB"
