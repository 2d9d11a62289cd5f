"""Run: the arrays of a session and how they get from one moment to another, forward or back."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import takewhile
from typing import Any

import numpy as np

from engine.batches import Batches
from engine.document import Document
from engine.equation import Equation
from engine.history import History, Settings, Snapshot
from engine.moment import Moment
from engine.plan import Plan, compile_plan
from engine.trouble import describe
from engine.update import Update
from engine.weights import Weights


class Run:
    """Where a run is and how it moves: ``iteration`` updates are made, and ``done`` equations of the next pass.

    Between passes (``done`` is 0) the arrays hold the whole last pass if ``shows_pass``. ``trouble`` is a sentence
    if the last equation gave a value that is not finite.
    """

    def __init__(self, document: Document, weights: Weights, history: History) -> None:
        self.document = document
        self.weights = weights
        self.history = history
        self.iteration = history.first_iteration
        self.done = 0
        self.shows_pass = False
        self.trouble = ""
        self._train = document.make_data().train
        self._plans: dict[tuple[int, bool], Plan] = {}
        self._updates: dict[object, Update] = {}
        self._calls: dict[tuple[Plan, Update], tuple[Callable[[], Any], ...]] = {}

    # what holds for a pass, named by the number of updates before it

    def plan_of(self, iteration: int) -> Plan:
        """The plan of that pass, compiled when first needed."""
        batches = self.history.settings_at(iteration).batches
        key = batches.size_of(iteration), batches.is_whole_set
        plan = self._plans.get(key)
        if plan is None:
            examples = None if batches.is_whole_set else key[0]
            plan = compile_plan(self.document.graph, self._train, self.weights, examples)
            self._plans[key] = plan
        return plan

    def update_of(self, iteration: int) -> Update:
        """The update of that pass."""
        optimizer = self.history.settings_at(iteration).optimizer
        update = self._updates.get(optimizer)
        if update is None:
            update = self._updates[optimizer] = Update(optimizer, self.weights)
        return update

    def equations_of(self, iteration: int) -> tuple[Equation, ...]:
        """All equations of that pass. Where there is no loss there is nothing to update."""
        plan = self.plan_of(iteration)
        return plan.equations + (self.update_of(iteration).equations if plan.loss is not None else ())

    @property
    def shown(self) -> int:
        """The pass that the arrays belong to."""
        return self.iteration - (self.done == 0 and self.shows_pass)

    # moving

    def train(self, iterations: int) -> int:
        """Run whole passes, after finishing one under way. Gives how many updates were made; stops at trouble."""
        start = self.iteration
        if self.done and iterations:
            self.walk(len(self.equations_of(start)))
        with np.errstate(all="ignore"):
            while self.iteration - start < iterations and not self.trouble:
                self._run_some(iterations - (self.iteration - start))
        return self.iteration - start

    def walk(self, until: int, event: Callable[[Equation], object] | None = None) -> None:
        """Run equations of the pass under way until ``until`` are done, or one gives a value that is not finite.

        ``event`` is called after each equation.
        """
        equations = self.equations_of(self.iteration)
        if self.done == 0:
            self.keep()
            self._take_batch()
        with np.errstate(all="ignore"):
            for equation in equations[self.done : until]:
                for call in equation.bound:
                    call()
                if event is not None:
                    event(equation)
        bad = self._first_trouble(equations, until)
        if bad is None:
            self._arrive_at(until)
        elif bad == until - 1:
            self.trouble = describe(equations[bad], self.document.graph, self.iteration + 1)
            self._arrive_at(until)
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
        new = Update(settings.optimizer, self.weights)
        if new.takes_over(old):
            new.memory[:] = old.memory
        self._updates[settings.optimizer] = new
        self.history.change(self.iteration, settings, self.weights.parameters, new.memory)

    def keep(self) -> None:
        """A snapshot of this start of a pass."""
        self.history.keep(self.iteration, self.weights.parameters, self.update_of(self.iteration).memory)

    # inside

    def _run_some(self, most: int) -> None:
        """Whole passes at full speed, up to the next thing that has to happen between two of them."""
        start, history = self.iteration, self.history
        if start % history.spacing == 0:
            self.keep()
        batches = history.settings_at(start).batches
        ends = start + most, history.next_due(start), history.next_change(start), batches.full_until(start)
        losses = self._run_passes(start, int(min(ends)), batches)
        good = losses if math.isfinite(sum(losses)) else list(takewhile(math.isfinite, losses))
        history.record(start, good)
        self.iteration, self.done, self.shows_pass = start + len(losses), 0, True
        if len(good) < len(losses):
            self._find_trouble(start + len(good))
        else:
            self._load_change()

    def _run_passes(self, start: int, end: int, batches: Batches) -> list[float]:
        plan, update = self.plan_of(start), self.update_of(start)
        calls = self._calls.get((plan, update)) or self._calls.setdefault((plan, update), plan.calls + update.calls)
        assert plan.loss is not None
        loss, indices = plan.loss.item, plan.indices
        losses = []
        for rows in range(start, end) if indices is None else batches.indices(start, end):
            if indices is not None:
                indices[:] = rows
            for call in calls:
                call()
            losses.append(loss())
        return losses

    def _find_trouble(self, iteration: int) -> None:
        """The loss of this pass is not finite: stop at the very equation that gave the first such value."""
        self.history.forget_after(iteration)
        self._reach(Moment(iteration, 1))
        while not np.isfinite(self.weights.parameters).all() and iteration > self.history.first_iteration:
            iteration -= 1
            self._reach(Moment(iteration, 1))
        self.walk(len(self.equations_of(iteration)))

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
        self.weights.parameters[:] = snapshot.parameters
        self.update_of(self.iteration).memory[:] = snapshot.memory

    def _load_change(self) -> None:
        """Where settings or weights were changed by hand, what comes next starts from what they were changed to."""
        if self.history.is_change(self.iteration):
            self._load(self.history.nearest(self.iteration))

    def _first_trouble(self, equations: tuple[Equation, ...], until: int) -> int | None:
        """Place of the first equation walked that gave a value that is not finite.

        After a whole pass, finite loss and parameters prove at little cost that all that mattered was finite.
        """
        loss = self.plan_of(self.iteration).loss
        is_whole_pass = self.done == 0 and until == len(equations)
        if is_whole_pass and loss is not None and math.isfinite(loss.item() + self.weights.parameters.sum()):
            return None
        return next((at for at in range(self.done, until) if equations[at].trouble() is not None), None)

    def _is_within_reach(self, target: Moment) -> bool:
        """Whether going back to the target is only looking away: nothing was overwritten since."""
        if target.iteration != self.iteration or not 0 < target.done < self.done:
            return False
        return not any(each.overwrites for each in self.equations_of(self.iteration)[target.done : self.done])

    def _take_batch(self) -> None:
        plan, batches = self.plan_of(self.iteration), self.history.settings_at(self.iteration).batches
        if plan.indices is not None:
            plan.indices[:] = batches.indices(self.iteration, self.iteration + 1)[0]

    def _arrive_at(self, done: int) -> None:
        """``done`` equations are done; all of them is the end of the pass."""
        self.done = done
        plan = self.plan_of(self.iteration)
        if done == len(self.equations_of(self.iteration)):
            if plan.loss is not None:
                self.history.record(self.iteration, [plan.loss.item()])
            self.iteration, self.done, self.shows_pass = self.iteration + 1, 0, True
            self._load_change()
