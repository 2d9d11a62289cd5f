"""Details: below the lines of a step, why the sizes of the chosen one fit, and its factors by the chain rule."""
from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import accumulate

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.forms.factors import Factors
from engine.forms.ledger import Part
from engine.forms.writing import Piece
from gui.explain.words import Statement, shape_of
from gui.paint.formula import FormulaLabel, FormulaStore
from gui.sentences import sentence
from gui.stylesheet import set_look
from gui.theme import Look, Theme


class Details(QWidget):
    """Only what the chosen statement has something to say about is seen."""

    def __init__(self, look: Look, store: FormulaStore) -> None:
        super().__init__()
        self._look = look
        self._statement: Statement | None = None
        self.names, self.why = QLabel(), sentence("secondary")
        set_look(self.names, "number")
        self.stays = sentence("secondary")
        self.stays.setText("This line stays as it is: it says more than sums, products and functions of one number.")
        self.heading = sentence("heading")
        self.heading.setText("By the chain rule")
        self.rule = FormulaLabel(store, look, pixels=13, tone="secondary")
        self.factors = QWidget()
        self.from_above, self.own_words, self.sums = sentence("secondary"), sentence("secondary"), sentence("secondary")
        self.above, self.own = FormulaLabel(store, look, pixels=15), FormulaLabel(store, look, pixels=15)
        self.above_size, self.own_size = _size(), _size()
        self._grid = QGridLayout(self.factors)
        rows = ((self.from_above, self.above, self.above_size), (self.own_words, self.own, self.own_size))
        for row, parts in enumerate(rows):
            for column, part in enumerate(parts):
                self._grid.addWidget(part, row, column)
        self._grid.addWidget(self.sums, 2, 0, 1, 3)
        head = QHBoxLayout()
        head.addWidget(self.heading)
        head.addWidget(self.rule, 1)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 4)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self.stays)
        self._box.addWidget(self.names)
        self._box.addWidget(self.why)
        self._box.addLayout(head)
        self._box.addWidget(self.factors)
        look.changed.connect(self._on_look)
        self._on_look()

    def show_statement(self, statement: Statement | None, senders: Sequence[str]) -> None:
        """What there is to say about a statement; ``senders`` name the nodes that its gradient came from."""
        self._statement = statement
        stays = statement is not None and statement.stays
        self.stays.setVisible(stays)
        ledger, split = (statement.ledger, statement.factors) if statement is not None else (None, None)
        self.names.setVisible(ledger is not None)
        if ledger is not None:
            self.names.setText(_rich(ledger.names, self._look.theme))
            self.names.setAccessibleName("".join(part.text for part in ledger.names))
            self.names.setToolTip("m outputs, n inputs, N examples: where two matrices meet, their sizes agree")
        self.why.setText(ledger.why if ledger is not None else "")
        self.why.setVisible(bool(self.why.text()))
        for part in (self.heading, self.rule, self.factors):
            part.setVisible(split is not None)
        if split is not None:
            self._show_factors(split, senders)
        self.setVisible(stays or ledger is not None or split is not None)

    def _show_factors(self, split: Factors, senders: Sequence[str]) -> None:
        above = split.above.symbol
        result = f"{above.partition('/')[0]}/{split.own_symbol.partition('/')[2]}"
        self.rule.set_text(f"{result} = {above} · {split.own_symbol}")
        self.rule.setVisible(result != split.own_symbol)
        self.from_above.setText(f"from {' and '.join(senders)}" if senders else "1, the start")
        self.above.set_text(split.above.symbol)
        self.above_size.setText(shape_of(split.above.array.shape))
        has_own = bool(split.own)
        for part in (self.own_words, self.own, self.own_size):
            part.setVisible(has_own)
        if has_own:
            self.own_words.setText("× its own")
            self.own.set_text(_without_brackets("".join(piece.text for piece in split.own)))
            self.own_size.setText(_size_of(split.own))
        self.sums.setText(_sumssentence(split))
        self.sums.setVisible(bool(self.sums.text()))

    def _on_look(self, *_: object) -> None:
        px = self._look.theme.px
        self._box.setContentsMargins(px(2), 0, 0, px(4))
        self._box.setSpacing(px(4))
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(8))
        self._grid.setVerticalSpacing(px(4))
        if self._statement is not None and self._statement.ledger is not None:
            self.names.setText(_rich(self._statement.ledger.names, self._look.theme))


def _sumssentence(split: Factors) -> str:
    if not split.own:
        return "It goes into every number of the result, so there is no one factor: the line above says how."
    if not split.sums:
        return ""
    # In the form of matrices only what all examples share is written with a sum.
    return "added up over the examples" if split.sums in ("Σ", "Σₙ") else "added up over all that it feeds"


def _without_brackets(text: str) -> str:
    """Without brackets around the whole, which a factor that stands alone can do without."""
    depths = list(accumulate((sign == "(") - (sign == ")") for sign in text))
    is_whole = text.startswith("(") and text.endswith(")") and all(depths[:-1])
    return text[1:-1] if is_whole else text


def _size_of(pieces: Sequence[Piece]) -> str:
    """The size of what is multiplied by: that of the first term that is no single number."""
    for piece in pieces:
        if piece.term is not None and piece.term.array.size > 1:
            shape = piece.term.array.shape
            return shape_of(shape[::-1] if piece.text.endswith("ᵀ") else shape)
    return "1"


def _rich(parts: Sequence[Part], theme: Theme) -> str:
    strong = f'<span style="color:{theme.readable(theme.accent).name()}; font-weight:600">'
    return "".join(f"{strong}{escape(each.text)}</span>" if each.is_inner else escape(each.text) for each in parts)


def _size() -> QLabel:
    label = QLabel()
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    set_look(label, "number")
    return label
