"""Picture files: what a painter paints goes into a PNG, or into an SVG that looks the same on every machine."""
from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRect, QSize
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath
from PySide6.QtSvg import QSvgGenerator

_LARGEST_SIDE = 16_000
_TEXT = re.compile(r"<text ([^>]*)>([^<]*)</text>")
_ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')


@contextmanager
def picture_file(path: Path, size: QSize, ground: QColor, sharpness: float = 2.0) -> Iterator[QPainter]:
    """A painter over ``size`` units; at the end the file is there: .svg as vectors, else pixels, so many a unit.

    Raises OSError with a sentence, and then leaves no file behind.
    """
    if path.suffix.lower() == ".svg":
        with _vectors(path, size) as painter:
            yield painter
        return
    sharpness = min(sharpness, _LARGEST_SIDE / max(size.width(), size.height()))
    image = QImage(size * sharpness, QImage.Format.Format_RGB32)
    image.fill(ground)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(sharpness, sharpness)
    yield painter
    painter.end()
    if not image.save(str(path)):
        raise OSError(f"The picture can't be written to {path.name}: use a name that ends in .png or .svg, in a "
                      "folder where files may be written.")


@contextmanager
def _vectors(path: Path, size: QSize) -> Iterator[QPainter]:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setTitle("A network in Undertow")
    painter = QPainter(generator)
    yield painter
    painter.end()
    written = bytes(buffer.data().data()).decode("utf-8")
    try:
        path.write_text(_TEXT.sub(_as_shape, written), encoding="utf-8")
    except OSError as error:
        raise OSError(f"The picture can't be written to {path.name}: {error.strerror}.") from error


def _as_shape(found: re.Match[str]) -> str:
    """A text as the outline of its letters: another machine does not have our fonts."""
    given, text = dict(_ATTRIBUTE.findall(found[1])), html.unescape(found[2])
    font = QFont(given["font-family"])
    size = float(given["font-size"])
    font.setPixelSize(max(1, round(size)))
    font.setWeight(QFont.Weight(int(given["font-weight"])))
    font.setItalic(given["font-style"] == "italic")
    letters = QPainterPath()
    letters.addText(0, 0, font, text)
    scale = size / font.pixelSize()
    place = f"translate({given['x']},{given['y']}) scale({scale:g})"
    look = f'fill="{given["fill"]}" fill-opacity="{given["fill-opacity"]}" stroke="none" fill-rule="nonzero"'
    return f'<path aria-label="{html.escape(text)}" transform="{place}" {look} d="{_outline(letters)}"/>'


def _outline(path: QPainterPath) -> str:
    """The path in SVG's letters: M moves, L draws a line, and C a curve over three points."""
    parts = []
    for place in range(path.elementCount()):
        element = path.elementAt(place)
        kind = element.type
        letter = {
            QPainterPath.ElementType.MoveToElement: "M", QPainterPath.ElementType.LineToElement: "L",
            QPainterPath.ElementType.CurveToElement: "C",
        }.get(kind, "")  # fmt: skip
        parts.append(f"{letter}{element.x:.4g} {element.y:.4g}")
    return " ".join(parts)
