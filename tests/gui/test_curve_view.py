"""The curve of an activation on the Explain page: the layer's own numbers, its tangent, and how a number is chosen."""
from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from engine.document import Document
from engine.graph import Graph, Node
from engine.inquiry.record import shown
from gui.explain.curve_view import CurveView
from gui.explain.page import ExplainPage
from gui.paint.numbers import short
from tests.engine.networks import KINDS
from tests.gui.conftest import OpenDesk
from tests.gui.panes import Desk, explain_page
from tests.gui.test_explain import step_to

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> ExplainPage:
    return explain_page(desk, qtbot, height=1200)


def colours_at(view: CurveView, x: float, y: float) -> set[str]:
    """Those of the pixel there and its neighbours: a line may lie between two."""
    image, place = view.grab().toImage(), view.place_of(x, y).toPoint()
    return {image.pixelColor(place + QPoint(dx, dy)).name() for dx in (-1, 0, 1) for dy in (-1, 0, 1)}


def test_it_is_there_where_each_number_is_made_of_one(page: ExplainPage, desk: Desk) -> None:
    step_to(page, desk, "Forward through Linear")
    assert page.curve.isHidden()
    step_to(page, desk, "Forward through Tanh")
    assert not page.curve.isHidden()
    step_to(page, desk, "Loss: Mean squared error")
    assert page.curve.isHidden()
    step_to(page, desk, "Backward through Tanh")
    assert not page.curve.isHidden()


def test_the_first_number_of_the_batch_has_the_tangent(page: ExplainPage, desk: Desk) -> None:
    step_to(page, desk, "Forward through Tanh")
    session = desk.player.session
    z, a = float(session.values_of("n1")[0, 0]), float(session.values_of("n2")[0, 0])
    assert page.curve.point == (z, a, pytest.approx(1 - a * a, rel=1e-15))
    assert page.curve.words == f"at z = {short(z)}:  a = {short(a)}, slope {short(1 - a * a)}"
    assert page.curve.words in page.curve.accessibleName()


def test_curve_slope_and_tangent_are_painted_where_they_belong(page: ExplainPage, desk: Desk, qtbot: QtBot) -> None:
    step_to(page, desk, "Forward through Tanh")
    view, theme = page.curve, desk.look.theme
    qtbot.waitUntil(view.isVisible)
    assert theme.value_positive.name() in colours_at(view, 2.5, np.tanh(2.5))
    assert theme.value_positive.name() in colours_at(view, -2.5, np.tanh(-2.5))
    z, a, slope = view.point
    assert theme.ink.name() in colours_at(view, z + 0.7, a + 0.7 * slope)
    assert theme.accent.name() in colours_at(view, z, a)
    dashes = set().union(*(colours_at(view, at, 1 - np.tanh(at) ** 2) for at in np.linspace(1.0, 2.0, 25)))
    assert theme.gradient_positive.name() in dashes


def test_a_click_chooses_the_number_nearest_to_it(page: ExplainPage, desk: Desk, qtbot: QtBot) -> None:
    step_to(page, desk, "Forward through Tanh")
    view = page.curve
    qtbot.waitUntil(view.isVisible)
    z = desk.player.session.values_of("n1").reshape(-1)
    largest = float(z.max())
    qtbot.mouseClick(view, LEFT, pos=QPoint(view.place_of(largest, 0.0).toPoint().x() + 2, 60))
    assert view.point[0] == largest


def test_the_arrow_keys_go_along_the_curve(page: ExplainPage, desk: Desk, qtbot: QtBot) -> None:
    step_to(page, desk, "Forward through Tanh")
    view = page.curve
    view.setFocus()
    z = np.sort(desk.player.session.values_of("n1").reshape(-1))
    start = int(np.searchsorted(z, view.point[0]))
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.point[0] == z[start + 3]
    for _ in range(len(z) + 5):
        qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.point[0] == z[0]


def test_the_numbers_are_those_of_each_new_pass(page: ExplainPage, desk: Desk) -> None:
    step_to(page, desk, "Forward through Tanh")
    before = page.curve.point
    desk.player.session.train(5)
    desk.player.moved.emit()
    step_to(page, desk, "Forward through Tanh")
    after = page.curve.point
    assert after != before
    assert shown(after[1]) == shown(float(desk.player.session.values_of("n2")[0, 0]))


def test_a_formula_that_has_no_value_everywhere_is_drawn_where_it_has(open_desk: OpenDesk, qtbot: QtBot) -> None:
    graph = Graph().put(Node("c", KINDS["Variable"](start_values="zeros"), "c", typed=(("w", 2.0),)))
    graph = graph.put(Node("f", KINDS["Function"]("log(x)"), "f")).join("c", "f", "x")
    desk = open_desk(Document(graph))
    page = explain_page(desk, qtbot, height=1200)
    step_to(page, desk, "Forward through f")
    view = page.curve
    qtbot.waitUntil(view.isVisible)
    assert view.words == f"at x = {short(2.0)}:  y = {short(np.log(2.0))}, slope {short(0.5)}"
    assert desk.look.theme.value_positive.name() in colours_at(view, 0.4, np.log(0.4))
