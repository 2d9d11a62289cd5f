"""Session: one run of a document. It steps, goes back, trains, and knows every number of the present moment."""
from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from engine.batches import Batches
from engine.carry import carry_values, carry_weights, only_typed_differs, type_changes
from engine.document import Document
from engine.element import Element
from engine.evaluation import Evaluation, Score
from engine.history import History, Settings
from engine.inquiry.occasion import Occasion
from engine.moment import Moment
from engine.run import Run, run_again
from engine.stepping import Stepping
from engine.trained import Trained
from engine.weights import Weights

if TYPE_CHECKING:
    # Imported when first asked for: a window that opens needs none of it.
    from engine.inquiry.gradient import Derivative, Wanted
    from engine.inquiry.location import Location
    from engine.inquiry.nudge import Nudge
    from engine.inquiry.paths import Paths, Start


class Session(Stepping):
    """What a learner does with a document that runs. It steps and trains; what it knows is in Present.

    ``trained`` continues a run that was saved. ``carry`` is the session from before an edit: the weights of layers
    that the edit left alone stay; if the edit only typed weights in, the run and its history go on.
    """

    def __init__(self, document: Document, trained: Trained | None = None, carry: Session | None = None) -> None:
        self.document = document
        self.data = document.make_data()
        self.weights = Weights(document.graph, self.data.header)
        if carry is not None and only_typed_differs(carry.document, document):
            self._go_on(carry)
        else:
            kept: set[str] = set()
            if carry is not None and _draws_alike(carry.document, document):
                kept = carry_weights(carry.document, carry.weights, document, self.weights)
            self.weights.start(document.graph, document.seed, document.weight_draw, kept)
            self._begin(trained)
        if carry is not None:
            carry_values(carry.plan, self.plan)

    # moving otherwise

    def use(self, document: Document) -> None:
        """Go on with a document in which only optimizer, batch size, names, places, notes or watch list differ."""
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
        """What to save so that the run can go on: as it was at the ``savable`` moment, wherever the run is now."""
        run = self.run if self.moment == self.savable else run_again(self.run)
        return Trained.of(run.iteration, run.weights, run.update_of(run.iteration))

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

    # gradients of anything

    def occasion(self) -> Occasion:
        return Occasion.of(self)

    def gradient(self, of: Element | None, *with_respect_to: Wanted, is_training: bool = True) -> Derivative:
        """∂(one number of a value)/∂(values and parameters) in the pass shown; of the loss where ``of`` is None.

        A node's id stands for its value, a pair (id, name) for a parameter. What comes is stepped like a session, and
        nothing of this one changes. Without ``is_training``, layers do what they do in an evaluation.
        """
        from engine.inquiry.gradient import Derivative

        return Derivative(Occasion.of(self, is_training), of, with_respect_to)

    def paths(self, start: Start, of: Element | None = None) -> Paths:
        """Every path from a number to the loss, or to one number ``of`` a value, in the pass shown.

        ``start`` is an Element of a value, or a ParameterElement.
        """
        from engine.inquiry.paths import Paths

        return Paths(Occasion.of(self), start, of)

    def nudge(self, location: Location) -> Nudge:
        """One number of the pass shown, to be moved by hand: what the loss does, and what its gradient says of it."""
        from engine.inquiry.nudge import Nudge

        return Nudge(self.occasion(), location)

    # inside

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
            type_changes(carry.document.graph.by_id[node.id], node, self.weights, self.document)
        self.history.change(iteration, self._settings(), self.weights.everything, memory)


def _draws_alike(before: Document, after: Document) -> bool:
    return (before.seed, before.weight_draw) == (after.seed, after.weight_draw)
