"""Pictures of the canvas: painted with any painter, or written as PNG or SVG."""
from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from gui.canvas.scene import CanvasScene

_MARGIN = 32.0
_SHARPNESS = 2.0
_LARGEST_SIDE = 16_000
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
    scene.render(painter, target, picture_rect(scene))


def grab_picture(scene: CanvasScene, path: str | Path) -> None:
    """Write the whole network to a file: .svg as vectors, else as pixels. Raises OSError with a sentence."""
    path = Path(path)
    size = picture_rect(scene).size()
    if path.suffix.lower() == ".svg":
        _write_svg(scene, path, size.toSize())
        return
    sharpness = min(_SHARPNESS, _LARGEST_SIDE / max(size.width(), size.height()))
    image = QImage((size * sharpness).toSize(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paint_canvas(painter, scene, QRectF(image.rect()))
    painter.end()
    if not image.save(str(path)):
        raise OSError(f"The picture can't be written to {path.name}: use a name that ends in .png or .svg, in a "
                      "folder where files may be written.")


def _write_svg(scene: CanvasScene, path: Path, size: QSize) -> None:
    try:
        path.touch()
    except OSError as error:
        raise OSError(f"The picture can't be written to {path.name}: {error.strerror}.") from error
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setTitle("A network in Undertow")
    painter = QPainter(generator)
    paint_canvas(painter, scene, QRectF(0, 0, size.width(), size.height()))
    painter.end()
