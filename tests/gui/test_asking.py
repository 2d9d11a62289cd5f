"""Two clicks, or keys alone, choose the derivative of what by what; it is shown, moved and closed with real events."""
from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from engine.element import Element
from engine.moment import Moment
from gui.canvas import edits, metrics
from gui.canvas.card_map import CardMap
from gui.canvas.metrics import COLUMNS, ROWS
from gui.canvas.style import style_of
from gui.lighting import NOTHING, Cell
from gui.paint.heat import pictures, windowed
from gui.paint.numbers import short
from gui.window import Window
from tests.engine.networks import moons
from tests.gui.pointing import point_at
from tests.gui.test_lens import everything

# The platform that draws nothing grumbles when a menu opens.
pytestmark = pytest.mark.qt_log_ignore("does not support (raise|grabbing the keyboard|propagateSizeHints)")

LEFT = Qt.MouseButton.LeftButton
ASK = Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
ON_NAME = QPointF(40, 18)


@pytest.fixture
def asked(window: Window, qtbot: QtBot) -> Window:
    """Amid the second iteration of two moons, and asked by the key of what."""
    with qtbot.waitActive(window):
        window.activateWindow()
    window.editor.open(edits.tidy(moons(), 2.0))
    window.player.session.goto(Moment(1, 6))
    window.player.show(window.player.session)
    window.view.fit()
    QTest.keyClick(window.view, *ASK)
    return window


def place(window: Window, id: str, on_card: QPointF) -> QPoint:
    return window.view.mapFromScene(window.view.canvas.nodes[id].pos() + on_card)


def click(window: Window, id: str, on_card: QPointF = ON_NAME) -> None:
    QTest.mouseClick(window.view.viewport(), LEFT, pos=place(window, id, on_card))


def cell(window: Window, id: str, *index: int) -> QPointF:
    found = window.view.canvas.overlay.place_of(id, "value", index)
    assert found is not None
    return found.center()


def keys(window: Window, *pressed: Qt.Key) -> None:
    for key in pressed:
        QTest.keyClick(window.view, key)


def choose(window: Window, words: str) -> None:
    """An entry of the menu that is open, by a click."""
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    (action,) = (each for each in menu.actions() if each.text() == words)
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())


def said(window: Window) -> tuple[str, str]:
    assert window.lens.banner is not None and window.lens.banner.isVisible()
    return window.lens.banner.title.text(), window.lens.banner.words.text()


def test_two_clicks_give_the_derivative_of_a_number_by_a_parameter(asked):
    before = everything(asked)
    assert said(asked)[0] == "∂… / ∂…" and "Enter takes the loss" in said(asked)[1]
    click(asked, "n2", cell(asked, "n2", 1, 3))
    assert said(asked)[0] == "∂(Tanh, number 2, example 4) / ∂…"
    assert asked.editor.lighting.light.cells == {Cell("n2", "value", (1, 3))}
    click(asked, "n1")
    choose(asked, "W of Linear")
    derivative = asked.player.shown
    assert (derivative.of, derivative.wanted) == (Element("n2", (1,), 3), (("n1", "W"),))
    assert said(asked) == (
        "∂(Tanh, number 2, example 4) / ∂(W of Linear)", "o is this number of Tanh · the batch of iteration 2"
    )
    assert asked.editor.picker is None and asked.editor.lighting.light.nodes == {"n1", "n2"}
    asked.player.step("iteration")
    slope = 1 - asked.player.session.values_of("n2")[1, 3] ** 2
    x = asked.player.session.values_of("n0")[:, 3]
    by_weights = derivative.result["n1", "W"]
    assert np.allclose(by_weights[1], slope * x) and by_weights.any(axis=1).sum() == 1
    QTest.mouseClick(asked.lens.banner.close_button, LEFT)
    assert asked.player.shown is asked.player.session and everything(asked) == before
    assert not asked.lens.banner.isVisible() and asked.editor.lighting.light == NOTHING


def test_by_one_number_of_a_value_the_banner_says_what_comes_out(asked):
    click(asked, "n3", cell(asked, "n3", 0, 2))
    click(asked, "n2", cell(asked, "n2", 4, 2))
    asked.player.step("iteration")
    weight = float(asked.player.session.parameters_of("n3")["W"].value[0, 4])
    assert said(asked) == (
        f"∂(Linear 2, number 1, example 3) / ∂(Tanh, number 5, example 3) = {short(weight)}",
        "o is this number of Linear 2 · the batch of iteration 2",
    )


def test_a_number_of_any_pane_is_a_choice_and_a_weight_is_one_to_differentiate_by(asked):
    session, asking, ask = asked.player.session, asked.lens.asking, asked.number_page.ask
    weights = session.parameters_of("n1")["W"]
    ask(weights.value, (2, 1))
    assert said(asked)[0] == "∂… / ∂…"
    assert asked.statusBar().currentMessage().startswith("A parameter is what one differentiates by")
    ask(weights.grad, (2, 1))
    assert said(asked)[0] == "∂… / ∂…"
    ask(session.values_of("n3"), (0, 7))
    assert said(asked)[0] == "∂(Linear 2, number 1, example 8) / ∂…"
    ask(weights.value, (2, 1))
    assert not asking.is_open and asked.number_page.number is None
    asked.player.step("iteration")
    slope = float(asked.player.shown.result["n1", "W"][2, 1])
    by = "W of Linear, row 3, column 2"
    assert slope and said(asked)[0] == f"∂(Linear 2, number 1, example 8) / ∂({by}) = {short(slope)}"
    assert asked.editor.lighting.light.cells == {Cell("n3", "value", (0, 7)), Cell("n1", "W", (2, 1))}


def test_a_wire_of_an_opened_layer_is_a_weight_to_differentiate_by(asked):
    click(asked, "n2", cell(asked, "n2", 5, 0))
    view = asked.view
    view.zoom_to(4.0)
    view.centre_on(["n1"])
    (strand,) = view.canvas.inside.sheet("n1", style_of(view.look.theme), 4.0, metrics.CARD_RECT).strands
    at = strand.lines[strand.numbers.places[5, 1]].pointAt(0.9)
    point_at(view.viewport(), place(asked, "n1", at))
    assert asked.editor.lighting.light.cells == {Cell("n1", "W", (5, 1))}
    click(asked, "n1", at)
    assert said(asked)[0] == "∂(Tanh, number 6, example 1) / ∂(W of Linear, row 6, column 2)"


def test_the_keys_alone_choose_too(asked):
    keys(asked, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert asked.editor.selection == {"n2"}
    keys(asked, Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert said(asked)[0] == "∂(Tanh, number 2, example 3) / ∂…"
    keys(asked, Qt.Key.Key_Return, Qt.Key.Key_Left, Qt.Key.Key_Return)
    menu = QApplication.activePopupWidget()
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert (asked.player.shown.of, asked.player.shown.wanted) == (Element("n2", (1,), 2), (("n1", "b"),))
    keys(asked, Qt.Key.Key_Escape)
    assert asked.player.shown is asked.player.session


def test_enter_takes_the_loss_and_its_derivative_is_the_runs_own(asked):
    keys(asked, Qt.Key.Key_Return)
    assert said(asked)[0] == "∂L / ∂…"
    click(asked, "n2")
    asked.player.step("iteration")
    derivative, run = asked.player.shown, asked.player.session
    run.step("iteration")
    assert said(asked)[0] == "∂L / ∂(Tanh)" and np.array_equal(derivative.result["n2"], run.gradient_of("n2"))


def test_backspace_goes_back_and_escape_leaves_with_nothing_deleted(asked):
    nodes = asked.editor.graph.nodes
    click(asked, "n2")
    keys(asked, Qt.Key.Key_Backspace)
    assert said(asked)[0] == "∂… / ∂…"
    click(asked, "n3")
    keys(asked, Qt.Key.Key_Escape)
    assert asked.editor.picker is None and not asked.lens.banner.isVisible()
    assert asked.player.shown is asked.player.session and asked.editor.graph.nodes == nodes
    click(asked, "n3")
    assert asked.editor.selection == {"n3"}


def test_what_does_not_lead_there_is_refused_and_the_question_stays(asked):
    click(asked, "n1")
    click(asked, "n2")
    assert "does not lead to Linear" in asked.statusBar().currentMessage()
    assert said(asked)[0] == "∂(Linear, number 1, example 1) / ∂…" and asked.player.shown is asked.player.session
    keys(asked, Qt.Key.Key_Return)
    assert asked.statusBar().currentMessage().startswith("Choose by what")


def test_the_number_under_the_pointer_is_lit_before_it_is_chosen(asked):
    point_at(asked.view.viewport(), place(asked, "n2", cell(asked, "n2", 3, 1)))
    assert asked.editor.lighting.light.cells == {Cell("n2", "value", (3, 1))}
    point_at(asked.view.viewport(), QPoint(3, 3))
    assert asked.editor.lighting.light == NOTHING


def test_a_value_descends_and_ascends_with_the_rate_that_is_typed(asked):
    before = everything(asked)
    click(asked, "n4")
    click(asked, "n2")
    banner, start = asked.lens.banner, asked.player.session.values_of("n2").copy()
    QTest.mouseClick(banner.descend, LEFT)
    assert banner.descend.isChecked() and asked.player.shown.is_moving and said(asked)[1] == "0 moves"
    asked.player.step("iteration")
    asked.player.step("iteration")
    course = asked.player.shown.course
    assert course[1] < course[0] and said(asked)[1] == f"2 moves: o = {short(course[1])}"
    banner.rate.setFocus()
    banner.rate.selectAll()
    QTest.keyClicks(banner.rate, "0.5")
    QTest.keyClick(banner.rate, Qt.Key.Key_Return)
    held = asked.player.shown.values_of("n2").copy()
    asked.player.step("iteration")
    derivative = asked.player.shown
    assert derivative.occasion() is not None and not np.array_equal(start, held)
    assert np.allclose(
        derivative.weights.of_node["n2"]["numbers held"].value,
        derivative.values_of("n2") - 0.5 * derivative.gradient_of("n2"),
    )
    QTest.mouseClick(banner.ascend, LEFT)
    assert banner.ascend.isChecked() and not banner.descend.isChecked()
    asked.player.step("iteration")
    asked.player.step("iteration")
    assert asked.player.shown.course[1] > asked.player.shown.course[0]
    keys(asked, Qt.Key.Key_Escape)
    assert everything(asked) == before


def test_the_plot_is_of_what_moves_and_leads_through_its_moves(asked, qtbot):
    plot = asked.loss_plot
    qtbot.waitUntil(lambda: plot.chart is not None)
    click(asked, "n4")
    click(asked, "n2")
    assert plot.title.text() == "Loss against iterations"
    QTest.mouseClick(asked.lens.banner.ascend, LEFT)
    for _ in range(3):
        asked.player.step("iteration")
    course = asked.player.shown.course
    assert plot.title.text() == "o against moves" and not plot.legend.isVisible()
    assert np.array_equal(plot.chart.train.getData()[1], course)
    assert plot.read_out.text() == f"move 3<br><b>o = {short(course[2])}</b>"
    QTest.mouseClick(plot.chart.viewport(), LEFT, pos=plot.chart.pixel_of(1, course[0]).toPoint())
    assert asked.player.shown.moment == Moment(1) and asked.player.shown.is_moving
    keys(asked, Qt.Key.Key_Escape)
    assert plot.title.text() == "Loss against iterations" and plot.legend.isVisible()


def test_training_moves_the_value_as_far_as_it_is_let(asked, qtbot):
    before = everything(asked)
    click(asked, "n4")
    click(asked, "n2")
    asked.player.train()
    assert not asked.player.is_playing and asked.statusBar().currentMessage() == asked.player.shown.why_not_train
    QTest.mouseClick(asked.lens.banner.descend, LEFT)
    asked.player.train()
    qtbot.waitUntil(lambda: asked.player.shown.moment.iteration > 20)
    keys(asked, Qt.Key.Key_Escape)
    assert not asked.player.is_playing and asked.player.shown.is_moving
    keys(asked, Qt.Key.Key_Escape)
    assert everything(asked) == before


def test_the_menu_of_a_card_asks_only_by_what(asked):
    keys(asked, Qt.Key.Key_Escape)
    for words, on_card, number in (
        ("Derivative of this number by …", cell(asked, "n2", 2, 1), "number 3, example 2"),
        ("Derivative of its value by …", ON_NAME, "number 1, example 1"),
    ):
        asked.view.gestures.show_menu(place(asked, "n2", on_card))
        choose(asked, words)
        assert said(asked)[0] == f"∂(Tanh, {number}) / ∂…"


def test_the_menu_inside_an_opened_layer_knows_its_numbers_while_a_derivative_is_shown(asked):
    click(asked, "n2")
    click(asked, "n1")
    choose(asked, "W of Linear")
    view = asked.view
    view.zoom_to(4.0)
    view.centre_on(["n1"])
    (strand,) = view.canvas.inside.sheet("n1", style_of(view.look.theme), 4.0, metrics.CARD_RECT).strands
    view.gestures.show_menu(place(asked, "n1", strand.lines[strand.numbers.places[5, 1]].pointAt(0.9)))
    choose(asked, "Paths from this number to o")
    assert asked.paths.heading.text() == "Paths to o"


def test_before_the_first_step_the_page_says_what_will_happen(asked):
    click(asked, "n4")
    click(asked, "n2")
    page = asked.explain_page
    assert page.title.text() == "Ready for the first step"
    assert page.place.text() == "∂o · the batch of iteration 2"
    assert "forward to o," in page.words.text()


def test_a_parameter_does_not_move_and_says_why(asked):
    click(asked, "n2")
    click(asked, "n1")
    choose(asked, "W of Linear")
    assert not asked.lens.banner.descend.isEnabled()
    assert asked.lens.banner.descend.toolTip() == asked.player.shown.why_not_move != ""


def test_an_edit_closes_it_with_a_sentence(asked):
    click(asked, "n2")
    click(asked, "n1", QPointF(metrics.WIDTH - 30, 18))
    choose(asked, "b of Linear")
    asked.editor.select(["n4"])
    keys(asked, Qt.Key.Key_Delete)
    assert asked.player.shown is asked.player.session and asked.lens.derivative is None
    assert asked.statusBar().currentMessage() == "The derivative was closed; what is shown is the run again."


@given(st.lists(st.integers(1, 9), min_size=1, max_size=4), st.data())
def test_the_number_under_a_place_is_the_one_that_is_painted_there(shape, data):
    card_map = CardMap(0, "value", np.arange(math.prod(shape), dtype=float).reshape(shape))
    part = data.draw(st.integers(0, len(card_map.parts) - 1))
    row, column = data.draw(st.integers(0, card_map.rows - 1)), data.draw(st.integers(0, card_map.columns - 1))
    corner = card_map.parts[part].topLeft()
    at = corner + QPointF((column + 0.5) * card_map.width, (row + 0.5) * card_map.height)
    index = card_map.index_at(at)
    drawn = pictures(card_map.array, ROWS)[part] if card_map.channels else windowed(card_map.array, ROWS, COLUMNS)
    assert index is not None and card_map.array[index] == drawn[row, column]
    assert card_map.place_of(index).contains(at)
