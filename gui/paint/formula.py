"""Formulas set in type: laid out while nobody waits, kept, and painted in a theme's colours."""

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QObject, QPointF, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.paint.latex import GRADIENT, INK, VALUE, stand_in
from gui.paint.typeset import LAID_OUT_AT, Layout, lay_out
from gui.paint.typesetter import Typesetter
from gui.theme import Look, Theme

TERMS = "terms"
"""The tone that colours gradients and the left-hand side; any other tone is a token's name, for all of it."""

_KEPT = 512


class Formula:
    """A formula in one theme's colours, painted as shapes at any size. ``inks`` name those of its marked terms."""

    def __init__(self, layout: Layout, theme: Theme, tone: str = TERMS, inks: Sequence[str] = ()) -> None:
        self._layout = layout
        colours = {INK: theme.ink, GRADIENT: theme.gradient_positive, VALUE: theme.value_positive}
        colours |= {stand_in(number): theme.ink_of(ink) for number, ink in enumerate(inks)}
        svg = layout.svg
        for sign, colour in colours.items():
            shown = theme.readable(colour) if tone == TERMS else getattr(theme, tone)
            svg = svg.replace(f'"{sign}"', f'"{shown.name()}"')
        self._shapes = QSvgRenderer(QByteArray(svg.encode()))

    def size(self, pixels: float) -> QSizeF:
        """Width and height in a font of `pixels`."""
        return QSizeF(self._layout.width, self._layout.height) * (pixels / LAID_OUT_AT)

    def baseline(self, pixels: float) -> float:
        """From the top down to the line that letters stand on."""
        return self._layout.baseline * pixels / LAID_OUT_AT

    def term_boxes(self, pixels: float) -> dict[int, QRectF]:
        """Where each marked term is painted, seen from the formula's top left corner."""
        scale = pixels / LAID_OUT_AT
        return {
            number: QRectF(box.topLeft() * scale, box.size() * scale) for number, box in self._layout.terms.items()
        }

    def paint(self, painter: QPainter, x: float, y: float, pixels: float) -> None:
        """Paint with the top left corner at (x, y)."""
        size = self.size(pixels)
        self._shapes.render(painter, QRectF(x, y, size.width(), size.height()))


def typeset(text: str, theme: Theme, tone: str = TERMS) -> Formula | None:
    """A formula now, at the cost of its layout; None where only plain text will do."""
    layout = lay_out(text)
    return Formula(layout, theme, tone) if layout else None


class FormulaStore(QObject):
    """Keeps formulas, and has new ones laid out one by one: by a typesetter, or in here whenever the app is idle."""

    ready = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layouts: OrderedDict[str, Layout | None] = OrderedDict()
        self._formulas: dict[tuple[str, str, str, tuple[str, ...]], Formula] = {}
        self._queue: dict[str, None] = {}
        self._typesetter: Typesetter | None = None
        self._idle = QTimer(self)
        self._idle.setInterval(0)
        self._idle.timeout.connect(self._lay_out_next)

    def use(self, typesetter: Typesetter) -> None:
        """From now on have formulas laid out by this one, so that no frame waits."""
        self._typesetter = typesetter
        typesetter.made.connect(self._keep)

    def get(self, text: str, theme: Theme, tone: str = TERMS, inks: tuple[str, ...] = ()) -> Formula | None:
        """The formula if it is at hand; otherwise None, and `ready` follows. Until then paint plain text.

        It stays None, with no work done again, where the text can't be set in type.
        """
        if text not in self._layouts:
            self._queue[text] = None
            self._idle.start()
            return None
        self._layouts.move_to_end(text)
        layout = self._layouts[text]
        if layout is None:
            return None
        key = (text, theme.name, tone, inks)
        if key not in self._formulas:
            self._formulas[key] = Formula(layout, theme, tone, inks)
        return self._formulas[key]

    def withdraw(self, text: str) -> None:
        """What was asked for is not wanted any more; whoever else wants it asks when it is next painted."""
        self._queue.pop(text, None)

    def _lay_out_next(self) -> None:
        self._idle.stop()
        if not self._queue or (self._typesetter is not None and self._typesetter.is_busy):
            return
        text = next(iter(self._queue))
        if self._typesetter is None:
            self._keep(text, lay_out(text))
        else:
            self._typesetter.lay_out(text)

    def _keep(self, text: str, layout: Layout | None) -> None:
        self._queue.pop(text, None)
        self._layouts[text] = layout
        if len(self._layouts) > _KEPT:
            oldest, _ = self._layouts.popitem(last=False)
            self._formulas = {key: kept for key, kept in self._formulas.items() if key[0] != oldest}
        if self._queue:
            self._idle.start()
        self.ready.emit(text)


class FormulaLabel(QWidget):
    """One formula in a panel: plain text at first, set in type as soon as it is ready."""

    def __init__(self, store: FormulaStore, look: Look, text: str = "", pixels: float = 16, tone: str = TERMS) -> None:
        super().__init__()
        self._store = store
        self._look = look
        self._pixels = pixels
        self._tone = tone
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        store.ready.connect(self._on_ready)
        look.changed.connect(self._on_look)
        self.set_text(text)

    @property
    def text(self) -> str:
        """The formula as plain Unicode text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another formula; a screen reader reads the plain text."""
        if text != self._text:
            self._store.withdraw(self._text)
        self._text = text
        self.setAccessibleName(text)
        self._resize()

    def sizeHint(self) -> QSize:
        formula = self._formula()
        if formula:
            size = formula.size(self._font_pixels())
            return QSize(int(size.width()) + 1, int(size.height()) + 1)
        metrics = QFontMetricsF(self.plain_font())
        lines = self._text.split("\n")
        width = max(metrics.horizontalAdvance(line) for line in lines)
        return QSize(int(width) + 2, round(len(lines) * self._line_height()))

    def minimumSizeHint(self) -> QSize:
        """As narrow as may be: a formula with less room than it wants is painted smaller."""
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        formula = self._formula()
        if formula:
            wanted = self._font_pixels()
            pixels = min(wanted, wanted * self.width() / formula.size(wanted).width())
            formula.paint(painter, 0, (self.height() - formula.size(pixels).height()) / 2, pixels)
            return
        theme = self._look.theme
        painter.setFont(self.plain_font())
        painter.setPen(theme.ink if self._tone == TERMS else getattr(theme, self._tone))
        for number, line in enumerate(self._text.split("\n")):
            shown = painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(QPointF(0, (number + 0.7) * self._line_height()), shown)

    def _formula(self) -> Formula | None:
        return self._store.get(self._text, self._look.theme, self._tone) if self._text else None

    def _font_pixels(self) -> float:
        return self._pixels * self._look.theme.scale

    def _line_height(self) -> float:
        # A font for formulas is as high as its highest bracket, several times its letters.
        return 1.4 * self._font_pixels()

    def plain_font(self) -> QFont:
        """The font of a formula that is not set in type."""
        font = self._look.theme.font("formula")
        font.setPixelSize(round(self._font_pixels()))
        return font

    def _resize(self) -> None:
        self.updateGeometry()
        self.update()

    def _on_ready(self, text: str) -> None:
        if text == self._text:
            self._resize()

    def _on_look(self, theme: object) -> None:
        self._resize()
