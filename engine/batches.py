"""Batches: which examples each iteration learns from, as a function of the seed and the iteration's number alone."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from functools import lru_cache
from itertools import repeat

import numpy as np

# The use of the seed that shuffling has to itself; data, split and start values have others.
_STREAM = 4
_SHUFFLED_AT_ONCE = 65_536


@dataclasses.dataclass(frozen=True)
class Batches:
    """``examples`` examples in batches of ``size``, shuffled once an epoch; the last batch of an epoch may be short.

    The count starts at iteration ``origin``, which begins epoch ``first_epoch``. A batch of all examples is not
    shuffled: it is the same set in any order.
    """

    examples: int
    size: int
    seed: int
    origin: int = 0
    first_epoch: int = 0

    @property
    def per_epoch(self) -> int:
        """Batches in an epoch."""
        return -(-self.examples // self.size)

    @property
    def is_whole_set(self) -> bool:
        """Whether each batch is all examples."""
        return self.size >= self.examples

    def place(self, iteration: int) -> tuple[int, int]:
        """Epoch, and number of the batch in it, that the pass after ``iteration`` updates works on; from 0."""
        epochs, batch = divmod(iteration - self.origin, self.per_epoch)
        return self.first_epoch + epochs, batch

    def size_of(self, iteration: int) -> int:
        """Examples in the batch of that pass."""
        _, batch = self.place(iteration)
        return min(self.size, self.examples - batch * self.size)

    def rows(self, start: int) -> Iterator[np.ndarray | None]:
        """The examples of each pass from ``start`` on, without end: indices of shape (examples of it,).

        None for each where the batch is the whole set, whose order does not matter.
        """
        if self.is_whole_set:
            yield from repeat(None)
        full = self.examples // self.size
        epoch, batch = self.place(start)
        while True:
            orders = _orders_from(epoch, self.examples, self.seed)
            if full == self.per_epoch:
                yield from orders.reshape(-1, self.size)[batch:]
            else:
                for order in orders:
                    yield from order[batch * self.size : full * self.size].reshape(-1, self.size)
                    yield order[full * self.size :]
                    batch = 0
            epoch, batch = epoch + len(orders), 0

    def alike_until(self, iteration: int) -> int:
        """The first iteration from ``iteration`` on that has a batch of another size."""
        if self.examples % self.size == 0 or self.is_whole_set:
            return sys.maxsize
        _, batch = self.place(iteration)
        return iteration + max(self.examples // self.size - batch, 1)

    def resized(self, size: int, iteration: int) -> Batches:
        """Batches of another size from ``iteration`` on, which begins an epoch of its own."""
        if size == self.size:
            return self
        epoch, batch = self.place(iteration)
        return Batches(self.examples, size, self.seed, iteration, epoch + (batch > 0))


def epochs_at_once(examples: int) -> int:
    """How many epochs one generator shuffles: making one takes as long as a small network's update."""
    return max(1, min(64, _SHUFFLED_AT_ONCE // examples))


def _orders_from(epoch: int, examples: int, seed: int) -> np.ndarray:
    """The order of the examples in this epoch and those after it that are shuffled with it, (epochs, examples)."""
    block, row = divmod(epoch, epochs_at_once(examples))
    return _orders(examples, seed, block)[row:]


@lru_cache(maxsize=2)
def _orders(examples: int, seed: int, block: int) -> np.ndarray:
    rng = np.random.default_rng([seed, _STREAM, block])
    return np.stack([rng.permutation(examples) for _ in range(epochs_at_once(examples))])
