"""Gallery: the examples with a picture of their data and what is in them, to choose one by eye."""
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QDialog, QLabel, QListWidget, QListWidgetItem, QVBoxLayout

from engine import files
from engine.document import Document
from gui.canvas.metrics import CARD_RECT
from gui.data.picture import drawing_of
from gui.examples import example_title, examples
from gui.theme import Theme

if TYPE_CHECKING:
    from gui.window import Window

_WIDTH, _HEIGHT = 168, 108


class Gallery(QDialog):
    """Arrows walk, Enter or a double click opens."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setWindowTitle("Examples")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window = window
        theme = window.look.theme
        self.list = QListWidget()
        self.list.setAccessibleName("Examples")
        self.list.setIconSize(QSize(theme.px(_WIDTH), theme.px(_HEIGHT)))
        self.list.setWordWrap(True)
        self.list.setSpacing(theme.px(3))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for path in examples():
            self._add(path, theme)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(self._open)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel("Each opens as a copy of your own. Enter or a double click opens the chosen one."))
        layout.addWidget(self.list)
        self.resize(QSize(theme.px(600), theme.px(560)).boundedTo(window.size()))
        self.list.setFocus()

    def _add(self, path: Path, theme: Theme) -> None:
        document = files.read(path).document
        item = QListWidgetItem(f"{example_title(path)}\n{document.notes.partition(chr(10))[0]}", self.list)
        picture = picture_of(document, theme, self.devicePixelRatioF())
        icon = QIcon(picture)
        # Otherwise Qt tints the picture of the chosen one.
        icon.addPixmap(picture, QIcon.Mode.Selected)
        item.setIcon(icon)
        item.setData(Qt.ItemDataRole.UserRole, path)

    def _open(self, item: QListWidgetItem) -> None:
        path = item.data(Qt.ItemDataRole.UserRole)
        self.accept()
        self._window.files.open_example(path)


def picture_of(document: Document, theme: Theme, ratio: float) -> QPixmap:
    """The examples that the network learns from; its layers as blocks, where there is no data to draw."""
    pixmap = QPixmap(QSize(theme.px(_WIDTH), theme.px(_HEIGHT)) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(theme.canvas)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rect = QRectF(0, 0, theme.px(_WIDTH), theme.px(_HEIGHT))
    drawing = drawing_of(document.make_data())
    if isinstance(drawing, str):
        _paint_blocks(painter, rect.adjusted(8, 8, -8, -8), document, theme)
    else:
        drawing.paint(painter, rect, theme)
    painter.end()
    return pixmap


def _paint_blocks(painter: QPainter, rect: QRectF, document: Document, theme: Theme) -> None:
    nodes = document.graph.nodes
    places = {node.id: CARD_RECT.translated(*node.at) for node in nodes}
    whole = QRectF()
    for place in places.values():
        whole = whole.united(place)
    scale = min(rect.width() / whole.width(), rect.height() / whole.height()) if nodes else 1.0
    painter.translate(rect.center())
    painter.scale(scale, scale)
    painter.translate(-whole.center())
    painter.setPen(QPen(theme.faint, 0))
    for edge in document.graph.edges:
        painter.drawLine(places[edge.source].center(), places[edge.target].center())
    painter.setPen(Qt.PenStyle.NoPen)
    for node in nodes:
        painter.setBrush(theme.family(node.layer.family))
        painter.drawRoundedRect(places[node.id], 12, 12)
