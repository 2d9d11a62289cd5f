"""The watch list, by mouse and keys: how something gets into it, what a row shows, and how it is left."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QCursor, QEnterEvent, QHelpEvent, QImage, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip, QWidget

from engine import files
from engine.element import Element, ParameterElement
from engine.inquiry.location import Location
from engine.moment import Moment
from engine.resources import resource
from engine.watching.curve import measured
from engine.watching.text import text
from engine.watching.tree import Numbers, Size
from gui.canvas.menus import menu_at
from gui.inspector.values import ValuesPage
from gui.lighting import Cell, Light
from gui.paint.numbers import short
from gui.watch.page import WatchPage
from gui.watch.pin import Pin
from tests.engine.networks import KINDS, moons
from tests.gui.panes import show

MOONS = resource("examples/04-two-moons.undertow")
LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key
# The offscreen platform can't bring a window of its own to the front.
POPUP = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)", extend=True)


@pytest.fixture
def page(desk, qtbot):
    pane = WatchPage(desk.editor, desk.player, desk.look)
    show(qtbot, pane, 300, 400)
    return pane


def enter(page, typed: str) -> None:
    page.field.setFocus()
    page.field.selectAll()
    QTest.keyClicks(page.field, typed)
    page.field.offers.hide()
    QTest.keyClick(page.field, Key.Key_Return)


def go(desk, iteration: int) -> None:
    """A long way is gone in slices."""
    desk.player.goto(Moment(iteration))
    while desk.player.is_playing:
        desk.player._train_a_slice()
    assert desk.player.session.moment == Moment(iteration)


def listed(page) -> list[str]:
    return [text(each.tree, page.names) for each in page._editor.document.watched]


def rows(page) -> list:
    return [row for row in page.list.rows if row.isVisible()]


def shown(page) -> list[tuple[str, str]]:
    return [(row.name.text(), row.number.text()) for row in rows(page)]


# typing


def test_what_is_typed_gets_a_row_with_its_name_its_number_and_an_undo_step(page, desk):
    desk.player.session.train(3)
    enter(page, "||dL/dW1||")
    gradient = desk.player.session.parameters_of("n1")["W"].grad
    assert shown(page) == [("‖∂L/∂W₁‖", short(np.sqrt((gradient**2).sum())))]
    assert page.field.text() == "" and not page.list.hint.isVisible()
    desk.editor.undo_stack.undo()
    assert not rows(page) and page.list.hint.isVisible()


def test_what_is_wrong_is_said_while_typing_and_what_is_unfinished_only_at_enter(page):
    page.field.setFocus()
    QTest.keyClicks(page.field, "loss <")
    assert not page.list.sentence.isVisible()
    page.field.offers.hide()
    QTest.keyClick(page.field, Key.Key_Return)
    assert "but the text ends there" in page.list.sentence.text() and page.list.sentence.isVisible()
    QTest.keyClicks(page.field, " 1")
    assert not page.list.sentence.isVisible()
    QTest.keyClicks(page.field, " 2")
    assert page.list.sentence.isVisible() and page.field.property("look") == "wrong"
    QTest.keyClick(page.field, Key.Key_Escape)
    assert page.field.text() == "" and not page.list.sentence.isVisible()


def test_names_are_offered_and_completed_where_the_cursor_is(page):
    page.field.setFocus()
    QTest.keyClicks(page.field, "loss > ||w o")
    offers = page.field.offers
    assert offers.isVisible()
    assert [offers.item(row).text() for row in range(2)] == ["W of Linear", "W of Linear 2"]
    QTest.keyClick(page.field, Key.Key_Down)
    QTest.keyClick(page.field, Key.Key_Down)
    QTest.keyClick(page.field, Key.Key_Return)
    assert not offers.isVisible()
    assert page.field.text() == "loss > ||W of Linear 2"
    QTest.keyClicks(page.field, "||")
    QTest.keyClick(page.field, Key.Key_Return)
    assert listed(page) == ["loss > ‖W of Linear 2‖"]


def test_the_button_does_what_enter_does_and_says_what_that_is(page):
    page.field.setFocus()
    QTest.keyClicks(page.field, "loss")
    assert page.add_button.toolTip() == "Watch this"
    QTest.keyClicks(page.field, " < 0.1")
    assert page.add_button.toolTip() == "Break when this comes true"
    QTest.mouseClick(page.add_button, LEFT)
    assert listed(page) == ["loss < 0.1"]


def test_what_is_there_already_and_what_is_too_much_is_refused_with_a_sentence(page, desk):
    said: list[str] = []
    desk.editor.refused.connect(said.append)
    enter(page, "loss")
    enter(page, "L")
    assert said == ["loss is in the watch list already."]
    enter(page, "Tanh")
    assert said[1].endswith("watch a row, a column or its norm ‖a of Tanh‖.")
    assert listed(page) == ["loss"] and page.field.text() == "Tanh"


# rows


def test_a_number_that_is_not_computed_yet_has_none_and_later_is_grey(page, desk):
    enter(page, "Tanh [1, 1]")
    (row,) = rows(page)
    assert row.number.text() == "—" and row.number.is_grey
    desk.player.step("iteration")
    assert row.number.text() == short(desk.player.session.values_of("n2")[0, 0]) and not row.number.is_grey
    desk.player.step("layer")
    assert row.number.is_grey and "Not computed in this pass yet." in row.number.toolTip()


def test_a_row_follows_its_node_through_edits_and_says_so_when_it_is_gone(page, desk):
    enter(page, "W of Linear [2, 1]")
    (row,) = rows(page)
    node = desk.editor.graph.by_id["n1"]
    desk.editor.edit_graph(desk.editor.graph.put(replace(node, name="Hidden")), "Rename")
    assert "W of Hidden [2, 1]" in row.name.toolTip()
    before = desk.editor.document
    desk.editor.edit_graph(desk.editor.graph.replace("n1", KINDS["Linear"](1)), "One unit")
    assert row.number.text() == "—" and "Hidden has no such number any more." in row.name.toolTip()
    desk.editor.edit_graph(desk.editor.graph.drop(["n1"]), "Delete")
    assert row.isVisible() and "not in the network any more" in row.name.toolTip()
    desk.editor.undo_stack.undo()
    desk.editor.undo_stack.undo()
    assert desk.editor.document == before and row.number.text() != "—"


def test_keys_move_edit_and_remove_rows(page, desk):
    for typed in ("loss", "epoch", "iteration"):
        enter(page, typed)
    first, second, _ = rows(page)
    first.setFocus()
    QTest.keyClick(first, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert listed(page) == ["epoch", "loss", "iteration"] and second.hasFocus()
    QTest.keyClick(second, Key.Key_Return)
    assert page.field.selectedText() == "loss" and page.field.hasFocus()
    QTest.keyClicks(page.field, "loss * 2")
    page.field.offers.hide()
    QTest.keyClick(page.field, Key.Key_Return)
    assert listed(page) == ["epoch", "loss · 2", "iteration"]
    second.setFocus()
    QTest.keyClick(second, Key.Key_Delete)
    assert listed(page) == ["epoch", "iteration"] and second.hasFocus()


def test_the_cross_removes_a_row(page):
    enter(page, "loss")
    enter(page, "epoch")
    QTest.mouseClick(rows(page)[0].close_button, LEFT)
    assert listed(page) == ["epoch"]


def test_a_condition_has_a_switch_a_limit_and_says_when_it_holds(page, desk):
    enter(page, "iteration > 2")
    enter(page, "loss < 0.001")
    (row, other) = rows(page)
    QTest.mouseClick(row.check, LEFT, pos=QPoint(8, row.check.height() // 2))
    assert [each.is_on for each in desk.editor.document.watched] == [False, True]
    other.setFocus()
    QTest.keyClick(other, Key.Key_Space)
    assert [each.is_on for each in desk.editor.document.watched] == [False, False]
    assert row.curve._bound == 2.0
    go(desk, 3)
    assert row.number.text() == "✓ 3" and "This holds now." in row.number.toolTip()
    go(desk, 2)
    assert row.number.text() == "2"


def test_what_a_row_is_about_is_lit_while_the_pointer_is_on_it(page, desk):
    enter(page, "W of Linear [2, 1] / ||b of Linear 2||")
    (row,) = rows(page)
    where = QPointF(row.rect().center())
    QApplication.sendEvent(row, QEnterEvent(where, where, where))
    light = desk.editor.lighting.light
    assert light.nodes == {"n1", "n3"} and Cell("n1", "W", (1, 0)) in light.cells
    QApplication.sendEvent(row, QEvent(QEvent.Type.Leave))
    assert not desk.editor.lighting.light.nodes


def test_break_when_it_crosses_begins_a_condition(page):
    enter(page, "W of Linear [2, :]")
    menu = rows(page)[0].menu()
    next(action for action in menu.actions() if action.text().startswith("Break")).trigger()
    assert page.field.text() == "‖W of Linear [2, :]‖ > " and page.field.hasFocus()
    QTest.keyClicks(page.field, "2")
    QTest.keyClick(page.field, Key.Key_Return)
    assert listed(page) == ["W of Linear [2, :]", "‖W of Linear [2, :]‖ > 2"]


# curves


def test_every_moment_shown_is_measured_and_scrubbing_back_shows_the_number_there(page, desk):
    enter(page, "W of Linear [2, 1]")
    tree, numbers = desk.editor.document.watched[0].tree, {}
    for iteration in (1, 2, 3, 7):
        go(desk, iteration)
        numbers[iteration] = desk.player.session.parameters_of("n1")["W"].value[1, 0]
    at, points = measured(desk.player.session.history, tree)
    assert {int(i): p[0] for i, p in zip(at, points, strict=True)}.items() >= numbers.items()
    go(desk, 2)
    assert rows(page)[0].number.text() == short(numbers[2])
    desk.player.back("iteration")
    assert rows(page)[0].number.text() == short(numbers[1])


def test_what_was_not_measured_on_the_way_is_filled_in_when_it_rests(page, desk, qtbot):
    go(desk, 300)
    enter(page, "||dL/dW of Linear||")
    tree = desk.editor.document.watched[0].tree
    qtbot.waitUntil(lambda: measured(desk.player.session.history, tree)[0].size >= 96)
    at, points = measured(desk.player.session.history, tree)
    go(desk, int(at[40]))
    gradient = desk.player.session.parameters_of("n1")["W"].grad
    assert points[40, 0] == pytest.approx(np.sqrt((gradient**2).sum()), rel=1e-15)
    assert rows(page)[0].curve._iterations.size >= 96


def test_another_future_has_other_points(page, desk):
    enter(page, "W of Linear [2, 1]")
    go(desk, 9)
    go(desk, 4)
    desk.editor.edit(replace(desk.editor.document, optimizer=type(desk.editor.document.optimizer)(0.5)), "Rate")
    at, _ = measured(desk.player.session.history, desk.editor.document.watched[0].tree)
    assert at.max() == 4


def test_a_click_on_the_curve_goes_to_the_iteration_that_was_measured_there(page, desk):
    enter(page, "loss")
    go(desk, 40)
    curve = rows(page)[0].curve
    point = curve.point_at(9)
    assert curve.words_at(point.x()).startswith(f"iteration 10: {float(desk.player.session.history.losses[9])!r}")
    QTest.mouseClick(curve, LEFT, pos=point.toPoint())
    assert abs(desk.player.session.moment.iteration - 10) <= 1


def test_the_curve_is_painted_where_its_points_are_and_the_future_is_faint(page, desk):
    enter(page, "loss")
    go(desk, 40)
    curve = rows(page)[0].curve
    colour = desk.look.theme.accent

    def painted() -> list[int]:
        image = QImage(curve.size(), QImage.Format.Format_RGB32)
        image.fill(desk.look.theme.panel)
        curve.render(image, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
        found = []
        for place in range(40):
            at = curve.point_at(place)
            near = [(at.x() + dx, at.y() + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
            pixels = [image.pixelColor(round(x), round(y)) for x, y in near if image.valid(round(x), round(y))]
            if min(abs(p.red() - colour.red()) + abs(p.green() - colour.green()) for p in pixels) < 150:
                found.append(place)
        return found

    assert len(painted()) > 35
    go(desk, 10)
    assert max(painted()) < 13


def test_many_numbers_are_a_band_from_the_smallest_to_the_largest(page, desk):
    enter(page, "Tanh [1, :]")
    for iteration in range(1, 10):
        go(desk, iteration)
    curve = rows(page)[0].curve
    assert [line[1].tolist() for line in curve._lines] == [
        curve._numbers.min(axis=1).tolist(),
        curve._numbers.max(axis=1).tolist(),
    ]
    image = QImage(curve.size(), QImage.Format.Format_RGB32)
    image.fill(desk.look.theme.panel)
    curve.render(image, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    low, high = (curve.point_at(6, int(line)) for line in (curve._numbers[6].argmin(), curve._numbers[6].argmax()))
    assert image.pixelColor(((low + high) / 2).toPoint()) != desk.look.theme.panel


def test_training_at_full_speed_is_measured_on_the_way(page, desk, qtbot):
    enter(page, "loss + 1")
    desk.player.train()
    qtbot.waitUntil(lambda: measured(desk.player.session.history, desk.editor.document.watched[0].tree)[0].size > 3)
    desk.player.pause()
    at, points = measured(desk.player.session.history, desk.editor.document.watched[0].tree)
    after = at > 0
    assert (points[after, 0] == desk.player.session.history.losses[at[after] - 1] + 1).all()


# from elsewhere


@pytest.fixture
def values(desk, qtbot):
    pane = ValuesPage(desk.editor, desk.player, desk.look)
    show(qtbot, pane)
    desk.editor.select(["n1"])
    pane.chooser.setCurrentIndex([pane.chooser.itemText(row)[:2] for row in range(pane.chooser.count())].index("W "))
    pane._on_chosen()
    qtbot.waitUntil(lambda: pane.grid.height() == pane.grid.maximumHeight())
    return pane


@POPUP
def test_a_right_click_on_a_number_offers_it_its_row_its_column_and_the_norm(values, page):
    asked: list = []
    values.menu_asked.connect(lambda choices, at: asked.append(page.offer(choices, at)))
    at = values.grid.cell_rect(2, 1).center().toPoint()
    where = values.grid.viewport().mapToGlobal(at)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, where)
    QApplication.sendEvent(values.grid.viewport(), event)
    (menu,) = asked
    words = [action.text() for action in menu.actions() if action.text()]
    assert words[:4] == ["Watch this number", "Watch row 3", "Watch column 2", "Watch the norm of all"]
    for action in list(menu.actions())[:4]:
        action.trigger()
    assert listed(page) == ["W of Linear [3, 2]", "W of Linear [3, :]", "W of Linear [:, 2]", "‖W of Linear‖"]
    menu.close()


def test_the_menu_key_is_for_the_cell_of_the_cursor(values):
    values.grid.go_to(4, 0)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
    asked: list = []
    values.menu_asked.connect(lambda choices, _: asked.extend(choices))
    QApplication.sendEvent(values.grid.viewport(), event)
    assert asked[0] == ("this number", Numbers("n1", "W", (4, 0)))


def test_the_pin_of_the_number_page_puts_it_in_and_takes_it_out(desk, qtbot):
    pin = Pin(desk.editor, desk.player)
    qtbot.addWidget(pin)
    pin.show_number(None)
    assert pin.isHidden()
    pin.show_number(Location(ParameterElement("n1", "W", (2, 1)), is_gradient=True))
    pin.show()
    QTest.mouseClick(pin.button, LEFT)
    assert [each.tree for each in desk.editor.document.watched] == [Numbers("n1", "∂W", (2, 1))]
    assert pin.button.isChecked() and pin.button.text() == "Watched"
    pin.show_number(Location(Element("n2", (3,), 5)))
    assert not pin.button.isChecked()
    QTest.mouseClick(pin.button, LEFT)
    QTest.mouseClick(pin.button, LEFT)
    assert [each.tree for each in desk.editor.document.watched] == [Numbers("n1", "∂W", (2, 1))]


# in the window


def open_moons(window) -> None:
    window.editor.open(moons())


def test_f9_asks_for_a_condition_and_train_stops_there_and_says_so(window, qtbot):
    open_moons(window)
    window.settings.set("hidden_panes", ("beside",))
    QTest.keyClick(window.view, Key.Key_F9)
    assert window.watch_page.isVisible() and window.watch_page.field.hasFocus()
    QTest.keyClicks(window.watch_page.field, "iteration = 137")
    window.watch_page.field.offers.hide()
    QTest.keyClick(window.watch_page.field, Key.Key_Return)
    window.view.setFocus()
    QTest.keyClick(window.view, Key.Key_F5)
    qtbot.waitUntil(lambda: window.player.session.moment == Moment(137) and not window.player.is_playing)
    assert window.statusBar().currentMessage() == "Stopped at iteration 137: iteration = 137."
    QTest.keyClick(window.view, Key.Key_F5)
    qtbot.waitUntil(lambda: window.player.session.moment.iteration > 200)
    window.player.pause()


def watch_key(widget) -> None:
    QTest.keyClick(widget, Key.Key_W, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)


def test_the_key_watches_the_number_that_is_lit(window):
    open_moons(window)
    window.editor.lighting.point(Light(cells=frozenset({Cell("n1", "∂W", (1, 0))})))
    watch_key(window.view)
    assert [each.tree for each in window.editor.document.watched] == [Numbers("n1", "∂W", (1, 0))]
    window.editor.lighting.point(None)


def test_the_key_watches_the_number_at_the_cursor_of_the_values_page(window, qtbot):
    open_moons(window)
    window.editor.select(["n1"])
    window.right_tabs.setCurrentWidget(window.values_page)
    window.values_page.grid.setFocus()
    window.values_page.grid.go_to(2, 3)
    watch_key(window.values_page.grid)
    assert [each.tree for each in window.editor.document.watched] == [Numbers("n1", "value", (2, 3))]


@POPUP
def test_the_key_on_a_layer_lets_one_choose(window, qtbot):
    open_moons(window)
    window.editor.select(["n1"])
    window.view.setFocus()
    watch_key(window.view)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    words = [action.text() for action in menu.actions() if action.text()]
    assert words == [
        "‖z‖, the norm", "‖∂L/∂z‖, the norm", "‖W‖, the norm", "W, the 16 numbers", "‖∂L/∂W‖, the norm",
        "∂L/∂W, the 16 numbers", "‖b‖, the norm", "b, the 8 numbers", "‖∂L/∂b‖, the norm", "∂L/∂b, the 8 numbers",
    ]  # fmt: skip
    QTest.keyClick(menu, Key.Key_Down)
    QTest.keyClick(menu, Key.Key_Return)
    assert [each.tree for each in window.editor.document.watched] == [Size(Numbers("n1", "value"))]


def test_the_key_with_nothing_selected_lets_one_type(window):
    open_moons(window)
    window.view.setFocus()
    watch_key(window.view)
    assert window.watch_page.field.hasFocus()


def on_card(window, id: str, kind: str, index: tuple[int, ...]) -> QPointF:
    """Where in the scene a number of a card is."""
    return window.view.canvas.nodes[id].pos() + window.view.canvas.overlay.place_of(id, kind, index).center()


def test_a_number_that_is_open_on_the_explain_page_has_a_pin(window):
    window.editor.open(files.read(MOONS).document)
    window.player.step("iteration")
    window.number_page.ask(window.player.session.parameters_of("linear1")["W"].grad, (2, 0))
    (pin,) = window.number_page.findChildren(Pin)
    assert pin.isVisible()
    QTest.mouseClick(pin.button, LEFT)
    assert [each.tree for each in window.editor.document.watched] == [Numbers("linear1", "∂W", (2, 0))]
    assert window.number_page.isVisible() and pin.button.text() == "Watched"


def test_a_card_s_menu_offers_the_number_under_the_pointer_first(window):
    window.editor.open(files.read(MOONS).document)
    window.player.step("iteration")
    at = on_card(window, "tanh1", "gradient", (1, 4))
    menu = menu_at(window.view, window.view.canvas.hit(at), at)
    (watch,) = (action.menu() for action in menu.actions() if action.text() == "Watch")
    words = [action.text() for action in watch.actions() if action.text()]
    assert words[:4] == ["This number", "Row 2", "Column 5", "The norm of all"]
    assert words[4:6] == ["‖a‖, the norm", "‖∂L/∂a‖, the norm"]
    watch.actions()[0].trigger()
    assert [each.tree for each in window.editor.document.watched] == [Numbers("tanh1", "gradient", (1, 4))]
    menu.deleteLater()


def test_the_key_watches_the_number_under_the_pointer(window, qtbot, monkeypatch):
    window.editor.open(files.read(MOONS).document)
    window.player.step("iteration")
    window.view.zoom_to(2.5)
    window.view.centre_on(["linear1"])
    QApplication.processEvents()
    at = window.view.mapFromScene(on_card(window, "linear1", "value", (2, 3)))
    where = window.view.viewport().mapToGlobal(at)
    QTest.mouseMove(window.view.viewport(), at)
    monkeypatch.setattr(QCursor, "pos", lambda: where)
    monkeypatch.setattr(window.view, "underMouse", lambda: True)
    watch_key(window.view)
    assert [each.tree for each in window.editor.document.watched] == [Numbers("linear1", "value", (2, 3))]


def test_the_list_is_in_the_file_and_comes_back(window, tmp_path):
    open_moons(window)
    window.watch_page.ask("loss < 0.1")
    window.watch_page.field.take()
    path = tmp_path / "m.undertow"
    window.files._put(path, None)
    window.editor.open(moons())
    assert not rows(window.watch_page)
    window.files.take_as_saved()
    window.files.open(path)
    assert [row.name.text() for row in rows(window.watch_page)] == ["loss < 0.1"]


@POPUP
def test_a_tooltip_says_what_was_measured(page, desk, qtbot):
    enter(page, "loss")
    go(desk, 5)
    curve = rows(page)[0].curve
    at = curve.point_at(2).toPoint()
    QApplication.sendEvent(curve, QHelpEvent(QEvent.Type.ToolTip, at, curve.mapToGlobal(at)))
    qtbot.waitUntil(lambda: QToolTip.text().startswith("iteration 3: "))
    QToolTip.hideText()
