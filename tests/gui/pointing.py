"""Pointing: the pointer comes over a widget, wherever it was before and whatever windows other tests left."""
from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget


def point_at(widget: QWidget, place: QPoint, down: Qt.MouseButton = Qt.MouseButton.NoButton) -> None:
    """Move the pointer there, with that button down. A test's own moves go to the window that the system puts first."""
    none = Qt.MouseButton.NoButton
    at, globally = QPointF(place), QPointF(widget.mapToGlobal(place))
    move = QMouseEvent(QEvent.Type.MouseMove, at, globally, none, down, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, move)
