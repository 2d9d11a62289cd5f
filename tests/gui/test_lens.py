"""A derivative shown in place of the run: it is what everybody sees and steps, and the run stays where it is."""
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine import files
from engine.element import Element
from engine.inquiry.gradient import Derivative
from engine.moment import GRANULARITIES, Moment
from gui.canvas import edits
from gui.canvas.words import describe_map
from gui.explain.words import place_in_pass
from gui.files import SUFFIX
from gui.inspector.node_arrays import node_arrays
from gui.playback.walking import TERM
from gui.window import Window
from tests.engine.networks import moons, seen


@pytest.fixture
def two_moons(window: Window) -> Window:
    """In the midst of the third iteration."""
    window.editor.open(moons())
    window.player.session.goto(Moment(2, 4))
    window.player.show(window.player.session)
    return window


def look_through(window: Window) -> Derivative:
    derivative = window.player.session.gradient(Element("n2", (1,), 0), ("n1", "W"))
    window.player.show(derivative)
    return derivative


def everything(window: Window) -> dict[str, object]:
    session = window.player.session
    return seen(session) | {"losses": session.history.losses.tobytes(), "tests": tuple(session.history.tests)}


def test_the_derivative_is_stepped_and_the_run_keeps_every_bit(two_moons):
    before, player = everything(two_moons), two_moons.player
    derivative = look_through(two_moons)
    assert player.shown is derivative and everything(two_moons) == before
    QTest.keyClick(two_moons.view, Qt.Key.Key_Space)
    assert derivative.moment.done and everything(two_moons) == before
    QTest.mouseClick(two_moons.transport.step_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(two_moons.transport.back_button, Qt.MouseButton.LeftButton)
    player.step("iteration")
    assert derivative.moment == Moment(1) and everything(two_moons) == before
    player.step()
    assert two_moons.statusBar().currentMessage() == derivative.why_not_step
    player.show(player.session)
    assert player.shown is player.session and everything(two_moons) == before


def test_every_pane_shows_the_numbers_of_the_derivative_and_writes_o(two_moons):
    derivative = look_through(two_moons)
    two_moons.player.step("iteration")
    overlay = two_moons.view.canvas.overlay
    assert overlay.array("n1", "gradient") is derivative.gradient_of("n1")
    assert all(item.face.of == "o" for item in two_moons.view.canvas.nodes.values())
    said = describe_map("Linear", np.zeros((8, 32)), "gradient", None, derivative.symbol)
    assert said.startswith("Gradient ∂o/∂ of Linear")
    names = [each.name for each in node_arrays(two_moons.player.shown, two_moons.editor.graph.by_id["n1"])]
    assert names == ["value z", "∂o/∂z", "W", "∂o/∂W", "b", "∂o/∂b"]
    assert place_in_pass(derivative).endswith(" · the batch of iteration 3")
    cards = [card.text_shown for card in two_moons.explain_page.cards if card.isVisible()]
    assert "∂o/∂W = ∂o/∂z · xᵀ" in cards
    assert two_moons.transport.track.segments()[-1].node == "n1"
    two_moons.player.show(two_moons.player.session)
    assert overlay.array("n1", "gradient") is not derivative.gradient_of("n1")
    assert all(item.face.of == "L" for item in two_moons.view.canvas.nodes.values())


@pytest.mark.parametrize(
    ("edit", "stays"),
    [
        (lambda document: edits.move(document, {"n1": (48.0, 96.0)}), True),
        (lambda document: edits.rename(document, "n1", "A"), False),
        (lambda document: replace(document, batch_size=16), False),
        (lambda document: replace(document, weight_draw=1), False),
    ],
    ids=["a move", "a name", "the batch size", "other weights"],
)
def test_an_edit_of_more_than_places_shows_the_run_again(two_moons, edit, stays):
    derivative, player = look_through(two_moons), two_moons.player
    two_moons.editor.edit(edit(two_moons.editor.document), "Edit")
    assert (player.shown is derivative) == stays
    assert stays or player.shown is player.session


def test_going_through_the_run_shows_the_run(two_moons, qtbot):
    look_through(two_moons)
    qtbot.waitUntil(lambda: two_moons.loss_plot.chart is not None)
    chart = two_moons.loss_plot.chart
    losses = two_moons.player.session.history.losses
    at = chart.pixel_of(1, float(losses[0]))
    QTest.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=at.toPoint())
    assert two_moons.player.shown is two_moons.player.session and two_moons.player.session.moment == Moment(1)


def test_saving_keeps_the_training_of_the_run(two_moons, tmp_path):
    look_through(two_moons)
    shown, here = two_moons.player.shown, two_moons.player.session.moment
    path = tmp_path / f"moons{SUFFIX}"
    assert two_moons.files.write(path)
    assert two_moons.player.shown is shown and two_moons.player.session.moment == here, "saving moves nothing"
    trained = files.read(path).trained
    assert trained is not None and trained.iteration == here.iteration


def test_what_came_from_above_is_said_of_the_derivative_and_not_of_the_run(two_moons):
    look_through(two_moons)
    page, said = two_moons.explain_page, {}
    while not two_moons.player.shown.why_not_step:
        two_moons.player.step("layer")
        said[page.title.text()] = page.details.from_above.text()
    assert said["Backward through Tanh"] == "1, the start"
    assert said["Backward through Linear"] == "from Tanh"


@pytest.mark.parametrize("rate", [0.0, 0.2], ids=["still", "moving"])
def test_every_pane_keeps_up_with_a_derivative_by_steps_of_every_size(two_moons, qtbot, rate):
    before, player = everything(two_moons), two_moons.player
    derivative = player.session.gradient(Element("n3", (0,), 1), "n1")
    player.show(derivative.descend(rate) if rate else derivative)
    two_moons.editor.select(["n1"])
    for page in range(two_moons.right_tabs.count()):
        for tabs in (two_moons.right_tabs, two_moons.beside):
            tabs.setCurrentIndex(page % max(tabs.count(), 1))
        player.to_start()
        for by in (TERM, TERM, *GRANULARITIES):
            player.step(by)
            qtbot.waitUntil(lambda: not player.is_playing)
            two_moons.repaint()
            assert player.shown.moment > Moment(0) and player.shown.is_moving == bool(rate)
        for by in GRANULARITIES:
            player.back(by)
            two_moons.repaint()
    player.show(player.session)
    assert everything(two_moons) == before
