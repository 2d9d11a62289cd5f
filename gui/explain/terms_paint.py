"""Terms paint: how the terms of a number look, as a table or as a list."""
from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter

from gui.explain.listed import Listed
from gui.explain.number_words import full_name, kind_of
from gui.explain.term_places import TermPlaces
from gui.inspector.cells import Cells, paint_cells, scale_for
from gui.paint.numbers import short
from gui.theme import Theme

_MIDDLE = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
# A number that stands alone has nothing to be measured by, so it is coloured by its sign alone.
_ALONE = 0.45


def paint_heads(painter: QPainter, listed: Listed, places: TermPlaces, theme: Theme) -> None:
    """What the columns are."""
    heads = listed.heads()
    so_far = "sum" if listed.number.is_sum else "largest"
    results = ["product", so_far] if len(heads) > 1 else [so_far]
    for column, (symbol, node, _) in enumerate([*heads, *(("", word, "") for word in results)]):
        painter.setFont(theme.font("formula"))
        painter.setPen(theme.ink)
        painter.drawText(places.head(column, 0), _MIDDLE, symbol)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.secondary)
        below = places.head(column, 1)
        name = painter.fontMetrics().elidedText(node, Qt.TextElideMode.ElideRight, int(below.width()))
        painter.drawText(below, _MIDDLE, name)


def paint_table(painter: QPainter, listed: Listed, places: TermPlaces, theme: Theme, rows: range) -> None:
    """These terms of a sum, one below the other."""
    font = theme.font("number")
    font.setPixelSize(min(font.pixelSize(), max(6, round(places.cell * 0.22))))
    values = listed.number.values
    for factor, (column, (_, _, kind)) in enumerate(zip(values, listed.heads(), strict=True)):
        window = column[rows.start : rows.stop, None]
        cells = Cells(window, kind, scale_for(column, window))
        paint_cells(painter, cells, theme, font, partial(_chip, places, rows.start, factor))
    for row in rows:
        painter.setFont(theme.font("small"))
        painter.setPen(theme.secondary)
        painter.drawText(places.label(row), Qt.AlignmentFlag.AlignVCenter, listed.label(row))
        painter.setFont(font)
        for place in range(1, len(values) + (len(values) > 1)):
            painter.drawText(places.sign(row, place), _MIDDLE, "×" if place < len(values) else "=")
        painter.setPen(theme.ink)
        results = [listed.products, listed.running] if len(values) > 1 else [listed.running]
        for place, numbers in enumerate(results, len(values)):
            painter.drawText(places.chip(row, place), _RIGHT, short(float(numbers[row])))


def paint_factors(painter: QPainter, listed: Listed, places: TermPlaces, theme: Theme) -> None:
    """The numbers that a number of one term was made of, each with its name."""
    font, number = theme.font("number"), listed.number
    for factor, each in enumerate(number.term(0)):
        values = number.values[factor][:, None]
        cells = Cells(values, kind_of(each), abs(each.value) / _ALONE)
        paint_cells(painter, cells, theme, font, partial(_chip, places, 0, factor))
        _paint_words(painter, places.words(factor), full_name(each), theme)


def _chip(places: TermPlaces, first: int, factor: int, row: int, _: int) -> QRectF:
    return places.chip(first + row, factor)


def _paint_words(painter: QPainter, room: QRectF, words: str, theme: Theme) -> None:
    font: QFont = theme.font("text")
    painter.setFont(font)
    painter.setPen(theme.ink)
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, words)
