"""Zooming: what the wheel, two fingers on a touchpad and a pinch do. None of it is an edit."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QWheelEvent

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

_NOTCH = 120
_PER_NOTCH = 1.2


def wheel(view: CanvasView, event: QWheelEvent) -> None:
    """Two fingers pan. A wheel zooms at the cursor, or pans, as the setting says; with Ctrl it always zooms."""
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        is_zoom = True
    else:
        is_zoom = not _is_by_fingers(event) and bool(view.settings.get("wheel_zooms"))
    if is_zoom:
        view.zoom_at(event.position(), _PER_NOTCH ** (event.angleDelta().y() / _NOTCH))
    elif not event.pixelDelta().isNull():
        view.pan_by(QPointF(event.pixelDelta()))
    else:
        view.pan_by(QPointF(event.angleDelta()) / 2)
    event.accept()


def pinch(view: CanvasView, event: QNativeGestureEvent) -> bool:
    """Two fingers apart or together zoom at the place between them. False for any other gesture."""
    if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
        return False
    view.zoom_at(event.position(), max(0.1, 1 + event.value()))
    event.accept()
    return True


def _is_by_fingers(event: QWheelEvent) -> bool:
    """A touchpad says what it is, or when fingers come down. Pixels prove nothing: on macOS a mouse has them too."""
    is_touchpad = event.device() is not None and event.device().type() == QInputDevice.DeviceType.TouchPad
    return is_touchpad or event.phase() != Qt.ScrollPhase.NoScrollPhase
