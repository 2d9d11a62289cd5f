"""History: what a run needs to be at any earlier moment again: snapshots within a budget, settings, and losses."""
from __future__ import annotations

import bisect
import dataclasses
import math

import numpy as np

from engine.batches import Batches
from engine.optimizer import Optimizer
from engine.watching.readings import Readings

# A snapshot every so many iterations at the most and at the least; what lies between is replayed. Small networks are
# replayed in no time, and touching new memory for a snapshot costs more than several of their passes.
_FARTHEST, _NEAREST, _PARAMETERS_BETWEEN = 64, 4, 1_600_000
# Python objects around a snapshot's arrays, in bytes, so that tiny networks stay within the budget too.
_OVERHEAD = 500
# Twice as many snapshots never save a replay anyone would notice.
_MOST = 8192


@dataclasses.dataclass(frozen=True)
class Settings:
    """What else decides about an iteration: these, the parameters and the optimizer's memory are all."""

    optimizer: Optimizer
    batches: Batches


@dataclasses.dataclass(frozen=True, eq=False)
class Snapshot:
    """Parameters with what layers remember, shape (P,), and the optimizer's memory after ``iteration`` updates."""

    iteration: int
    parameters: np.ndarray
    memory: np.ndarray

    @property
    def bytes(self) -> int:
        """Memory it takes."""
        return self.parameters.nbytes + self.memory.nbytes + _OVERHEAD


class History:
    """Snapshots by iteration, the settings in force from each iteration on, and the loss of every iteration.

    ``readings`` are the points of what is watched; ``stops``, the iterations at which a condition stopped the training.

    The more ``parameters`` there are, the closer together snapshots lie. When they outgrow ``budget`` bytes, every
    other one goes, and from then on half as many are kept. Those where settings or weights were changed by hand stay:
    there is no replay across them.
    """

    def __init__(
        self, first_iteration: int, settings: Settings, parameters: int = 0, budget: int = 256 * 2**20
    ) -> None:
        self.first_iteration = first_iteration
        self.budget = budget
        self.spacing = min(max(_PARAMETERS_BETWEEN // max(parameters, 1), _NEAREST), _FARTHEST)
        self.tests: list[tuple[int, float]] = []
        self.readings = Readings()
        self.stops: list[int] = []
        self._snapshots: dict[int, Snapshot] = {}
        self._kept: list[int] = []
        self._fixed: set[int] = {first_iteration}
        self._bytes = 0
        self._settings: list[tuple[int, Settings]] = [(first_iteration, settings)]
        self._losses = np.empty(1024)
        self._count = 0

    @property
    def losses(self) -> np.ndarray:
        """The loss of iterations first_iteration + 1, … as far as the run ever got. A read-only view, shape (K,)."""
        view = self._losses[: self._count]
        view.flags.writeable = False
        return view

    @property
    def bytes(self) -> int:
        """Memory that the snapshots take."""
        return self._bytes

    def record(self, iteration: int, losses: list[float]) -> None:
        """The losses of the passes after ``iteration``, ``iteration`` + 1, … updates."""
        start = iteration - self.first_iteration
        end = start + len(losses)
        if end > self._losses.size:
            self._losses = np.concatenate([self._losses[: self._count], np.empty(max(self._count, end))])
        self._losses[start:end] = losses
        self._count = max(self._count, end)

    def measured(self, iteration: int, loss: float) -> None:
        """A test loss after ``iteration`` updates; one measured before at the same place is replaced."""
        place = bisect.bisect_left(self.tests, iteration, key=lambda point: point[0])
        is_known = place < len(self.tests) and self.tests[place][0] == iteration
        self.tests[place : place + is_known] = [(iteration, loss)]

    def keep(self, iteration: int, parameters: np.ndarray, memory: np.ndarray) -> None:
        """A snapshot of these arrays, unless there is one."""
        if iteration in self._snapshots:
            return
        # At the start of a run the memory is zeros, which take none as long as nobody writes to them.
        is_fresh = iteration == self.first_iteration and not memory.any()
        snapshot = Snapshot(iteration, parameters.copy(), np.zeros(memory.size) if is_fresh else memory.copy())
        self._snapshots[iteration] = snapshot
        bisect.insort(self._kept, iteration)
        self._bytes += snapshot.bytes
        self.fit(self.budget)

    def fit(self, budget: int) -> None:
        """From now on at most ``budget`` bytes of snapshots, as far as some may go."""
        self.budget = budget
        while self._bytes > self.budget or len(self._kept) > _MOST:
            if not self._thin():
                break

    def nearest(self, iteration: int) -> Snapshot:
        """The last snapshot at or before ``iteration``."""
        return self._snapshots[self._kept[bisect.bisect_right(self._kept, iteration) - 1]]

    def next_due(self, iteration: int) -> int:
        """The first iteration after ``iteration`` at which training should keep a snapshot."""
        return (iteration // self.spacing + 1) * self.spacing

    def settings_at(self, iteration: int) -> Settings:
        """What was in force for the pass after ``iteration`` updates."""
        for start, settings in reversed(self._settings):
            if start <= iteration:
                return settings
        return self._settings[0][1]

    def is_change(self, iteration: int) -> bool:
        """Whether settings or weights were changed by hand at ``iteration``, or the run begins there."""
        return iteration in self._fixed

    def next_change(self, iteration: int) -> float:
        """The first iteration after ``iteration`` at which settings or weights were changed by hand, or infinity."""
        return min((each for each in self._fixed if each > iteration), default=math.inf)

    def change(self, iteration: int, settings: Settings, parameters: np.ndarray, memory: np.ndarray) -> None:
        """From ``iteration`` on, other settings or weights hold; what was recorded beyond it never happened."""
        self.forget_after(iteration)
        if self._kept and self._kept[-1] == iteration:
            self._drop(iteration)
        self._settings = [each for each in self._settings if each[0] < iteration] + [(iteration, settings)]
        self._fixed.add(iteration)
        self.keep(iteration, parameters, memory)

    def forget_after(self, iteration: int) -> None:
        """Forget all that lies beyond ``iteration``."""
        for kept in self._kept[bisect.bisect_right(self._kept, iteration) :]:
            self._drop(kept)
        self._fixed = {each for each in self._fixed if each <= iteration}
        self._settings = [each for each in self._settings if each[0] <= iteration]
        self.tests = [point for point in self.tests if point[0] <= iteration]
        self.readings.forget_after(iteration)
        self.stops = [each for each in self.stops if each <= iteration]
        self._count = min(self._count, iteration - self.first_iteration)

    def fork(self) -> History:
        """A history that goes on from here by itself; the snapshots are shared."""
        other = History(self.first_iteration, self._settings[0][1], budget=self.budget)
        other.__dict__.update(self.__dict__)
        other.readings, other.stops = self.readings.copy(), list(self.stops)
        other.tests, other._snapshots, other._kept = list(self.tests), dict(self._snapshots), list(self._kept)
        other._fixed, other._settings, other._losses = set(self._fixed), list(self._settings), self._losses.copy()
        return other

    def _drop(self, iteration: int) -> None:
        self._bytes -= self._snapshots.pop(iteration).bytes
        self._kept.remove(iteration)

    def _thin(self) -> bool:
        """Half the snapshots; False where only those remain that must stay."""
        before = len(self._kept)
        self.spacing *= 2
        gone = [each for each in self._kept if each % self.spacing and each not in self._fixed]
        for iteration in gone:
            self._bytes -= self._snapshots.pop(iteration).bytes
        self._kept = sorted(self._snapshots)
        return bool(gone) or len(self._fixed) < before
