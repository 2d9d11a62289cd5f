"""The camera: which part of the canvas is in view, and how large."""
from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QMargins, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from gui.canvas.picture import picture_rect
from gui.canvas.scene import CanvasScene
from gui.canvas.style import style_of
from gui.stylesheet import set_look

SMALLEST, LARGEST = 0.08, 80.0
STEP = 1.25
_FIT_LARGEST = 1.5
_MARGIN = 20
"""Pixels between a node that was brought into view and the rim."""
_REST = 150
"""After so many milliseconds without another change the view is at rest."""


class Camera(QGraphicsView):
    """A view that zooms at any point and moves anywhere. Zoom 1 is one pixel per unit at the theme's scale 1."""

    framed = Signal()

    def __init__(self, scene: CanvasScene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # A view does not keep its scene alive.
        self.canvas = scene
        self.setScene(scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheBackground)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self._is_fitted = False
        self._zoomed = QTimer(self)
        self._zoomed.setSingleShot(True)
        self._zoomed.setInterval(_REST)
        self._zoomed.timeout.connect(self._on_rest)
        self._moved = QTimer(self)
        self._moved.setSingleShot(True)
        self._moved.setInterval(_REST)
        self._moved.timeout.connect(self._on_still)
        self._ahead = QTimer(self)
        self._ahead.setInterval(0)
        self._ahead.timeout.connect(self._make_pictures)
        self._scale_of_theme = scene.look.theme.scale
        self.scale(self._scale_of_theme, self._scale_of_theme)
        scene.look.changed.connect(self._on_look)

    @property
    def zoom(self) -> float:
        """How large, whatever the theme's scale."""
        return float(self.transform().m11()) / self._scale_of_theme

    def zoom_at(self, position: QPoint | QPointF, factor: float) -> None:
        """Zoom by a factor; what lies under this position of the view stays there."""
        point = QPointF(position)
        factor = min(max(self.zoom * factor, SMALLEST), LARGEST) / self.zoom
        # A second change soon after the first: the zoom is under way.
        self.canvas.cards.is_zooming = self._zoomed.isActive() or self.canvas.cards.is_ready
        if self.canvas.cards.is_zooming:
            # The still picture is another one in each frame: to keep it would take as long as to paint it.
            self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        self._zoomed.start()
        before = self.mapToScene(point.toPoint())
        self.scale(factor, factor)
        moved = QPointF(self.mapFromScene(before)) - QPointF(point.toPoint())
        self.pan_by(-moved)

    def zoom_to(self, zoom: float) -> None:
        """This zoom, at the middle."""
        self.zoom_at(self.viewport().rect().center(), zoom / self.zoom)

    def zoom_in(self) -> None:
        """One step larger."""
        self.zoom_at(self.viewport().rect().center(), STEP)

    def zoom_out(self) -> None:
        """One step smaller."""
        self.zoom_at(self.viewport().rect().center(), 1 / STEP)

    def pan_by(self, delta: QPoint | QPointF) -> None:
        """Move the picture by so many pixels: what was at p is then at p + delta."""
        for bar, move in ((self.horizontalScrollBar(), delta.x()), (self.verticalScrollBar(), delta.y())):
            bar.setValue(bar.value() - round(move))
        self._is_fitted = False
        self.canvas.inside.pictures.is_moving = self._moved.isActive()
        self._moved.start()
        self.framed.emit()

    def fit(self) -> None:
        """All of the network in view, no larger than is calm."""
        content = picture_rect(self.canvas)
        if not self.canvas.nodes:
            self.zoom_to(1.0)
            self.centre_at(QPointF(0, 0))
            self._is_fitted = True
            return
        size = self.viewport().size()
        largest = min(size.width() / content.width(), size.height() / content.height())
        self.zoom_to(min(_FIT_LARGEST, max(SMALLEST, largest / self._scale_of_theme)))
        self.centre_at(content.center())
        self._is_fitted = True

    def centre_at(self, position: QPointF) -> None:
        """Move a scene position to the middle of the view."""
        self.pan_by(QPointF(self.viewport().rect().center() - self.mapFromScene(position)))

    def centre_on(self, ids: Iterable[str]) -> None:
        """Move these nodes to the middle of the view."""
        known = [id for id in ids if id in self.canvas.nodes]
        if known:
            self.centre_at(self.canvas.content_rect(known).center())

    def reveal(self, ids: Iterable[str]) -> None:
        """Bring these nodes into view, no farther than needed; who saw all of the network sees all of it again."""
        content = self.canvas.content_rect([id for id in ids if id in self.canvas.nodes])
        if self.visible_rect().contains(content):
            return
        if self._is_fitted:
            self.fit()
        else:
            self.ensureVisible(content, _MARGIN, _MARGIN)
            self.framed.emit()

    def make_room(self, rim: int, above: int) -> None:
        """Keep so many pixels free around the picture and above it, for what is not of the canvas."""
        margins = QMargins(rim, above, rim, rim)
        if margins != self.viewportMargins():
            self.setViewportMargins(margins)
            set_look(self, "rimmed" if rim else "")

    def visible_rect(self) -> QRectF:
        """The part of the scene that is in view."""
        return QRectF(self.mapToScene(self.viewport().rect()).boundingRect())

    def visible_centre(self) -> QPointF:
        """The scene position in the middle of the view."""
        return self.visible_rect().center()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Who sees all of it goes on seeing all of it.
        if self._is_fitted:
            self.fit()

    def _on_rest(self) -> None:
        self.canvas.cards.rest()
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheBackground)
        self.resetCachedContent()
        self.viewport().update()
        self._ahead.start()

    def _on_still(self) -> None:
        self.canvas.inside.pictures.is_moving = False
        self.viewport().update()
        self._ahead.start()

    def _make_pictures(self) -> None:
        """While nothing else is to be done, what the next change of the view will need."""
        canvas = self.canvas
        wanted = canvas.in_view.cards(self.visible_rect())
        ways = wanted, style_of(canvas.look.theme), self.transform().m11(), self.devicePixelRatioF()
        is_busy = self._zoomed.isActive() or self._moved.isActive()
        if is_busy or not (canvas.cards.make_ahead(*ways) or canvas.inside.make_ahead(*ways)):
            self._ahead.stop()

    def _on_look(self, _theme: object) -> None:
        scale = self.canvas.look.theme.scale
        if scale != self._scale_of_theme:
            middle = self.visible_centre()
            self.scale(scale / self._scale_of_theme, scale / self._scale_of_theme)
            self._scale_of_theme = scale
            self.centre_at(middle)
        self.resetCachedContent()
        self._zoomed.start()
        self.framed.emit()
