"""Preview: the first rows of a table as text."""
from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from engine.tables.table import Table
from gui.paint.numbers import exact, short
from gui.theme import Look

_ROWS, _MOST_COLUMNS = 6, 70


class Preview(QTableWidget):
    """Rows are examples here, as in a file; class numbers are shown by their names."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName("First examples")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        look.changed.connect(self._fit)

    def show_table(self, table: Table) -> None:
        """Show the first examples of a table: its features, then its targets, then what is neither."""
        names = [*table.features, *table.targets]
        names = (names + [name for name in table.names if name not in names])[:_MOST_COLUMNS]
        shown = min(_ROWS, table.examples)
        self.setRowCount(shown)
        self.setColumnCount(len(names))
        self.setHorizontalHeaderLabels(names)
        for column, name in enumerate(names):
            classes = table.classes.get(name, ())
            for row, number in enumerate(table.column(name)[:shown]):
                item = QTableWidgetItem(classes[int(number)] if classes else short(number))
                item.setToolTip(f"{name} = {classes[int(number)] if classes else exact(number)}")
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(row, column, item)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Only now does the style sheet say its last word on the font, by which the columns are as wide as they are."""
        super().showEvent(event)
        self._fit()

    def _fit(self, *_: object) -> None:
        px = self._look.theme.px
        self.setFont(self._look.theme.font("number"))
        self.verticalHeader().setDefaultSectionSize(px(22))
        self.horizontalHeader().setMinimumSectionSize(px(44))
        self.resizeColumnsToContents()
        self.setFixedHeight(px(28) + self.rowCount() * px(22) + px(12))
