"""Passes: what one iteration of a run consists of, compiled when first needed and remembered."""
from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import Any

from engine.document import Document
from engine.equation import Equation
from engine.history import History, Settings
from engine.optimizer import Optimizer
from engine.plan import Plan, compile_plan
from engine.update import Update
from engine.weights import Weights

Calls = tuple[Callable[[], Any], ...]


@dataclasses.dataclass(frozen=True, eq=False)
class Pass:
    """One iteration: the plan, the update, all their equations in order, and the calls of each.

    ``calls`` are the very calls of ``steps``, one after the other. Without a loss there is nothing to update.
    """

    plan: Plan
    update: Update
    equations: tuple[Equation, ...]
    steps: tuple[tuple[Equation, Calls], ...]
    calls: Calls

    @property
    def is_told(self) -> bool:
        """Whether anything depends on how many updates were made before the pass, so that it must be told."""
        return self.plan.chance is not None or self.update.count is not None

    def tell(self, iteration: int) -> None:
        """Tell the pass how many updates were made before it."""
        if self.plan.chance is not None:
            self.plan.chance.iteration = iteration
        if self.update.count is not None:
            self.update.count[...] = iteration

    def heard_by(self, event: Callable[[Equation], Any]) -> Calls:
        """The calls, with one to ``event`` after those of each equation."""
        heard: list[Callable[[], Any]] = []
        for equation, calls in self.steps:
            heard += [*calls, partial(event, equation)]
        return tuple(heard)

    @classmethod
    def of(cls, plan: Plan, update: Update) -> Pass:
        """The plan and, where there is a loss, the update after it."""
        equations = plan.equations + (update.equations if plan.loss is not None else ())
        steps = tuple((equation, equation.bound) for equation in equations)
        return cls(plan, update, equations, steps, tuple(call for _, calls in steps for call in calls))


class Passes:
    """The passes of a run by their number. Those with the same settings and batch size are one and the same."""

    def __init__(self, document: Document, weights: Weights, history: History) -> None:
        self._document = document
        self._weights = weights
        self._history = history
        self._train = document.make_data().train
        self._plans: dict[tuple[int, bool], Plan] = {}
        self._updates: dict[Optimizer, Update] = {}
        self._passes: dict[tuple[Settings, int], Pass] = {}
        self._latest: tuple[Settings, int, Pass] | None = None

    def at(self, iteration: int) -> Pass:
        """The pass after ``iteration`` updates."""
        settings = self._history.settings_at(iteration)
        examples = settings.batches.size_of(iteration)
        latest = self._latest
        if latest is not None and latest[0] is settings and latest[1] == examples:
            return latest[2]
        found = self._passes.get((settings, examples))
        if found is None:
            plan = self._plan(examples, settings.batches.is_whole_set)
            found = self._passes[settings, examples] = Pass.of(plan, self._update(settings.optimizer))
        self._latest = settings, examples, found
        return found

    def renew_update(self, optimizer: Optimizer) -> Update:
        """An update by this optimizer with a memory that starts anew."""
        self._passes = {key: each for key, each in self._passes.items() if key[0].optimizer != optimizer}
        self._latest = None
        self._updates[optimizer] = Update(optimizer, self._weights)
        return self._updates[optimizer]

    def _plan(self, examples: int, is_whole_set: bool) -> Plan:
        key = examples, is_whole_set
        if key not in self._plans:
            wanted = None if is_whole_set else examples
            self._plans[key] = compile_plan(
                self._document.graph, self._train, self._weights, wanted, seed=self._document.seed
            )
        return self._plans[key]

    def _update(self, optimizer: Optimizer) -> Update:
        return self._updates.get(optimizer) or self.renew_update(optimizer)
