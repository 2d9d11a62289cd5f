"""CSV dialog: which columns of a file are inputs, which are targets, and which are left out."""
from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.tables.csv_file import preview, read_csv
from engine.tables.own_file import OwnFileError
from gui.stylesheet import set_look
from gui.theme import Look

ROLES = ("Input", "Target", "Left out")


class CsvDialog(QDialog):
    """One row for each column of the file. ``chosen`` carries the data read. Raises OwnFileError."""

    chosen = Signal(object)

    def __init__(self, path: Path, look: Look, parent: QWidget | None = None) -> None:
        found = preview(path)
        super().__init__(parent)
        self._path = path
        self.setWindowTitle(f"Columns of {path.name}")
        self.table = QTableWidget(len(found.names), 3)
        self.table.setHorizontalHeaderLabels(["Column", "Used as", "First rows"])
        self.table.verticalHeader().hide()
        self.table.setAccessibleName("Columns of the file")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setTabKeyNavigation(False)
        self.roles: dict[str, QComboBox] = {}
        for row, name in enumerate(found.names):
            role = self.roles[name] = QComboBox()
            role.addItems(ROLES)
            role.setAccessibleName(f"{name} is used as")
            role.setCurrentText("Target" if row == len(found.names) - 1 else "Input")
            self.table.setItem(row, 0, QTableWidgetItem(name))
            self.table.setCellWidget(row, 1, role)
            self.table.setItem(row, 2, QTableWidgetItem(", ".join(cells[row] for cells in found.rows[:4])))
        px = look.theme.px
        self.table.verticalHeader().setDefaultSectionSize(px(34))
        self.table.setColumnWidth(0, px(140))
        self.table.setColumnWidth(1, px(120))
        self.table.horizontalHeader().setStretchLastSection(True)
        words = QLabel("Choose what the network is given (inputs) and what it should say (target).")
        words.setWordWrap(True)
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.hide()
        set_look(self.sentence, "error")
        button = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(button.Ok | button.Cancel, parent=self)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        for part in (words, self.table, self.sentence, self.buttons):
            box.addWidget(part)
        self.resize(px(520), px(420))

    def accept(self) -> None:
        """Read the file with these roles; stay open with a sentence if it can't be."""
        inputs = [name for name, role in self.roles.items() if role.currentText() == "Input"]
        targets = [name for name, role in self.roles.items() if role.currentText() == "Target"]
        try:
            data = read_csv(self._path, inputs, targets)
        except OwnFileError as error:
            self.sentence.setText(str(error))
            self.sentence.show()
            return
        self.chosen.emit(data)
        super().accept()
