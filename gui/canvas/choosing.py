"""Choosing: a field and a list over the canvas; type a few letters, the arrows choose, Enter takes, Escape closes."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout

from engine.layer import Layer
from gui.paint.icons import layer_icon
from gui.stylesheet import set_look

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

_ROWS = 9
VALUE = Qt.ItemDataRole.UserRole


class Choice(QFrame):
    """What there is to choose, and what a choice does, lives in the kinds of it."""

    def __init__(self, view: CanvasView, words: str) -> None:
        super().__init__(view)
        self._view = view
        set_look(self, "card")
        self.field, self.list = QLineEdit(), QListWidget()
        self.field.setPlaceholderText(words)
        self.field.setAccessibleName(words)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self.nothing = QLabel()
        self.nothing.setWordWrap(True)
        set_look(self.nothing, "secondary")
        layout.addWidget(self.nothing)
        self.field.textChanged.connect(self._show)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._take)
        self.hide()

    def fill(self, text: str) -> None:
        """Put what matches a text into the list, likeliest first."""

    def take(self, value: str) -> None:
        """Do what was chosen."""

    def open_at(self, corner: QPoint, text: str = "") -> None:
        """Near a place of the view, and inside it."""
        px = self._view.look.theme.px
        self.list.setIconSize(QSize(px(20), px(20)))
        self.field.setText(text)
        self._show(text)
        # Placed where its longest list has room, so that it stays put while letters make the list shorter.
        x = max(0, min(corner.x(), self._view.width() - self.width()))
        self.move(x, max(0, min(corner.y(), self._view.height() - self.height())))
        self.show()
        self.raise_()
        self.field.setFocus()

    def add(self, words: str, value: str, kind: type[Layer]) -> None:
        """One more row, with the tile of a kind of layer."""
        item = QListWidgetItem(layer_icon(kind.glyph, kind.family, self._view.look.theme), words)
        item.setData(VALUE, value)
        item.setToolTip(kind.words)
        self.list.addItem(item)

    def close_(self) -> None:
        """Put it away, and the keys back on the canvas."""
        self.hide()
        self._view.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the field that belong to the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.close_()
            elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take(self.list.currentItem())
            elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                by = 1 if event.key() == Qt.Key.Key_Down else -1
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + by)))
            else:
                return False
            return True
        if event.type() == QEvent.Type.FocusOut and not self.list.hasFocus():
            self.hide()
        return super().eventFilter(watched, event)

    def _show(self, text: str) -> None:
        self.list.clear()
        self.fill(text.strip().casefold())
        self.list.setCurrentRow(0)
        self.nothing.setText(f"Nothing here has “{text.strip()}” in its name; try fewer letters.")
        self._fit_rows()

    def _fit_rows(self) -> None:
        """As high as what is found, up to a few rows."""
        rows, px = self.list.count(), self._view.look.theme.px
        self.nothing.setVisible(rows == 0)
        self.list.setVisible(rows > 0)
        self.list.setFixedHeight(min(rows, _ROWS) * max(1, self.list.sizeHintForRow(0)) + 2 * self.list.frameWidth())
        self.setFixedWidth(px(260))
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.resize(px(260), layout.totalHeightForWidth(px(260)) if rows == 0 else layout.totalSizeHint().height())

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            value = item.data(VALUE)
            self.close_()
            self.take(value)
