"""Run: the arrays of a session and how they get from one moment to another, forward or back."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import islice, takewhile

import numpy as np

from engine.batches import Batches
from engine.document import Document
from engine.equation import Equation
from engine.history import History, Settings, Snapshot
from engine.moment import Moment
from engine.passes import Pass, Passes
from engine.plan import Plan
from engine.trouble import describe, first_trouble, is_finite
from engine.update import Update
from engine.weights import Weights

Event = Callable[[Equation], object]
Until = Callable[[int], bool]
# Passes that run without a look whether their losses are finite.
_MOST_AT_ONCE = 1024


class Run:
    """Where a run is and how it moves: ``iteration`` updates are made, and ``done`` equations of the next pass.

    Between passes (``done`` is 0) the arrays hold the whole last pass if ``shows_pass``. ``trouble`` is a sentence
    if the last equation gave a value that is not finite. The passes are the document's unless others are given.
    """

    def __init__(
        self, document: Document, weights: Weights, history: History, passes: Passes | None = None
    ) -> None:
        self.document = document
        self.weights = weights
        self.history = history
        self.iteration = history.first_iteration
        self.done = 0
        self.shows_pass = False
        self.trouble = ""
        self._passes = passes or Passes(document, weights, history)
        self._coming: tuple[Batches | None, int, Iterator[np.ndarray | None]] = (None, 0, iter(()))

    # what holds for a pass, named by the number of updates before it

    def plan_of(self, iteration: int) -> Plan:
        """The plan of that pass."""
        return self._passes.at(iteration).plan

    def update_of(self, iteration: int) -> Update:
        """The update of that pass."""
        return self._passes.at(iteration).update

    def equations_of(self, iteration: int) -> tuple[Equation, ...]:
        """All equations of that pass, the update's included where there is a loss."""
        return self._passes.at(iteration).equations

    @property
    def shown(self) -> int:
        """The pass that the arrays belong to."""
        return self.iteration - (self.done == 0 and self.shows_pass)

    # moving

    def train(self, iterations: int, event: Event | None = None, until: Until | None = None) -> int:
        """Run whole passes, after finishing one under way. Gives how many updates were made; stops at trouble.

        ``until`` is asked after each update, with how many were made by then, whether to stop there.
        ``event`` is called after each equation; in a stretch that meets trouble, also for some passes beyond it.
        Without a loss, passes follow each other and change nothing but what layers remember.
        """
        start, is_enough = self.iteration, False
        with np.errstate(all="ignore"):
            while self.iteration - start < iterations and not self.trouble and not is_enough:
                if self.done or self.plan_of(self.iteration).loss is None:
                    self.walk(len(self.equations_of(self.iteration)), event)
                    is_enough = until is not None and not self.done and until(self.iteration)
                else:
                    is_enough = self._run_stretch(iterations - (self.iteration - start), event, until)
        return self.iteration - start

    def walk(self, until: int, event: Event | None = None) -> None:
        """Run equations of the pass under way until ``until`` are done, or one gives a value that is not finite.

        ``event`` is called after each equation.
        """
        here = self._passes.at(self.iteration)
        if self.done == 0:
            self._keep_if_due(self.iteration, here.update)
            if here.plan.indices is not None:
                here.plan.indices[:] = next(self._rows(1))
        # Also in the middle of a pass: its update may be another one by now.
        here.tell(self.iteration)
        with np.errstate(all="ignore"):
            for equation, calls in here.steps[self.done : until]:
                for call in calls:
                    call()
                if event is not None:
                    event(equation)
        bad = first_trouble(here, self.done, until, self.weights.everything)
        if bad is None:
            self._arrive_at(here, until)
        elif bad == until - 1:
            self.trouble = describe(here.equations[bad], self.document.graph, self.iteration + 1)
            self._arrive_at(here, until)
        else:
            # What ran after it may have overwritten parameters: begin the pass again, and stop in time.
            self.done = until
            self._reach(Moment(self.iteration, 1))
            self.walk(bad + 1)

    def goto(self, target: Moment) -> None:
        """Be at any moment of the run, with the same bits as when one was there; beyond its end, run on."""
        first = self.history.first_iteration
        if target < Moment(first):
            raise ValueError(f"This run begins at iteration {first}; {target.iteration} is before that.")
        if target == Moment(self.iteration, self.done):
            return
        self.trouble = ""
        if self._is_within_reach(target):
            self.done = target.done
            return
        if target.iteration != self.iteration or target.done < self.done or not self.done:
            self._reach(target)
        if target.done > self.done:
            self.walk(target.done)

    def use(self, settings: Settings) -> None:
        """Other settings from here on. The pass under way keeps its values if the batches stay the same."""
        before, old = self.history.settings_at(self.iteration), self.update_of(self.iteration)
        if self.done:
            keeps = len(self.plan_of(self.iteration).equations) if settings.batches == before.batches else 0
            self.goto(Moment(self.iteration, min(self.done, keeps)))
        new = self._passes.renew_update(settings.optimizer)
        if new.takes_over(old):
            new.memory[:] = old.memory
        self.history.change(self.iteration, settings, self.weights.everything, new.memory)

    def keep(self) -> None:
        """A snapshot of this start of a pass."""
        self.history.keep(self.iteration, self.weights.everything, self.update_of(self.iteration).memory)

    # inside

    def _keep_if_due(self, iteration: int, update: Update) -> None:
        if iteration % self.history.spacing == 0:
            self.history.keep(iteration, self.weights.everything, update.memory)

    def _run_stretch(self, most: int, event: Event | None, until: Until | None) -> bool:
        """Whole passes at full speed, as long as neither the settings nor the size of the batches change.

        Gives whether ``until`` said that it is enough.
        """
        start, history = self.iteration, self.history
        batches = history.settings_at(start).batches
        ends = start + min(most, _MOST_AT_ONCE), history.next_change(start), batches.alike_until(start)
        losses, is_enough = self._run_passes(start, int(min(ends)), event, until)
        good = losses if math.isfinite(sum(losses)) else list(takewhile(math.isfinite, losses))
        history.record(start, good)
        self.iteration, self.done, self.shows_pass = start + len(losses), 0, True
        if len(good) == len(losses) and is_finite(self.weights.everything, self.update_of(start).memory):
            self._load_change()
        else:
            self._find_trouble(start)
        return is_enough

    def _run_passes(
        self, start: int, end: int, event: Event | None, until: Until | None
    ) -> tuple[list[float], bool]:
        here, history = self._passes.at(start), self.history
        calls = here.calls if event is None else here.heard_by(event)
        indices, is_told, loss = here.plan.indices, here.is_told, here.plan.loss
        assert loss is not None
        losses: list[float] = []
        rows = self._rows(end - start)
        while start < end:
            self._keep_if_due(start, here.update)
            stop = min(end, history.next_due(start))
            for iteration, row in enumerate(islice(rows, stop - start), start):
                if indices is not None:
                    indices[:] = row
                if is_told:
                    here.tell(iteration)
                for call in calls:
                    call()
                losses.append(loss.item())
                if until is not None and until(iteration + 1):
                    return losses, True
            start = stop
        return losses, False

    def _rows(self, count: int) -> Iterator[np.ndarray | None]:
        """The batches from here on, of which the next ``count`` are about to be taken."""
        batches = self.history.settings_at(self.iteration).batches
        known, at, rows = self._coming
        if known is not batches or at != self.iteration:
            rows = batches.rows(self.iteration)
        self._coming = batches, self.iteration + count, rows
        return rows

    def _find_trouble(self, start: int) -> None:
        """One of the passes since ``start`` gave a value that is not finite: stop at the very equation."""
        end = self.iteration
        self._reach(Moment(start))
        while self.iteration < end and not self.trouble:
            self.walk(len(self.equations_of(self.iteration)))
        self.history.forget_after(self.iteration)

    def _reach(self, target: Moment) -> None:
        """The start of the target's pass; if the target lies between passes, with the pass before it shown."""
        first = self.history.first_iteration
        start = target.iteration - (target.done == 0 and target.iteration > first)
        snapshot = self.history.nearest(start)
        if self.done or not snapshot.iteration <= self.iteration <= start:
            self._load(snapshot)
            self.done, self.shows_pass = 0, False
        self.train(target.iteration - self.iteration)

    def _load(self, snapshot: Snapshot) -> None:
        self.iteration = snapshot.iteration
        self.weights.everything[:] = snapshot.parameters
        self.update_of(self.iteration).memory[:] = snapshot.memory

    def _load_change(self) -> None:
        """Where settings or weights were changed by hand, what comes next starts from what they were changed to."""
        if self.history.is_change(self.iteration):
            self._load(self.history.nearest(self.iteration))

    def _is_within_reach(self, target: Moment) -> bool:
        """Whether going back to the target is only looking away: nothing was overwritten since."""
        if target.iteration != self.iteration or not 0 < target.done < self.done:
            return False
        return not any(each.overwrites for each in self.equations_of(self.iteration)[target.done : self.done])

    def _arrive_at(self, here: Pass, done: int) -> None:
        """``done`` equations are done; all of them is the end of the pass."""
        self.done = done
        if done == len(here.equations):
            if here.plan.loss is not None and math.isfinite(here.plan.loss.item()):
                self.history.record(self.iteration, [here.plan.loss.item()])
            self.iteration, self.done, self.shows_pass = self.iteration + 1, 0, True
            self._load_change()


def run_again(run: Run, other: Run | None = None) -> Run:
    """A run of its own, with arrays of its own, at the start of the pass that ``run`` shows: what that came from.

    ``other`` is one of the same passes, if they are not the document's.
    """
    other = run_from_snapshot(run, other)
    other.train(run.shown - other.iteration)
    return other


def run_from_snapshot(run: Run, other: Run | None = None) -> Run:
    """The same at the last snapshot before that pass, for those who go on from there little by little."""
    if other is None:
        other = Run(run.document, Weights(run.document.graph, run.document.header), run.history)
    other.history = run.history.fork()
    other._load(other.history.nearest(run.shown))
    return other
