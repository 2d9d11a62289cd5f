"""Gradient badge: whether the gradients of what is shown were checked, and what came out; a click checks them."""
from __future__ import annotations

import weakref

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QToolButton

from engine.inquiry.gradient_check import Finding
from engine.session import Session
from gui.checking import TIP
from gui.paint.numbers import MINUS
from gui.stylesheet import set_look

_COST = "Backpropagation takes 1 forward and 1 backward pass."


class GradientBadge(QToolButton):
    """Says what it knows for as long as it holds: until a parameter is another number, or the network another.

    ``check_asked``: a click wants a check. ``offender_asked``: one wants to see the parameter whose gradient is wrong.
    """

    check_asked = Signal()
    offender_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._finding: Finding | None = None
        self._session: weakref.ref[Session] | None = None
        self._iteration = 0
        self._parameters = np.empty(0)
        self._shown: object = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self._on_clicked)

    def show_finding(self, session: Session, finding: Finding) -> None:
        """A check of ``session``, as it is now, came to its end."""
        self._finding, self._session = finding, weakref.ref(session)
        self._iteration, self._parameters = session.moment.iteration, session.weights.everything.copy()
        self.refresh(session)

    def refresh(self, session: Session) -> None:
        """Say what holds for the session as it is now."""
        self.setVisible(session.plan.loss is not None and session.weights.parameters.size > 0)
        finding = self._finding if self._holds(session) else None
        size = session.weights.parameters.size
        if (finding, self._finding, size) == self._shown:
            return
        self._shown = finding, self._finding, size
        self.setText(_text(finding))
        set_look(self, "badge" if finding is None else "badge_right" if finding.is_right else "badge_wrong")
        self.setToolTip(_unchecked(self._finding, self._iteration, size) if finding is None else _tip(finding))
        self.setAccessibleDescription(self.toolTip())

    @property
    def is_wrong(self) -> bool:
        """Whether what it says is that a gradient is wrong."""
        return bool(self.property("look") == "badge_wrong")

    def _holds(self, session: Session) -> bool:
        """Whether the last check was one of these very numbers; a loss or a batch of another iteration is another."""
        is_same = self._session is not None and self._session() is session
        if not is_same or session.moment.iteration != self._iteration:
            return False
        return bool(np.array_equal(self._parameters, session.weights.everything))

    def _on_clicked(self) -> None:
        if self.is_wrong and self._finding is not None:
            self.offender_asked.emit(self._finding.element)
        else:
            self.check_asked.emit()


def _text(finding: Finding | None) -> str:
    if finding is None:
        return "check gradients"
    return "gradients checked ✓" if finding.is_right else "gradient wrong ✗"


def _tip(finding: Finding) -> str:
    """The worst of all, with both numbers, and what it took to know."""
    worst, which = finding.worst, "worst of them" if finding.is_right else "offender"
    passes = f"{_parameters(finding)}: {finding.passes:,} forward passes. {_COST}"
    fault = f"The fault is in the backward pass of {finding.blamed}. Click to see the number."
    return "\n".join(
        (
            f"The {which}: {finding.place}",
            f"backward pass {_number(worst.said)}, differences of the loss {_number(worst.measured)}",
            f"apart by {abs(worst.said - worst.measured):.1e}",
            passes,
            "Click to check again." if finding.is_right else fault,
        )
    )


def _unchecked(before: Finding | None, iteration: int, size: int) -> str:
    cost = f"{size:,} parameter{'s' * (size != 1)}: {2 * size:,} forward passes or more. {_COST}"
    if before is None:
        return f"{TIP}\n{cost}"
    said = "right" if before.is_right else "wrong"
    return f"They were {said} after {iteration:,} iterations; the numbers are others now.\n{TIP}\n{cost}"


def _parameters(finding: Finding) -> str:
    of = "" if finding.checked == finding.parameters else f" of {finding.parameters:,}"
    return f"{finding.checked:,}{of} parameter{'s' * (finding.parameters != 1)}"


def _number(number: float) -> str:
    return f"{number:.9g}".replace("-", MINUS)
