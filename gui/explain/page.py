"""Explain page: the step that just happened in one sentence, its equations, its shapes and its numbers."""
from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from engine.equation import Equation
from engine.session import Session
from gui.editor import Editor
from gui.explain.askable_numbers import AskableNumbers
from gui.explain.card import EquationCard
from gui.explain.curve_view import CurveView
from gui.explain.details import Details
from gui.explain.example_browser import ExampleBrowser
from gui.explain.form_switch import FormSwitch
from gui.explain.lines import Line, Lines
from gui.explain.operands import shown
from gui.explain.preparing import Preparing
from gui.explain.said import SaidView
from gui.explain.term_formula import NO_TERM
from gui.explain.update_view import UpdateView
from gui.explain.walk_view import WalkView
from gui.explain.welcome import welcome
from gui.explain.words import place_in_pass, title
from gui.inspector.refresh import Refresh
from gui.paint.formula import FormulaStore
from gui.playback.player import Player
from gui.sentences import sentence
from gui.settings import Settings
from gui.stylesheet import set_look
from gui.theme import Look


class ExplainPage(QScrollArea):
    """Follows the steps, whatever is selected. Widgets are kept from step to step; only what differs is set.

    ``node_asked(id)``: a term was clicked that belongs to this node, which is selected now.
    """

    node_asked = Signal(str)

    def __init__(self, editor: Editor, player: Player, look: Look, store: FormulaStore, settings: Settings) -> None:
        super().__init__()
        self._editor, self._player, self._look, self._store = editor, player, look, store
        self._equations: tuple[Equation, ...] = ()
        self._all_lines = Lines()
        self._lines: list[Line] = []
        self._preparing = Preparing(self, self._all_lines, store, look)
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
        self._make_parts(settings)
        self._refresh = Refresh(self, player, self._show)
        editor.changed.connect(self._refresh.ask)
        editor.opened.connect(lambda _: self.prepare())
        look.changed.connect(self._on_look)
        self._on_look()

    def _make_parts(self, settings: Settings) -> None:
        self.title, self.place, self.words = sentence("title"), sentence("secondary"), sentence()
        self.trouble = sentence("error")
        self.step_back = QPushButton("Step back")
        self.step_back.clicked.connect(lambda: self._player.back())
        self.trouble_card = QFrame()
        set_look(self.trouble_card, "card")
        trouble_box = QVBoxLayout(self.trouble_card)
        trouble_box.addWidget(self.trouble)
        trouble_box.addWidget(self.step_back, 0, Qt.AlignmentFlag.AlignLeft)
        self.form_switch = FormSwitch(settings)
        settings.changed.connect(self._on_setting)
        self._card_box = QVBoxLayout()
        self.details = Details(self._look, self._store)
        self.examples = ExampleBrowser(self._look)
        self.examples.first_asked.connect(self._browse)
        self.numbers = AskableNumbers(self._look, self._store)
        self.numbers.examples_asked.connect(self.examples.browse)
        self.curve = CurveView(self._look)
        self.update_view = UpdateView(self._editor, self._look, self._store)
        self.said = SaidView(self._player, self.words)
        self.walk = WalkView(self._player, self._look, self._editor.lighting)
        for part in (self.trouble_card, self.title, self.place, self.walk, self.said, self.words):
            self._box.addWidget(part)
        self._box.addWidget(self.update_view)
        self._box.addWidget(self.form_switch)
        self._box.addLayout(self._card_box)
        self._box.addWidget(self.details)
        self._box.addWidget(self.curve)
        self._box.addWidget(self.examples)
        self._box.addWidget(self.numbers)
        self._box.addStretch(1)

    def prepare(self) -> None:
        """Have the formulas of every step of a pass set in type, whenever nobody waits."""
        self._preparing.begin(self._player.session, self.form_switch.form)

    # showing

    def _show(self) -> None:
        session = self._player.shown
        equations, latest = self._player.just_happened()
        if equations != self._equations or latest != self._latest:
            self._equations, self._latest = equations, latest
            places = [place for place, each in enumerate(equations) for _ in each.symbols]
            self._chosen = places.index(latest) if latest in places else 0
        self._lines = self._all_lines.of(session, equations, self.form_switch.form)
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
        while len(self.cards) < len(self._lines):
            self._add_card()
        for number, card in enumerate(self.cards):
            is_used = number < len(self._lines)
            if is_used:
                line = self._lines[number]
                card.show_line(line, number == self._chosen, line.statement.place <= self._latest)
            card.setVisible(is_used)
        self.form_switch.setVisible(bool(self._lines))
        statement = self._lines[self._chosen].statement if self._lines else None
        senders = self._senders(statement.place) if statement is not None else ()
        self.details.show_statement(statement, senders)
        self.curve.show_node(self._player.shown, self._equations[0].node if self._equations else "")
        self._show_numbers()

    def _add_card(self) -> None:
        card, number = EquationCard(self._look, self._store), len(self.cards)
        card.clicked.connect(partial(self._choose, number))
        card.term_pointed.connect(partial(self._point, number))
        card.term_asked.connect(partial(self._go_to, number))
        self._card_box.addWidget(card)
        last = self.form_switch.segments["scalar"]
        QWidget.setTabOrder(self.cards[-1] if self.cards else last, card)
        QWidget.setTabOrder(card, self.examples)
        self.cards.append(card)

    def _senders(self, place: int) -> list[str]:
        """The nodes that a gradient came from: those that the node feeds and that have one to send."""
        present = self._player.shown
        graph, node = present.document.graph, self._equations[place].node
        edges = graph.consumers.get(node, [])
        return [graph.by_id[edge.target].name for edge in edges if present.gradient_of(edge.target) is not None]

    def _point(self, card: int, term: int) -> None:
        """Light what the term stands for, here and on the canvas."""
        is_on = term != NO_TERM
        self._editor.lighting.point(self._lines[card].meanings[term].light if is_on else None)
        self.numbers.light(self._lines[card].terms[term].array if is_on else None)

    def _go_to(self, card: int, term: int) -> None:
        node = self._lines[card].meanings[term].node
        if node:
            self._editor.select([node])
            self.node_asked.emit(node)

    def _updated(self) -> Session | None:
        """The session, in the steps of an update; while it trains there is no time to look at one."""
        player, is_update = self._player, bool(self._equations) and self._equations[0].phase == "update"
        return player.session if is_update and player.shown is player.session and not player.is_playing else None

    def _show_numbers(self) -> None:
        session = self._updated()
        self.update_view.show_update(session)
        has_numbers = bool(self._lines) and session is None
        for widget in (self.numbers, self.examples):
            widget.setVisible(has_numbers)
        if not has_numbers:
            self.numbers.show_numbers(None, False)
            return
        statement = self._lines[self._chosen].statement
        part = shown(self._player.shown, self._equations[statement.place], statement, self._first_example)
        self._first_example = part.first
        self.numbers.show_numbers(part, statement.place > self._latest, self._player.walking.walk)
        self.examples.show_part(part)

    def _choose(self, number: int, _: bool = False) -> None:
        self._chosen = number
        self._show_statements()

    def _browse(self, first: int) -> None:
        self._first_example = first
        self._show_numbers()

    def _on_setting(self, name: str, _: object) -> None:
        if name == "equation_form":
            self._refresh.ask()
            self.prepare()

    def _on_look(self) -> None:
        px = self._look.theme.px
        self._box.setContentsMargins(px(16), px(12), px(14), px(12))
        self._box.setSpacing(px(8))
        self._card_box.setSpacing(px(8))


def _set(label: QLabel, text: str) -> None:
    """Set a text only where it differs, so that a step lays out no more than it must."""
    if label.text() != text:
        label.setText(text)
    label.setVisible(bool(text))
