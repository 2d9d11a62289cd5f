"""Frozen and shared parameters in the window: settings, commands, the marks on the cards, and numbers typed in."""
from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from gui.inspector.settings_page import SettingsPage
from gui.inspector.values import ValuesPage
from gui.window import Window
from tests.engine.test_sharing import everything, tied, twice
from tests.gui.panes import Desk, show

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(open_desk: Callable[..., Desk], qtbot: QtBot) -> tuple[SettingsPage, Desk]:
    desk = open_desk(twice())
    pane = SettingsPage(desk.editor, desk.player, desk.look, desk.store)
    show(qtbot, pane)
    return pane, desk


def test_a_click_freezes_and_undo_frees_again(page, qtbot):
    pane, desk = page
    desk.editor.select(["n1", "n3"])
    switch = pane.node_settings.sharing.frozen.editor
    qtbot.waitUntil(switch.isVisible)
    qtbot.mouseClick(switch, LEFT, pos=QPoint(8, switch.height() // 2))
    assert [node.frozen for node in desk.editor.graph.nodes if node.id in ("n1", "n3", "n4")] == [True, True, False]
    assert desk.editor.undo_stack.undoText() == "Freeze 2 layers"
    desk.editor.undo_stack.undo()
    assert not switch.isChecked()
    assert not any(node.frozen for node in desk.editor.graph.nodes)


def test_only_layers_whose_parameters_are_alike_are_offered_and_chosen_by_key(page, qtbot):
    pane, desk = page
    desk.editor.select(["n3"])
    box = pane.node_settings.sharing.tied.editor
    assert [box.itemText(row) for row in range(box.count())] == ["itself", "Linear"]
    qtbot.waitUntil(box.isVisible)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert desk.editor.graph.node("n3").tied == "n1"
    desk.editor.select(["n1"])
    assert pane.node_settings.sharing.tied.editor.currentText() == "Linear 2"
    box = pane.node_settings.sharing.tied.editor
    qtbot.waitUntil(box.isVisible)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert desk.editor.graph.roots["n3"] == "n3"
    desk.editor.select(["n4"])
    assert pane.node_settings.sharing.tied is None


@pytest.mark.parametrize("id", ["n0", "n2", "n5"])
def test_layers_without_parameters_show_neither(page, id):
    pane, desk = page
    desk.editor.select([id])
    assert not pane.node_settings.sharing.isVisible()


def test_a_number_typed_into_a_shared_parameter_is_there_for_both(open_desk, qtbot):
    desk = open_desk(tied())
    pane = ValuesPage(desk.editor, desk.player, desk.look)
    show(qtbot, pane)
    desk.editor.select(["n3"])
    qtbot.waitUntil(lambda: pane.chooser.findText("W   2×2") >= 0)
    pane.chooser.setCurrentIndex(pane.chooser.findText("W   2×2"))
    pane.chooser.activated.emit(pane.chooser.currentIndex())
    pane.grid.setFocus()
    qtbot.keyClicks(pane.grid.viewport(), "7")
    qtbot.keyClick(pane.grid.viewport().focusWidget() or pane.grid, Qt.Key.Key_Return)
    assert desk.editor.graph.node("n1").typed
    assert not desk.editor.graph.node("n3").typed
    for node in ("n1", "n3"):
        assert desk.player.session.parameters_of(node)["W"].value[0, 0] == 7


# the window


def action(window: Window, id: str) -> QAction:
    return window.actions_.by_id[id]


def test_the_commands_tie_untie_and_freeze_and_say_why_not(window: Window, qtbot: QtBot):
    window.editor.open(twice())
    window.editor.select(["n3", "n4"])
    action(window, "tie").trigger()
    assert "Linear 2 and Linear 3 have no parameters of the same shapes" in window.statusBar().currentMessage()
    window.editor.select(["n1", "n3"])
    action(window, "tie").trigger()
    assert window.editor.graph.node("n3").tied == "n1"
    window.editor.select(["n3"])
    action(window, "untie").trigger()
    assert window.editor.graph.node("n3").tied == ""
    window.view.setFocus()
    qtbot.keyClick(window.view, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert window.editor.graph.node("n3").frozen


def test_among_layers_without_parameters_only_those_that_have_some_are_frozen(window: Window, qtbot: QtBot):
    window.editor.open(twice())
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    for _ in range(2):
        window.editor.select(["n1", "n2"])
        qtbot.keyClick(window.view, Qt.Key.Key_P, both)
        assert window.editor.undo_stack.undoText().endswith("Linear")
        assert not window.editor.graph.node("n2").frozen
        assert window.editor.graph.node("n1").frozen == action(window, "freeze").isChecked()
    assert not window.editor.graph.node("n1").frozen


def test_cards_carry_marks_and_the_edge_of_a_penalty_is_another_line(window: Window):
    window.editor.open(everything())
    marks = {id: item.face.marks for id, item in window.view.canvas.nodes.items()}
    assert {id: each for id, each in marks.items() if each} == {"n1": ("tied",), "n3": ("tied",), "n4": ("frozen",)}
    kinds = {edge.target: item.is_of_parameters for edge, item in window.view.canvas.edges.items()}
    assert [target for target, is_it in kinds.items() if is_it] == ["p"]
    labels = {(edge.source, edge.target): item.label for edge, item in window.view.canvas.edges.items()}
    assert labels["n1", "p"] == "2→2"


def test_a_copy_of_tied_layers_is_tied_among_itself(window: Window):
    window.editor.open(tied())
    window.editor.select(["n1", "n3"])
    action(window, "duplicate").trigger()
    one, other = sorted(window.editor.selection)
    assert window.editor.graph.roots[other] == one
    assert window.editor.graph.roots[one] == one
