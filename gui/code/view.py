"""Code view: lines of code that can be read, copied and clicked, with their numbers beside them and a mark at some."""
from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from PySide6.QtCore import QEvent, QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit, QToolTip

from gui.code.colours import CodeColours
from gui.code.gutter import Gutter
from gui.code.menu import menu_at
from gui.theme import Look

Piece = tuple[Sequence[str], Sequence[str]]
"""What stands before some lines of code that belong together, and these lines."""

_INDENT = 16


class CodeView(QTextEdit):
    """Shows code in pieces. ``asked`` says which piece a click or Enter chose.

    ``tell`` gives what is said of a name under the pointer.

    A long line is wrapped, and goes on further to the right; it stays one line where it is copied.
    """

    asked = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.tell: Callable[[str], str] = lambda name: ""
        self._lines: list[range] = []
        self._piece_of: dict[int, int] = {}
        self._marked: Collection[int] = ()
        self._current = -1
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setAcceptRichText(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.colours = CodeColours(self.document(), look)
        self.gutter = Gutter(self, look)
        self.verticalScrollBar().valueChanged.connect(self.gutter.update)
        self.document().documentLayout().documentSizeChanged.connect(self.gutter.update)
        look.changed.connect(self._on_look)
        self._on_look()

    # what is shown

    def write(self, pieces: Iterable[Piece]) -> Iterator[None]:
        """Show other code, with a pause after each piece of it."""
        self.clear()
        self._lines, self._piece_of, self._marked, self._current = [], {}, (), -1
        cursor, count = QTextCursor(self.document()), 0
        for number, (before, lines) in enumerate(pieces):
            for line in (*before, *lines):
                if cursor.position():
                    cursor.insertBlock()
                cursor.setBlockFormat(self._block_format(line))
                cursor.insertText(line)
            self._lines.append(range(count + len(before), count + len(before) + len(lines)))
            self._piece_of |= dict.fromkeys(self._lines[-1], number)
            count = self._lines[-1].stop
            yield

    def mark(self, marked: Collection[int], current: int) -> None:
        """Mark these pieces, and one of them as the current one, which is brought into sight; -1 for none."""
        if (marked, current) == (self._marked, self._current):
            return
        is_other, self._marked, self._current = current != self._current, marked, current
        if is_other:
            self._bring_into_sight()
        self.viewport().update()
        self.gutter.update()

    @property
    def marked(self) -> tuple[Collection[int], int]:
        """Which pieces are marked, and which of them is the current one."""
        return self._marked, self._current

    def lines_of(self, piece: int) -> str:
        """The text of a piece."""
        return "\n".join(self.document().findBlockByNumber(line).text() for line in self._lines[piece])

    def piece_at(self, block: QTextBlock) -> int:
        """The piece that a line belongs to; -1 for what stands between two."""
        return self._piece_of.get(block.blockNumber(), -1)

    def rect_of(self, block: QTextBlock) -> QRectF:
        """Where a line is in the viewport."""
        rect = self.document().documentLayout().blockBoundingRect(block)
        return rect.translated(0, -self.verticalScrollBar().value())

    # copying

    def copy_all_or_chosen(self) -> int:
        """Put the chosen lines on the clipboard, or all of them where none are; gives how many."""
        chosen = self.textCursor().selection().toPlainText() or self.toPlainText()
        QGuiApplication.clipboard().setText(chosen)
        return chosen.count("\n") + 1

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText())
        return data

    # pointing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_all_or_chosen()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.ask_for(self.textCursor().block())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            self.ask_for(self.cursorForPosition(event.position().toPoint()).block())

    def ask_for(self, block: QTextBlock) -> None:
        """Choose the piece that a line belongs to, if it belongs to one."""
        piece = self.piece_at(block)
        if piece >= 0:
            self.asked.emit(piece)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = menu_at(self, event.pos())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def event(self, event: QEvent) -> bool:
        """A tooltip says what is known of the name under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cursor = self.cursorForPosition(self.viewport().mapFrom(self, event.pos()))
            cursor.select(QTextCursor.SelectionType.WordUnderCursor)
            QToolTip.showText(event.globalPos(), self.tell(cursor.selectedText()), self)
            return True
        return super().event(event)

    # inside

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.gutter.place()
        self._bring_into_sight()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The marks lie below the text."""
        painter, theme = QPainter(self.viewport()), self._look.theme
        for piece in self._marked:
            rect = self._rect_over(piece)
            if rect.intersects(QRectF(event.rect())):
                painter.fillRect(rect, theme.accent_soft if piece == self._current else theme.hover)
        painter.end()
        super().paintEvent(event)

    def _bring_into_sight(self) -> None:
        if self._current < 0:
            return
        rect, bar, room = self._rect_over(self._current), self.verticalScrollBar(), self.viewport().height()
        margin = self._look.theme.px(_INDENT)
        if rect.top() < 0 or rect.bottom() > room - margin:
            # A third from the top: what comes next matters more than what was before.
            bar.setValue(round(bar.value() + rect.top() - max(0.0, min(room / 3, room - rect.height() - margin))))

    def _rect_over(self, piece: int) -> QRectF:
        """Where all lines of a piece are in the viewport, from edge to edge."""
        lines, document = self._lines[piece], self.document()
        first, last = (self.rect_of(document.findBlockByNumber(line)) for line in (lines[0], lines[-1]))
        return QRectF(0, first.top(), self.viewport().width(), last.bottom() - first.top())

    def _block_format(self, line: str) -> QTextBlockFormat:
        """Where a line is wrapped, it goes on to the right of where it begins."""
        made, indent = QTextBlockFormat(), self._look.theme.px(_INDENT)
        begins = self.fontMetrics().horizontalAdvance(line[: len(line) - len(line.lstrip())])
        made.setLeftMargin(begins + indent)
        made.setTextIndent(-begins - indent)
        return made

    def _on_look(self) -> None:
        self.setFont(self._look.theme.font("number"))
        block = self.document().begin()
        while block.isValid():
            QTextCursor(block).setBlockFormat(self._block_format(block.text()))
            block = block.next()
        self.gutter.place()
