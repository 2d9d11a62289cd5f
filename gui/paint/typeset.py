"""Typeset: a plain formula laid out as shapes in stand-in colours; it knows no theme and paints nothing."""
from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from PySide6.QtCore import QPointF, QRectF

from gui.paint.latex import INK, MOST_TERMS, is_mark, stand_in, to_latex

LAID_OUT_AT = 24.0
"""The font size in pixels that a layout is measured in."""
_MARGIN = 1.0
_LONGEST = 240
# Beyond so many times the size of its letters, brackets were set wrong.
_HIGHEST = 12
_VIEW = re.compile(r'viewBox="(\S+) (\S+)')
_SHAPE = re.compile(r'<path d="([^"]*)" fill="([^"]*)"')
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Layout:
    """A formula's shapes in stand-in colours, and the box of each marked term; in pixels at a font of 24 pixels."""

    svg: str
    width: float
    height: float
    baseline: float
    terms: Mapping[int, QRectF]


@cache
def _typesetter() -> Any:
    # Imported when first needed, as it takes a quarter of a second; its own import warns on recent Pythons.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import ziamath
    ziamath.config.svg2 = False
    return ziamath


def lay_out(text: str) -> Layout | None:
    """Set a plain Unicode formula in type (20 to 80 ms); None where it can't be, and plain text must do."""
    if not text.strip() or len(text) > _LONGEST:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            latex = to_latex(text)
            made = _typesetter().Latex(latex, size=LAID_OUT_AT, color=INK, inline=True, margin=_MARGIN)
            svg = made.svg()
            (width, height), bottom = made.getsize(), made.getyofst()
    except Exception:  # Whatever a foreign parser makes of unknown text, plain text is the answer.
        return None
    if height > _HIGHEST * LAID_OUT_AT:
        return None
    size = width + 2 * _MARGIN, height + 2 * _MARGIN
    return Layout(svg, *size, height + bottom + _MARGIN, _boxes(svg))


def _boxes(svg: str) -> dict[int, QRectF]:
    """Where the shapes of each marked term lie, as seen from the formula's top left corner."""
    number_of = {stand_in(number): number for number in range(MOST_TERMS)}
    view = _VIEW.search(svg)
    origin = QPointF(float(view[1]), float(view[2])) if view else QPointF()
    boxes: dict[int, QRectF] = {}
    for outline, colour in _SHAPE.findall(svg):
        if colour in number_of:
            numbers = [float(each) for each in _NUMBER.findall(outline)]
            (left, right), (top, bottom) = ((min(side), max(side)) for side in (numbers[::2], numbers[1::2]))
            box = QRectF(QPointF(left, top), QPointF(right, bottom)).translated(-origin)
            boxes[number_of[colour]] = boxes.get(number_of[colour], QRectF()).united(box)
    return boxes


def plain(text: str) -> str:
    """A formula without the marks of its terms."""
    return "".join(char for char in text if not is_mark(char))
