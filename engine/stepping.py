"""Stepping: how anything that runs is moved, by steps of every size and to any moment."""
from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine.equation import Equation
from engine.history import Settings
from engine.moment import Moment, is_stop, next_stop, previous_stop
from engine.present import Present
from engine.run import Until

if TYPE_CHECKING:
    from engine.element import Element
    from engine.inquiry.occasion import Occasion


class Stepping(Present):
    """Steps forward and back, and goes anywhere. It never sleeps and knows no frames: the window pulls.

    ``of`` is the number that gradients are gradients of; None for the loss. Where nothing ``is_moving``, there is only
    one pass, for it would always be the same.
    """

    of: Element | None = None
    is_moving = True

    def occasion(self) -> Occasion:
        """All that the pass shown was computed from, in arrays of its own."""
        raise NotImplementedError

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

    def is_stop(self, by: str) -> bool:
        """Whether a step of this size ends here."""
        return is_stop(self.moment, by, self.equations, self.history.settings_at(self.run.shown).batches)

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

    def train(self, iterations: int, until: Until | None = None) -> int:
        """Make up to so many updates, fewer if one meets trouble or ``until`` says that it is enough; gives how many.

        ``until`` is asked after each update, with the number of updates made by then.
        """
        return 0 if self.why_not_train else self.run.train(iterations, until=until)

    def measure(self) -> None:
        """Put into the history what is measured now and then; only a session has such a thing."""

    def _settings(self) -> Settings:
        return self.history.settings_at(self.run.iteration)
