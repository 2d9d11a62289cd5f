"""The Nudge section: what it says of a number that is dragged, typed or left, and that nothing changes until Keep."""
from __future__ import annotations

import re

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.document import Document
from engine.element import Element, ParameterElement
from engine.inquiry.location import Location, number_at
from gui.explain.nudge import NudgeSection
from gui.explain.nudge_plot import POINTS
from gui.explain.nudge_words import signed, three_digits
from gui.inspector.entry import read_number
from gui.paint.numbers import short
from tests.engine.networks import KINDS, chain, moons, seen
from tests.gui.conftest import OpenDesk
from tests.gui.panes import Desk, show
from tests.gui.pointing import point_at

LEFT = Qt.MouseButton.LeftButton
W = Location(ParameterElement("n1", "W", (2, 1)))
GRADIENT = Location(ParameterElement("n1", "W", (2, 1)), is_gradient=True)
VALUE = Location(Element("n2", (1,), 4))


@pytest.fixture(autouse=True)
def plenty_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is no reason to put off what a quick one does at once."""
    monkeypatch.setattr("gui.explain.nudge._QUICK", 1e9)
    monkeypatch.setattr("gui.explain.nudge._SLICE", 1e9)


def opened(desk: Desk, qtbot: QtBot, location: Location | None, passes: int = 1) -> NudgeSection:
    section = NudgeSection(desk.editor, desk.player, desk.look)
    show(qtbot, section, 300, 320)
    for _ in range(passes):
        desk.player.goto(desk.player.session.moment_after(len(desk.player.session.equations) - 1))
    section.show_number(location)
    qtbot.waitUntil(lambda: not section.is_computing)
    return section


@pytest.fixture
def section(desk: Desk, qtbot: QtBot) -> NudgeSection:
    return opened(desk, qtbot, W)


def numbers_in(text: str) -> list[float]:
    """The numbers of a text, with the sign right before or a space away."""
    plain = text.replace("−", "-")
    return [float(each.replace(" ", "")) for each in re.findall(r"[+-] ?[\d.]+(?:e[+-]?\d+)?", plain)]


def at(section: NudgeSection, number: float) -> QPoint:
    return section.plot.place_of(number, section._nudge.loss_here).toPoint()


def test_at_rest_it_says_what_a_small_step_does_and_what_the_gradient_says(section: NudgeSection, desk: Desk) -> None:
    nudge = desk.player.session.nudge(W)
    change = nudge.loss(nudge.here + 0.001) - nudge.loss_here
    assert section.symbol.text() == "W₃₂ ="
    assert read_number(section.field.text()) == nudge.here == number_at(desk.player.session, W)
    assert section.measured.text().startswith("W₃₂ + 0.001 changes L by ")
    assert numbers_in(section.measured.text()) == [0.001, pytest.approx(change, rel=0.01)]
    assert section.predicted.text().startswith("gradient × 0.001 predicts ")
    assert section.predicted.text().endswith(" ✓")
    assert numbers_in(section.predicted.text()) == [pytest.approx(0.001 * nudge.gradient, rel=0.01)]
    assert not section.back.isEnabled() and not section.keep.isEnabled()


def test_a_gradient_stands_for_what_it_is_by(desk: Desk, qtbot: QtBot, section: NudgeSection) -> None:
    assert opened(desk, qtbot, GRADIENT).measured.text() == section.measured.text()


def test_dragging_the_point_shows_what_the_loss_does(section: NudgeSection, desk: Desk) -> None:
    before, nudge = seen(desk.player.session), desk.player.session.nudge(W)
    QTest.mousePress(section.plot, LEFT, pos=at(section, nudge.here))
    point_at(section.plot, at(section, nudge.here + 0.6), LEFT)
    number = read_number(section.field.text())
    assert number == pytest.approx(nudge.here + 0.6, abs=0.02)
    step, change = numbers_in(section.measured.text())
    assert step == pytest.approx(number - nudge.here, rel=0.01)
    assert change == pytest.approx(nudge.loss(number) - nudge.loss_here, rel=0.01)
    assert numbers_in(section.predicted.text())[-1] == pytest.approx(nudge.gradient * step, rel=0.01)
    assert "✓" not in section.predicted.text() and "Apart by" in section.state.text()
    QTest.mouseRelease(section.plot, LEFT, pos=at(section, nudge.here + 0.6))
    assert seen(desk.player.session) == before


@pytest.mark.parametrize("way", ["button", "Escape in the field", "Escape in the plot"])
def test_it_is_put_back(section: NudgeSection, way: str) -> None:
    at_rest = section.measured.text()
    QTest.mouseClick(section.plot, LEFT, pos=at(section, section._nudge.here + 0.5))
    assert section.measured.text() != at_rest and section.back.isEnabled()
    if way == "button":
        QTest.mouseClick(section.back, LEFT)
    else:
        QTest.keyClick(section.field if "field" in way else section.plot, Qt.Key.Key_Escape)
    assert section.measured.text() == at_rest
    assert read_number(section.field.text()) == section._nudge.here and not section.back.isEnabled()


def test_typing_answers_at_once(section: NudgeSection, desk: Desk) -> None:
    section.field.selectAll()
    QTest.keyClicks(section.field, "1,5")
    nudge = desk.player.session.nudge(W)
    assert numbers_in(section.measured.text())[-1] == pytest.approx(nudge.loss(1.5) - nudge.loss_here, rel=0.01)
    assert section.field.text() == "1,5" and section.field.property("look") == ""
    QTest.keyClicks(section.field, "x")
    assert section.field.property("look") == "wrong"
    QTest.keyClick(section.field, Qt.Key.Key_Escape)
    assert section.field.property("look") == ""


def test_the_arrows_move_the_point(section: NudgeSection) -> None:
    here = section._nudge.here
    for key, modifier, step in (
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 0.01),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, -0.09),
    ):
        QTest.keyClick(section.plot, key, modifier)
        assert read_number(section.field.text()) == pytest.approx(here + step, abs=1e-12)


def test_the_curve_is_exact_and_reaches_as_far_as_what_is_tried(section: NudgeSection, desk: Desk, qtbot) -> None:
    nudge = desk.player.session.nudge(W)
    numbers, losses = section.plot._numbers, section.plot._losses
    assert len(numbers) == POINTS and numbers[0] == nudge.here - 1.0 and numbers[-1] == nudge.here + 1.0
    assert np.array_equal(losses, [nudge.loss(float(number)) for number in numbers])
    section.field.selectAll()
    QTest.keyClicks(section.field, "8")
    qtbot.waitUntil(lambda: not section.is_computing)
    assert section.plot._numbers[-1] > 8.0
    QTest.mouseClick(section.back, LEFT)
    qtbot.waitUntil(lambda: not section.is_computing)
    assert section.plot._numbers[-1] == nudge.here + 1.0


def test_small_changes_have_their_power_of_ten(section: NudgeSection) -> None:
    assert three_digits(-1.234e-6) == "−1.23e−6" and three_digits(2.5e12) == "2.5e12"
    assert signed(0.0002543) == "+0.000254" and signed(-0.5, " ") == "− 0.5"


def test_keep_types_the_number_in_and_undo_takes_it_out(section: NudgeSection, desk: Desk) -> None:
    before = desk.editor.document
    section.field.selectAll()
    QTest.keyClicks(section.field, "0.75")
    assert desk.editor.document == before
    QTest.mouseClick(section.keep, LEFT)
    assert number_at(desk.player.session, W) == 0.75
    assert desk.editor.undo_stack.undoText() == "Type W of Linear, row 3, column 2"
    assert read_number(section.field.text()) == 0.75 and not section.keep.isEnabled()
    desk.editor.undo_stack.undo()
    assert desk.editor.document == before and number_at(desk.player.session, W) != 0.75


def test_a_value_is_held_and_can_not_be_kept(desk: Desk, qtbot: QtBot) -> None:
    section = opened(desk, qtbot, VALUE)
    assert section.symbol.text() == "a₂ ="
    assert section.state.text() == "Held at the number tried, whatever feeds it."
    section.move_to(0.5)
    assert not section.keep.isEnabled()
    assert section.keep.toolTip() == "It is computed, so it can be tried but not kept. Change a parameter."
    section.show_number(Location(Element("n0", (0,), 2)))
    section.move_to(0.5)
    assert "comes from the data" in section.keep.toolTip()


def test_after_its_update_a_parameter_is_another_and_that_is_said(section: NudgeSection, desk: Desk) -> None:
    assert section.state.isHidden()
    here = section.field.text()
    desk.player.step("equation")
    assert section.field.text() == here
    now = number_at(desk.player.session, W)
    assert now != read_number(here) and f"its update has made the number {short(now)} since" in section.state.text()
    desk.player.step("iteration")
    now = number_at(desk.player.session, W)
    assert section.field.text() != here
    assert f"its update has made the number {short(now)} since" in section.state.text()


def test_it_follows_the_run_and_waits_while_it_plays(section: NudgeSection, desk: Desk, qtbot: QtBot) -> None:
    desk.player.train()
    qtbot.waitUntil(lambda: "Pause to nudge" in section.why_not.text() and section.plot.isHidden())
    desk.player.pause()
    assert section.plot.isVisible() and section.why_not.isHidden()
    assert section._nudge.loss_here == float(desk.player.session.plan.loss)


def test_what_takes_long_comes_after_what_the_step_shows(section: NudgeSection, desk: Desk, qtbot, monkeypatch) -> None:
    monkeypatch.setattr("gui.explain.nudge._QUICK", 0.0)
    for _ in range(2):
        desk.player.step("iteration")
    assert section.isEnabled() and not section.is_computing
    desk.player.step("iteration")
    assert section.is_computing and not section.isEnabled()
    qtbot.waitUntil(lambda: section.isEnabled() and not section.is_computing)
    assert section._nudge.loss_here == float(desk.player.session.plan.loss)


def test_it_says_why_not(desk: Desk, qtbot: QtBot) -> None:
    section = opened(desk, qtbot, Location(Element("n4")))
    assert "is what answers here" in section.why_not.text() and section.plot.isHidden() and section.field.isHidden()
    section.show_number(W)
    assert section.plot.isVisible() and section.why_not.isHidden()
    section.show_number(None)
    assert section.isHidden()


def test_a_network_with_no_loss_has_nothing_to_nudge(open_desk: OpenDesk, qtbot: QtBot) -> None:
    desk = open_desk(moons(graph=chain(KINDS["Input"](), KINDS["Linear"](3))))
    assert opened(desk, qtbot, W).why_not.text() == desk.player.session.plan.why_no_loss


def test_a_derivative_answers_with_its_own_number(desk: Desk, qtbot: QtBot) -> None:
    section = opened(desk, qtbot, None)
    desk.player.show(desk.player.session.gradient(Element("n3", (0,), 4), "n2"))
    section.show_number(VALUE)
    assert " changes o by " in section.measured.text() and section.predicted.text().endswith("✓")
    desk.player.show(desk.player.session.gradient(Element("n3", (0,), 4), ("n1", "W")))
    section.show_number(W)
    section.move_to(0.5)
    assert section.keep.toolTip().startswith("A derivative is shown") and not section.keep.isEnabled()


def test_a_number_that_has_gone_is_no_trouble(section: NudgeSection, desk: Desk) -> None:
    desk.editor.open(Document())
    assert section.plot.isHidden() and section.why_not.text()


def test_the_curve_the_tangent_and_the_point_are_painted(section: NudgeSection, desk: Desk) -> None:
    def has(colour: str) -> bool:
        image = section.plot.grab().toImage()
        pixels = (image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height()))
        return colour in pixels

    theme = desk.look.theme
    assert has(theme.value_positive.name()) and has(theme.gradient_positive.name())
    assert section.plot.accessibleName() == "L against W₃₂"
    assert section.plot.accessibleDescription().startswith("W₃₂ + 0.001 changes L by ")


def test_a_click_on_any_number_brings_its_nudge(window, qtbot: QtBot) -> None:
    window.editor.open(moons())
    window.player.step("iteration")
    window.number_page.ask(window.player.session.parameters_of("n1")["W"].grad, (2, 1))
    section = window.findChild(NudgeSection)
    qtbot.waitUntil(lambda: section.isVisible() and section.measured.text().startswith("W₃₂ + 0.001 changes L by "))
    QTest.keyClick(section.plot, Qt.Key.Key_Right)
    QTest.keyClick(section.plot, Qt.Key.Key_Escape)
    assert window.number_page.isVisible() and not section.back.isEnabled()
    window.number_page.close_number()
    assert section.isHidden()


def test_a_number_that_is_opened_leaves_the_keys_to_the_run(window, qtbot: QtBot) -> None:
    """The field would take Space for a letter."""
    window.editor.open(moons())
    window.player.step("iteration")
    window.editor.select(["n1"])
    window.right_tabs.setCurrentWidget(window.values_page)
    window.values_page.chooser.setFocus()
    window.number_page.ask(window.player.session.parameters_of("n1")["W"].grad, (2, 1))
    section = window.findChild(NudgeSection)
    qtbot.waitUntil(lambda: section.isVisible() and section.measured.isVisible())
    assert QApplication.focusWidget() not in (section.field, section.plot)
