"""Data page: which data the network learns from, with its knobs, its split, and a look at the first rows."""
from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLabel,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.csv_file import CsvError, read_csv
from engine.data import DataRecipe
from engine.dataset import Dataset, dataset_kinds
from engine.knobs import KnobError
from gui.data.csv_dialog import CsvDialog
from gui.editor import Editor
from gui.inspector.knob_form import KnobForm
from gui.paint.numbers import short
from gui.stylesheet import set_look
from gui.theme import Look

_ROWS = 6


class DataPage(QScrollArea):
    """Every change is an edit of the document that can be undone."""

    def __init__(self, editor: Editor, look: Look) -> None:
        super().__init__()
        self._editor, self._look = editor, look
        self._shown: object = ()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for signal in (editor.changed, editor.opened):
            signal.connect(self._refresh)
        look.changed.connect(lambda _: self._build())
        self._build()

    @property
    def _recipe(self) -> DataRecipe | None:
        return self._editor.document.data

    def _refresh(self, *_: object) -> None:
        kind = type(self._recipe.dataset) if self._recipe else None
        if kind != self._shown:
            self._build()
        self._fill()

    def _build(self) -> None:
        theme, page = self._look.theme, QWidget()
        set_look(page, "panel")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._rows = QVBoxLayout(page)
        self._rows.setContentsMargins(theme.px(12), theme.px(12), theme.px(12), theme.px(12))
        self._rows.setSpacing(theme.px(8))
        recipe = self._recipe
        self._shown = type(recipe.dataset) if recipe else None
        self.choice = QComboBox()
        self.choice.setAccessibleName("Data set")
        self.choice.addItem("No data", "")
        for name, kind in dataset_kinds().items():
            if not kind.from_file or isinstance(recipe and recipe.dataset, kind):
                self.choice.addItem(kind.title, name)
        self.choice.setCurrentIndex(max(0, self.choice.findData(type(recipe.dataset).__name__ if recipe else "")))
        self.choice.currentIndexChanged.connect(lambda _: self._choose(self.choice.currentData()))
        self._rows.addWidget(self.choice)
        self.dataset_form, self.recipe_form = KnobForm(self._look), KnobForm(self._look)
        self.dataset_form.changed.connect(self._turn)
        self.recipe_form.changed.connect(self._set)
        if recipe:
            self._say(recipe.dataset.words, "secondary")
        self._rows.addWidget(self.dataset_form)
        self._rows.addWidget(self.recipe_form)
        self.csv_button = QPushButton("Open a CSV file…")
        self.csv_button.clicked.connect(self._ask_csv)
        self._rows.addWidget(self.csv_button)
        self.problem = self._say("", "error")
        self.count = self._say("", "secondary")
        self.table = QTableWidget()
        self.table.setAccessibleName("First examples")
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self._rows.addWidget(self.table)
        self._rows.addStretch(1)
        self.setWidget(page)
        self._fill()

    def _fill(self) -> None:
        recipe = self._recipe
        if recipe:
            self.recipe_form.show_knobs(recipe)
            if not recipe.dataset.from_file:
                self.dataset_form.show_knobs(recipe.dataset)
        data = self._editor.document.make_data()
        tests = data.test.examples if data.test else 0
        self.count.setText(f"{data.train.examples:,} examples to train on, {tests:,} to test" if recipe else "")
        self.table.setVisible(recipe is not None)
        names = (*data.train.features, *data.train.targets)[:8]
        rows = min(_ROWS, data.train.examples)
        self.table.setRowCount(rows)
        self.table.setColumnCount(len(names))
        self.table.setHorizontalHeaderLabels(list(names))
        for column, name in enumerate(names):
            classes = data.train.classes.get(name, ())
            for row in range(rows):
                value = float(data.train.column(name)[row])
                text = classes[int(value)] if classes and value == int(value) else short(value)
                self.table.setItem(row, column, QTableWidgetItem(text))
        self.table.resizeColumnsToContents()

    def _say(self, text: str, look: str) -> QLabel:
        label = QLabel(text)
        label.setWordWrap(True)
        set_look(label, look)
        self._rows.addWidget(label)
        return label

    # edits

    def _choose(self, kind: str) -> None:
        recipe = self._recipe
        if not kind:
            data = None
        else:
            dataset = dataset_kinds()[kind]()
            data = dataclasses.replace(recipe, dataset=dataset) if recipe else DataRecipe(dataset)
        self._edit(data, "Choose data")

    def _turn(self, name: str, value: Any, gesture: str) -> None:
        assert self._recipe is not None
        dataset: Dataset = dataclasses.replace(self._recipe.dataset, **{name: value})
        self._edit(dataclasses.replace(self._recipe, dataset=dataset), f"Change {name}", f"data {name} {gesture}")

    def _set(self, name: str, value: Any, gesture: str) -> None:
        assert self._recipe is not None
        words = f"Change {name.replace('_', ' ')}"
        self._edit(dataclasses.replace(self._recipe, **{name: value}), words, f"data {name} {gesture}")

    def _edit(self, data: DataRecipe | None, words: str, gesture: str = "") -> None:
        self._editor.edit(dataclasses.replace(self._editor.document, data=data), words, gesture)

    def _ask_csv(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Open a CSV file", str(Path.home()), "CSV (*.csv *.tsv *.txt)")
        if name:
            self.open_csv(Path(name))

    def open_csv(self, path: Path) -> None:
        """Ask which columns are inputs and targets, and copy them into the document; a fault is said here."""
        try:
            dialog = CsvDialog(path, self)
            if dialog.exec():
                dataset = read_csv(path, dialog.inputs(), dialog.targets())
                recipe = self._recipe
                self._edit(dataclasses.replace(recipe, dataset=dataset) if recipe else DataRecipe(dataset), "Open CSV data")
        except (CsvError, KnobError) as error:
            self.problem.setText(str(error))
