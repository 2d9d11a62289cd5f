"""Pictures of the canvas: painted with any painter, or written as PNG or SVG."""
from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from gui.canvas.scene import CanvasScene
from gui.paint.picture_file import picture_file

_MARGIN = 32.0
_EMPTY = QRectF(0, 0, 640, 400)


def picture_rect(scene: CanvasScene) -> QRectF:
    """The part of the scene that a picture shows: all cards, every curve, and a margin."""
    rect = scene.content_rect()
    for edge in scene.edges.values():
        rect = rect.united(edge.path.boundingRect())
    return rect.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN) if scene.nodes else QRectF(_EMPTY)


def paint_canvas(painter: QPainter, scene: CanvasScene, target: QRectF) -> None:
    """The whole network as large as fits into ``target``."""
    scene.cards.rest()
    scene.inside.pictures.is_moving = False
    scene.pulses.finish()
    scene.render(painter, target, picture_rect(scene))


def grab_picture(scene: CanvasScene, path: str | Path) -> None:
    """Write the whole network to a file: .svg as vectors, else as pixels. Raises OSError with a sentence."""
    size = picture_rect(scene).size().toSize()
    with picture_file(Path(path), size, scene.look.theme.canvas) as painter:
        paint_canvas(painter, scene, QRectF(0, 0, size.width(), size.height()))
