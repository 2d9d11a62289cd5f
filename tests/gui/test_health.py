"""What keeps a network from learning: a mark on the node, its words, and what one might try, as it changes."""
from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRectF, QSizeF
from PySide6.QtGui import QHelpEvent, QImage, QPainter
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

import gui.playback.health
from engine.saying.health import Checkup
from gui.canvas.metrics import WIDTH
from gui.window import Window
from tests.engine.networks import KINDS, chain, moons
from tests.gui.conftest import OpenDesk
from tests.gui.pointing import point_at


def switched_off():
    """A ReLU whose units are all below 0 for every example."""
    linear = KINDS["Linear"]
    graph = chain(KINDS["Input"](), linear(3), KINDS["ReLU"](), linear(1), KINDS["MeanSquaredError"]())
    graph = graph.put(replace(graph.node("n1"), typed=(("b", (-9.0, -9.0, -9.0)),)))
    return moons(graph=graph.put(*(replace(node, at=(196.0 * at, 0.0)) for at, node in enumerate(graph.nodes))))


@pytest.fixture
def broken(window: Window) -> Window:
    window.editor.open(switched_off())
    return window


def is_marked(window: Window, id: str) -> bool:
    """Whether the triangle is on the card's upper edge."""
    scene, image = window.view.canvas, QImage(128, 128, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    around = QRectF(scene.nodes[id].pos() + QPointF(WIDTH - 30, -17), QSizeF(32, 32))
    scene.render(painter, QRectF(image.rect()), around)
    painter.end()
    error = window.look.theme.error
    return sum(image.pixelColor(x, y) == error for x in range(128) for y in range(128)) > 50


def step_to(window: Window, phase: str) -> None:
    while window.player.session.latest is None or window.player.just_happened()[0][0].phase != phase:
        window.player.step("layer")


def test_a_node_is_marked_once_it_is_seen_to_be_dead(broken: Window) -> None:
    step_to(broken, "batch")
    assert not is_marked(broken, "n2")
    step_to(broken, "loss")
    assert is_marked(broken, "n2") and not is_marked(broken, "n1")
    broken.player.step("iteration")
    assert is_marked(broken, "n1") and not is_marked(broken, "n3")


def test_the_mark_goes_when_the_cause_does(broken: Window) -> None:
    broken.player.step("iteration")
    graph = broken.editor.graph
    after = replace(broken.editor.document, graph=graph.replace("n2", KINDS["LeakyReLU"](1.0)))
    broken.editor.edit(after, "Change")
    broken.player.step("iteration")
    assert not broken.player.health.findings.get("n2")
    assert not is_marked(broken, "n2")


def test_the_tool_tip_says_what_is_wrong_and_what_to_try(
    broken: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _at, words, *_: shown.append(words))
    broken.player.step("iteration")
    view = broken.view

    def is_on_the_node() -> bool:
        # The view may still be on its way to show all of the network.
        point_at(view.viewport(), view.mapFromScene(view.canvas.nodes["n2"].pos() + QPointF(70, 20)))
        return view.canvas.hovered.id == "n2"

    qtbot.waitUntil(is_on_the_node)
    assert view.viewport().toolTip() == (
        "<p>For 3 of 3 units of ReLU, every example of this batch lies where the curve is flat: no gradient gets back"
        " through these. Leaky ReLU lets some through everywhere; a smaller learning rate pushes fewer units off.</p>"
    )
    at = view.mapFromScene(view.canvas.nodes["n2"].pos() + QPointF(70, 20))
    QCoreApplication.sendEvent(view.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at)))
    assert shown == [view.viewport().toolTip()]
    assert "every example of this batch" in view.canvas.describe("n2")
    point_at(view.viewport(), QPoint(2, 2))
    assert view.viewport().toolTip() == ""


def test_the_explain_page_says_it_at_the_step_of_that_node(broken: Window) -> None:
    player, pane = broken.player, broken.explain_page
    seen = {}
    for _ in player.session.equations:
        player.step("layer")
        seen[pane.title.text()] = pane.said.finding.text() if pane.said.finding.isVisible() else ""
        if not player.session.moment.done:
            break
    assert seen["Forward through Linear"] == seen["Update"] == ""
    assert "Leaky ReLU" in seen["Forward through ReLU"]
    assert "learn nothing" in seen["Backward through Linear"]
    player.to_start()
    assert not pane.said.finding.isVisible()


def test_while_training_it_looks_a_few_times_a_second_and_only_when_asked(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    found = Checkup.findings
    monkeypatch.setattr(Checkup, "findings", lambda self, shown: looks.append(1) or found(self, shown))
    desk = open_desk(switched_off())
    for _ in range(3):
        desk.player.step("iteration")
    assert not looks
    assert desk.player.health.findings is desk.player.health.findings
    assert len(looks) == 1
    monkeypatch.setattr(type(desk.player), "is_playing", True)
    for _ in range(5):
        desk.player.moved.emit()
        assert desk.player.health.findings
    assert len(looks) == 1
    monkeypatch.setattr(gui.playback.health, "_EVERY", 0)
    desk.player.moved.emit()
    assert desk.player.health.findings and len(looks) == 2
