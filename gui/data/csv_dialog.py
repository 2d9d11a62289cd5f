"""CSV dialog: which columns of a file are inputs, which are targets."""
from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QWidget

from engine.csv_file import preview

_ROLES = ("input", "target", "left out")


class CsvDialog(QDialog):
    """One row for each column, the last one proposed as the target. Raises CsvError for a file that is no table."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Columns of {path.name}")
        seen = preview(path)
        form = QFormLayout(self)
        form.addRow(QLabel("What is each column for?"))
        self.roles: dict[str, QComboBox] = {}
        for place, name in enumerate(seen.names):
            role = QComboBox()
            role.addItems(_ROLES)
            role.setCurrentText("target" if place == len(seen.names) - 1 else "input")
            role.setAccessibleName(f"Role of {name}")
            example = ", ".join(str(row[place]) for row in seen.rows[:3])
            form.addRow(f"{name}  ({example} …)", role)
            self.roles[name] = role
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)

    def inputs(self) -> tuple[str, ...]:
        """The columns chosen as inputs."""
        return self._with("input")

    def targets(self) -> tuple[str, ...]:
        """The columns chosen as targets."""
        return self._with("target")

    def _with(self, role: str) -> tuple[str, ...]:
        return tuple(name for name, box in self.roles.items() if box.currentText() == role)
