"""NumPy calls: those of a pass and of the update after it, as lines of Python for batches of any size."""
from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from itertools import zip_longest

import numpy as np

from engine.export.listing import Listing
from engine.export.names import ExportError, Names
from engine.export.regions import owner_of
from engine.export.script import identifiers
from engine.export.text import together
from engine.plan import Plan, compile_plan
from engine.present import Present
from engine.session import Session
from engine.update import Update

# The calls are written down for batches of these two sizes; numbers that differ depend on the size. Should a size be
# that of something else in the network too, another two will tell them apart.
_PROBES = ((37, 41), (59, 61), (101, 103), (211, 223))


@dataclasses.dataclass(frozen=True)
class Step:
    """An equation as lines: what it says, as a comment, and then its calls, one a line."""

    phase: str
    node: str
    lines: tuple[str, ...]


class NumpyCalls:
    """Written down little by little: ``go_on`` until it ``is_written``. N stands for the examples of a batch.

    A derivative has but one batch, so its numbers are written as they are. ``steps`` are those of the equations, of
    which the first ``in_pass`` are the pass and the rest the update. A script needs the arrays that the lines of
    ``made_once`` and ``made_for_each_size`` make, from those that are ``stored``, which are no copies. With
    ``takes_rows``, a pass takes the rows of the data that it is given, even where a batch is all of them.
    """

    def __init__(self, present: Present, takes_rows: bool = False) -> None:
        self.steps: list[Step] = []
        self.in_pass = 0
        self.made_once: list[str] = []
        self.made_for_each_size: list[str] = []
        self.stored: dict[str, np.ndarray] = {}
        self.loss = ""
        self.is_written = False
        self._present = present
        self._takes_rows = takes_rows or present.plan.indices is not None
        self._shapes: dict[str, list[tuple[int, int]]] = {}
        self._work = self._write()

    def go_on(self) -> None:
        """A little more of it. Raises ExportError where there are calls that can't be written down."""
        self.is_written = next(self._work, self) is self

    def shape(self, name: str, examples: int) -> tuple[int, ...] | None:
        """The shape of the array that goes by a name in a batch of so many examples; None for any other name."""
        if name not in self._shapes:
            return None
        first, second = self._sizes
        return tuple(a + (b - a) // (second - first) * (examples - first) for a, b in self._shapes[name])

    # inside

    def _write(self) -> Iterator[None]:
        for at, self._sizes in enumerate(_PROBES, 1):
            try:
                yield from self._write_for(self._sizes)
                return
            except ExportError:
                if at == len(_PROBES):
                    raise

    def _write_for(self, sizes: tuple[int, int]) -> Iterator[None]:
        present, self.steps = self._present, []
        update, graph = present.run.update_of(present.run.shown), present.document.graph
        plans = []
        for size in sizes:
            plans.append(self._compile(size))
            yield
        shared, names = _owners(plans[0], update) & _owners(plans[1], update), identifiers(graph, Names())
        listings = []
        for plan in plans:
            listings.append(Listing(graph, plan, update, present.weights, names, shared))
            yield
        one, other = listings
        self.in_pass = len(plans[0].equations)
        for _ in zip_longest(one.write(), other.write()):
            while len(self.steps) < min(len(one.steps), len(other.steps)):
                at = len(self.steps)
                lines = together(one.steps[at], other.steps[at], sizes)
                self.steps.append(Step(one.equations[at].phase, one.equations[at].node, tuple(lines)))
            yield
        self.made_once = [*one.functions, *together(one.made_once, other.made_once, sizes)]
        self.made_for_each_size = together(one.made_for_each_size, other.made_for_each_size, sizes)
        self.loss, self.stored = "".join(together([one.loss], [other.loss], sizes)), one.stored
        self._shapes = {name: list(zip(shape, other.shapes[name], strict=True)) for name, shape in one.shapes.items()}

    def _compile(self, size: int) -> Plan:
        if not isinstance(self._present, Session):
            return self._present.plan
        document, table = self._present.document, self._present.data.train
        if not self._takes_rows:
            table, size = table.only(np.arange(size) % table.examples), 0
        return compile_plan(document.graph, table, self._present.weights, size or None, seed=document.seed)


def rule(phase: str, width: int = 80) -> str:
    """The line that stands where a phase begins."""
    return f"# {phase.capitalize()} ".ljust(width, "-")


def _owners(plan: Plan, update: Update) -> set[int]:
    equations = (*plan.equations, *update.equations)
    return {id(owner_of(array)) for each in equations for call in each.calls for array in call.arrays}
