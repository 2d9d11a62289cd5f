"""Session: one run of a document. It steps, goes back, trains, and knows every number of the present moment."""
from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from engine.batches import Batches
from engine.carry import carry_values, carry_weights, only_typed_differs, type_changes
from engine.document import Document
from engine.equation import Equation
from engine.evaluation import Evaluation, Score
from engine.history import History, Settings
from engine.moment import Moment, next_stop, previous_stop
from engine.present import Present
from engine.run import Run
from engine.trained import Trained
from engine.weights import Weights


class Session(Present):
    """What a learner does with a document that runs. It never sleeps and knows no frames: the window pulls.

    ``trained`` continues a run that was saved. ``carry`` is the session from before an edit: the weights of layers
    that the edit left alone stay; if the edit only typed weights in, the run and its history go on.
    Raises TooLargeError.
    """

    def __init__(self, document: Document, trained: Trained | None = None, carry: Session | None = None) -> None:
        self.document = document
        self.data = document.make_data()
        self.weights = Weights(document.graph, self.data.header)
        if carry is not None and only_typed_differs(carry.document, document):
            self._go_on(carry)
        else:
            self.weights.start(document.graph, document.seed, document.weight_draw)
            if carry is not None and _draws_alike(carry.document, document):
                carry_weights(carry.document, carry.weights, document, self.weights)
            self._begin(trained)
        if carry is not None:
            carry_values(carry.plan, self.plan)

    # moving

    def step(self, by: str, event: Callable[[Equation], Any] | None = None) -> None:
        """One step forward by equation, layer, phase, iteration or epoch; ``event`` hears of each equation.

        Does nothing where ``why_not_step`` says why not.
        """
        if self.why_not_step:
            return
        here, stop = self.moment, self.next_stop(by)
        if stop.done or stop == Moment(here.iteration + 1):
            self.run.walk(stop.done or len(self.run.equations_of(here.iteration)), event)
        else:
            self.run.train(stop.iteration - here.iteration, event)

    def next_stop(self, by: str) -> Moment:
        """Where a step of this size would end."""
        return next_stop(self.moment, by, self.run.equations_of(self.run.iteration), self._settings().batches)

    def back(self, by: str) -> None:
        """One step back of the same sizes, to the very bits that were there. Nothing at the start of the run."""
        if self.why_not_back:
            return
        here = self.moment
        before = here.iteration - (here.done == 0)
        stop = previous_stop(here, by, self.run.equations_of(before), self.history.settings_at(before).batches)
        self.run.goto(max(stop, Moment(self.history.first_iteration)))

    def goto(self, moment: Moment) -> None:
        """Be at any moment of the run; later than it ever got, run on. Raises ValueError before its start."""
        self.run.goto(moment)

    def train(self, iterations: int) -> int:
        """Make up to so many updates, fewer if one meets trouble; gives how many."""
        return 0 if self.why_not_train else self.run.train(iterations)

    def use(self, document: Document) -> None:
        """Go on with a document in which only the optimizer, the batch size, or names, places and notes differ."""
        self.document = document
        self.run.document = document
        batches = self._settings().batches.resized(document.examples_per_batch(), self.run.iteration)
        settings = Settings(document.optimizer, batches)
        if settings != self._settings():
            self.run.use(settings)

    def reset(self) -> None:
        """The start that the document says, whatever was trained; the history begins anew."""
        self.weights.start(self.document.graph, self.document.seed, self.document.weight_draw)
        self._begin(None)

    def trained(self) -> Trained:
        """What to save so that the run can go on from the last update made."""
        if self.run.done:
            raise ValueError("A run is saved between iterations; go to the start of this one first.")
        return Trained.of(self.run.iteration, self.weights, self.run.update_of(self.run.iteration))

    # how good

    @cached_property
    def _evaluation(self) -> Evaluation:
        return Evaluation(self.document, self.weights)

    def score(self, part: str) -> Score | None:
        """Loss and accuracy over all "train" or "test" examples with the present weights."""
        return self._evaluation.score(part)

    def measure(self) -> None:
        """Put the test loss of the present weights into the history."""
        score = self.score("test")
        if score is not None:
            self.history.measured(self.run.iteration, score.loss)

    def predict(self, features: np.ndarray) -> np.ndarray | None:
        """What the network says for made-up examples (features, M): (outputs, M), or None without a prediction."""
        return self._evaluation.predict(features)

    # inside

    def _settings(self) -> Settings:
        return self.history.settings_at(self.run.iteration)

    def _begin(self, trained: Trained | None) -> None:
        batches = Batches(self.data.train.examples, self.document.examples_per_batch(), self.document.seed)
        first, settings = trained.iteration if trained else 0, Settings(self.document.optimizer, batches)
        history = History(first, settings, self.weights.parameters.size)
        self.run = Run(self.document, self.weights, history)
        if trained is not None:
            trained.put_into(self.weights, self.run.update_of(trained.iteration))
        self.run.keep()

    def _go_on(self, carry: Session) -> None:
        """The run of ``carry`` from its last update on, with what was typed since."""
        iteration = carry.run.iteration
        carry.goto(Moment(iteration))
        self.run = Run(self.document, self.weights, carry.history.fork())
        self.run.iteration = iteration
        self.weights.everything[:] = carry.weights.everything
        memory = self.run.update_of(iteration).memory
        memory[:] = carry.run.update_of(iteration).memory
        for node in self.document.graph.nodes:
            type_changes(carry.document.graph.by_id[node.id], node, self.weights)
        self.history.change(iteration, self._settings(), self.weights.everything, memory)


def _draws_alike(before: Document, after: Document) -> bool:
    return (before.seed, before.weight_draw) == (after.seed, after.weight_draw)
