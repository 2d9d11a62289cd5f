"""Picture: the canvas and the loss curve of a run, drawn into one PNG or SVG without a window."""
from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QApplication

from engine.session import Session
from gui.canvas.picture import paint_canvas, picture_rect
from gui.canvas.scene import CanvasScene
from gui.editor import Editor
from gui.paint.numbers import short
from gui.paint.picture_file import picture_file
from gui.playback.player import Player
from gui.settings import Settings
from gui.theme import Look, Theme, load_fonts

_WIDTH, _PLOT = 1200, 260


def draw(session: Session, path: Path) -> None:
    """Draw what the session shows now. Raises OSError with a sentence."""
    app = QApplication.instance() or QApplication([])
    load_fonts()
    look, settings = Look("light"), Settings()
    editor = Editor(session.document)
    player = Player(editor, settings)
    player.show(session)
    scene = CanvasScene(editor, player, look, settings)
    shown = picture_rect(scene)
    height = int(_WIDTH * shown.height() / shown.width())
    size = QSize(_WIDTH, height + _PLOT)
    with picture_file(path, size, look.theme.canvas) as painter:
        paint_canvas(painter, scene, QRectF(0, 0, _WIDTH, height))
        _paint_loss(painter, QRectF(0, height, _WIDTH, _PLOT), session, look.theme)
    app.processEvents()


def _paint_loss(painter: QPainter, area: QRectF, session: Session, theme: Theme) -> None:
    """Axes with their ends named, and the curve."""
    losses = session.history.losses
    frame = area.adjusted(90, 50, -40, -40)
    painter.fillRect(area, theme.panel)
    painter.setFont(theme.font("title", bold=True))
    painter.setPen(theme.ink)
    painter.drawText(area.topLeft() + QPointF(90, 34), "Loss against iterations")
    painter.setPen(QPen(theme.line, 1))
    painter.drawLine(frame.bottomLeft(), frame.bottomRight())
    painter.drawLine(frame.topLeft(), frame.bottomLeft())
    if losses.size < 2:
        return
    first, high = session.history.first_iteration + 1, float(losses.max())
    painter.setFont(theme.font("number"))
    painter.setPen(theme.secondary)
    side, top = Qt.AlignmentFlag.AlignRight, frame.top()
    painter.drawText(QRectF(0, top - 8, 80, 20), side, short(high))
    painter.drawText(QRectF(0, frame.bottom() - 10, 80, 20), side, "0")
    painter.drawText(frame.bottomLeft() + QPointF(0, 20), f"{first:,}")
    painter.drawText(QRectF(frame.right() - 120, frame.bottom() + 6, 120, 20), side, f"{first + losses.size - 1:,}")
    x = np.linspace(frame.left(), frame.right(), losses.size)
    y = frame.bottom() - losses / max(high, 1e-300) * frame.height()
    each = max(1, losses.size // 2000)
    painter.setPen(QPen(theme.accent, 1.5))
    painter.drawPolyline([QPointF(*point) for point in zip(x[::each].tolist(), y[::each].tolist(), strict=True)])
