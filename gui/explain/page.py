"""Explain page: the step that just happened in one sentence, its equations, its shapes and its numbers."""
from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QToolButton, QVBoxLayout, QWidget

from engine.equation import Equation
from gui.editor import Editor
from gui.explain.card import EquationCard
from gui.explain.numbers_view import NumbersView
from gui.explain.operands import shown
from gui.explain.walk_view import WalkView
from gui.explain.welcome import welcome
from gui.explain.words import Statement, place_in_pass, statements, title
from gui.inspector.refresh import Refresh
from gui.paint.formula import FormulaStore
from gui.paint.icons import icon
from gui.playback.player import Player
from gui.stylesheet import set_look
from gui.theme import Look


class ExplainPage(QScrollArea):
    """Follows the steps, whatever is selected. Widgets are kept from step to step; only what differs is set."""

    def __init__(
        self, editor: Editor, player: Player, look: Look, store: FormulaStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._editor, self._player, self._look, self._store = editor, player, look, store
        self._equations: tuple[Equation, ...] = ()
        self._statements: tuple[Statement, ...] = ()
        self._latest = -1
        self._chosen = 0
        self._first_example = 0
        self.cards: list[EquationCard] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        set_look(inside, "panel")
        self.setWidget(inside)
        self._box = QVBoxLayout(inside)
        self._make_parts()
        self._refresh = Refresh(self, player, self._show)
        editor.changed.connect(self._refresh.ask)
        look.changed.connect(self._on_look)
        self._on_look()

    def _make_parts(self) -> None:
        self.title, self.place, self.words = _label("title"), _label("secondary"), _label("")
        self.trouble, self.numbers_title = _label("error"), _label("heading")
        self.step_back = QPushButton("Step back")
        self.step_back.clicked.connect(lambda: self._player.back())
        self.trouble_card = QFrame()
        set_look(self.trouble_card, "card")
        trouble_box = QVBoxLayout(self.trouble_card)
        trouble_box.addWidget(self.trouble)
        trouble_box.addWidget(self.step_back, 0, Qt.AlignmentFlag.AlignLeft)
        self._card_box = QVBoxLayout()
        self.earlier, self.later = _browser("Earlier examples"), _browser("Later examples")
        self.earlier.clicked.connect(lambda: self._browse(-1))
        self.later.clicked.connect(lambda: self._browse(1))
        self._browser_row = QHBoxLayout()
        self._browser_row.addWidget(self.numbers_title, 1)
        self._browser_row.addWidget(self.earlier)
        self._browser_row.addWidget(self.later)
        self.numbers = NumbersView(self._look, self._store)
        for part in (self.trouble_card, self.title, self.place, self.words):
            self._box.addWidget(part)
        self._box.addWidget(WalkView(self._player, self._look))
        self._box.addLayout(self._card_box)
        self._box.addLayout(self._browser_row)
        self._box.addWidget(self.numbers)
        self._box.addStretch(1)

    # showing

    def _show(self) -> None:
        session = self._player.shown
        equations, latest = self._player.just_happened()
        if equations != self._equations or latest != self._latest:
            if equations != self._equations:
                self._equations, self._statements = equations, statements(equations)
            self._latest = latest
            self._chosen = next((n for n, each in enumerate(self._statements) if each.place == latest), 0)
        _set(self.trouble, session.trouble)
        self.trouble_card.setVisible(bool(session.trouble))
        if not equations:
            self._show_welcome()
            return
        _set(self.title, title(equations[latest], session.document.graph))
        _set(self.place, place_in_pass(session))
        _set(self.words, equations[latest].words)
        self._show_statements()

    def _show_welcome(self) -> None:
        said = welcome(self._player.shown, self._editor.document)
        for label, text in zip((self.title, self.place, self.words), said, strict=True):
            _set(label, text)
        self._show_statements()

    def _show_statements(self) -> None:
        while len(self.cards) < len(self._statements):
            card = EquationCard(self._look, self._store)
            number = len(self.cards)
            card.clicked.connect(lambda _=False, number=number: self._choose(number))
            self._card_box.addWidget(card)
            QWidget.setTabOrder(self.cards[-1] if self.cards else self.step_back, card)
            QWidget.setTabOrder(card, self.earlier)
            self.cards.append(card)
        for number, card in enumerate(self.cards):
            is_used = number < len(self._statements)
            if is_used:
                each = self._statements[number]
                card.show_statement(each.text, each.shapes, number == self._chosen, each.place <= self._latest)
            card.setVisible(is_used)
        self._show_numbers()

    def _show_numbers(self) -> None:
        has_numbers = bool(self._statements)
        for widget in (self.numbers, self.numbers_title, self.earlier, self.later):
            widget.setVisible(has_numbers)
        if not has_numbers:
            self.numbers.show_numbers(None, False)
            return
        statement = self._statements[self._chosen]
        part = shown(self._player.shown, self._equations[statement.place], statement, self._first_example)
        self._first_example = part.first
        self.numbers.show_numbers(part, statement.place > self._latest)
        last = part.first + part.seen
        is_long = part.examples > part.seen
        counted = f"examples {part.first + 1}–{last} of {part.examples}" if part.examples > 1 else "the numbers"
        _set(self.numbers_title, f"With {counted}")
        self.earlier.setVisible(is_long)
        self.later.setVisible(is_long)
        self.earlier.setEnabled(part.first > 0)
        self.later.setEnabled(last < part.examples)
        self.earlier.setToolTip("Earlier examples" if part.first > 0 else "These are the first examples of the batch.")
        self.later.setToolTip("Later examples" if last < part.examples else "These are the last examples of the batch.")
        self._seen = part.seen

    def _choose(self, number: int) -> None:
        self._chosen = number
        self._show_statements()

    def _browse(self, direction: int) -> None:
        self._first_example += direction * self._seen
        self._show_numbers()

    def _on_look(self) -> None:
        theme, px = self._look.theme, self._look.theme.px
        self._box.setContentsMargins(px(16), px(12), px(14), px(12))
        self._box.setSpacing(px(8))
        self._card_box.setSpacing(px(8))
        self.earlier.setIcon(icon("back", theme))
        self.later.setIcon(icon("step", theme))


def _set(label: QLabel, text: str) -> None:
    """Set a text only where it differs, so that a step lays out no more than it must."""
    if label.text() != text:
        label.setText(text)
    label.setVisible(bool(text))


def _label(look: str) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    set_look(label, look)
    return label


def _browser(words: str) -> QToolButton:
    button = QToolButton()
    button.setAccessibleName(words)
    set_look(button, "plain")
    return button
