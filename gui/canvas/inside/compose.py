"""Compose: writes the numbers of a layer, as they are at this moment, onto a sheet."""
from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor

from engine.stepping import Stepping
from gui.canvas.digits import single_colour
from gui.canvas.inside import layout
from gui.canvas.inside.contents import Column, Contents, Wires
from gui.canvas.inside.layout import Group, Places, Threads, lay_out, thread
from gui.canvas.inside.numbers import CURRENT, EMPTY, STALE, Numbers
from gui.canvas.inside.sheet import Bead, Button, Sheet, Strand, Words
from gui.canvas.partial import Partial
from gui.canvas.style import Style
from gui.paint.heat import heat_colours
from gui.paint.numbers import short
from gui.theme import ink_on

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, eq=False)
class Writing:
    """What numbers are written from and with. A walk by term has made those of a ``partial`` array up to one."""

    session: Stepping
    style: Style
    partial: Partial | None = None

    @property
    def goes_back(self) -> bool:
        """Whether the last step was one of the backward pass: wires then carry gradients."""
        latest = self.session.latest
        return latest is not None and self.session.equations[latest].phase == "backward"

    def so_far(self, numbers: Numbers, place: int) -> int:
        """How a number stands to the walk: 1 where it is still to come, 0 where it is being made, else −1."""
        if self.partial is None or self.partial.key != (numbers.node, numbers.part):
            return -1
        at = int(np.ravel_multi_index(numbers.indices[place], numbers.array.shape))
        return (at > self.partial.place) - (at < self.partial.place)


def compose(contents: Contents, writing: Writing) -> Sheet:
    """Everything inside the card: read now, coloured by sign and size, grey where it is not of this pass."""
    sheet, groups = Sheet(), groups_of(contents)
    for column, at in zip(contents.columns, lay_out(groups), strict=True):
        _write_column(sheet, contents, column, at, writing)
    _write_heads(sheet, contents, lay_out(groups), writing)
    for wires in contents.wires:
        if wires.ends:
            _draw_wires(sheet, contents, wires, thread(groups, wires.source, wires.ends), writing)
    _write_head(sheet, contents, writing.style)
    return sheet


def groups_of(contents: Contents) -> tuple[Group, ...]:
    """What decides where its columns lie."""
    return tuple(
        Group(each.role, each.count, each.gradient is not None and each.role != "parameter")
        for each in contents.columns
    )


def beads(
    numbers: Numbers, rects: tuple[QRectF | None, ...], writing: Writing, is_round: bool = False
) -> list[Bead]:
    """A bead for each number that has a place; empty ones where nothing is computed yet."""
    state, theme = numbers.state(writing.session), writing.style.theme
    if state == EMPTY:
        places = [(k, rect) for k, rect in enumerate(rects) if rect is not None]
        return [Bead(rect, numbers, k, "", None, theme.hint, is_round) for k, rect in places]
    held, is_stale = numbers.read(), state == STALE
    walked = [writing.so_far(numbers, k) for k in range(len(held))] if writing.partial is not None else []
    for k in (k for k, way in enumerate(walked) if not way):
        held[k] = writing.partial.value if writing.partial is not None else held[k]
    if numbers.array.size == 1:
        grounds = [single_colour(float(held[0]), numbers.kind, theme, is_stale)]
    else:
        colours = heat_colours(held, numbers.kind, theme, numbers.scale(), is_stale)
        grounds = [_ground(colour) for colour in colours.tolist()]
    made = [
        Bead(rect, numbers, k, short(number), ground, theme.secondary if is_stale else _ink(ground.rgb()), is_round)
        for k, (rect, number, ground) in enumerate(zip(rects, held.tolist(), grounds, strict=True))
        if rect is not None
    ]
    for bead in made if walked else ():
        bead.is_at_work = walked[bead.place] == 0
        if walked[bead.place] > 0:
            bead.text, bead.ground = "", None
    return made


@lru_cache(maxsize=4096)
def _ground(colour: int) -> QColor:
    """The colour of a cell; there are no more of them than a heat map has levels."""
    return QColor.fromRgb(colour)


@lru_cache(maxsize=4096)
def _ink(ground: int) -> QColor:
    return ink_on(QColor.fromRgb(ground))


def sizes_of(numbers: Numbers) -> np.ndarray:
    """Numbers as shares of the largest of their array, from −1 to 1; what is not finite is as large as can be."""
    held, scale = numbers.read(), numbers.scale()
    return np.clip(np.where(np.isfinite(held), held / (scale or 1.0), 1.0), -1, 1)


def _write_column(sheet: Sheet, contents: Contents, column: Column, at: Places, writing: Writing) -> None:
    """Its numbers with their gradients, and the name of each where there are several."""
    is_source, sources = column.role == "source", _sources(contents)
    numbers = column.numbers
    if _shows_gradient(column, writing) and column.gradient is not None:
        numbers = column.gradient
    sheet.beads += beads(numbers, at.beads, writing, column.role == "own")
    if at.gradients and column.gradient is not None:
        sheet.beads += beads(column.gradient, at.gradients, writing)
    if column.count > 1 or column.more or (is_source and len(sources) > 1):
        align, aside = (_RIGHT, -1.2) if is_source else (_LEFT, 1.2)
        ink = writing.style.theme.secondary
        for rect, name in zip(at.names, column.names, strict=False):
            size = min(4.0, rect.height())
            sheet.words.append(Words(rect.translated(aside, 0), name, "formula", size, 15, ink, align))


def _write_heads(sheet: Sheet, contents: Contents, places: tuple[Places, ...], writing: Writing) -> None:
    """The symbols above the columns. Sources share one: their numbers have names, and their gradients one head."""
    style, sources = writing.style, _sources(contents)
    has_gradient = False
    for column, at in zip(contents.columns, places, strict=True):
        is_one_of_several = column in sources and len(sources) > 1
        if not is_one_of_several:
            is_slope = _shows_gradient(column, writing)
            symbol = contents.slope(column.symbol) if is_slope else column.symbol
            sheet.words.append(Words(at.head, symbol, "formula", 4.4, 17, style.words[not is_slope]))
        if at.gradients and not (is_one_of_several and has_gradient):
            has_gradient = True
            symbol = contents.slope("" if is_one_of_several else column.symbol)
            sheet.words.append(Words(at.gradient_head, symbol, "formula", 4.4, 17, style.words[False]))
        if column.more and not (is_one_of_several and column is not sources[0]):
            words = f"{column.more:,} more" + (" of each" if is_one_of_several else "")
            sheet.words.append(Words(at.foot, words, "small", 3.4, 12, style.hint, _LEFT))


def _sources(contents: Contents) -> list[Column]:
    return [each for each in contents.columns if each.role == "source"]


def _shows_gradient(column: Column, writing: Writing) -> bool:
    """Whether the gradient of a parameter stands in its place: on the way back, as soon as there is one."""
    return column.role == "parameter" and writing.goes_back and _is_current(column.gradient, writing.session)


def _draw_wires(
    sheet: Sheet, contents: Contents, wires: Wires, at: Threads, writing: Writing
) -> None:
    session, style = writing.session, writing.style
    numbers, other = wires.forward, wires.backward
    if writing.goes_back and other is not None and _is_current(other, session):
        numbers, other = other, numbers
    state = numbers.state(session)
    sheet.strands.append(Strand(list(at.lines), numbers, other, sizes_of(numbers), state, wires.weights))
    if wires.weights:
        symbol, is_forward = wires.weights, numbers.kind == "value"
        symbol = symbol if is_forward else contents.slope(symbol)
        sheet.words.append(Words(at.head, symbol, "formula", 4.4, 17, style.words[is_forward]))
        sheet.beads += beads(numbers, at.numbers, writing)


def _write_head(sheet: Sheet, contents: Contents, style: Style) -> None:
    theme, shown = style.theme, contents.example + 1
    if contents.examples > 1:
        words = f"example {shown:,} of {contents.examples:,}"
        sheet.words.append(Words(layout.EXAMPLE, words, "small", 3.5, 12, theme.secondary))
        sheet.buttons.append(Button(layout.EARLIER, "earlier", "‹", contents.example > 0))
        sheet.buttons.append(Button(layout.LATER, "later", "›", shown < contents.examples))
    matrices = [each for each in contents.wires if each.weights]
    for wires in matrices:
        total, drawn = wires.forward.array.size, len(wires.ends)
        if drawn < total:
            words = f"{drawn} of {total:,} weights"
            sheet.words.append(Words(layout.FOOTER, words, "small", 3.4, 12, style.hint))


def _is_current(numbers: Numbers | None, session: Stepping) -> bool:
    return numbers is not None and numbers.state(session) == CURRENT
