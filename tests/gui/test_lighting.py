"""What is lit: the pointer comes before what stays, and the canvas shows it where it is."""
from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from engine.graph import Edge, Graph
from gui.canvas.scene import CanvasScene
from gui.lighting import NOTHING, Cell, Light, Lighting
from tests.engine.networks import moons
from tests.gui.conftest import OpenDesk
from tests.gui.panes import Desk

NODE, EDGE = Light(nodes=frozenset({"n1"})), Light(edges=frozenset({Edge("n1", "n2", "z")}))


def test_what_the_pointer_is_on_comes_before_what_stays():
    lighting, heard = Lighting(), []
    lighting.changed.connect(lambda: heard.append(lighting.light))
    lighting.keep(NODE)
    lighting.point(EDGE)
    lighting.keep(EDGE)
    lighting.point(None)
    lighting.keep(None)
    assert heard == [NODE, EDGE, NOTHING], "and nobody hears of what makes no difference"


def painted(scene: CanvasScene, part: QRectF) -> QImage:
    # As large as heat maps get before a card opens.
    image = QImage(part.size().toSize() * 2, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    scene.render(painter, QRectF(image.rect()), part)
    painter.end()
    return image


def differs(scene: CanvasScene, light: Light, part: QRectF) -> bool:
    """Whether a part of the scene looks otherwise while this is lit; nothing is left when it is not any more."""
    before = painted(scene, part)
    scene.editor.lighting.point(light)
    lit = painted(scene, part)
    scene.editor.lighting.point(None)
    assert painted(scene, part) == before
    return lit != before


@pytest.fixture
def scene(open_desk: OpenDesk) -> CanvasScene:
    document = moons()
    nodes = [replace(node, at=(240 * place, 0)) for place, node in enumerate(document.graph.nodes)]
    desk = open_desk(replace(document, graph=Graph(tuple(nodes), document.graph.edges)))
    desk.player.step("iteration")
    return CanvasScene(desk.editor, desk.player, desk.look, desk.settings)


def test_lit_nodes_and_edges_are_marked_where_they_are(scene):
    around = {id: item.sceneBoundingRect().adjusted(-6, -6, 6, 6) for id, item in scene.nodes.items()}
    line = scene.edges[Edge("n1", "n2", "z")].sceneBoundingRect()
    assert differs(scene, NODE, around["n1"]) and not differs(scene, NODE, around["n3"])
    assert differs(scene, EDGE, line) and not differs(scene, EDGE, around["n3"])
    assert not differs(scene, Light(frozenset({"gone"}), frozenset({Edge("gone", "n1", "x")})), around["n1"])


@pytest.mark.parametrize(
    ("part", "index", "is_shown"),
    [("value", (2, 3), True), ("gradient", (7, 7), True), ("value", (2, 31), False), ("W", (0, 0), False)],
)
def test_a_lit_number_is_framed_where_its_card_shows_it(scene, part, index, is_shown):
    card = scene.nodes["n1"].sceneBoundingRect()
    assert differs(scene, Light(cells=frozenset({Cell("n1", part, index)})), card) == is_shown
    place = scene.overlay.place_of("n1", part, index)
    assert (place is not None) == is_shown
    if place is not None:
        assert scene.overlay.cell("n1", part, place.center()) == index


def test_a_number_that_is_not_computed_yet_has_no_frame(desk: Desk):
    scene = CanvasScene(desk.editor, desk.player, desk.look, desk.settings)
    assert scene.overlay.place_of("n1", "value", (0, 0)) is None
