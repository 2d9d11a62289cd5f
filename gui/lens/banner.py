"""Banner: over the canvas, what is asked for a derivative or which is shown, and what can be done with it."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from engine.knobs import Knob
from gui.canvas.view import CanvasView
from gui.inspector.knob_editors import NumberEditor
from gui.stylesheet import set_look
from gui.theme import Look

if TYPE_CHECKING:
    from gui.lens.lens import Lens

_RATE = Knob("rate", "Learning rate α", float, 0.1, above=0.0, words="How far a move goes: so many times the gradient")
_RIM = 2


class Banner(QWidget):
    """Takes its room from the canvas, which has a rim in the accent as long as it is there."""

    def __init__(self, lens: Lens, view: CanvasView, look: Look) -> None:
        super().__init__(view)
        self._lens, self._view, self._look = lens, view, look
        self._rate = float(_RATE.default)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_look(self, "banner")
        self.title, self.words = QLabel(), QLabel()
        for label in (self.title, self.words):
            label.setWordWrap(True)
        self.rate_name, self.rate = QLabel("α"), NumberEditor("The derivative", _RATE)
        self.rate.setAccessibleName(_RATE.label)
        self.rate.setToolTip(_RATE.words)
        self.descend, self.ascend = _switch("Descend ↓"), _switch("Ascend ↑")
        self.close_button = QPushButton("Close")
        self._lay_out()
        self.descend.clicked.connect(lambda: self._move(1))
        self.ascend.clicked.connect(lambda: self._move(-1))
        self.close_button.clicked.connect(lambda: self._leave())
        self.rate.changed.connect(lambda value, _gesture: self._take_rate(value))
        self.rate.refused.connect(lambda sentence: view.editor.refuse(sentence) if sentence else None)
        lens.changed.connect(self._show)
        look.changed.connect(self._show)
        view.installEventFilter(self)
        self._show()

    def _lay_out(self) -> None:
        set_look(self.title, "title")
        set_look(self.words, "secondary")
        column = QVBoxLayout()
        column.addWidget(self.title)
        column.addWidget(self.words)
        column.setSpacing(0)
        self._controls = QHBoxLayout()
        for widget in (self.rate_name, self.rate, self.descend, self.ascend, self.close_button):
            self._controls.addWidget(widget)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.addLayout(column, 1)
        self._box.addLayout(self._controls)
        self._box.setAlignment(self._controls, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """As wide as the canvas."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    # showing

    def _show(self, *_: object) -> None:
        lens, derivative = self._lens, self._lens.derivative
        title, words = lens.words
        if (title, words) != (self.title.text(), self.words.text()):
            self.title.setText(title)
            self.words.setText(words)
        is_asking = lens.asking.is_open
        for widget in (self.rate_name, self.rate, self.descend, self.ascend):
            widget.setVisible(not is_asking)
        if derivative is not None:
            self._show_moving(derivative.symbol, derivative.why_not_move)
        self.close_button.setText("Cancel" if is_asking else "Close")
        self.close_button.setToolTip("Leave it (Escape)" if is_asking else "The run again, where it was (Escape)")
        self._place()

    def _show_moving(self, symbol: str, why_not: str) -> None:
        rate = self._lens.rate
        for button, way, sign in ((self.descend, "falls", 1), (self.ascend, "rises", -1)):
            button.setEnabled(not why_not)
            button.setChecked(sign * rate > 0)
            button.setToolTip(why_not or f"Each pass ends with a move of the value on which {symbol} {way}")
        for widget in (self.rate_name, self.rate):
            widget.setEnabled(not why_not)

    def _place(self) -> None:
        """Above the canvas, as high as its words need; the controls below them where both don't fit side by side."""
        px, width, is_there = self._look.theme.px, self._view.width(), bool(self.title.text())
        self._box.setContentsMargins(px(12), px(5), px(8), px(5))
        self._box.setSpacing(px(6))
        self._controls.setSpacing(px(6))
        self.rate.setFixedWidth(px(76))
        wanted = self.title.fontMetrics().horizontalAdvance(self.title.text()) + self._controls.sizeHint().width()
        # With room for the number that comes out in the end: then nothing has to be laid out anew.
        is_wide = wanted + px(120) <= width
        self._box.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)
        rim = px(_RIM) if is_there else 0
        height = self._box.totalHeightForWidth(width) if is_there else 0
        self.setGeometry(0, 0, width, height)
        self._view.make_room(rim, height)
        self.setVisible(is_there)

    # doing

    def _move(self, sign: int) -> None:
        self._lens.move(sign * self._rate)
        self._show()

    def _take_rate(self, rate: float) -> None:
        self._rate = rate
        if self._lens.rate:
            self._move(1 if self._lens.rate > 0 else -1)

    def _leave(self) -> None:
        if self._lens.asking.is_open:
            self._lens.asking.leave()
        else:
            self._lens.close()


def _switch(words: str) -> QPushButton:
    button = QPushButton(words)
    button.setCheckable(True)
    return button
