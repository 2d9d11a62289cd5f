"""Data page: which data the network learns from, its settings, its test part, and its first rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from engine.dataset import Dataset, dataset_kinds
from engine.document import Document
from engine.tables.data import DataRecipe
from engine.tables.own_file import OwnFileError
from engine.tables.table import Table
from engine.tables.text_file import read_text
from gui.data.csv_dialog import CsvDialog
from gui.data.passages import is_text
from gui.data.preview import Preview
from gui.editor import Editor
from gui.inspector.knob_form import KnobForm
from gui.sentences import sentence
from gui.stylesheet import set_look
from gui.theme import Look

_MOST_CLASSES = 10
_NO_DATA = ""
_KIND = Qt.ItemDataRole.UserRole


class DataPage(QScrollArea):
    """Shows the document's recipe for data and edits it; what was set for a kind is kept while another is tried."""

    def __init__(self, editor: Editor, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor, self._look = editor, look
        self._kinds = dataset_kinds()
        self._recipes: dict[str, Dataset] = {}
        self._fitted = editor.document
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        set_look(inside, "panel")
        self.setWidget(inside)
        self._box = QVBoxLayout(inside)
        self._make_parts()
        editor.changed.connect(self._show)
        editor.opened.connect(self._on_opened)
        look.changed.connect(self._on_look)
        self._on_look()
        self._show()

    def _make_parts(self) -> None:
        self.list = QListWidget()
        self.list.setAccessibleName("Data to learn from")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for name, title, words in self._entries():
            item = QListWidgetItem(title, self.list)
            item.setData(_KIND, name)
            item.setToolTip(words)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title}. {words}")
        self.list.itemSelectionChanged.connect(self._take_choice)
        self.open_button, self.text_button = QPushButton("Open a CSV file…"), QPushButton("Open a text file…")
        self.open_button.clicked.connect(self._ask_for_table)
        self.text_button.clicked.connect(self._ask_for_text)
        self.open_button.setToolTip("A table of your own; it is copied into the document.")
        self.text_button.setToolTip("A text of your own, to be learned character by character; it is copied, too.")
        self.sentence, self.words, self.source = sentence("error"), sentence("secondary"), sentence("small")
        self.form, self.recipe_form = KnobForm(self._look), KnobForm(self._look)
        self.form.changed.connect(self._set_knob)
        self.recipe_form.changed.connect(self._set_recipe_knob)
        self.preview_title, self.counts = sentence("heading"), sentence("small")
        self.preview = Preview(self._look)
        for part in (
            self.list,
            self.open_button,
            self.text_button,
            self.sentence,
            self.words,
            self.source,
            self.form,
            self.recipe_form,
            self.preview_title,
            self.counts,
            self.preview,
        ):
            self._box.addWidget(part)
        self._box.addStretch(1)

    def _entries(self) -> list[tuple[str, str, str]]:
        kinds = [(name, kind.title, kind.words) for name, kind in self._kinds.items()]
        return [*kinds, (_NO_DATA, "No data", "For a network of variables and constants: a function to make small.")]

    # showing

    def _show(self, *_: object) -> None:
        self._say("")
        document = self._fitted = self._editor.document
        recipe = document.data
        name = type(recipe.dataset).__name__ if recipe else _NO_DATA
        if recipe:
            self._recipes[name] = recipe.dataset
        for row in range(self.list.count()):
            item = self.list.item(row)
            kind = self._kinds.get(item.data(_KIND))
            item.setHidden(kind is not None and kind.from_file and item.data(_KIND) not in self._recipes)
            if item.data(_KIND) == name:
                self.list.blockSignals(True)
                self.list.setCurrentRow(row)
                self.list.blockSignals(False)
                self.words.setText(item.toolTip())
        for part in (self.form, self.recipe_form, self.preview_title, self.counts, self.preview):
            part.setVisible(recipe is not None)
        source = getattr(recipe.dataset, "source", "") if recipe else ""
        self.source.setText(f"From {source}")
        self.source.setVisible(bool(source))
        self._fit_list()
        if recipe is not None:
            self.form.show_knobs(recipe.dataset)
            self.recipe_form.show_knobs(recipe)
            self._show_rows(document)

    def _show_rows(self, document: Document) -> None:
        data = document.make_data()
        tests = f", {data.test.examples:,} for testing" if data.test else ""
        self.preview_title.setText(f"{data.train.examples:,} examples to train on{tests}")
        counts = _class_words(data.train)
        self.counts.setText(counts)
        self.counts.setVisible(bool(counts))
        self.preview.show_table(data.train)

    def _on_opened(self, *_: object) -> None:
        self._recipes = {}
        self._show()

    def _say(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))

    # editing

    def _take_choice(self) -> None:
        item: QListWidgetItem | None = self.list.currentItem()
        if item is None:
            return
        name, title = item.data(_KIND), item.text()
        if name == _NO_DATA:
            self._edit(None, "Use no data")
        else:
            self._use(self._recipes.get(name) or self._kinds[name](), f"Use {title}")

    def _use(self, dataset: Dataset, words: str) -> None:
        recipe = self._editor.document.data
        self._edit(replace(recipe, dataset=dataset) if recipe else DataRecipe(dataset), words)

    def _set_knob(self, name: str, value: Any, gesture: str) -> None:
        recipe = self._editor.document.data
        if recipe is not None:
            changed = replace(recipe, dataset=replace(recipe.dataset, **{name: value}))
            self._edit(changed, "Change the data", f"dataset {name} {gesture}" if gesture else "")

    def _set_recipe_knob(self, name: str, value: Any, gesture: str) -> None:
        recipe = self._editor.document.data
        if recipe is not None:
            changed = replace(recipe, **{name: value})
            self._edit(changed, "Change the data", f"recipe {name} {gesture}" if gesture else "")

    def _edit(self, recipe: DataRecipe | None, words: str, gesture: str = "") -> None:
        fitted, after = self._fitted, replace(self._editor.document, data=recipe)
        self._editor.edit(after, words, gesture)
        misfits = _misfit_words(fitted, after)
        if misfits:
            # While one kind after another is tried, each is told to misfit and not only the first.
            self._fitted = fitted
        self._say(misfits)

    # files

    def _ask_for_table(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Open a CSV file", "", "Tables (*.csv *.tsv *.txt);;All files (*)")
        if path:
            self.open_csv(Path(path))

    def _ask_for_text(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Open a text file", "", "Texts (*.txt *.md);;All files (*)")
        if path:
            self.open_text(Path(path))

    def open_text(self, path: Path) -> None:
        """Use the text of a file, character by character; a sentence says what is wrong."""
        try:
            self._use(read_text(path), f"Use {path.name}")
        except OwnFileError as error:
            self._say(str(error))

    def open_csv(self, path: Path) -> None:
        """Ask which columns of a CSV file are inputs and target, and use them; a sentence says what is wrong."""
        self._say("")
        try:
            dialog = CsvDialog(path, self._look, self)
        except OwnFileError as error:
            self._say(f"{path.name}: {error}")
            return
        dialog.chosen.connect(lambda data: self._use(data, f"Use {path.name}"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    # look

    def _on_look(self) -> None:
        px = self._look.theme.px
        self._box.setContentsMargins(px(14), px(12), px(10), px(12))
        self._box.setSpacing(px(8))
        self._fit_list()

    def _fit_list(self) -> None:
        """As high as its rows, so that the page scrolls and not the list in it."""
        seen = sum(not self.list.item(row).isHidden() for row in range(self.list.count()))
        height = self.list.sizeHintForRow(0)
        self.list.setFixedHeight(seen * height + self._look.theme.px(4))


def _misfit_words(before: Document, after: Document) -> str:
    """What no longer fits with other data, in the words of the first node that says so; "" if all fits."""
    old, new = before.shapes, after.shapes
    left_out = [id for id in after.graph.order if id in new.problems and id in old.forms]
    if not left_out:
        return ""
    return f"{new.problems[left_out[0]]} The network stays as it is."


def _class_words(table: Table) -> str:
    """How many examples there are of each class of the target, or how many classes; "" where it has none."""
    target = table.targets[0] if table.targets else ""
    classes = table.classes.get(target, ())
    if is_text(table):
        return f"{len(classes)} different characters"
    if not classes or len(classes) > _MOST_CLASSES:
        return f"{len(classes)} classes of {target}" if classes else ""
    counts = np.bincount(table.column(target).astype(np.intp), minlength=len(classes))
    told = (f"{count}\u00a0×\u00a0{name}" for name, count in zip(classes, counts, strict=True))
    return f"{target}: {' · '.join(told)}"
