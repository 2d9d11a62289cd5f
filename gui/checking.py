"""Checking: the gradient check in the window."""
from __future__ import annotations

from typing import TYPE_CHECKING

from engine.element import ParameterElement
from engine.inquiry.gradient_check import GradientCheck
from gui.in_slices import InSlices

if TYPE_CHECKING:
    from gui.window import Window

TIP = "Moves each parameter a little, and compares what the loss does with its gradient."


class Checking(InSlices):
    """One gradient check of what a window shows."""

    def __init__(self, window: Window) -> None:
        window.player.pause()
        self._session = window.player.session
        self._check = GradientCheck(self._session)
        super().__init__(window, "Check gradients", "Moving every parameter a little", self._check.total)

    def advance(self) -> str:
        if self._window.player.session is not self._session:
            return "The network was changed, so the check of its gradients was given up."
        self._check.go_on(1)
        return self.stop() if self._check.checked == self._check.total else ""

    def so_far(self) -> tuple[int, str]:
        return self._check.checked, f"{self._check.checked:,} of {self._check.total:,} parameters checked"

    def stop(self) -> str:
        if self._check.why_not:
            return self._check.why_not
        finding = self._check.finding()
        # Half a check that found nothing wrong is none.
        if finding.place and (self._check.checked == self._check.total or not finding.is_right):
            self._window.status_line.badge.show_finding(self._session, finding)
        return finding.sentence


def check_gradients(window: Window) -> None:
    """Begin a check, unless one is under way."""
    if window.findChild(Checking) is None:
        Checking(window)


def show_number(window: Window, element: ParameterElement) -> None:
    """Open the gradient of a parameter, where one sees how it was made; itself, if that is not computed yet."""
    from engine.inquiry.location import Location, find, is_current

    shown, location = window.player.shown, Location(element, is_gradient=True)
    found = find(shown, location if is_current(shown, location) else Location(element))
    if found is not None:
        window.number_page.ask(*found)
