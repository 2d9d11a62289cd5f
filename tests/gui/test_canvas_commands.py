"""Commands of the canvas in the window: names on the card, aligning, tidying, menus, and what can't be done."""
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QCursor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from engine.layout import CARD
from gui.canvas.clipping import to_text
from gui.window import Window

# The platform that draws nothing grumbles when a menu opens.
pytestmark = pytest.mark.qt_log_ignore("does not support (raise|grabbing the keyboard|propagateSizeHints)")

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def window(window: Window, qtbot: QtBot) -> Window:
    """The window with the keys going to its canvas."""
    with qtbot.waitActive(window):
        window.activateWindow()
    window.view.setFocus()
    return window


def places(window: Window, *ids: str) -> list[tuple[float, float]]:
    """Where these nodes are in the document."""
    return [window.editor.graph.node(id).at for id in ids]


def click(window: Window, id: str) -> None:
    """On the card of a node."""
    QTest.mouseClick(window.view.viewport(), Qt.MouseButton.LeftButton, pos=middle(window, id))


def middle(window: Window, id: str) -> QPoint:
    """The middle of a card in the view."""
    return window.view.mapFromScene(window.view.canvas.nodes[id].pos() + QPointF(CARD[0] / 2, CARD[1] / 2))


def double_click(window: Window, place: QPoint) -> None:
    """At a place of the view. Qt's own double click leaves the button down."""
    QTest.mouseDClick(window.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseRelease(window.view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def menu_at(window: Window, place: QPoint) -> dict[str, QAction]:
    """The entries of the menu that a right click at a place of the view opens, those of submenus too."""
    viewport = window.view.viewport()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, viewport.mapToGlobal(place))
    QApplication.sendEvent(viewport, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    # It stays open while its entries are looked at: closed, it would be deleted with them.
    return {action.text(): action for each in (menu, *menu.findChildren(QMenu)) for action in each.actions()}


def close_menu() -> None:
    """Away with the menu that is open."""
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.close()


def test_f2_renames_on_the_card_and_enter_accepts(window: Window) -> None:
    click(window, "linear1")
    QTest.keyClick(window.view, Qt.Key.Key_F2)
    field = window.view.name_field
    assert field.hasFocus()
    assert field.text() == "Linear 1"
    assert field.geometry().contains(middle(window, "linear1") - QPoint(0, 40))
    QTest.keyClicks(field, "Hidden")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.editor.graph.node("linear1").name == "Hidden"
    assert not field.isVisible()
    assert window.view.hasFocus()
    assert window.editor.undo_stack.count() == 1


def test_escape_leaves_a_name_and_a_taken_one_is_refused_with_the_field_open(window: Window) -> None:
    click(window, "linear1")
    before, field = window.editor.document, window.view.name_field
    QTest.keyClick(window.view, Qt.Key.Key_F2)
    QTest.keyClicks(field, "Tanh 1")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.isVisible()
    assert "already a node" in window.statusBar().currentMessage()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not field.isVisible()
    assert window.editor.document == before
    assert window.editor.selection == {"linear1"}


def test_renaming_takes_one_node(window: Window) -> None:
    window.editor.select(["linear1", "tanh1"])
    QTest.keyClick(window.view, Qt.Key.Key_F2)
    assert not window.view.name_field.isVisible()
    assert "2 are selected" in window.statusBar().currentMessage()


def test_a_click_elsewhere_accepts_a_name_and_the_field_follows_the_canvas(window: Window) -> None:
    click(window, "linear1")
    QTest.keyClick(window.view, Qt.Key.Key_F2)
    field = window.view.name_field
    before = field.pos()
    window.view.pan_by(QPoint(30, 20))
    assert field.pos() - before == QPoint(30, 20)
    QTest.keyClicks(field, "Hidden")
    click(window, "tanh1")
    assert window.editor.graph.node("linear1").name == "Hidden"


def test_enter_goes_to_the_first_knob_of_the_selected_layer(window: Window) -> None:
    click(window, "linear1")
    QTest.keyClick(window.view, Qt.Key.Key_Return)
    assert window.right_tabs.currentWidget() is window.settings_page
    focused = QApplication.focusWidget()
    assert focused is not None
    assert window.settings_page.node_settings.form.isAncestorOf(focused)


@pytest.mark.parametrize(("id", "axis"), [("align-left", 0), ("align-bottom", 1)])
def test_aligning_is_one_step_and_says_what_it_takes(window: Window, id: str, axis: int) -> None:
    before = window.editor.document
    window.actions_.by_id[id].trigger()
    assert "two or more" in window.statusBar().currentMessage()
    ids = ["input1", "linear1", "tanh2"]
    window.editor.select(ids)
    window.actions_.by_id[id].trigger()
    assert len({place[axis] for place in places(window, *ids)}) == 1
    assert window.editor.undo_stack.count() == 1
    window.editor.undo_stack.undo()
    assert window.editor.document == before


def test_distributing_makes_equal_gaps(window: Window) -> None:
    ids = ["input1", "linear1", "tanh1"]
    moved = window.editor.graph.put(replace(window.editor.graph.node("linear1"), at=(200, 0)))
    window.editor.edit_graph(moved, "Move")
    window.editor.select(ids)
    window.actions_.by_id["distribute-across"].trigger()
    (first, _), (second, _), (third, _) = places(window, *ids)
    assert second - first == pytest.approx(third - second, abs=4)


def test_tidy_fills_the_view_with_rows_in_one_step(window: Window) -> None:
    window.actions_.by_id["tidy"].trigger()
    xs, ys = zip(*places(window, *window.editor.graph.by_id), strict=True)
    wide, high = max(xs) - min(xs) + CARD[0], max(ys) - min(ys) + CARD[1]
    assert 1 < wide / high < 4
    assert window.editor.undo_stack.count() == 1
    assert window.view.visible_rect().contains(window.view.canvas.content_rect())


def test_tidied_cards_glide_and_a_press_lets_them_arrive(window: Window) -> None:
    window.settings.set("reduced_motion", False)
    item = window.view.canvas.nodes["tanh2"]
    away = replace(window.editor.graph.node("tanh2"), at=(900.0, 900.0))
    window.editor.edit_graph(window.editor.graph.put(away), "Move Tanh 2")
    window.actions_.by_id["tidy"].trigger()
    clock = window.view.glide.clock
    assert 150 <= clock.duration() <= 250
    assert item.pos() == QPointF(900, 900)
    clock.setCurrentTime(100)
    there = QPointF(*places(window, "tanh2")[0])
    assert item.pos() not in (QPointF(900, 900), there)
    QTest.mouseClick(window.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    assert item.pos() == there


def test_a_right_click_is_a_menu_on_node_port_edge_and_void(window: Window) -> None:
    view, scene = window.view, window.view.canvas
    (edge,) = [each for each in window.editor.graph.edges if each.target == "tanh1"]
    spots = {
        "Rename": middle(window, "tanh1"),
        "Add a layer after it…": view.mapFromScene(scene.port_position("tanh1", "")),
        "Disconnect": view.mapFromScene(scene.port_position("tanh1", edge.port)),
        "Insert a layer…": view.mapFromScene(scene.edges[edge].path.pointAtPercent(0.5)),
        "Paste": QPoint(6, 6),
    }
    for words, place in spots.items():
        entries = menu_at(window, place)
        assert words in entries
        assert all(action.isEnabled() or action.toolTip().endswith(".") for action in entries.values() if action.text())
        close_menu()


def test_change_to_offers_the_siblings_and_keeps_the_edges(window: Window) -> None:
    joined = window.editor.graph.edges
    entries = menu_at(window, middle(window, "tanh1"))
    entries["ReLU"].trigger()
    assert window.editor.graph.node("tanh1").layer.title == "ReLU"
    assert {(e.source, e.target) for e in window.editor.graph.edges} == {(e.source, e.target) for e in joined}
    assert "Linear" not in entries


def test_grey_entries_say_why(window: Window) -> None:
    QGuiApplication.clipboard().setText("a shopping list")
    entries = menu_at(window, QPoint(6, 6))
    assert not entries["Paste"].isEnabled()
    assert "clipboard" in entries["Paste"].toolTip()
    close_menu()
    QGuiApplication.clipboard().setText(to_text(window.editor.graph, ["tanh1"]))
    entries = menu_at(window, QPoint(6, 6))
    entries["Paste"].trigger()
    assert len(window.editor.selection) == 1


def test_an_open_menu_greys_what_can_not_be_and_a_key_in_vain_still_says_why(window: Window) -> None:
    edit = next(action.menu() for action in window.menuBar().actions() if action.text() == "Edit")
    assert isinstance(edit, QMenu)
    undo = window.actions_.by_id["undo"]
    edit.popup(QPoint(0, 0))
    assert not undo.isEnabled()
    assert undo.toolTip() == "Nothing was changed yet."
    edit.close()
    QTest.keyClick(window.view, Qt.Key.Key_Z, CONTROL)
    assert window.statusBar().currentMessage() == "Nothing was changed yet."


def test_a_nudge_to_and_fro_leaves_nothing_to_undo(window: Window) -> None:
    click(window, "tanh1")
    QTest.keyClick(window.view, Qt.Key.Key_Right, ALT)
    assert window.editor.undo_stack.count() == 1
    QTest.keyClick(window.view, Qt.Key.Key_Left, ALT)
    assert window.editor.undo_stack.count() == 0


def test_an_edge_gets_a_layer_that_fits_by_its_menu(window: Window) -> None:
    (edge,) = [each for each in window.editor.graph.edges if each.target == "tanh1"]
    place = window.view.mapFromScene(window.view.canvas.edges[edge].path.pointAtPercent(0.5))
    menu_at(window, place)["Insert a layer…"].trigger()
    search = window.view.gestures.search
    assert search.list.item(0).text() == "ReLU"
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    (new,) = window.editor.selection
    assert window.editor.graph.sources(new) == ["linear1"]
    assert window.editor.graph.sources("tanh1") == [new]


def test_control_f_finds_a_node_by_a_few_letters(window: Window) -> None:
    QTest.keyClick(window.view, Qt.Key.Key_F, CONTROL)
    finder = window.view.finder
    assert finder.field.hasFocus()
    assert finder.list.count() == len(window.editor.graph.nodes)
    QTest.keyClicks(finder.field, "tanh")
    QTest.keyClick(finder.field, Qt.Key.Key_Down)
    QTest.keyClick(finder.field, Qt.Key.Key_Return)
    assert window.editor.selection == {"tanh2"}
    assert (middle(window, "tanh2") - window.view.viewport().rect().center()).manhattanLength() <= 3
    assert window.view.hasFocus()
    assert window.editor.undo_stack.count() == 0


def test_typing_on_the_canvas_searches_at_the_cursor(window: Window) -> None:
    place = QPoint(60, window.view.viewport().height() - 60)
    QTest.mouseMove(window.view.viewport(), place)
    QCursor.setPos(window.view.viewport().mapToGlobal(place))
    QTest.keyClicks(window.view, "t")
    search = window.view.gestures.search
    assert search.isVisible()
    QTest.keyClicks(search.field, "anh")
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    (new,) = window.editor.selection
    at = window.view.mapFromScene(QPointF(*window.editor.graph.node(new).at))
    assert (at - place).manhattanLength() <= 12


def test_tab_on_a_selected_node_chains(window: Window) -> None:
    window.files.take_as_saved()
    window.files.new()
    window.view.setFocus()
    for words in ("input", "linear", "tanh"):
        QTest.keyClick(window.view, Qt.Key.Key_Tab)
        QTest.keyClicks(window.view.gestures.search.field, words)
        QTest.keyClick(window.view.gestures.search.field, Qt.Key.Key_Return)
    first, second, third = window.editor.graph.nodes
    assert window.editor.graph.sources(second.id) == [first.id]
    assert window.editor.graph.sources(third.id) == [second.id]


def test_connecting_needs_no_mouse(window: Window) -> None:
    joined = {(edge.source, edge.target, edge.port) for edge in window.editor.graph.edges}
    window.editor.select(["target"])
    QTest.keyClick(window.view, Qt.Key.Key_J, CONTROL)
    joiner = window.view.joiner
    assert joiner.field.hasFocus()
    QTest.keyClicks(joiner.field, "sigmoid")
    QTest.keyClick(joiner.field, Qt.Key.Key_Return)
    now = {(edge.source, edge.target, edge.port) for edge in window.editor.graph.edges}
    assert {(source, target) for source, target, _ in now - joined} == {("target", "sigmoid1")}
    assert window.editor.undo_stack.count() == 1
    assert window.view.hasFocus()


def test_an_output_that_fits_nowhere_says_so(window: Window) -> None:
    (loss,) = [node.id for node in window.editor.graph.nodes if node.layer.family == "Losses"]
    window.editor.select([loss])
    QTest.keyClick(window.view, Qt.Key.Key_J, CONTROL)
    assert not window.view.joiner.isVisible()
    assert "No input of another layer" in window.statusBar().currentMessage()


def test_a_double_click_on_a_card_edits_its_name_or_its_settings(window: Window) -> None:
    view = window.view
    double_click(window, middle(window, "linear1"))
    assert window.right_tabs.currentWidget() is window.settings_page
    view.setFocus()
    title = view.mapFromScene(view.canvas.nodes["linear1"].pos() + QPointF(40, 16))
    double_click(window, title)
    assert view.name_field.hasFocus()
