"""Icons drawn as shapes: the glyphs of layers on their tinted tiles, and the icons of commands."""

import math
from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QIconEngine, QImage, QPainter, QPainterPath, QPen, QPixmap

from gui.theme import Theme, mix

Curve = Callable[[float], float]
Paint = Callable[[QPainter, QRectF, bool], None]

CURVES: dict[str, Curve] = {  # over −1 to 1, upwards
    "line": lambda x: 0.75 * x,
    "relu": lambda x: -0.6 + 1.3 * max(0.0, x),
    "leaky": lambda x: -0.4 + (1.2 * x if x > 0 else 0.35 * x),
    "elu": lambda x: -0.1 + (0.8 * x if x > 0 else 0.6 * math.expm1(4 * x)),
    "gelu": lambda x: -0.45 + 2.4 * x / (1 + math.exp(-6.5 * x)) / 2,
    "silu": lambda x: -0.3 + 1.0 * x / (1 + math.exp(-3.2 * x)),
    "softplus": lambda x: -0.6 + 0.28 * math.log1p(math.exp(4.6 * x)),
    "hardtanh": lambda x: max(-0.65, min(0.65, 1.3 * x)),
    "step": lambda x: 0.6 if x > 0 else -0.6,
    "sigmoid": lambda x: 0.72 * math.tanh(2.6 * x),
    "tanh": lambda x: 0.85 * math.tanh(3.6 * x),
    "parabola": lambda x: -0.75 + 1.5 * x * x,
    "exp": lambda x: -0.8 + 1.55 * math.exp(2.4 * (x - 1)),
    "log": lambda x: 0.6 + 0.45 * math.log(0.5 * x + 0.53),
    "sin": lambda x: 0.7 * math.sin(math.pi * x),
    "cos": lambda x: 0.7 * math.cos(math.pi * x),
    "vee": lambda x: -0.6 + 1.2 * abs(x),
    "huber": lambda x: -0.7 + (1.9 * x * x if abs(x) < 0.35 else 1.33 * abs(x) - 0.23),
    "hinge": lambda x: -0.6 + 1.1 * max(0.0, 0.2 - x),
    "dome": lambda x: 0.7 - 1.4 * x * x,
    "bump": lambda x: -0.7 + 1.5 * math.exp(-9 * x * x),
}
_STEPS = 40

# Each command is drawn on a grid of 16 by one-letter orders, as in SVG: M move, L line, C cubic, Z close, O circle
# (centre and radius), A arc (centre, radius, start and sweep in degrees counter-clockwise). "fill:" or "line:" first.
_DRAWINGS = {
    "step": "fill: M 5 3.2 L 12.5 8 L 5 12.8 Z",
    "back": "fill: M 11 3.2 L 3.5 8 L 11 12.8 Z",
    "first": "fill: M 13 3.2 L 6 8 L 13 12.8 Z line: M 3.8 3.6 L 3.8 12.4",
    "train": "fill: M 2.2 3.4 L 8.4 8 L 2.2 12.6 Z M 8.4 3.4 L 14.6 8 L 8.4 12.6 Z",
    "pause": "fill: M 4 3.2 L 6.8 3.2 L 6.8 12.8 L 4 12.8 Z M 9.2 3.2 L 12 3.2 L 12 12.8 L 9.2 12.8 Z",
    "stop": "fill: M 3.8 3.8 L 12.2 3.8 L 12.2 12.2 L 3.8 12.2 Z",
    "undo": "line: M 5.6 3 L 2.6 6 L 5.6 9 M 2.9 6 L 9.4 6 C 12 6 13.4 7.6 13.4 9.6 C 13.4 11.6 12 13 9.6 13 L 6.4 13",
    "redo": "line: M 10.4 3 L 13.4 6 L 10.4 9 M 13.1 6 L 6.6 6 C 4 6 2.6 7.6 2.6 9.6 C 2.6 11.6 4 13 6.4 13 L 9.6 13",
    "fit": "line: M 2.6 6 L 2.6 2.6 L 6 2.6 M 10 2.6 L 13.4 2.6 L 13.4 6 M 13.4 10 L 13.4 13.4 L 10 13.4"
    " M 6 13.4 L 2.6 13.4 L 2.6 10",
    "zoom": "line: O 7 7 4.2 M 10.2 10.2 L 13.6 13.6 M 5.2 7 L 8.8 7 M 7 5.2 L 7 8.8",
    "search": "line: O 7 7 4.2 M 10.2 10.2 L 13.6 13.6",
    "plus": "line: M 8 3 L 8 13 M 3 8 L 13 8",
    "minus": "line: M 3 8 L 13 8",
    "dice": "line: M 4.4 2.6 L 11.6 2.6 C 12.8 2.6 13.4 3.2 13.4 4.4 L 13.4 11.6 C 13.4 12.8 12.8 13.4 11.6 13.4"
    " L 4.4 13.4 C 3.2 13.4 2.6 12.8 2.6 11.6 L 2.6 4.4 C 2.6 3.2 3.2 2.6 4.4 2.6 Z"
    " fill: O 5.5 5.5 1.1 O 8 8 1.1 O 10.5 10.5 1.1",
    "reset": "line: A 8 8.2 5 150 -300 M 2.8 2.6 L 3.6 5.8 L 6.8 5.2",
    "sun": "line: O 8 8 2.9 M 8 1.6 L 8 2.6 M 8 13.4 L 8 14.4 M 1.6 8 L 2.6 8 M 13.4 8 L 14.4 8 M 3.5 3.5 L 4.2 4.2"
    " M 11.8 11.8 L 12.5 12.5 M 3.5 12.5 L 4.2 11.8 M 11.8 4.2 L 12.5 3.5",
    "moon": "line: M 13.2 9.6 C 9.6 10.8 5.4 7 6.6 2.8 C 1.4 4.2 1.2 11.4 5.8 13 C 9 14.1 12.2 12.4 13.2 9.6 Z",
    "open": "line: M 2.2 12.6 L 2.2 3.8 L 6.2 3.8 L 7.6 5.6 L 12.6 5.6 L 12.6 7.6 M 2.2 12.6 L 4.6 7.6 L 14.4 7.6"
    " L 12 12.6 Z",
    "save": "line: M 2.8 2.8 L 10.8 2.8 L 13.2 5.2 L 13.2 13.2 L 2.8 13.2 Z M 5.2 2.8 L 5.2 6.2 L 10 6.2 L 10 2.8"
    " M 4.8 13.2 L 4.8 9.2 L 11.2 9.2 L 11.2 13.2",
    "new": "line: M 3.6 2.2 L 9.4 2.2 L 12.4 5.2 L 12.4 13.8 L 3.6 13.8 Z M 9.2 2.4 L 9.2 5.4 L 12.2 5.4",
    "close": "line: M 4 4 L 12 12 M 12 4 L 4 12",
    "trash": "line: M 2.8 4.4 L 13.2 4.4 M 6 4.2 L 6 2.6 L 10 2.6 L 10 4.2 M 4.2 4.6 L 4.8 13.4 L 11.2 13.4 L 11.8 4.6"
    " M 6.8 7 L 6.8 11 M 9.2 7 L 9.2 11",
    "copy": "line: M 5.6 5.6 L 13.4 5.6 L 13.4 13.4 L 5.6 13.4 Z M 10.4 5.4 L 10.4 2.6 L 2.6 2.6 L 2.6 10.4 L 5.4 10.4",
    "settings": "line: M 2.4 4.6 L 8.2 4.6 M 11.8 4.6 L 13.6 4.6 O 10 4.6 1.8 M 2.4 11.4 L 4.2 11.4 M 7.8 11.4"
    " L 13.6 11.4 O 6 11.4 1.8",
    "help": "line: O 8 8 5.8 M 6.2 6.6 C 6.2 4.2 9.8 4.2 9.8 6.4 C 9.8 7.8 8 7.9 8 9.3 fill: O 8 11.3 0.8",
    "export": "line: M 8 10 L 8 2.6 M 5.2 5.2 L 8 2.4 L 10.8 5.2 M 3 8.6 L 3 13.2 L 13 13.2 L 13 8.6",
}
ICONS = tuple(_DRAWINGS)
_ARITY = {"M": 2, "L": 2, "C": 6, "Z": 0, "O": 3, "A": 5}


def _draw_order(path: QPainterPath, order: str, at: list[float]) -> None:
    match order:
        case "M":
            path.moveTo(*at)
        case "L":
            path.lineTo(*at)
        case "C":
            path.cubicTo(*at)
        case "Z":
            path.closeSubpath()
        case "O":
            path.addEllipse(QPointF(at[0], at[1]), at[2], at[2])
        case "A":
            x, y, radius, start, sweep = at
            around = QRectF(x - radius, y - radius, 2 * radius, 2 * radius)
            path.arcMoveTo(around, start)
            path.arcTo(around, start, sweep)


@cache
def _paths(name: str) -> list[tuple[bool, QPainterPath]]:
    """The (is it filled, its outline) pairs of a command's drawing."""
    paths: list[tuple[bool, QPainterPath]] = []
    words = iter(_DRAWINGS[name].split())
    for word in words:
        if word.endswith(":"):
            paths.append((word == "fill:", QPainterPath()))
        else:
            _draw_order(paths[-1][1], word, [float(next(words)) for _ in range(_ARITY[word])])
    return paths


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def paint_icon(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """Paint a command's icon into a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / 16, rect.height() / 16)
    for is_filled, path in _paths(name):
        painter.setPen(_pen(colour, 0.8 if is_filled else 1.5))
        painter.setBrush(colour if is_filled else Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
    painter.restore()


def _curve(curve: Curve, rect: QRectF) -> QPainterPath:
    points = [(2 * step / _STEPS - 1, curve(2 * step / _STEPS - 1)) for step in range(_STEPS + 1)]
    centre, half = rect.center(), rect.width() / 2
    places = [QPointF(centre.x() + half * x, centre.y() - half * y) for x, y in points]
    path = QPainterPath(places[0])
    for place in places[1:]:
        path.lineTo(place)
    return path


def paint_glyph(painter: QPainter, rect: QRectF, glyph: str, colour: QColor, theme: Theme) -> None:
    """Paint what a kind of layer declares: "curve:NAME" as a line, any other text as letters."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = rect.width()
    kind, _, name = glyph.partition(":")
    if kind == "curve" and name:
        inset = 0.22 * side
        painter.setPen(_pen(colour, side / 13))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(_curve(CURVES[name], rect.adjusted(inset, inset, -inset, -inset)))
    else:
        font = QFont(theme.font("formula" if glyph.isalpha() else "text", bold=True))
        font.setPixelSize(max(1, round(side * (0.62 if len(glyph) == 1 else 0.46))))
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(rect.adjusted(-side, -side, side, side), Qt.AlignmentFlag.AlignCenter, glyph)
    painter.restore()


def paint_tile(painter: QPainter, rect: QRectF, glyph: str, family: str, theme: Theme) -> None:
    """Paint a layer's glyph on a rounded tile tinted by its family."""
    colour = theme.family(family)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.tint(colour))
    radius = rect.width() * 0.22
    painter.drawRoundedRect(rect, radius, radius)
    painter.restore()
    paint_glyph(painter, rect, glyph, colour, theme)


class _DrawnIcon(QIconEngine):
    """An icon that is drawn anew for each size and pixel ratio, so that it is always crisp."""

    def __init__(self, paint: Paint) -> None:
        super().__init__()
        self._paint = paint

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        square = QRectF(0, 0, side, side)
        square.moveCenter(QRectF(rect).center())
        painter.save()
        self._paint(painter, square, mode != QIcon.Mode.Disabled)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        if size.isEmpty():
            # Of a button that is not laid out yet.
            return QPixmap()
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return QPixmap.fromImage(image)

    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:
        return size

    def clone(self) -> QIconEngine:
        return _DrawnIcon(self._paint)


def icon(name: str, theme: Theme, colour: QColor | None = None) -> QIcon:
    """The icon of a command in a theme, in the ink or another colour; make it again when the theme changes."""
    if name not in _DRAWINGS:
        raise KeyError(f"There is no icon {name!r}; there are {', '.join(ICONS)}.")
    ink = colour or theme.ink
    greyed = mix(ink, theme.panel, 0.6)
    return QIcon(_DrawnIcon(lambda painter, rect, is_on: paint_icon(painter, rect, name, ink if is_on else greyed)))


def layer_icon(glyph: str, family: str, theme: Theme) -> QIcon:
    """The tile of a kind of layer, for lists and menus."""

    def paint(painter: QPainter, rect: QRectF, is_on: bool) -> None:
        painter.setOpacity(1.0 if is_on else 0.4)
        paint_tile(painter, rect, glyph, family, theme)

    return QIcon(_DrawnIcon(paint))
