"""The data page: choosing data and its settings, opening CSV files, and the first rows."""
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog
from pytestqt.qtbot import QtBot

from engine.dataset import dataset_kinds
from gui.data.csv_dialog import CsvDialog
from gui.data.page import DataPage
from tests.engine.networks import KINDS
from tests.gui.panes import Desk, show

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> DataPage:
    pane = DataPage(desk.editor, desk.look)
    show(qtbot, pane, 230, 760)
    return pane


def titles(page: DataPage) -> list[str]:
    rows = [page.list.item(row) for row in range(page.list.count())]
    return [item.text() for item in rows if not item.isHidden()]


def click(page: DataPage, qtbot: QtBot, title: str) -> None:
    item = page.list.findItems(title, Qt.MatchFlag.MatchExactly)[0]
    qtbot.mouseClick(page.list.viewport(), LEFT, pos=page.list.visualItemRect(item).center())


def csv(tmp_path: Path, text: str, name: str = "flowers.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def ask_for(page: DataPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    page.ensureWidgetVisible(page.open_button)
    qtbot.mouseClick(page.open_button, LEFT)


def test_every_kind_is_offered_and_the_present_one_is_selected(page: DataPage) -> None:
    kinds = [kind.title for kind in dataset_kinds().values() if not kind.from_file]
    assert titles(page) == [*kinds, "No data"]
    assert page.list.currentItem().text() == "Two moons"
    assert page.words.text() == dataset_kinds()["TwoMoons"].words


def test_choosing_data_is_an_edit_and_what_was_set_is_kept(page: DataPage, desk: Desk, qtbot: QtBot) -> None:
    size = page.form.rows["size"].editor
    size.setFocus()
    size.selectAll()
    qtbot.keyClicks(size, "60")
    qtbot.keyClick(size, Qt.Key.Key_Return)
    click(page, qtbot, "Circles")
    assert type(desk.editor.document.data.dataset).__name__ == "Circles"
    click(page, qtbot, "Two moons")
    assert desk.editor.document.data.dataset.size == 60
    assert desk.editor.undo_stack.count() == 3
    desk.editor.undo_stack.undo()
    assert page.list.currentItem().text() == "Circles"


def test_the_keyboard_chooses_too(page: DataPage, desk: Desk, qtbot: QtBot) -> None:
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Up)
    assert type(desk.editor.document.data.dataset).__name__ == "Circles"


def test_every_kind_is_reached_with_the_keyboard_alone(page: DataPage, desk: Desk, qtbot: QtBot) -> None:
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Home)
    for name in (name for name, kind in dataset_kinds().items() if not kind.from_file):
        assert type(desk.editor.document.data.dataset).__name__ == name
        assert page.words.text() == dataset_kinds()[name].words
        assert page.preview.columnCount() == min(len(desk.editor.document.header.names), 70)
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert desk.editor.document.data is None


def test_how_many_there_are_of_each_class_is_told(page: DataPage, qtbot: QtBot) -> None:
    balance = page.form.rows["balance"].editor
    balance.setFocus()
    balance.selectAll()
    qtbot.keyClicks(balance, "4")
    qtbot.keyClick(balance, Qt.Key.Key_Return)
    counts = [int(part.split("\u00a0")[0]) for part in page.counts.text().removeprefix("class: ").split(" · ")]
    assert sum(counts) == 160 and counts[0] == pytest.approx(128, abs=12)
    click(page, qtbot, "Noisy line")
    assert not page.counts.isVisible()
    click(page, qtbot, "Handwritten digits")
    assert page.counts.isVisible()


def test_what_no_longer_fits_is_told_and_the_network_stays(page: DataPage, desk: Desk, qtbot: QtBot) -> None:
    graph = desk.editor.document.graph
    chosen = replace(desk.editor.document, graph=graph.replace("n0", KINDS["Input"](columns=("x1",))))
    desk.editor.edit(chosen, "Choose a column")
    click(page, qtbot, "Circles")
    assert page.sentence.text() == ""
    click(page, qtbot, "Sine")
    assert page.sentence.text() == "Input wants a column 'x1', but the data has x, y. The network stays as it is."
    assert page.sentence.isVisible()
    assert desk.editor.document.graph == chosen.graph
    desk.editor.undo_stack.undo()
    assert not page.sentence.isVisible()


def test_no_data_and_back(page: DataPage, desk: Desk, qtbot: QtBot) -> None:
    click(page, qtbot, "No data")
    assert desk.editor.document.data is None
    assert not page.preview.isVisible()
    click(page, qtbot, "XOR")
    assert type(desk.editor.document.data.dataset).__name__ == "Xor"


def test_test_part_and_standardize(page: DataPage, desk: Desk, qtbot: QtBot) -> None:
    part = page.recipe_form.rows["test_part"].editor
    part.setFocus()
    part.selectAll()
    qtbot.keyClicks(part, "0.5")
    qtbot.keyClick(part, Qt.Key.Key_Return)
    assert page.preview_title.text() == "100 examples to train on, 100 for testing"
    page.recipe_form.rows["standardize"].editor.setFocus()
    qtbot.keyClick(page.recipe_form.rows["standardize"].editor, Qt.Key.Key_Space)
    assert desk.editor.document.data.standardize
    part.setFocus()
    part.selectAll()
    qtbot.keyClicks(part, "2")
    qtbot.keyClick(part, Qt.Key.Key_Return)
    assert "at most 0.9" in page.recipe_form.rows["test_part"].sentence.text()
    assert desk.editor.document.data.test_part == 0.5


def test_the_first_rows_are_shown_with_class_names(page: DataPage, desk: Desk) -> None:
    names = [page.preview.horizontalHeaderItem(column).text() for column in range(page.preview.columnCount())]
    assert names == ["x1", "x2", "class"]
    train = desk.editor.document.make_data().train
    assert page.preview.item(0, 2).text() == train.classes["class"][int(train.column("class")[0])]


def test_a_csv_file_is_opened_by_naming_inputs_and_target(
    page: DataPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = csv(tmp_path, "width,height,kind,price\n1,2,oak,3\n4,5,elm,6\n7,8,oak,9\n")
    ask_for(page, qtbot, monkeypatch, path)
    dialog = page.findChild(CsvDialog)
    assert [role.currentText() for role in dialog.roles.values()] == ["Input", "Input", "Input", "Target"]
    qtbot.keyClick(dialog.roles["height"], Qt.Key.Key_End)
    assert dialog.roles["height"].currentText() == "Left out"
    qtbot.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), LEFT)
    header = desk.editor.document.header
    assert (header.features, header.targets) == (("width", "kind"), ("price",))
    assert header.class_names("kind") == ("elm", "oak")
    assert page.source.text() == "From flowers.csv"
    assert page.list.currentItem().text() == "Own data"
    click(page, qtbot, "XOR")
    click(page, qtbot, "Own data")
    assert desk.editor.document.header == header


def test_a_dialog_without_a_target_or_with_a_bad_cell_says_so(
    page: DataPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = desk.editor.document
    lines = [f"{number},{number}" for number in range(1, 12)]
    ask_for(page, qtbot, monkeypatch, csv(tmp_path, "\n".join(["a,b", *lines, "12,"]) + "\n"))
    dialog = page.findChild(CsvDialog)
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    qtbot.keyClick(dialog.roles["b"], Qt.Key.Key_Home)
    qtbot.mouseClick(ok, LEFT)
    assert "one target column" in dialog.sentence.text()
    qtbot.keyClick(dialog.roles["b"], Qt.Key.Key_Down)
    qtbot.mouseClick(ok, LEFT)
    assert "Row 13, column 'b': the cell is empty" in dialog.sentence.text()
    assert dialog.isVisible()
    assert desk.editor.document is before
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_text_file_is_opened_and_kept_while_other_data_are_tried(
    page: DataPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "Own text" not in titles(page)
    path = tmp_path / "spell.txt"
    path.write_text("abracadabra, " * 9, encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    page.ensureWidgetVisible(page.text_button)
    qtbot.mouseClick(page.text_button, LEFT)
    assert desk.editor.undo_stack.undoText() == "Use spell.txt"
    assert page.counts.text() == "8 different characters"
    assert page.list.currentItem().text() == "Own text"
    names = [page.preview.horizontalHeaderItem(column).text() for column in range(page.preview.columnCount())]
    assert names == ["3 before", "2 before", "1 before", "next"]
    context = page.form.rows["context"].editor
    context.setFocus()
    qtbot.keyClick(context, Qt.Key.Key_Down)
    click(page, qtbot, "Poem")
    assert page.counts.text() == "45 different characters"
    click(page, qtbot, "Own text")
    dataset = desk.editor.document.data.dataset
    assert (dataset.context, dataset.text) == (2, "abracadabra, " * 9 + "\n")


@pytest.mark.parametrize(
    ("held", "sentence"),
    [
        (b"", "spell.txt is empty; choose a text with something in it."),
        (b"abra", "spell.txt: Own text wants 17 to 1,000,000 characters but is given 5; choose a longer text."),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "spell.txt is not a text file; save it as plain text (UTF-8) and open that."),
    ],
)
def test_a_file_that_is_no_text_is_refused_on_the_page(
    page: DataPage,
    desk: Desk,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    held: bytes,
    sentence: str,
) -> None:
    before = desk.editor.document
    path = tmp_path / "spell.txt"
    path.write_bytes(held)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    page.ensureWidgetVisible(page.text_button)
    qtbot.mouseClick(page.text_button, LEFT)
    assert page.sentence.text() == sentence
    assert desk.editor.document is before


def test_a_file_that_is_no_table_is_refused_on_the_page(
    page: DataPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = desk.editor.document
    path = tmp_path / "cat.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    ask_for(page, qtbot, monkeypatch, path)
    assert page.sentence.text().startswith("cat.csv: ")
    assert page.findChild(CsvDialog) is None
    assert desk.editor.document is before
    click(page, qtbot, "XOR")
    assert page.sentence.text() == ""


def test_the_first_rows_are_shown_whole_from_the_first_moment(window) -> None:
    window.left.setCurrentWidget(window.data_page)
    preview = window.data_page.preview
    assert preview.font().family() == window.look.theme.font("number").family()
    for column in range(preview.columnCount()):
        assert preview.sizeHintForColumn(column) <= preview.columnWidth(column)


def test_a_text_longer_than_its_field_shows_its_beginning(page: DataPage, desk: Desk, qtbot: QtBot) -> None:
    click(page, qtbot, "Polynomial")
    field = page.form.rows["coefficients"].editor
    assert field.cursorPosition() == 0
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0, 1, 2, 3, 4, 5, 6")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert desk.editor.document.data.dataset.coefficients == (0, 1, 2, 3, 4, 5, 6)
    assert field.cursorPosition() == len(field.text())
    page.list.setFocus()
    assert field.cursorPosition() == 0
