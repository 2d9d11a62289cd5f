"""Palette: every kind of layer in a list, to search, to choose with the keyboard, and to drag onto the canvas."""
from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from engine.layer import layer_kinds
from gui.editor import Editor
from gui.paint.icons import paint_tile
from gui.palette_ghost import TILE, Ghost
from gui.stylesheet import set_look
from gui.theme import Look

KIND = Qt.ItemDataRole.UserRole
FAMILY = Qt.ItemDataRole.UserRole + 1
_ROW, _HEADING, _MARGIN = 27, 30, 14


class Palette(QWidget):
    """The list of layers. ``chosen`` asks for one beside the selection, the drag signals place it by hand."""

    drag_moved = Signal(str, QPoint)
    dropped = Signal(str, QPoint)
    drag_left = Signal()
    chosen = Signal(str)

    def __init__(self, editor: Editor, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_look(self, "panel")
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search layers")
        self.search.setAccessibleName("Search layers")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self.list = KindList(look)
        self.list.itemActivated.connect(self._choose)
        self.list.drag_moved.connect(self.drag_moved)
        self.list.dropped.connect(self.dropped)
        self.list.drag_left.connect(self.drag_left)
        self.nothing = QLabel()
        self.nothing.setWordWrap(True)
        set_look(self.nothing, "secondary")
        self.nothing.hide()
        self._box = QVBoxLayout(self)
        for widget in (self.search, self.nothing, self.list):
            self._box.addWidget(widget)
        look.changed.connect(self._on_look)
        self._on_look()

    def kinds_shown(self) -> list[str]:
        """The kinds that the search leaves, in order."""
        return [self.list.item(row).data(KIND) for row in self.list.rows_shown()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down in the search field walk the list, Enter chooses, Esc clears."""
        if watched is not self.search or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        current = self.list.currentItem()
        match event.key():
            case Qt.Key.Key_Down:
                self.list.walk(1)
            case Qt.Key.Key_Up:
                self.list.walk(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if current is not None:
                self._choose(current)
            case Qt.Key.Key_Escape if self.search.text():
                self.search.clear()
            case _:
                return super().eventFilter(watched, event)
        return True

    def _choose(self, item: QListWidgetItem) -> None:
        if kind := item.data(KIND):
            self.chosen.emit(kind)

    def _filter(self, text: str) -> None:
        self.list.show_matching(text)
        self.nothing.setVisible(not self.kinds_shown())
        self.nothing.setText(f"No layer has “{text.strip()}” in its name or description; try fewer letters.")

    def _on_look(self) -> None:
        px = self._look.theme.px
        self._box.setContentsMargins(px(_MARGIN), px(12), px(8), 0)
        self._box.setSpacing(px(6))
        self.search.setFixedHeight(px(29))
        self.list.doItemsLayout()
        self.list.viewport().update()


class KindList(QListWidget):
    """The kinds by family. Pulling a row out of the list drags that kind over the window, without QDrag.

    Over ``lands_on``, which shows by itself what a drop would do, the ghost at the pointer is hidden.
    """

    drag_moved = Signal(str, QPoint)
    dropped = Signal(str, QPoint)
    drag_left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._pressed: tuple[str, QPoint] | None = None
        self.ghost: Ghost | None = None
        self.lands_on: QWidget | None = None
        self.setAccessibleName("Layers")
        self.setItemDelegate(_Rows(look, self))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.kinds = layer_kinds()
        family = ""
        for name, kind in self.kinds.items():
            if kind.family != family:
                family = kind.family
                heading = QListWidgetItem(family.upper(), self)
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
                heading.setData(FAMILY, family)
            item = QListWidgetItem(kind.title, self)
            item.setData(KIND, name)
            item.setToolTip(f"{kind.words}\n{kind.formula}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{kind.title}. {kind.words}")

    def show_matching(self, text: str) -> None:
        """Show only the kinds that have every word of ``text`` in their title or words, and select the likeliest."""
        wanted = text.casefold().split()
        families = set()
        ranked: list[tuple[bool, int]] = []
        for row in range(self.count()):
            if name := self.item(row).data(KIND):
                kind = self.kinds[name]
                described = f"{kind.title} {name} {kind.family} {kind.words}".casefold()
                is_found = all(word in described for word in wanted)
                self.item(row).setHidden(not is_found)
                if is_found:
                    families.add(kind.family)
                    ranked.append((not kind.title.casefold().startswith(" ".join(wanted)), row))
        for row in range(self.count()):
            if not self.item(row).data(KIND):
                self.item(row).setHidden(self.item(row).data(FAMILY) not in families)
        self.setCurrentRow(min(ranked)[1] if ranked and wanted else -1)

    def rows_shown(self) -> list[int]:
        """The rows of the kinds that can be seen."""
        return [row for row in range(self.count()) if self.item(row).data(KIND) and not self.item(row).isHidden()]

    def walk(self, steps: int) -> None:
        """Make the next or previous shown kind the current one."""
        rows = self.rows_shown()
        if rows:
            place = rows.index(self.currentRow()) + steps if self.currentRow() in rows else 0
            self.setCurrentRow(rows[min(max(place, 0), len(rows) - 1)])

    # dragging

    def mousePressEvent(self, event: QMouseEvent) -> None:
        item = self.itemAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and item is not None and item.data(KIND):
            self._pressed = item.data(KIND), event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not event.buttons() & Qt.MouseButton.LeftButton:
            # The button may have come up where nobody saw it.
            self._give_up()
        if self._pressed is None:
            super().mouseMoveEvent(event)
            return
        kind, start = self._pressed
        far = (event.position().toPoint() - start).manhattanLength() > QApplication.startDragDistance()
        if self.ghost is None and far:
            self.ghost = Ghost(self.kinds[kind], self._look, self.window())
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self.ghost is not None:
            place = event.globalPosition().toPoint()
            self.ghost.follow(place, is_shown=not self._is_over_landing(place))
            self.drag_moved.emit(kind, place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        super().mouseReleaseEvent(event)
        if self.ghost is not None and pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            self._end_drag()
            self.dropped.emit(pressed[0], event.globalPosition().toPoint())

    def event(self, event: QEvent) -> bool:
        """While something is dragged, Esc ends that and is nobody's command."""
        if event.type() == QEvent.Type.ShortcutOverride and self.ghost is not None:
            event.accept()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape and self.ghost is not None:
            self._give_up()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.walk(-1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            # Some platforms activate on one click, or not on Enter at all; choosing a layer must not depend on that.
            self.itemActivated.emit(self.currentItem())
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._give_up()
        super().focusOutEvent(event)

    def _is_over_landing(self, place: QPoint) -> bool:
        there = self.lands_on
        return there is not None and there.rect().contains(there.mapFromGlobal(place))

    def _give_up(self) -> None:
        """End a drag without a drop."""
        self._pressed = None
        if self.ghost is not None:
            self._end_drag()
            self.drag_left.emit()

    def _end_drag(self) -> None:
        if self.ghost is not None:
            self.ghost.hide()
            self.ghost.deleteLater()
            self.ghost = None
        self.unsetCursor()


class _Rows(QStyledItemDelegate):
    """Paints a heading or a kind; sizes follow the theme."""

    def __init__(self, look: Look, parent: KindList) -> None:
        super().__init__(parent)
        self._look, self._kinds = look, parent

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self._look.theme.px(120), self._look.theme.px(_ROW if index.data(KIND) else _HEADING))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, px = self._look.theme, self._look.theme.px
        rect, state = option.rect, option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not index.data(KIND):
            font = theme.font("small", bold=True)
            font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 108)
            painter.setFont(font)
            painter.setPen(theme.secondary)
            painter.drawText(rect.adjusted(px(2), px(8), 0, 0), Qt.AlignmentFlag.AlignVCenter, index.data())
        else:
            is_selected = bool(state & QStyle.StateFlag.State_Selected)
            if is_selected or state & QStyle.StateFlag.State_MouseOver:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.accent_soft if is_selected else theme.hover)
                painter.drawRoundedRect(rect.adjusted(0, 0, -px(2), 0), px(6), px(6))
            kind = self._kinds.kinds[index.data(KIND)]
            top = rect.top() + (rect.height() - px(TILE)) / 2
            paint_tile(painter, QRectF(rect.left() + px(4), top, px(TILE), px(TILE)), kind.glyph, kind.family, theme)
            painter.setFont(theme.font("text"))
            painter.setPen(theme.ink)
            words = rect.adjusted(px(TILE + 14), 0, -px(4), 0)
            title = painter.fontMetrics().elidedText(kind.title, Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, title)
        painter.restore()
