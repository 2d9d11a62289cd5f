"""Flight: the view on its way to a part of the scene, so that the eye can follow."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QObject, QPointF, QRectF, QVariantAnimation

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

MILLISECONDS = 250
_FILLED = 0.97


class Flight(QObject):
    """Whatever else moves the view ends it where it is. With reduced motion the view is there at once."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view, self._is_mine = view, False
        self._way: tuple[float, QPointF, float, QPointF] = (1.0, QPointF(), 1.0, QPointF())
        self.clock = QVariantAnimation(self)
        self.clock.setStartValue(0.0)
        self.clock.setEndValue(1.0)
        self.clock.setDuration(MILLISECONDS)
        self.clock.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self.clock.valueChanged.connect(self._show)
        view.framed.connect(self._on_framed)

    def to(self, rect: QRectF) -> None:
        """Until this part of the scene fills the view."""
        view = self._view
        self.clock.stop()
        self._way = (view.zoom, view.visible_centre(), zoom_for(view, rect), rect.center())
        if view.settings.get("reduced_motion"):
            self._show(1.0)
        else:
            self.clock.start()

    def _show(self, share: float) -> None:
        zoom, centre = on_the_way(*self._way, share)
        self._is_mine = True
        self._view.zoom_to(zoom)
        self._view.centre_at(centre)
        self._is_mine = False

    def _on_framed(self) -> None:
        if not self._is_mine:
            self.clock.stop()


def zoom_for(view: CanvasView, rect: QRectF) -> float:
    """The zoom at which a part of the scene fills the view."""
    size = view.viewport().size()
    scale = _FILLED * min(size.width() / rect.width(), size.height() / rect.height())
    return scale / view.look.theme.scale


def on_the_way(
    zoom: float, centre: QPointF, last_zoom: float, last_centre: QPointF, share: float
) -> tuple[float, QPointF]:
    """Zoom and middle after a share of the way: the zoom by equal factors, and the middle as if that were one zoom."""
    now = zoom * (last_zoom / zoom) ** share
    change = 1 / zoom - 1 / last_zoom
    moved = share if abs(change) < 1e-9 else (1 / zoom - 1 / now) / change
    return now, centre + (last_centre - centre) * moved
