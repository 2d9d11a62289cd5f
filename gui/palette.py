"""Palette: every kind of layer, to search, to drag onto the canvas, or to place with Enter."""
from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from engine.layer import FAMILIES, layer_kinds
from gui.editor import Editor
from gui.paint.icons import layer_icon
from gui.stylesheet import set_look
from gui.theme import Look, Theme

_KIND = Qt.ItemDataRole.UserRole


class Palette(QWidget):
    """A list by family. Dragging grabs the mouse, so that the same code works everywhere and can be tested."""

    drag_moved = Signal(str, object)
    dropped = Signal(str, object)
    drag_left = Signal()
    chosen = Signal(str)

    def __init__(self, editor: Editor, look: Look) -> None:
        super().__init__()
        self._look = look
        self._pressed: tuple[str, QPoint] | None = None
        self._dragging = ""
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_look(self, "panel")
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search layers")
        self.search.setAccessibleName("Search layers")
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName("Layers")
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.ghost = QLabel(self, Qt.WindowType.ToolTip | Qt.WindowType.WindowTransparentForInput)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self.search)
        self._layout.addWidget(self.list)
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self.list.viewport().installEventFilter(self)
        self.list.installEventFilter(self)
        self.list.itemDoubleClicked.connect(lambda item: self._choose(item))
        look.changed.connect(self._fill)
        self._fill(look.theme)

    def kinds_shown(self) -> list[str]:
        """The kinds that the search leaves, in order."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [item.data(_KIND) for item in items if item.data(_KIND) and not item.isHidden()]

    def _fill(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(12), theme.px(12), theme.px(12), 0)
        self._layout.setSpacing(theme.px(8))
        self.list.clear()
        self.list.setIconSize(QSize(theme.px(20), theme.px(20)))
        family = ""
        for name, kind in layer_kinds().items():
            if kind.family != family:
                family = kind.family
                self._add_heading(family, theme)
            item = QListWidgetItem(layer_icon(kind.glyph, kind.family, theme), kind.title)
            item.setData(_KIND, name)
            item.setToolTip(f"{kind.words}\n{kind.formula}")
            item.setSizeHint(QSize(0, theme.px(26)))
            self.list.addItem(item)
        self._filter(self.search.text())

    def _add_heading(self, family: str, theme: Theme) -> None:
        heading = QListWidgetItem(family.upper())
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        heading.setFont(theme.font("small", bold=True))
        heading.setForeground(theme.hint)
        heading.setSizeHint(QSize(0, theme.px(30)))
        heading.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        self.list.addItem(heading)

    def _filter(self, text: str) -> None:
        words, kinds = text.lower().split(), layer_kinds()
        families = set()
        for row in range(self.list.count()):
            name = self.list.item(row).data(_KIND)
            if name:
                told = f"{kinds[name].title} {kinds[name].words} {kinds[name].family}".lower()
                is_found = all(word in told for word in words)
                self.list.item(row).setHidden(not is_found)
                families |= {kinds[name].family} if is_found else set()
        headings = {family.upper(): family for family in FAMILIES}
        for row in range(self.list.count()):
            item = self.list.item(row)
            if not item.data(_KIND):
                item.setHidden(headings[item.text()] not in families)
        if words:
            self._move(0)

    def _move(self, by: int) -> None:
        """Select the kind ``by`` places further among those shown; 0 selects the first."""
        rows = [row for row in range(self.list.count()) if self._is_choice(row)]
        if rows:
            here = rows.index(self.list.currentRow()) if by and self.list.currentRow() in rows else -by
            self.list.setCurrentRow(rows[max(0, min(len(rows) - 1, here + by))])

    def _is_choice(self, row: int) -> bool:
        return bool(self.list.item(row).data(_KIND)) and not self.list.item(row).isHidden()

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(_KIND) and not item.isHidden():
            self.chosen.emit(item.data(_KIND))

    # events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys in the search field and the list; a press, drag and release in the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event, watched is self.search)
        if isinstance(event, QMouseEvent) and watched is self.list.viewport():
            return self._mouse(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent, is_search: bool) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape and self._dragging:
            self._end_drag()
            self.drag_left.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.list.currentItem())
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and is_search:
            self._move(1 if key == Qt.Key.Key_Down else -1)
        else:
            return False
        return True

    def _mouse(self, event: QMouseEvent) -> bool:
        at = event.globalPosition().toPoint()
        if event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            item = self.list.itemAt(event.position().toPoint())
            self._pressed = (item.data(_KIND), at) if item is not None and item.data(_KIND) else None
        elif event.type() == QEvent.Type.MouseMove and self._pressed:
            self._drag(at)
            return True
        elif event.type() == QEvent.Type.MouseButtonRelease and self._pressed:
            kind, was_dragging = self._pressed[0], bool(self._dragging)
            self._end_drag()
            if was_dragging:
                self.dropped.emit(kind, at)
                return True
        return False

    def _drag(self, at: QPoint) -> None:
        assert self._pressed is not None
        kind, start = self._pressed
        if not self._dragging and (at - start).manhattanLength() >= QApplication.startDragDistance():
            self._dragging = kind
            shown = layer_kinds()[kind]
            size = self._look.theme.px(28)
            self.ghost.setPixmap(layer_icon(shown.glyph, shown.family, self._look.theme).pixmap(size, size))
            self.ghost.adjustSize()
            self.ghost.show()
        if self._dragging:
            self.ghost.move(at + QPoint(10, 10))
            self.drag_moved.emit(kind, at)

    def _end_drag(self) -> None:
        self._pressed, self._dragging = None, ""
        self.ghost.hide()
