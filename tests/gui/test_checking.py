"""Run ▸ Check gradients: what it says, and how it is stopped."""
from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from engine.inquiry.gradient_check import GradientCheck
from engine.inquiry.location import Location, number_at
from gui import in_slices
from gui.checking import Checking
from tests.engine.networks import KINDS, chain, moons, seen


def ask(window) -> None:
    window.actions_.by_id["check-gradients"].trigger()


def is_over(window) -> bool:
    return window.findChild(Checking) is None


@pytest.fixture
def most(monkeypatch) -> list[int]:
    """How many parameters a check gets to before it waits for more to be allowed here; it is seen at once."""
    most, go_on = [3], GradientCheck.go_on
    monkeypatch.setattr(in_slices, "SHOW_AFTER_MS", 0)
    monkeypatch.setattr(GradientCheck, "go_on", lambda check, count: go_on(check, min(count, most[0] - check.checked)))
    return most


@pytest.fixture
def dialog(window, most, qtbot):
    """What is seen of a check that takes long, and is at the third parameter."""
    ask(window)
    dialog = window.findChild(Checking).dialog
    qtbot.waitUntil(lambda: dialog.isVisible() and dialog.value() == 3)
    return dialog


def test_it_says_what_came_out_and_changes_nothing(window, qtbot):
    for _ in range(3):
        QTest.keyClick(window.view, Qt.Key.Key_F11)
    before = seen(window.player.session)
    ask(window)
    qtbot.waitUntil(lambda: is_over(window))
    assert window.said[-1].startswith("The gradients are right: the worst relative error is")
    parameters = window.player.session.weights.parameters.size
    assert f"({parameters} parameters, " in window.said[-1]
    assert window.statusBar().currentMessage() == window.said[-1]
    assert seen(window.player.session) == before


def test_training_pauses_for_it(window, qtbot):
    QTest.keyClick(window.view, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: window.player.session.moment.iteration > 20)
    ask(window)
    assert not window.player.is_playing
    qtbot.waitUntil(lambda: is_over(window))
    assert window.said[-1].startswith("The gradients are right")


def test_a_check_that_takes_long_shows_how_far_it_is(window, qtbot, dialog, most):
    total = window.player.session.weights.parameters.size
    assert dialog.labelText() == f"3 of {total} parameters checked" and dialog.maximum() == total
    most[0] = total - 1
    qtbot.waitUntil(lambda: dialog.value() == total - 1)
    most[0] = total
    qtbot.waitUntil(lambda: is_over(window))
    assert window.said[-1].startswith("The gradients are right") and f"({total} parameters, " in window.said[-1]


@pytest.mark.parametrize("way", ["button", "Esc", "close"])
def test_it_is_stopped_and_says_what_came_out_so_far(window, qtbot, dialog, way):
    if way == "button":
        QTest.mouseClick(dialog.findChild(QPushButton), Qt.MouseButton.LeftButton)
    elif way == "Esc":
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    else:
        dialog.close()
    assert not dialog.isVisible()
    assert window.said[-1].startswith("The gradients that were checked are right")
    assert f"(3 of {window.player.session.weights.parameters.size} parameters, " in window.said[-1]
    qtbot.waitUntil(lambda: is_over(window))


def test_there_is_one_at_a_time(window, qtbot, dialog, most):
    ask(window)
    assert len(window.findChildren(Checking)) == 1
    most[0] = 1000
    qtbot.waitUntil(lambda: is_over(window))
    ask(window)
    assert len(window.findChildren(Checking)) == 1
    qtbot.waitUntil(lambda: is_over(window))


@pytest.mark.parametrize("change", ["edit", "new"])
def test_another_network_ends_it(window, qtbot, dialog, change):
    if change == "edit":
        window.editor.edit(moons(), "Another network")
    else:
        window.files.new()
    qtbot.waitUntil(lambda: is_over(window))
    assert window.said[-1] == "The network was changed, so the check of its gradients was given up."


def test_it_says_why_there_is_nothing_to_check(window, qtbot):
    window.editor.edit(moons(graph=chain(KINDS["Input"](), KINDS["Square"]())), "No loss")
    ask(window)
    assert window.said[-1] == window.player.session.plan.why_no_loss
    assert is_over(window)
    window.editor.edit(moons(graph=chain(KINDS["Input"](), KINDS["Square"](), KINDS["Sum"]())), "No parameters")
    ask(window)
    qtbot.waitUntil(lambda: is_over(window))
    assert "this network has no parameters" in window.said[-1]


# The badge


LEFT = Qt.MouseButton.LeftButton


def badge_of(window):
    return window.status_line.badge


def checked(window, qtbot):
    """The badge after Ctrl+G."""
    QTest.keyClick(window.view, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: is_over(window))
    return badge_of(window)


@pytest.fixture
def wrong_tanh(monkeypatch):
    """The slope of tanh is twice what it should be."""
    compute = KINDS["Tanh"].compute_slope

    def twice(layer, write, z, a, slope):
        compute(layer, write, z, a, slope)
        write.call(np.multiply, slope, np.array(2.0), slope)

    monkeypatch.setattr(KINDS["Tanh"], "compute_slope", twice)


def test_a_key_checks_and_the_badge_says_so(window, qtbot):
    assert badge_of(window).text() == "check gradients"
    size = window.player.session.weights.parameters.size
    assert f"{size} parameters: {2 * size} forward passes or more" in badge_of(window).toolTip()
    badge = checked(window, qtbot)
    assert badge.text() == "gradients checked ✓" and not badge.is_wrong
    place, numbers, apart, cost, _ = badge.toolTip().splitlines()
    assert place.startswith("The worst of them: ") and ", row " in place
    said, measured = (float(part.split()[-1].replace("−", "-")) for part in numbers.split(","))
    assert said == pytest.approx(measured, rel=1e-6)
    assert float(apart.split()[-1]) == pytest.approx(abs(said - measured), abs=1e-8)
    assert cost.startswith(f"{size} parameters: ")
    assert cost.endswith("Backpropagation takes 1 forward and 1 backward pass.")


def test_a_click_on_the_badge_checks(window, qtbot):
    QTest.mouseClick(badge_of(window), LEFT)
    qtbot.waitUntil(lambda: badge_of(window).text() == "gradients checked ✓")


def test_it_holds_until_a_parameter_is_another_number(window, qtbot):
    checked(window, qtbot)
    for _ in range(3):
        QTest.keyClick(window.view, Qt.Key.Key_F10)
    assert badge_of(window).text() == "gradients checked ✓"
    QTest.keyClick(window.view, Qt.Key.Key_F11)
    assert badge_of(window).text() == "check gradients"
    assert badge_of(window).toolTip().startswith("They were right after 0 iterations; the numbers are others now.")
    QTest.keyClick(window.view, Qt.Key.Key_PageUp)
    window.player.to_start()
    assert badge_of(window).text() == "gradients checked ✓"


def test_another_network_is_not_checked_and_the_one_before_still_is(window, qtbot):
    checked(window, qtbot)
    window.editor.edit(moons(), "Another network")
    assert badge_of(window).text() == "check gradients"
    window.editor.undo_stack.undo()
    assert badge_of(window).text() == "gradients checked ✓"
    window.files.new()
    assert not badge_of(window).isVisible()


def test_a_check_that_was_stopped_is_none(window, qtbot, dialog):
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert badge_of(window).text() == "check gradients"


def test_a_wrong_gradient_is_seen_and_a_click_opens_it(window, qtbot, wrong_tanh):
    window.editor.open(moons())
    window.player.step("iteration")
    badge = checked(window, qtbot)
    assert badge.text() == "gradient wrong ✗" and badge.is_wrong
    assert badge.palette().buttonText().color() == window.look.theme.readable(window.look.theme.error)
    assert badge.toolTip().startswith("The offender: Linear ")
    assert "The fault is in the backward pass of Tanh" in badge.toolTip()
    with qtbot.waitSignal(badge.offender_asked) as asked:
        QTest.mouseClick(badge, LEFT)
    wanted = number_at(window.player.session, Location(asked.args[0], is_gradient=True))
    qtbot.waitUntil(lambda: window.number_page.isVisible() and window.number_page.number.value == wanted)
    assert is_over(window)


def test_before_a_gradient_is_computed_its_parameter_is_opened(window, qtbot, wrong_tanh):
    window.editor.open(moons())
    window.player.step("layer")
    badge = checked(window, qtbot)
    with qtbot.waitSignal(badge.offender_asked) as asked:
        QTest.mouseClick(badge, LEFT)
    wanted = number_at(window.player.session, Location(asked.args[0]))
    qtbot.waitUntil(lambda: window.number_page.isVisible() and window.number_page.number.value == wanted)
