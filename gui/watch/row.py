"""Row: one entry of the watch list: its name, its curve, its present number, and a way to be rid of it."""
from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from engine.session import Session
from engine.watching.curve import bound, measured, subject
from engine.watching.names import Names
from engine.watching.reading import Reading, read
from engine.watching.text import text
from engine.watching.tree import Numbers, Watched, is_condition, leaves
from gui.paint.icons import icon
from gui.paint.numbers import exact, short
from gui.stylesheet import set_look
from gui.theme import Look
from gui.watch.sparkline import Sparkline

_NUMBER = 58
_CHECK_TIP = (
    "Train stops at the iteration after which this comes true.\nWhere it holds already, it has to cease to hold first."
)


class Elided(QLabel):
    """A label in a typeface of the theme that shortens its text where there is too little room; grey or not."""

    def __init__(self, look: Look, face: str) -> None:
        super().__init__()
        self._look, self._face = look, face
        self.is_grey = False

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._look.theme, QPainter(self)
        painter.setFont(theme.font(self._face))
        painter.setPen(theme.hint if self.is_grey else theme.ink)
        shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())
        painter.drawText(self.rect(), self.alignment(), shown)


class WatchRow(QWidget):
    """Delete removes it, Alt with the arrows moves it, Enter edits it, Space turns a condition on and off."""

    removed = Signal()
    moved = Signal(int)
    edited = Signal()
    switched = Signal(bool)
    breaks = Signal()
    pointed = Signal(bool)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._watched: Watched | None = None
        self._words = ""
        self.check = QCheckBox()
        self.check.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.check.clicked.connect(self.switched)
        self.name, self.number = Elided(look, "small"), Elided(look, "number")
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.curve = Sparkline(look)
        self.close_button = QToolButton()
        self.close_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.close_button.setAccessibleName("Remove from the watch list")
        self.close_button.setToolTip("Remove from the watch list")
        self.close_button.clicked.connect(self.removed)
        set_look(self.close_button, "plain")
        self._box = QHBoxLayout(self)
        for part in (self.check, self.name, self.curve, self.number, self.close_button):
            self._box.addWidget(part, {self.name: 5, self.curve: 3}.get(part, 0))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._on_look()
        look.changed.connect(self._on_look)

    def show_entry(self, watched: Watched, session: Session, names: Names) -> None:
        """Show another entry, or the same with other names or settings."""
        self._watched = watched
        self._words, condition = text(watched.tree, names), is_condition(watched.tree)
        self.name.setText(text(watched.tree, names, is_short=True))
        self.check.setVisible(condition)
        self.check.setChecked(watched.is_on)
        self.check.setAccessibleName(f"Stop training when {self._words}")
        self.check.setToolTip(_CHECK_TIP if condition else "")
        drawn = subject(watched.tree)
        self.curve.set_gradient(any(isinstance(leaf, Numbers) and leaf.is_gradient for leaf in leaves(drawn)))
        self.show_numbers(session)

    def show_numbers(self, session: Session) -> None:
        """The present number, and the curve so far."""
        if self._watched is None:
            return
        tree = self._watched.tree
        drawn, other = subject(tree), bound(tree)
        reading = read(session, drawn)
        self._show_reading(reading, is_condition(tree) and _holds(read(session, tree)))
        history = session.history
        span = history.first_iteration, history.first_iteration + history.losses.size
        limit = None if other is None else float(read(session, other).numbers[0])
        self.curve.show_points(measured(history, drawn), span, session.moment.iteration, limit)

    def _show_reading(self, reading: Reading, holds: bool) -> None:
        shown = short(reading.numbers[0]) + " …" * (reading.numbers.size > 1) if reading.numbers.size else "—"
        self.number.setText(("✓ " if holds else "") + shown)
        for label in (self.name, self.number):
            label.is_grey = not reading.is_current
            label.update()
        whole = ", ".join(exact(each) for each in reading.numbers)
        late = "" if reading.is_current else "\nNot computed in this pass yet."
        told = f"{self._words}\n{reading.why_not or whole}{late}" + ("\nThis holds now." if holds else "")
        self.name.setToolTip(told)
        self.number.setToolTip(told)
        self.setAccessibleName(f"{self._words}: {reading.why_not or self.number.text()}")

    # by hand

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, is_moved = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and is_moved:
            self.moved.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(key == Qt.Key.Key_Down)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edited.emit()
        elif key == Qt.Key.Key_Space and self._watched is not None and is_condition(self._watched.tree):
            self.switched.emit(not self._watched.is_on)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Edit its text."""
        self.edited.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.pointed.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(False)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with it."""
        self.menu().popup(event.globalPos())

    def menu(self) -> QMenu:
        """What can be done with it, to choose from."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Edit…").triggered.connect(self.edited)
        if self._watched is not None and not is_condition(self._watched.tree):
            menu.addAction("Break when it crosses…").triggered.connect(self.breaks)
        menu.addAction("Move up").triggered.connect(lambda: self.moved.emit(-1))
        menu.addAction("Move down").triggered.connect(lambda: self.moved.emit(1))
        menu.addSeparator()
        menu.addAction("Remove").triggered.connect(self.removed)
        return menu

    # look

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            theme, painter = self._look.theme, QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.accent, 1))
            painter.setBrush(theme.accent_soft)
            painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), theme.px(6), theme.px(6))

    def _on_look(self) -> None:
        theme, px = self._look.theme, self._look.theme.px
        self._box.setContentsMargins(px(4), px(1), px(0), px(1))
        self._box.setSpacing(px(6))
        self.number.setFixedWidth(px(_NUMBER))
        self.close_button.setIcon(icon("close", theme))
        self.close_button.setIconSize(QSize(px(10), px(10)))
        self.close_button.setFixedSize(px(22), px(22))
        self.setFixedHeight(px(26))


def _holds(condition: Reading) -> bool:
    return condition.is_current and not condition.why_not and bool(condition.numbers[0])
