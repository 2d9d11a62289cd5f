"""Chance: random numbers that are a function of the seed, the node and the iteration, so that nothing is remembered."""
from __future__ import annotations

import numpy as np

# The use of the seed that draws during a pass have to themselves; data, split, start values and shuffling have others.
_STREAM = 5


class Chance:
    """Where a plan's random numbers come from. Set ``iteration`` before a pass; the same one draws the same numbers.

    ``is_asked`` says whether anything draws at all.
    """

    def __init__(self, seed: int) -> None:
        self.iteration = 0
        self.is_asked = False
        self._seed = seed

    def of(self, node: str) -> Draw:
        """What draws for this node, from a stream of its own."""
        self.is_asked = True
        return Draw(self, np.random.SeedSequence([self._seed, _STREAM, *node.encode()]))


class Draw:
    """Fills arrays with numbers from 0 to 1, uniformly; ``key`` names its stream.

    Philox is a counter, not a chain: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011. So the
    numbers of any iteration are there without those before it.
    """

    def __init__(self, chance: Chance, sequence: np.random.SeedSequence) -> None:
        self._chance = chance
        words = sequence.generate_state(2, np.uint64)
        self.key = int(words[0]), int(words[1])
        self._bits = np.random.Philox(key=words)
        self._start = self._bits.state
        self._generator = np.random.Generator(self._bits)

    def __call__(self, out: np.ndarray) -> None:
        """Fill ``out`` with what this iteration draws."""
        self._start["state"]["counter"][1] = self._chance.iteration
        self._bits.state = self._start
        self._generator.random(out=out)
