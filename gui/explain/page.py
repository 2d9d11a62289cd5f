"""Explain page: what just happened, as a sentence, as equations, as shapes, and with its numbers."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from engine.equation import Equation, Term
from gui.editor import Editor
from gui.explain.matrix import Matrix
from gui.paint.formula import FormulaLabel, FormulaStore
from gui.paint.numbers import shape_words
from gui.playback.player import Player
from gui.stylesheet import set_look
from gui.theme import Look, Theme

_TITLES = {
    "batch": "The batch: {}", "forward": "Forward through {}", "loss": "The loss: {}", "backward": "Backward through {}",
    "update": "The update of all parameters",
}
_EVERY = 120


class ExplainPage(QScrollArea):
    """Follows the steps. Its parts are made anew only when other equations are shown, else only repainted."""

    def __init__(self, editor: Editor, player: Player, look: Look, store: FormulaStore) -> None:
        super().__init__()
        self._editor, self._player, self._look, self._store = editor, player, look, store
        self._since = QElapsedTimer()
        self._since.start()
        self._shown: tuple[Equation, ...] | None = None
        self._chosen = -1
        self.cards: list[QFrame] = []
        self.matrices: list[Matrix] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.title, self.place, self.words, self.trouble = QLabel(), QLabel(), QLabel(), QLabel()
        for label, style in ((self.title, "title"), (self.place, "secondary"), (self.trouble, "error")):
            set_look(label, style)
        for label in (self.title, self.words, self.trouble):
            label.setWordWrap(True)
        page = QWidget()
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_look(page, "panel")
        self._column, self._body = QVBoxLayout(page), QVBoxLayout()
        for label in (self.trouble, self.title, self.place, self.words):
            self._column.addWidget(label)
        self._column.addLayout(self._body)
        self._column.addStretch(1)
        self.setWidget(page)
        for signal in (player.session_changed, player.playing_changed, editor.opened):
            signal.connect(lambda *_: self._show())
        player.moved.connect(self._on_moved)
        look.changed.connect(self._on_look)
        self._on_look(look.theme)

    def _on_moved(self) -> None:
        if not self._player.is_playing or self._since.elapsed() > _EVERY:
            self._show()

    def _show(self) -> None:
        self._since.restart()
        session = self._player.session
        self.trouble.setText(session.trouble)
        self.trouble.setVisible(bool(session.trouble))
        group, latest = self._player.just_happened()
        if not group:
            self._welcome()
            return
        if group != self._shown:
            self._shown, self._chosen = group, -1
            self._build(group)
        place = latest if self._chosen < 0 else self._chosen
        first = group[0]
        node = session.document.graph.by_id.get(first.node)
        self.title.setText(_TITLES[first.phase].format(node.name if node else ""))
        groups = list(dict.fromkeys(equation.group for equation in session.equations))
        at = groups.index(first.group) + 1
        self.place.setText(f"Step {at} of {len(groups)} · iteration {session.run.shown + 1:,}")
        self.words.setText(group[place].words)
        for number, card in enumerate(self.cards):
            set_look(card, "active" if number == place else "card")
        self._show_numbers(group[place])

    def _welcome(self) -> None:
        self._shown = None
        self._clear()
        reason = self._player.session.why_not_step
        self.title.setText("Ready for the first step")
        self.place.setText("Space steps, Shift+Space steps back")
        notes = self._editor.document.notes
        self.words.setText(
            (f"{notes}\n\n" if notes else "")
            + (reason or "Step takes a batch of examples, carries it forward through the layers to the loss, carries the"
               " gradient back, and then moves the parameters. Every step is explained here.")
        )

    def _build(self, group: tuple[Equation, ...]) -> None:
        self._clear()
        theme = self._look.theme
        for number, equation in enumerate(group):
            card = QFrame()
            inside = QVBoxLayout(card)
            inside.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
            inside.setSpacing(theme.px(2))
            for symbols in equation.symbols:
                inside.addWidget(FormulaLabel(self._store, self._look, symbols, 18))
            shapes = QLabel(shapes_of(equation))
            shapes.setWordWrap(True)
            set_look(shapes, "number")
            inside.addWidget(shapes)
            card.setProperty("number", number)
            card.installEventFilter(self)
            self._body.addWidget(card)
            self.cards.append(card)

    def _show_numbers(self, equation: Equation) -> None:
        terms = (*equation.given, *equation.results)
        if len(self.matrices) != len(terms):
            for matrix in self.matrices:
                self._body.removeWidget(matrix)
                matrix.deleteLater()
            self.matrices = [Matrix(self._look) for _ in terms]
            for matrix in self.matrices:
                self._body.addWidget(matrix)
        for matrix, term in zip(self.matrices, terms, strict=True):
            is_result = any(term is each for each in equation.results)
            matrix.show_term(term, is_result)

    def _clear(self) -> None:
        for widget in (*self.cards, *self.matrices):
            self._body.removeWidget(widget)
            widget.deleteLater()
        self.cards, self.matrices = [], []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click on a card shows that equation's sentence and numbers."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            number = watched.property("number")
            if number is not None:
                self._chosen = int(number)
                self._show()
        return super().eventFilter(watched, event)

    def _on_look(self, theme: Theme) -> None:
        self._column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        self._column.setSpacing(theme.px(6))
        self._body.setSpacing(theme.px(6))
        self._shown = None
        self._show()


def shapes_of(equation: Equation) -> str:
    """The shapes that meet and what comes out: ``1×8 · 8×32 → 1×32``."""
    given = " · ".join(_shape(term) for term in equation.given)
    results = ", ".join(_shape(term) for term in equation.results)
    return f"{given} → {results}" if given else results


def _shape(term: Term) -> str:
    array: np.ndarray = term.array
    return shape_words(array.shape) if array.size > 1 else "1"
