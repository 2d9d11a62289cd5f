"""The page for one number: its terms, the trail through them, what it lights, and that it is of this moment."""
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from engine.element import ParameterElement
from engine.graph import Edge
from engine.inquiry.location import Location
from engine.moment import Moment
from gui.explain import tracing
from gui.explain.number_page import FIRST, MORE, NumberPage
from gui.lighting import NOTHING, Cell
from gui.paint.numbers import exact, short
from tests.engine.networks import moons
from tests.gui.conftest import OpenDesk
from tests.gui.panes import Desk, show
from tests.painted import painted

LEFT = Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    """Two moons after three iterations, with all of the last pass there."""
    desk = open_desk(moons())
    desk.player.goto(Moment(3))
    return desk


def open_page(desk: Desk, qtbot: QtBot) -> NumberPage:
    pane = NumberPage(desk.editor, desk.player, desk.look)
    show(qtbot, pane, width=640)
    return pane


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> NumberPage:
    return open_page(desk, qtbot)


def gradient(desk: Desk) -> np.ndarray:
    return desk.player.shown.parameters_of("n1")["W"].grad


def click(page: NumberPage, term: int, factor: int, button: Qt.MouseButton = LEFT) -> None:
    for _ in range(3):
        page.widget().layout().activate()
        QApplication.processEvents()
    QTest.mouseClick(page.terms, button, pos=page.terms.places.chip(term, factor).center().toPoint())


def read(page: NumberPage, qtbot: QtBot) -> list[str]:
    """The texts of the list of terms, once it has the room it asks for."""
    page.widget().layout().activate()
    qtbot.waitUntil(lambda: page.terms.height() == page.terms.places.height)
    return [text.words for text in painted(page.terms)]


def settle(page: NumberPage, qtbot: QtBot) -> None:
    """Wait for what a slow machine leaves for after the next frame."""
    qtbot.waitUntil(page.widget().isEnabled)


def ask(page: NumberPage, qtbot: QtBot, array: np.ndarray | None, index: tuple[int, ...]) -> None:
    """Open a number, and wait for it where the machine is slow."""
    assert array is not None
    page.ask(array, index)
    settle(page, qtbot)


def crumbs(page: NumberPage) -> list[str]:
    return [crumb.text() for crumb in page.crumbs.crumbs if not crumb.isHidden()]


def refused(desk: Desk) -> list[str]:
    said: list[str] = []
    desk.editor.refused.connect(said.append)
    return said


def test_it_says_what_the_number_is_how_it_was_made_and_of_what(page: NumberPage, desk: Desk, qtbot: QtBot) -> None:
    ask(page, qtbot, gradient(desk), (2, 1))
    assert page.title.text() == "∂L/∂W of Linear, row 3, column 2"
    assert page.value.text() == short(gradient(desk)[2, 1])
    assert page.value.toolTip() == exact(gradient(desk)[2, 1])
    assert page.how.text() == "a sum of products over 32 examples; their mean's 1/32 is in each ∂L/∂z already"
    assert page.terms_title.text() == f"Example by example · {FIRST} of 32 terms"
    slope, x = desk.player.shown.gradient_of("n1"), desk.player.shown.values_of("n0")
    assert slope is not None and x is not None
    assert page.text.text().startswith(f"= {short(slope[2, 0])} × ")
    heads = [text.words for text in painted(page.terms) if text.at.y() < page.terms.places.top]
    assert heads == ["∂L/∂z₃", "Tanh", "x₂", "Input", "product", "sum"]


def test_its_terms_add_up_to_it(page: NumberPage, desk: Desk, qtbot: QtBot) -> None:
    ask(page, qtbot, gradient(desk), (2, 1))
    slope, x = desk.player.shown.gradient_of("n1"), desk.player.shown.values_of("n0")
    assert slope is not None and x is not None
    page.more.click()
    words = read(page, qtbot)
    assert words[-1] == short(gradient(desk)[2, 1])
    for example in range(32):
        assert short(float(slope[2, example] * x[1, example])) in words


def test_factors_are_opened_and_the_trail_leads_back(page: NumberPage, desk: Desk, qtbot: QtBot) -> None:
    ask(page, qtbot, gradient(desk), (2, 1))
    click(page, 5, 0)
    assert page.title.text() == "∂L/∂z of Tanh, number 3, example 6"
    click(page, 0, 1)
    assert page.title.text() == "1 − a₃², a number on the way to ∂L/∂z of Tanh"
    assert crumbs(page) == ["∂L/∂W₃₂", "› ∂L/∂z₃", "› 1 − a₃²"]
    QTest.mouseClick(page.crumbs.crumbs[1], LEFT)
    assert page.title.text() == "∂L/∂z of Tanh, number 3, example 6"
    QTest.keyClick(page.terms, Qt.Key.Key_Left, ALT)
    assert page.title.text().startswith("1 − a₃²")
    click(page, 0, 0, Qt.MouseButton.BackButton)
    click(page, 0, 0, Qt.MouseButton.BackButton)
    assert crumbs(page) == ["∂L/∂W₃₂"]
    assert not page.crumbs.back.isEnabled()
    QTest.keyClick(page.terms, Qt.Key.Key_Right, ALT)
    assert crumbs(page) == ["∂L/∂W₃₂", "› ∂L/∂z₃"]
    QTest.mouseClick(page.crumbs.forward, LEFT)
    assert page.title.text().startswith("1 − a₃²")
    # Another way from here: what lay ahead is forgotten, what lies behind is not.
    QTest.mouseClick(page.crumbs.back, LEFT)
    click(page, 0, 0)
    assert not page.crumbs.forward.isEnabled() and page.crumbs.back.isEnabled()


def test_with_the_arrows_and_enter_one_goes_the_same_way(page: NumberPage, desk: Desk, qtbot: QtBot) -> None:
    ask(page, qtbot, gradient(desk), (0, 0))
    page.terms.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(page.terms, key)
    assert page.terms.accessibleDescription().startswith("x of Input, number 1, example 2 = ")
    QTest.keyClick(page.terms, Qt.Key.Key_Return)
    assert page.title.text() == "x of Input, number 1, example 2"
    QTest.keyClick(page.terms, Qt.Key.Key_Return)
    assert page.how.text() == "It is a number of the data: the way back ends here."


def test_the_ends_say_what_they_are(page: NumberPage, desk: Desk, qtbot: QtBot) -> None:
    ask(page, qtbot, desk.player.shown.parameters_of("n1")["W"].value, (0, 1))
    assert page.title.text() == "W of Linear, row 1, column 2, updated"
    click(page, 0, 0)
    assert page.how.text() == "It is a parameter, as update 2 left it: the way back ends here for this pass."
    page.back()
    click(page, 0, 1)
    click(page, 0, 1)
    assert page.title.text() == "−α, from the setting Learning rate α of Gradient descent"
    assert page.how.text() == "It is a constant: the way back ends here."
    assert page.terms.isHidden() and page.more.isHidden()


def test_a_loss_is_the_mean_over_its_examples_and_lists_them(page: NumberPage, desk: Desk, qtbot: QtBot) -> None:
    ask(page, qtbot, desk.player.shown.values_of("n4"), (0,))
    assert page.how.text() == "the mean over 32 examples: a sum of products, times 1/32"
    assert page.terms_title.text() == f"The sum, by example · {FIRST} of 32 terms"
    z, y = desk.player.shown.values_of("n3"), desk.player.shown.values_of("target")
    assert z is not None and y is not None
    words = [text.words for text in painted(page.terms)]
    assert words.count(short(float(z[0, 3] - y[0, 3]))) >= 2
    click(page, 3, 0)
    assert page.title.text() == "z₁ − y₁, a number on the way to L of Mean squared error"
    assert page.value.toolTip() == exact(z[0, 3] - y[0, 3])
    assert crumbs(page) == ["L", "› Σ", "› z₁ − y₁"]


def test_a_large_sum_is_opened_bit_by_bit(open_desk: OpenDesk, qtbot: QtBot) -> None:
    desk = open_desk(moons(batch_size=0))
    desk.player.goto(Moment(1))
    page = open_page(desk, qtbot)
    ask(page, qtbot, gradient(desk), (0, 0))
    assert page.terms.places.rows == FIRST
    assert read(page, qtbot)[-1] != short(gradient(desk)[0, 0])
    assert page.more.text().startswith("… 148 more, together ")
    page.more.click()
    assert page.terms.places.rows == FIRST + MORE
    page.more.click()
    assert page.terms.places.rows == 160 and page.more.isHidden()
    assert read(page, qtbot)[-1] == short(gradient(desk)[0, 0])


def test_what_it_was_made_of_lights_up_until_it_is_closed(page: NumberPage, desk: Desk, qtbot: QtBot) -> None:
    ask(page, qtbot, gradient(desk), (2, 1))
    light = desk.editor.lighting.light
    assert light.nodes == {"n0", "n1", "n2"}
    assert light.edges == {Edge("n0", "n1", "x"), Edge("n1", "n2", "z")}
    assert {Cell("n1", "∂W", (2, 1)), Cell("n1", "gradient", (2, 7)), Cell("n0", "value", (1, 31))} <= light.cells
    QTest.mouseMove(page.terms, page.terms.places.chip(4, 1).center().toPoint())
    assert desk.editor.lighting.light.cells == {Cell("n0", "value", (1, 4))}
    QTest.keyClick(page.terms, Qt.Key.Key_Escape)
    assert desk.editor.lighting.light == NOTHING
    assert page.number is None


def test_it_goes_with_the_run(page: NumberPage, desk: Desk, qtbot: QtBot) -> None:
    ask(page, qtbot, gradient(desk), (2, 1))
    click(page, 0, 0)
    before = page.value.toolTip()
    desk.player.step("iteration")
    settle(page, qtbot)
    slope = desk.player.shown.gradient_of("n1")
    assert slope is not None
    assert page.value.toolTip() == exact(slope[2, 0]) != before
    desk.player.back("iteration")
    settle(page, qtbot)
    assert page.value.toolTip() == before
    assert crumbs(page) == ["∂L/∂W₃₂", "› ∂L/∂z₃"]


def test_a_number_not_there_yet_is_not_shown(page: NumberPage, desk: Desk, qtbot: QtBot) -> None:
    said = refused(desk)
    ask(page, qtbot, gradient(desk), (2, 1))
    desk.player.step("layer")
    settle(page, qtbot)
    assert said == ["This number is not computed yet in the pass that is shown. Step on to see it made."]
    assert page.number is None and desk.editor.lighting.light == NOTHING
    ask(page, qtbot, gradient(desk), (2, 1))
    assert len(said) == 2 and page.number is None


def test_where_the_way_is_shorter_now_it_ends_earlier(page: NumberPage, desk: Desk, qtbot: QtBot) -> None:
    ask(page, qtbot, desk.player.shown.parameters_of("n1")["W"].value, (0, 1))
    click(page, 0, 1)
    assert page.title.text() == "Δw of W of Linear, row 1, column 2"
    desk.player.back("equation")
    settle(page, qtbot)
    assert page.title.text() == "W of Linear, row 1, column 2"
    assert crumbs(page) == ["W₁₂"]


def test_a_number_is_closed_with_its_layer(page: NumberPage, desk: Desk, qtbot: QtBot) -> None:
    said = refused(desk)
    ask(page, qtbot, gradient(desk), (2, 1))
    graph = desk.editor.graph
    desk.editor.edit_graph(graph.put(replace(graph.by_id["n1"], name="First")), "Rename")
    settle(page, qtbot)
    assert page.title.text() == "∂L/∂W of First, row 3, column 2"
    desk.player.goto(Moment(4))
    settle(page, qtbot)
    desk.editor.edit_graph(desk.editor.graph.drop(["n1"]), "Delete")
    settle(page, qtbot)
    assert page.number is None
    assert said[-1].startswith("The number that was open is no part of the network")


def test_what_takes_long_is_greyed_and_leaves_the_window_alive(
    page: NumberPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(page, qtbot, gradient(desk), (2, 1))
    monkeypatch.setattr(tracing, "_AT_ONCE", 0.0)
    desk.player.step("iteration")
    assert not page.widget().isEnabled()
    # Another moment before it is done: the answer is that one's.
    desk.player.step("iteration")
    qtbot.waitUntil(page.widget().isEnabled)
    assert page.value.toolTip() == exact(gradient(desk)[2, 1])


def test_closing_while_it_is_computed_leaves_nothing_open(
    page: NumberPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracing, "_AT_ONCE", 0.0)
    with qtbot.waitSignal(page.opened):
        page.ask(gradient(desk), (2, 1))
    assert page.title.text() == "Computing where it came from …"
    with qtbot.waitSignal(page.closed):
        QTest.keyClick(page, Qt.Key.Key_Escape)
    QTest.qWait(0)
    assert page.number is None


def test_sections_are_told_which_number_is_open(page: NumberPage, desk: Desk, qtbot: QtBot) -> None:
    told: list[Location | None] = []

    class Section(QLabel):
        def show_number(self, location: Location | None) -> None:
            told.append(location)

    section = Section("Nudge")
    page.add_section(section)
    ask(page, qtbot, gradient(desk), (2, 1))
    click(page, 0, 0)
    click(page, 0, 1)
    page.close_number()
    first, second, third, last = told
    assert first == Location(ParameterElement("n1", "W", (2, 1)), is_gradient=True)
    assert second is not None and (second.node, second.is_gradient) == ("n1", True)
    # 1 − a² has no place of its own in the network.
    assert third is None and last is None
    assert section.parent() is page.widget()


def test_a_tip_has_the_name_and_all_digits(page: NumberPage, desk: Desk, qtbot: QtBot) -> None:
    ask(page, qtbot, gradient(desk), (2, 1))
    x = desk.player.shown.values_of("n0")
    assert x is not None
    place = page.terms.places.chip(0, 1).center()
    assert page.terms.words_at(place) == f"x of Input, number 2, example 1 = {exact(x[1, 0])}"
    assert page.terms.words_at(QPointF(1, 1)) == ""


def test_crumbs_without_room_are_in_a_menu(page: NumberPage, desk: Desk, qtbot: QtBot) -> None:
    ask(page, qtbot, gradient(desk), (2, 1))
    click(page, 0, 0)
    click(page, 0, 1)
    page.resize(240, 640)
    qtbot.waitUntil(lambda: page.crumbs.earlier.isVisible())
    assert crumbs(page)[-1] == "› 1 − a₃²"
    first = page.crumbs.menu.actions()[0]
    assert first.text() == "∂L/∂W of Linear, row 3, column 2"
    first.trigger()
    assert page.title.text() == "∂L/∂W of Linear, row 3, column 2"
    assert not page.crumbs.earlier.isVisible()
