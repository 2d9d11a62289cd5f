"""Read-out: the small box beside the pointer with the numbers of what lies there."""
from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from gui.theme import Theme


def paint_read_out(painter: QPainter, words: str, at: QPointF, within: QRectF, theme: Theme) -> None:
    """Paint lines of text in a box near ``at``; it stays within a rectangle. The last line is the one that counts."""
    lines = words.split("\n")
    fonts = [theme.font("small", bold=0 < number == len(lines) - 1) for number in range(len(lines))]
    metrics = [QFontMetricsF(font) for font in fonts]
    room, line = theme.px(8), max(each.height() for each in metrics)
    width = max(each.horizontalAdvance(text) for each, text in zip(metrics, lines, strict=True)) + 2 * room
    height = line * len(lines) + 1.5 * room
    x = at.x() + theme.px(12) if at.x() + theme.px(12) + width <= within.right() else at.x() - theme.px(12) - width
    y = min(max(at.y() - height - theme.px(6), within.top()), within.bottom() - height)
    box = QRectF(min(max(x, within.left()), max(within.right() - width, within.left())), y, width, height)
    painter.setPen(QPen(theme.line, 1))
    painter.setBrush(theme.panel)
    painter.drawRoundedRect(box, theme.px(6), theme.px(6))
    for number, (text, font) in enumerate(zip(lines, fonts, strict=True)):
        painter.setFont(font)
        painter.setPen(theme.ink if number == len(lines) - 1 else theme.secondary)
        painter.drawText(QPointF(box.left() + room, box.top() + room * 0.75 + line * (number + 0.8)), text)
