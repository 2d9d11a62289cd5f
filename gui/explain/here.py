"""Here: which number the pointer is on, or else the keyboard, wherever numbers are shown."""
from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QCursor

from engine.inquiry.rules import Index
from gui.canvas.hovering import number_at

if TYPE_CHECKING:
    from gui.window import Window


def ask_here(window: Window) -> None:
    """Open the number there, or say how to get to one."""
    found = _under_pointer(window, QCursor.pos()) or _in_focus(window)
    if found is None:
        window.say("There is no number under the pointer; point at one, or go to one with the arrow keys.")
    else:
        window.number_page.ask(*found)


def _under_pointer(window: Window, at: QPoint) -> tuple[np.ndarray, Index] | None:
    numbers, values = window.explain_page.numbers, window.values_page
    for widget, look_up in (
        (window.view.viewport(), partial(number_at, window.view)),
        (numbers, numbers.number_at),
        (values.grid.viewport(), values.number_at),
    ):
        place = widget.mapFromGlobal(at)
        if widget.isVisible() and widget.visibleRegion().contains(place):
            return look_up(QPointF(place))
    return None


def _in_focus(window: Window) -> tuple[np.ndarray, Index] | None:
    if window.explain_page.numbers.hasFocus():
        return window.explain_page.numbers.number_in_focus()
    return window.values_page.number_in_focus() if window.values_page.grid.hasFocus() else None
