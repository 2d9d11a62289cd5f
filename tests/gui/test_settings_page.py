"""The settings page: knobs edited with keys and mouse, refusals, undo steps, and edits that come from elsewhere."""
from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from engine.knobs import Knob, KnobError, knobs
from engine.layer import layer_kinds
from engine.optimizer import optimizer_kinds
from gui.inspector.entry import read, stepped, written
from gui.inspector.settings_page import SettingsPage
from tests.engine.networks import chain, moons
from tests.gui.panes import Desk, show

KINDS = layer_kinds()
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> SettingsPage:
    pane = SettingsPage(desk.editor, desk.player, desk.look, desk.store)
    show(qtbot, pane)
    return pane


def editor_of(page: SettingsPage, name: str) -> QWidget:
    return page.node_settings.form.rows[name].editor


def type_over(qtbot: QtBot, field: QWidget, text: str) -> None:
    focus(qtbot, field)
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def focus(qtbot: QtBot, field: QWidget) -> None:
    """Qt shows what joins a visible page when it is idle, and only what is shown can have the focus."""
    qtbot.waitUntil(field.isVisible)
    field.setFocus()


def choose(qtbot: QtBot, box: QComboBox, text: str) -> None:
    focus(qtbot, box)
    rows = box.findText(text) - box.currentIndex()
    for _ in range(abs(rows)):
        qtbot.keyClick(box, Qt.Key.Key_Down if rows > 0 else Qt.Key.Key_Up)


def test_a_number_typed_is_an_edit(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    desk.editor.select(["n1"])
    type_over(qtbot, editor_of(page, "units"), "12")
    assert desk.editor.graph.node("n1").layer.units == 12
    assert desk.editor.undo_stack.count() == 1
    desk.editor.undo_stack.undo()
    assert editor_of(page, "units").text() == "8"


def test_a_wrong_entry_is_refused_with_a_sentence_and_kept(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    desk.editor.select(["n1"])
    row = page.node_settings.form.rows["units"]
    before = desk.editor.document
    type_over(qtbot, row.editor, "0")
    assert row.sentence.isVisible()
    assert row.sentence.text() == "Linear: Outputs m wants at least 1 but is given 0."
    assert row.editor.text() == "0"
    type_over(qtbot, row.editor, "many")
    assert "“many”" in row.sentence.text()
    assert desk.editor.document is before
    qtbot.keyClick(row.editor, Qt.Key.Key_Escape)
    assert row.editor.text() == "8"
    assert not row.sentence.isVisible()


def test_steps_of_one_visit_are_one_undo_step(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    desk.editor.select(["n1"])
    field = editor_of(page, "units")
    focus(qtbot, field)
    for _ in range(3):
        qtbot.keyClick(field, Qt.Key.Key_Up)
    assert desk.editor.graph.node("n1").layer.units == 11
    assert desk.editor.undo_stack.count() == 1
    focus(qtbot, page.node_settings.name_field)
    focus(qtbot, field)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert desk.editor.undo_stack.count() == 2


def test_pulling_at_the_label_steps_in_one_undo_step(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    desk.editor.select(["n1"])
    label = page.node_settings.form.rows["units"].label
    start = label.rect().center()
    QTest.mousePress(label, LEFT, pos=start)
    QTest.mouseMove(label, start + QPoint(16, 0))
    QTest.mouseMove(label, start + QPoint(40, 0))
    QTest.mouseRelease(label, LEFT, pos=start + QPoint(40, 0))
    assert desk.editor.graph.node("n1").layer.units == 13
    assert desk.editor.undo_stack.count() == 1


def test_an_edit_from_elsewhere_keeps_the_focus_and_what_is_typed(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    desk.editor.select(["n1"])
    field = editor_of(page, "units")
    focus(qtbot, field)
    field.selectAll()
    qtbot.keyClicks(field, "23")
    node = desk.editor.graph.node("n3")
    desk.editor.edit_graph(desk.editor.graph.put(replace(node, at=(5.0, 5.0))), "Move")
    assert field.hasFocus()
    assert field.text() == "23"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert desk.editor.graph.node("n1").layer.units == 23


def test_ctrl_z_in_a_field_belongs_to_the_field(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    desk.editor.select(["n1"])
    name = page.node_settings.name_field
    focus(qtbot, name)
    qtbot.keyClicks(name, " big")
    qtbot.keyClick(name, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert name.text() == "Linear"
    assert desk.editor.undo_stack.count() == 0


def test_a_choice_a_name_and_columns(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    desk.editor.select(["n1"])
    choose(qtbot, editor_of(page, "start_values"), "He")
    assert desk.editor.graph.node("n1").layer.start_values == "He"
    type_over(qtbot, page.node_settings.name_field, "Hidden")
    assert desk.editor.graph.node("n1").name == "Hidden"
    type_over(qtbot, page.node_settings.name_field, "Input")
    assert "already a node called Input" in page.node_settings.name_sentence.text()
    desk.editor.select(["n0"])
    columns = editor_of(page, "columns")
    assert [columns.item(row).text() for row in range(columns.count())] == ["x1", "x2", "class"]
    focus(qtbot, columns)
    columns.setCurrentRow(1)
    qtbot.keyClick(columns, Qt.Key.Key_Space)
    assert desk.editor.graph.node("n0").layer.columns == ("x2",)


# What the offscreen platform says of every menu.
@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")
def test_change_to_a_sibling_keeps_the_edges(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    desk.editor.select(["n2"])
    edges = len(desk.editor.graph.edges)
    focus(qtbot, page.node_settings.change)
    qtbot.keyClick(page.node_settings.change, Qt.Key.Key_Space)
    menu = page.node_settings.siblings
    qtbot.waitUntil(menu.isVisible)
    titles = [action.text() for action in menu.actions()]
    assert "Softmax" in titles
    assert "Tanh" not in titles
    for _ in range(titles.index("Sigmoid") + 1):
        qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert type(desk.editor.graph.node("n2").layer) is KINDS["Sigmoid"]
    assert len(desk.editor.graph.edges) == edges


def test_typed_start_values_are_told_and_may_be_drawn_instead(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    settings = page.node_settings
    drawn = desk.player.session.parameters_of("n1")["W"].value.copy()
    desk.editor.select(["n1"])
    assert not settings.draw.isVisible()
    node = desk.editor.graph.node("n1")
    numbers = ("W", ((2.5, None), *[(None, 1.0)] * 7)), ("b", (0.5,) * 8)
    desk.editor.edit_graph(desk.editor.graph.put(replace(node, typed=numbers)), "Type")
    told = settings.typed_words.text().replace("\u00a0", " ")
    assert told == "Typed start values go before drawn ones: 8 of W and 8 of b."
    choose(qtbot, editor_of(page, "start_values"), "orthogonal")
    assert desk.editor.graph.node("n1").typed == numbers
    choose(qtbot, editor_of(page, "start_values"), "Xavier")
    focus(qtbot, settings.draw)
    qtbot.keyClick(settings.draw, Qt.Key.Key_Space)
    assert not settings.draw.isVisible()
    assert not settings.typed_words.isVisible()
    assert desk.editor.graph.node("n1").typed == ()
    assert (desk.player.session.parameters_of("n1")["W"].value == drawn).all()
    desk.editor.undo_stack.undo()
    assert desk.editor.graph.node("n1").typed == numbers
    assert desk.player.session.parameters_of("n1")["W"].value[0, 0] == 2.5


def test_a_size_is_asked_for_only_by_start_values_that_have_one(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    desk.editor.select(["n1"])
    rows = page.node_settings.form.rows
    assert not rows["start_size"].isVisible()
    choose(qtbot, rows["start_values"].editor, "constant")
    qtbot.waitUntil(rows["start_size"].isVisible)
    type_over(qtbot, rows["start_size"].editor, "-0.25")
    assert (desk.player.session.parameters_of("n1")["W"].value == -0.25).all()


def test_a_problem_is_a_sentence(page: SettingsPage, desk: Desk) -> None:
    desk.editor.edit_graph(desk.editor.graph.cut("n1", "x"), "Cut")
    desk.editor.select(["n1"])
    assert "nothing connected" in page.node_settings.problem.text()
    desk.editor.undo_stack.undo()
    assert not page.node_settings.problem.isVisible()


def test_several_of_one_kind_are_edited_together(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    desk.editor.select(["n1", "n3"])
    type_over(qtbot, editor_of(page, "units"), "5")
    assert [desk.editor.graph.node(id).layer.units for id in ("n1", "n3")] == [5, 5]
    assert desk.editor.undo_stack.count() == 1
    desk.editor.select(["n1", "n2"])
    assert page.several.isVisible()
    assert not page.node_settings.isVisible()


def test_the_optimizer_keeps_its_rate_when_its_kind_changes(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    settings = page.document_settings
    type_over(qtbot, settings.optimizer_form.rows["rate"].editor, "1e-3")
    assert desk.editor.document.optimizer.rate == 0.001
    choose(qtbot, settings.optimizer, "Momentum")
    assert type(desk.editor.document.optimizer).__name__ == "Momentum"
    assert desk.editor.document.optimizer.rate == 0.001
    assert "momentum" in settings.optimizer_form.rows


def test_knobs_without_an_effect_are_not_shown(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    settings = page.document_settings
    rows = settings.optimizer_form.rows
    seen = []
    for schedule in ("constant", "step", "cosine"):
        choose(qtbot, rows["schedule"].editor, schedule)
        assert desk.editor.document.optimizer.schedule == schedule
        seen.append([name for name, row in rows.items() if row.isVisible()])
    assert seen[0] == ["rate", "clip", "schedule", "warm_up"]
    assert seen[1] == ["rate", "clip", "schedule", "period", "factor", "warm_up"]
    assert seen[2] == ["rate", "clip", "schedule", "period", "warm_up"]
    desk.editor.undo_stack.undo()
    assert rows["factor"].isVisible()


def test_batch_size_seed_and_notes(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    settings = page.document_settings
    type_over(qtbot, settings.form.rows["batch_size"].editor, "0")
    type_over(qtbot, settings.form.rows["seed"].editor, "4294967295")
    assert (desk.editor.document.batch_size, desk.editor.document.seed) == (0, 4294967295)
    count = desk.editor.undo_stack.count()
    focus(qtbot, settings.notes)
    qtbot.keyClicks(settings.notes, "a note")
    assert desk.editor.document.notes == "a note"
    assert desk.editor.undo_stack.count() == count + 1
    desk.editor.undo_stack.undo()
    assert settings.notes.toPlainText() == ""


def test_a_shape_is_typed_as_text(desk: Desk, page: SettingsPage, qtbot: QtBot) -> None:
    desk.editor.open(replace(moons(), graph=chain(KINDS["Variable"](), KINDS["Square"]()), data=None))
    desk.editor.select(["n0"])
    type_over(qtbot, editor_of(page, "size"), "3, 2")
    assert desk.editor.graph.node("n0").layer.size == (3, 2)
    assert editor_of(page, "size").text() == "3, 2"


def test_every_formula_fits_its_line(page: SettingsPage) -> None:
    metrics = QFontMetrics(page.node_settings.formula.plain_font())
    for kind in (*KINDS.values(), *optimizer_kinds().values()):
        assert metrics.horizontalAdvance(kind.formula) < 260, kind.title


def test_every_kind_can_be_shown(desk: Desk, page: SettingsPage) -> None:
    for name, kind in KINDS.items():
        desk.editor.open(replace(moons(), graph=chain(kind())))
        desk.editor.select(["n0"])
        assert list(page.node_settings.form.rows) == [knob.name for knob in knobs(kind)], name
        assert page.node_settings.kind_title.text() == kind.title


@pytest.mark.parametrize(
    ("value", "steps", "wanted"),
    [(0.1, 1, 0.2), (0.2, 1, 0.5), (0.5, 1, 1.0), (0.1, -1, 0.05), (0.03, 2, 0.1), (0.0, 1, 0.01), (3.0, -1, 2.0),
     (-0.1, 1, -0.05), (1e-3, -3, 1e-4), (40.0, 1, 45.0)],
)
def test_a_number_steps_along_1_2_5(value: float, steps: int, wanted: float) -> None:
    knob = Knob("rate", "Rate", float, 0.1, high=45.0)
    assert stepped(knob, value, steps) == wanted


@pytest.mark.parametrize(("text", "value"), [("1e-3", 0.001), ("−2", -2.0), ("0,5", 0.5), (" .25 ", 0.25)])
def test_numbers_are_read_as_people_type_them(text: str, value: float) -> None:
    assert read("Layer", Knob("k", "K", float, 0.0), text) == value
    assert read("Layer", Knob("k", "K", float, 0.0), written(value)) == value


@pytest.mark.parametrize("text", ["", "abc", "nan", "1e999", "1.5"])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    with pytest.raises(KnobError, match=r"Layer: K wants a whole number"):
        read("Layer", Knob("k", "K", int, 0), text)
