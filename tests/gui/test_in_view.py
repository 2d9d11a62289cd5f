"""What is in view: the cards and edges that show in some parts of a scene, wherever they were moved to."""
from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF

from gui.canvas.scene import CanvasScene
from tests.gui.stage import Stage


@pytest.fixture
def scene(stage: Stage) -> CanvasScene:
    return stage.scene


def names(scene: CanvasScene, *parts: QRectF) -> list[str]:
    return [item.face.node.id for item in scene.in_view.cards(*parts)]


def ends(scene: CanvasScene, *parts: QRectF) -> list[tuple[str, str]]:
    return [(item.edge.source, item.edge.target) for item in scene.in_view.edges(*parts)]


def test_a_card_of_which_a_corner_shows_is_in_view_and_one_beside_it_is_not(scene: CanvasScene) -> None:
    assert names(scene, QRectF(-50, -50, 60, 60)) == ["x"]
    assert names(scene, QRectF(-300, -50, 100, 60)) == []


def test_of_several_parts_each_card_comes_once_and_in_the_order_of_the_network(scene: CanvasScene) -> None:
    assert names(scene, QRectF(470, 0, 10, 10), QRectF(0, 0, 240, 10), QRectF(0, 0, 5, 5)) == ["x", "linear", "tanh"]


def test_an_edge_is_in_view_where_its_curve_runs(scene: CanvasScene) -> None:
    between = scene.port_position("x", "")
    assert ends(scene, QRectF(between.x() + 20, between.y() - 5, 10, 10)) == [("x", "linear")]
    assert ends(scene, QRectF(0, -400, 10, 10)) == []


def test_what_is_held_elsewhere_is_in_view_there_and_its_edges_with_it(scene: CanvasScene) -> None:
    scene.hold({"x": (0, 1000)})
    there = QRectF(0, 1000, 10, 10)
    assert names(scene, there) == ["x"]
    assert names(scene, QRectF(0, 0, 10, 10)) == []
    assert ends(scene, there.translated(140, 0)) == [("x", "linear")]
    scene.hold({})
    assert names(scene, there) == []
