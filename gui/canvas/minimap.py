"""The minimap: the whole network, small, in a corner of the canvas; a press in it moves the view."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from gui.canvas.camera import Camera
from gui.canvas.metrics import CARD_RECT
from gui.canvas.style import pen
from gui.settings import Settings
from gui.theme import mix

NARROWEST, LOWEST = 720, 400
"""A canvas less wide or less high than this, in pixels at scale 1, has no room for a minimap."""
_CLOSE = 1.7
"""Where less than so many cards side by side are in view, there is nothing to look for."""
_WIDTH, _HEIGHT, _PAD, _MARGIN = 130, 78, 10, 12


class Minimap(QWidget):
    """Blocks for the cards, the one at work and the selected ones in the accent, and a frame for what is in view."""

    def __init__(self, view: Camera, settings: Settings) -> None:
        super().__init__(view)
        self._view, self._settings = view, settings
        self._scene = view.canvas
        self._picture: QPixmap | None = None
        self._moves = 0
        self._active = ""
        self.setAccessibleName("Overview of the network")
        self.setToolTip("The whole network. Press to go there.")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        view.viewport().installEventFilter(self)
        view.framed.connect(self._show_where_useful)
        self._scene.editor.changed.connect(self.refresh)
        self._scene.editor.opened.connect(self.refresh)
        self._scene.editor.selection_changed.connect(self._on_selection)
        self._scene.pulses.ticked.connect(self._on_tick)
        self._scene.look.changed.connect(self.refresh)
        settings.changed.connect(self._show_where_useful)
        self.refresh()

    def refresh(self) -> None:
        """Take the place in the corner, where there is room and something to show."""
        theme = self._scene.look.theme
        area = self._view.viewport().geometry()
        self.setGeometry(
            area.right() - theme.px(_WIDTH + _MARGIN),
            area.top() + theme.px(_MARGIN),
            theme.px(_WIDTH),
            theme.px(_HEIGHT),
        )
        self._repaint()
        self._show_where_useful()

    def _show_where_useful(self) -> None:
        """Not in a narrow canvas, nor on a card that it would only repeat, nor where one card takes up the view."""
        theme, view = self._scene.look.theme, self._view
        size = view.viewport().size()
        has_room = size.width() >= theme.px(NARROWEST) and size.height() >= theme.px(LOWEST) and self._scene.nodes
        covered = QRectF(view.mapToScene(self.geometry()).boundingRect())
        repeats = view.visible_rect().contains(self._scene.content_rect()) and any(
            covered.intersects(CARD_RECT.translated(item.pos())) for item in self._scene.nodes.values()
        )
        is_wanted = "map" not in self._settings.get("hidden_panes")
        is_close = view.visible_rect().width() < _CLOSE * CARD_RECT.width()
        self.setVisible(is_wanted and bool(has_room) and not repeats and not is_close)
        self.update()

    def _on_selection(self, _selected: object) -> None:
        self._repaint()
        self._show_where_useful()

    def _on_tick(self) -> None:
        wave = self._scene.pulses.wave
        active = wave.node if wave else ""
        if active != self._active:
            self._active = active
            self._repaint()

    def _repaint(self) -> None:
        self._picture = None
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The view has another size."""
        if event.type() == QEvent.Type.Resize:
            self.refresh()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        # The cards are kept, as Qt asks for them again with every frame of the canvas below.
        if self._picture is None or self._moves != self._scene.moves:
            self._moves = self._scene.moves
            self._picture = QPixmap(self.size() * self.devicePixelRatioF())
            self._picture.setDevicePixelRatio(self.devicePixelRatioF())
            self._picture.fill(Qt.GlobalColor.transparent)
            self._paint(self._picture)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        self._paint_frame(painter)
        painter.end()

    def _paint(self, picture: QPixmap) -> None:
        theme = self._scene.look.theme
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.panel)
        painter.setPen(pen(theme.line, 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(6), theme.px(6))
        scale, offset = self._projection()
        marked = self._scene.editor.selection | {self._active}
        painter.setPen(Qt.PenStyle.NoPen)
        for id, item in self._scene.nodes.items():
            painter.setBrush(theme.accent if id in marked else mix(theme.panel, theme.faint, 0.42))
            card = CARD_RECT.translated(item.pos())
            block = QRectF(card.topLeft() * scale + offset, card.size() * scale)
            painter.drawRoundedRect(block, min(2.0, block.height() / 4), min(2.0, block.height() / 4))
        painter.end()

    def _paint_frame(self, painter: QPainter) -> None:
        """Around what is in view, where that is not everything."""
        seen = self._view.visible_rect()
        if not seen.contains(self._scene.content_rect()):
            scale, offset = self._projection()
            frame = QRectF(seen.topLeft() * scale + offset, seen.size() * scale)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(pen(self._scene.look.theme.accent, 1.2))
            painter.drawRoundedRect(frame.intersected(QRectF(self.rect()).adjusted(2, 2, -2, -2)), 2, 2)

    def _projection(self) -> tuple[float, QPointF]:
        """From the scene to this widget: first the scale, then the offset."""
        content = self._scene.content_rect()
        if content.isEmpty():
            return 1.0, QPointF()
        room = QRectF(self.rect()).adjusted(_PAD, _PAD, -_PAD, -_PAD)
        scale = min(room.width() / content.width(), room.height() / content.height(), 0.18)
        return scale, room.center() - content.center() * scale

    def _go(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            scale, offset = self._projection()
            self._view.centre_at((event.position() - offset) / scale)
        event.accept()
