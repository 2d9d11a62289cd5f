"""Before and after an update on the Explain page: the numbers are the run's, and clicks, keys and selection choose."""
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from engine.inquiry.record import shown
from gui.explain.page import ExplainPage
from gui.explain.update_view import UpdateView
from tests.engine.networks import KINDS as LAYERS
from tests.engine.networks import chain, moons
from tests.engine.test_update_numbers import KINDS
from tests.gui.conftest import OpenDesk
from tests.gui.panes import Desk, explain_page
from tests.gui.test_explain import step_to

LEFT = Qt.MouseButton.LeftButton
DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> ExplainPage:
    return explain_page(desk, qtbot, height=1200)


def lines(view: UpdateView) -> list[tuple[str, str]]:
    return [(name.text(), text.text()) for name, text in view.lines if not name.isHidden()]


def test_it_is_there_in_the_steps_of_an_update_only(page: ExplainPage, desk: Desk) -> None:
    step_to(page, desk, "Backward through Linear")
    assert page.update_view.isHidden()
    assert not page.numbers.isHidden()
    step_to(page, desk, "Update")
    assert not page.update_view.isHidden()
    assert page.numbers.isHidden()
    desk.player.step("layer")
    assert page.update_view.isHidden()


def test_before_and_after_are_the_runs_own_numbers(page: ExplainPage, desk: Desk) -> None:
    W = desk.player.session.parameters_of("n1")["W"]
    before = W.value.copy()
    step_to(page, desk, "Update")
    first, change, after = page.update_view.grids.blocks
    assert np.array_equal(first.operand.window, before[:4, :5])
    assert np.array_equal(after.operand.window, W.value[:4, :5])
    assert np.array_equal(change.operand.window, (W.value - before)[:4, :5])


def test_the_line_of_the_first_number_is_written_out(page: ExplainPage, desk: Desk) -> None:
    W = desk.player.session.parameters_of("n1")["W"]
    before = float(W.value[0, 0])
    step_to(page, desk, "Update")
    gradient, after = float(W.grad[0, 0]), float(W.value[0, 0])
    told = shown(gradient) if gradient >= 0 else f"({shown(gradient)})"
    rate = shown(desk.editor.document.optimizer.rate)
    assert lines(page.update_view) == [("w₁₁", f"= {shown(before)} − {rate} × {told} = {shown(after)}")]


def test_the_moments_of_an_optimizer_have_their_lines(open_desk: OpenDesk, qtbot: QtBot) -> None:
    desk = open_desk(moons(optimizer=KINDS["Adam"]()))
    page = explain_page(desk, qtbot, height=1200)
    step_to(page, desk, "Update")
    gradient = float(desk.player.session.parameters_of("n1")["W"].grad[0, 0])
    found = dict(lines(page.update_view))
    assert list(found) == ["t", "m", "v", "m̂", "v̂", "w₁₁"]
    assert found["t"] == "= 0 + 1 = 1"
    assert found["m"].endswith(f"= {shown(0.1 * gradient)}")
    assert found["v"].endswith(f"= {shown(0.001 * gradient**2)}")


def test_a_click_chooses_another_number(page: ExplainPage, desk: Desk, qtbot: QtBot) -> None:
    step_to(page, desk, "Update")
    grids = page.update_view.grids
    qtbot.waitUntil(grids.isVisible)
    qtbot.mouseClick(grids, LEFT, pos=grids.cell_rect(grids.blocks[2], 2, 1).center().toPoint())
    assert page.update_view.chosen_words.text() == "w₃₂ of Linear, with its numbers"
    after = desk.player.session.parameters_of("n1")["W"].value[2, 1]
    assert lines(page.update_view)[-1][1].endswith(f"= {shown(float(after))}")


def test_enter_or_a_second_click_asks_where_the_number_came_from(page: ExplainPage, desk: Desk, qtbot: QtBot) -> None:
    step_to(page, desk, "Update")
    view, held = page.update_view, desk.player.session.parameters_of("n1")["W"].value
    place = view.grids.cell_rect(view.grids.blocks[0], 1, 1).center().toPoint()
    with qtbot.assertNotEmitted(view.number_asked):
        qtbot.mouseClick(view.grids, LEFT, pos=place)
    with qtbot.waitSignal(view.number_asked) as asked:
        qtbot.mouseClick(view.grids, LEFT, pos=place)
    array, index = asked.args
    assert np.shares_memory(array, held) and index == (1, 1)
    with qtbot.waitSignal(view.number_asked):
        qtbot.keyClick(view.grids, Qt.Key.Key_Return)


def test_the_number_that_is_asked_about_is_opened(window, qtbot: QtBot) -> None:
    for _ in window.player.session.equations:
        window.player.step("layer")
        if window.explain_page.title.text() == "Update":
            break
    grids = window.explain_page.update_view.grids
    grids.setFocus()
    qtbot.keyClick(grids, Qt.Key.Key_Return)
    assert window.explaining.currentWidget() is window.number_page


def test_the_arrow_keys_reach_every_number(page: ExplainPage, desk: Desk, qtbot: QtBot) -> None:
    step_to(page, desk, "Update")
    grids = page.update_view.grids
    grids.setFocus()
    for _ in range(9):
        qtbot.keyClick(grids, Qt.Key.Key_Down)
    assert page.update_view.chosen_words.text() == "w₈₁ of Linear, with its numbers"
    assert grids.blocks[0].operand.first_row == 4
    qtbot.keyClick(grids, Qt.Key.Key_Right)
    qtbot.keyClick(grids, Qt.Key.Key_Up)
    assert page.update_view.chosen_words.text() == "w₇₂ of Linear, with its numbers"


def test_the_arrows_beside_a_window_go_on_in_it(open_desk: OpenDesk, qtbot: QtBot) -> None:
    linear, ends = LAYERS["Linear"], (LAYERS["Linear"](1), LAYERS["MeanSquaredError"]())
    desk = open_desk(replace(moons(), graph=chain(LAYERS["Input"](), linear(12), linear(9), *ends)))
    page = explain_page(desk, qtbot, height=1200)
    desk.editor.select(["n2"])
    step_to(page, desk, "Update")
    grids = page.update_view.grids
    qtbot.waitUntil(grids.isVisible)
    before = grids.blocks[0].operand.first_row, grids.blocks[0].operand.first_column
    for way in ((1, 0), (0, 1)):
        place = grids.ways_on(grids.blocks[0])[way].center().toPoint()
        qtbot.mouseClick(grids, LEFT, pos=place)
    after = grids.blocks[0].operand.first_row, grids.blocks[0].operand.first_column
    assert after[0] > before[0] and after[1] > before[1]


def test_another_parameter_is_chosen_from_the_list_or_by_its_node(page: ExplainPage, desk: Desk, qtbot: QtBot) -> None:
    step_to(page, desk, "Update")
    view = page.update_view
    names = [view.parameters.itemText(place) for place in range(view.parameters.count())]
    assert names == ["W of Linear", "b of Linear", "W of Linear 2", "b of Linear 2"]
    view.parameters.setFocus()
    qtbot.keyClick(view.parameters, Qt.Key.Key_Down)
    assert view.chosen_words.text() == "b₁ of Linear, with its numbers"
    desk.editor.select(["n3"])
    assert view.parameters.currentText() == "W of Linear 2"
    assert view.chosen_words.text() == "w₁ of Linear 2, with its numbers"


def test_where_the_first_number_stays_the_one_that_moves_most_is_chosen(open_desk: OpenDesk, qtbot: QtBot) -> None:
    document = moons()
    # What Linear 2 does not weigh sends nothing back to the first neuron.
    node = replace(document.graph.by_id["n3"], typed=(("W", ((0.0, 0.5, -0.2, 0.3, 0.1, -0.4, 0.2, 0.6),)),))
    desk = open_desk(replace(document, graph=document.graph.put(node)))
    page = explain_page(desk, qtbot, height=1200)
    step_to(page, desk, "Update")
    _, change, _ = page.update_view.grids.blocks
    assert not change.operand.window[0].any()
    assert page.update_view.chosen_words.text() != "w₁₁ of Linear, with its numbers"
    row, column = (int(sign) - 1 for sign in page.update_view.chosen_words.text()[1:3].translate(DIGITS))
    W = desk.player.session.parameters_of("n1")["W"]
    assert abs(W.grad[row, column]) == np.abs(W.grad).max()


def test_it_keeps_its_parameter_from_one_update_to_the_next(page: ExplainPage, desk: Desk) -> None:
    desk.editor.select(["n3"])
    step_to(page, desk, "Update")
    first = lines(page.update_view)
    desk.editor.select([])
    desk.player.step("layer")
    step_to(page, desk, "Update")
    assert page.update_view.parameters.currentText() == "W of Linear 2"
    assert lines(page.update_view) != first


def test_until_the_parameters_moved_what_comes_is_grey(page: ExplainPage, desk: Desk) -> None:
    step_to(page, desk, "Update")
    desk.player.back("equation")
    assert not page.update_view.isHidden()
    assert [name for name, _ in lines(page.update_view)] == ["Δw"]
    first, _, after = page.update_view.grids.blocks
    assert np.array_equal(first.operand.window, after.operand.window)
