"""Neuron: one number of a layer opened, as a small graph of the numbers that it is the sum, or another function, of."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor

from gui.canvas.inside.compose import Writing, beads, sizes_of
from gui.canvas.inside.contents import Contents, numbered
from gui.canvas.inside.numbers import CURRENT, EMPTY, Numbers
from gui.canvas.inside.pointing import data_name
from gui.canvas.inside.sheet import Sheet, Strand, Words
from gui.canvas.inside.terms import Terms, terms_of
from gui.paint.numbers import exact, short

Span = tuple[float, float]
_CENTRE = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
# Where the columns of a sum begin and end, in shares of the width. Behind each number there is room for its gradient.
_INPUT_NAME, _INPUT, _TIMES, _WEIGHT_NAME, _WEIGHT, _EQUALS, _PRODUCT = (
    (0.01, 0.07), (0.08, 0.17), (0.272, 0.3), (0.3, 0.36), (0.367, 0.457), (0.558, 0.588), (0.592, 0.68),
)  # fmt: skip
_SUM, _RESULT = 0.785, (0.865, 0.985)
# The same where the numbers are not weighed, and there is room for what is done with them.
_GIVEN_NAME, _GIVEN = (0.02, 0.1), (0.11, 0.225)
_FUNCTION = 0.6
_FLATTEST = 0.6
"""No bead is higher than this share of its width."""
_NEAR = 0.006
"""Between a number and its gradient."""
_RADIUS = 0.028
_FEWEST = 4
"""A graph of fewer lines is laid out as if it had so many."""


def compose_neuron(contents: Contents, row: int, rect: QRectF, writing: Writing) -> Sheet:
    """The graph of the number in a row of a layer's own, as it fits into its bead."""
    graph, terms = _Graph(Sheet(), rect, contents, row, writing), terms_of(contents, row)
    if terms.groups:
        graph.write(terms)
    else:
        graph.write_alone()
    return graph.sheet


class _Graph:
    """Writes one neuron into its bead."""

    def __init__(self, sheet: Sheet, rect: QRectF, contents: Contents, row: int, writing: Writing) -> None:
        self.sheet, self.rect, self._contents, self._row, self._writing = sheet, rect, contents, row, writing
        self._session, self._style = writing.session, writing.style
        way, partial = writing.so_far(contents.own.numbers, row), writing.partial
        # How many terms a walk has added so far; all of them where there is none, or it has gone on.
        self._done = np.inf if way < 0 or partial is None else partial.done if way == 0 else 0

    def write(self, terms: Terms) -> None:
        """Each term in a line of its own, what joins them, and what comes of it."""
        boxes = self._rows(terms.count + (terms.more > 0))
        first = 0
        for place, (names, numbers) in enumerate(terms.groups):
            lines = boxes[first : first + len(names)]
            is_weighed = terms.weights is not None and not place
            spans = (_INPUT, _INPUT_NAME) if is_weighed else self._spans(terms)
            self._numbers(numbers, names, lines, *spans)
            first += len(names)
        if terms.weights is not None:
            self._products(terms, terms.weights, boxes)
        if terms.more:
            self._more(terms, boxes[-1])
        knot = QPointF(self._x(_SUM if terms.weights else _FUNCTION), self.rect.center().y())
        self._threads(terms, boxes, knot)
        self._result(terms, knot)

    def write_alone(self) -> None:
        """A number that comes from nowhere in the network: all its digits, and what the data calls it."""
        own, (upper, lower) = self._contents.own, self._rows(2, fewest=2)
        name = data_name(self._session, own.numbers.node, own.numbers.indices[self._row]) or own.names[self._row]
        self._words(self._part(upper, (0.1, 0.9)), name, "title", self._style.theme.ink)
        if own.numbers.state(self._session) != EMPTY:
            digits = exact(float(own.numbers.read()[self._row]))
            self._words(self._part(lower, (0.1, 0.9)), digits, "number", self._style.theme.ink)

    # lines

    def _products(self, terms: Terms, weights: Numbers, boxes: list[QRectF]) -> None:
        """× w = the product."""
        theme, products = self._style.theme, terms.amounts()[0].tolist()
        names = tuple(_weight_name(*index) for index in weights.indices)
        lines = boxes[: len(names)]
        self._numbers(weights, names, lines, _WEIGHT, _WEIGHT_NAME)
        has_inputs = terms.groups[0][1].state(self._session) != EMPTY
        for line, product, (_, column) in zip(lines, products, weights.indices, strict=True):
            self._words(self._part(line, _TIMES), "×", "number", theme.secondary)
            if has_inputs and column < self._done:
                self._words(self._part(line, _EQUALS), "=", "number", theme.secondary)
                self._words(self._part(line, _PRODUCT), short(product), "number", theme.ink)

    def _more(self, terms: Terms, box: QRectF) -> None:
        has_inputs = terms.groups[0][1].state(self._session) != EMPTY
        has_sum = self._done == np.inf and terms.weights is not None and has_inputs
        words = f"{terms.more:,} more" + (f": {short(terms.rest)}" if has_sum else self._others(", "))
        span = (_WEIGHT[0], _PRODUCT[1]) if terms.weights is not None else (0.1, 0.9)
        self._words(self._part(box, span), words, "small", self._style.hint)

    def _threads(self, terms: Terms, boxes: list[QRectF], knot: QPointF) -> None:
        """From each term to what joins them, as strong as the term is large; backward as strong as its gradient."""
        amounts, first = terms.amounts(), 0
        whole = max(float(np.max(np.abs(each), initial=0.0)) for each in amounts) or 1.0
        for place, ((names, numbers), held) in enumerate(zip(terms.groups, amounts, strict=True)):
            is_weighed = terms.weights is not None and not place
            span = _PRODUCT if is_weighed else self._spans(terms)[0]
            carried = terms.weights if is_weighed and terms.weights else numbers
            other = self._gradient(carried)
            end, sizes = span[1], np.clip(np.nan_to_num(held / whole, nan=1.0), -1, 1)
            if terms.weights is not None and self._done < np.inf:
                columns = [i for _, i in terms.weights.indices] if is_weighed else [terms.weights.array.shape[1]]
                sizes = sizes * (np.array(columns) < self._done)
            if other is not None and self._goes_back(other):
                end += 0 if is_weighed else _NEAR + span[1] - span[0]
                carried, other, sizes = other, carried, sizes_of(other)
            lines = boxes[first : first + len(names)]
            ways = [QLineF(self._x(end), line.center().y(), knot.x(), knot.y()) for line in lines]
            self.sheet.strands.append(Strand(ways, carried, other, sizes, carried.state(self._session), ""))
            first += len(names)

    def _result(self, terms: Terms, knot: QPointF) -> None:
        """What joins the terms, and the number itself."""
        own, row, rect = self._contents.own, self._row, self.rect
        numbers = Numbers(own.numbers.node, own.numbers.part, own.numbers.array, (own.numbers.indices[row],))
        gradient = self._gradient(numbers)
        carried = gradient if gradient is not None and self._goes_back(gradient) else numbers
        line = QLineF(knot.x(), knot.y(), self._x(_RESULT[0]), knot.y())
        self.sheet.strands.append(Strand([line], carried, None, sizes_of(carried), carried.state(self._session), ""))
        radius = _RADIUS * rect.width()
        words = "+" if terms.weights else self._contents.node.layer.formulas[0].partition(" = ")[2]
        knob = QRectF(knot.x() - radius, knot.y() - radius, 2 * radius, 2 * radius)
        self.sheet.words.append(Words(knob, words, "formula", 1.5 * radius, 18, self._style.theme.ink, is_knot=True))
        height = _FLATTEST * (_RESULT[1] - _RESULT[0]) * rect.width()
        box = QRectF(rect.left(), knot.y() - height / 2, rect.width(), height)
        self._numbers(numbers, (), [box], _RESULT, is_below=True)
        above = self._part(box.translated(0, -0.8 * height), _RESULT)
        self._words(above, own.names[row], "formula", self._style.theme.secondary)
        if not terms.more:
            below = QRectF(rect.x(), rect.bottom() - 0.13 * rect.height(), rect.width(), 0.07 * rect.height())
            self._words(below, self._others(), "small", self._style.hint)

    def _others(self, joint: str = "") -> str:
        """That a number made of all examples goes on so."""
        others = self._contents.examples - 1
        is_of_all = self._contents.own.numbers.array.shape[-1] == 1 and others
        return f"{joint}and so for the {others:,} other examples" if is_of_all else ""

    # numbers and words

    def _numbers(
        self,
        numbers: Numbers,
        names: tuple[str, ...],
        lines: list[QRectF],
        span: Span,
        name_span: Span = (0.0, 0.0),
        is_below: bool = False,
    ) -> None:
        """A number in each line with its name; on the way back its gradient at its right, or below it."""
        rects = tuple(self._part(line, span) for line in lines)
        self.sheet.beads += beads(numbers, rects, self._writing)
        gradient = self._gradient(numbers)
        if gradient is not None and self._goes_back(gradient):
            aside = rects[0].width() + _NEAR * self.rect.width()
            way = QPointF(0, 1.1 * rects[0].height()) if is_below else QPointF(aside, 0)
            moved = tuple(rect.translated(way) for rect in rects)
            self.sheet.beads += beads(gradient, moved, self._writing)
        for name, line in zip(names, lines, strict=False):
            self._words(self._part(line, name_span), name, "formula", self._style.theme.secondary, _RIGHT)

    def _gradient(self, numbers: Numbers) -> Numbers | None:
        """The gradients of some numbers; None where none are computed."""
        if numbers.part == "value":
            array = self._session.gradient_of(numbers.node)
            return None if array is None else Numbers(numbers.node, "gradient", array, numbers.indices)
        array = self._session.parameters_of(numbers.node)[numbers.part].grad
        return Numbers(numbers.node, f"∂{numbers.part}", array, numbers.indices)

    def _goes_back(self, gradient: Numbers) -> bool:
        return self._writing.goes_back and gradient.state(self._session) == CURRENT

    def _words(
        self, rect: QRectF, text: str, font: str, ink: QColor, align: Qt.AlignmentFlag = _CENTRE
    ) -> None:
        if text:
            self.sheet.words.append(Words(rect, text, font, 0.7 * rect.height(), 16, ink, align))

    # places

    def _spans(self, terms: Terms) -> tuple[Span, Span]:
        """Where a number stands that is not multiplied, and its name."""
        return (_WEIGHT, _WEIGHT_NAME) if terms.weights is not None else (_GIVEN, _GIVEN_NAME)

    def _rows(self, count: int, fewest: int = _FEWEST) -> list[QRectF]:
        """The lines of the graph, in the middle of the bead."""
        whole = self.rect.adjusted(0, 0.05 * self.rect.height(), 0, -0.05 * self.rect.height())
        flattest = _FLATTEST * (_GIVEN[1] - _GIVEN[0]) * whole.width() / 0.8
        pitch = min(whole.height() / max(count, fewest), flattest)
        top = whole.center().y() - pitch * count / 2
        return [QRectF(whole.x(), top + (k + 0.1) * pitch, whole.width(), 0.8 * pitch) for k in range(count)]

    def _part(self, box: QRectF, span: Span) -> QRectF:
        left, right = (self._x(share) for share in span)
        return QRectF(left, box.y(), right - left, box.height())

    def _x(self, share: float) -> float:
        return self.rect.left() + share * self.rect.width()


def _weight_name(row: int, column: int) -> str:
    """w₃₁ as in the lecture, row first; apart where one of them has two digits."""
    apart = " " if max(row, column) > 8 else ""
    return f"w{numbered('', (row,))[0]}{apart}{numbered('', (column,))[0]}"
