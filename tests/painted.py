"""Painted: the texts that a widget paints, read from the calls of its painter, and where they stand."""
from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPaintDevice, QPaintEngine, QPaintEngineState, QTextItem, QTransform
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class Text:
    """A text and where its first letter stands, in pixels of the widget."""

    words: str
    at: QPointF


class _Reader(QPaintEngine):
    def __init__(self) -> None:
        super().__init__(QPaintEngine.PaintEngineFeature.AllFeatures)
        self.found: list[Text] = []
        self._transform = QTransform()

    def begin(self, device: QPaintDevice) -> bool:
        return True

    def end(self) -> bool:
        return True

    def updateState(self, state: QPaintEngineState) -> None:
        if state.state() & QPaintEngine.DirtyFlag.DirtyTransform:
            self._transform = QTransform(state.transform())

    def drawTextItem(self, at: QPointF, item: QTextItem) -> None:
        self.found.append(Text(item.text(), self._transform.map(QPointF(at))))

    def drawPixmap(self, *_: object) -> None:
        """Nothing is read from pictures."""

    drawImage = drawPath = drawRects = drawLines = drawPolygon = drawEllipse = drawPoints = drawPixmap

    def type(self) -> QPaintEngine.Type:
        return QPaintEngine.Type.User


class _Page(QPaintDevice):
    def __init__(self, size: QSize) -> None:
        super().__init__()
        self.reader, self._size = _Reader(), size

    def paintEngine(self) -> QPaintEngine:
        return self.reader

    def metric(self, what: QPaintDevice.PaintDeviceMetric) -> int:
        metrics = QPaintDevice.PaintDeviceMetric
        sizes = {metrics.PdmWidth: self._size.width(), metrics.PdmHeight: self._size.height()}
        ones = metrics.PdmDevicePixelRatio, metrics.PdmNumColors
        fraction = {metrics.PdmDevicePixelRatioScaled: int(QPaintDevice.devicePixelRatioFScale()), metrics.PdmDepth: 32}
        return {**sizes, **fraction, **dict.fromkeys(ones, 1)}.get(what, 96)


def painted(widget: QWidget) -> list[Text]:
    """All texts that a widget and what is in it paint, with their places in it."""
    page = _Page(widget.size())
    widget.render(page)
    return page.reader.found


def painted_in(widget: QWidget, place: QRectF) -> str:
    """The text that stands in a part of a widget, "" if there is none."""
    # A letter begins at its lower left corner.
    return "".join(text.words for text in painted(widget) if place.contains(text.at + QPointF(0, -2)))
