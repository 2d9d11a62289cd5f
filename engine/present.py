"""Present: what can be asked of the present moment of a run."""
from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from engine.document import Document
from engine.equation import Equation
from engine.history import History
from engine.moment import Moment
from engine.places import places
from engine.plan import Plan
from engine.run import Run, run_from_snapshot
from engine.trouble import is_finite
from engine.value import Parameter
from engine.weights import Weights

if TYPE_CHECKING:
    # Imported when first asked for: a window that opens needs none.
    from engine.inquiry.origins import Origins


class Present:
    """The half of a session that answers; the other half moves."""

    document: Document
    weights: Weights
    run: Run

    # what there is

    @property
    def plan(self) -> Plan:
        """The plan of the pass that is shown: its values are what the canvas shows."""
        return self.run.plan_of(self.run.shown)

    @property
    def equations(self) -> tuple[Equation, ...]:
        """The equations of the pass that is shown, the update's included."""
        return self.run.equations_of(self.run.shown)

    @property
    def moment(self) -> Moment:
        """Where the run is."""
        return Moment(self.run.iteration, self.run.done)

    def moment_after(self, done: int) -> Moment:
        """The moment at which so many equations of the pass shown are done; all of them is the end of the pass."""
        return Moment(self.run.shown + 1) if done == len(self.equations) else Moment(self.run.shown, done)

    @property
    def pass_words(self) -> str:
        """The pass that is shown, counted from 1."""
        return f"iteration {self.run.shown + 1:,}"

    @property
    def symbol(self) -> str:
        """What the gradients are gradients of: the loss L."""
        return "L"

    @property
    def epoch(self) -> int:
        """The epoch that the pass shown belongs to, from 1."""
        return self.run.history.settings_at(self.run.shown).batches.place(self.run.shown)[0] + 1

    @property
    def latest(self) -> int | None:
        """Place in ``equations`` of the last one that ran; None before the first."""
        if self.run.done:
            return self.run.done - 1
        return len(self.equations) - 1 if self.run.shows_pass else None

    @property
    def history(self) -> History:
        """The run so far: losses, tests, snapshots."""
        return self.run.history

    @property
    def trouble(self) -> str:
        """A sentence if the run stopped at a value that is not finite, else empty."""
        return self.run.trouble

    @property
    def savable(self) -> Moment:
        """The last moment between two iterations whose numbers a file can keep: all of them are finite."""
        here = self.moment
        memory = self.run.update_of(self.run.shown).memory
        is_beyond = not here.done and not is_finite(self.weights.everything, memory)
        return Moment(max(here.iteration - is_beyond, self.history.first_iteration))

    def is_current(self, id: str, part: str) -> bool:
        """Whether a node's "value", "gradient" or gradients of "parameters" are of the pass shown; else grey them."""
        return currency(self)(id, part)

    def values_of(self, id: str) -> np.ndarray | None:
        """The node's value in the pass shown, (*shape, examples); None for a node that is left out."""
        value = self.plan.values.get(id)
        return None if value is None else value.value

    def gradient_of(self, id: str) -> np.ndarray | None:
        """The gradient by the node's value; None where none is computed."""
        value = self.plan.values.get(id)
        return None if value is None or value.gradient is None else value.grad

    def parameters_of(self, id: str) -> dict[str, Parameter]:
        """The node's parameters by name, values and gradients as views."""
        return self.weights.named(id)

    def origins(self) -> Origins:
        """Where each number came from that is shown now: terms and factors, in turn. It keeps to this moment."""
        from engine.inquiry.origins import origins_of

        *_, last = origins_of(self.run, self.again(), self.run.iteration + 1)
        assert last is not None, "the origins come last of all"
        return last

    def again(self) -> Run:
        """A run of its own before the pass shown, as near to it as can be had at once."""
        return run_from_snapshot(self.run)

    # why not: "" or a sentence

    @property
    def why_not_step(self) -> str:
        """Why there is no next step."""
        if self.trouble:
            return f"{self.trouble} There is nothing sensible to compute after that."
        if not self.plan.equations:
            for problem in self.plan.left_out.values():
                return f"There is nothing to compute yet. {problem}"
            return "There is nothing to compute yet: put a layer on the canvas and connect its inputs."
        return ""

    @property
    def why_not_train(self) -> str:
        """Why there is nothing to train."""
        if self.why_not_step or self.plan.loss is not None:
            return self.why_not_step
        return self.plan.why_no_loss

    @property
    def why_not_back(self) -> str:
        """Why there is no step back."""
        return "This is the start of the run." if self.moment == Moment(self.history.first_iteration) else ""


def currency(present: Present) -> Callable[[str, str], bool]:
    """``is_current`` as of this moment, for who asks it of many nodes at once."""
    known, done, shows_pass = places(present.plan), present.run.done, present.run.shows_pass

    def is_current(id: str, part: str) -> bool:
        place = known.get((id, part))
        return place is not None and (place <= done if done else shows_pass)

    return is_current
