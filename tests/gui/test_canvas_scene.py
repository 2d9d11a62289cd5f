"""The scene keeps in step with the document, finds what lies under a point, and paints what runs."""
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from engine.datasets.digits import Digits
from engine.datasets.two_moons import TwoMoons
from engine.document import Document
from engine.graph import Edge, Graph, Node
from engine.layers.data.input import Input
from engine.tables.data import DataRecipe
from gui.canvas import metrics
from gui.canvas.picture import grab_picture, picture_rect
from gui.paint.heat import heat_colours
from tests.engine.networks import KINDS, chain
from tests.gui.stage import IN_LOSS, Stage, step_to

# in step with the document


def test_every_node_and_edge_has_an_item_at_its_place(stage: Stage) -> None:
    assert stage.scene.nodes.keys() == stage.editor.graph.by_id.keys()
    assert stage.scene.edges.keys() == set(stage.editor.graph.edges)
    assert stage.scene.nodes["tanh"].pos() == QPointF(472, 0)


def test_an_edit_touches_only_the_items_that_differ(stage: Stage) -> None:
    before = {**stage.scene.nodes}, {**stage.scene.edges}
    node = replace(stage.editor.graph.node("y"), at=(400, 300))
    stage.editor.edit_graph(stage.editor.graph.put(node), "Move")
    assert (stage.scene.nodes, stage.scene.edges) == before
    assert stage.scene.nodes["y"].pos() == QPointF(400, 300)
    assert stage.scene.edges[Edge("y", "loss", "y")].path.pointAtPercent(0) == stage.scene.port_position("y", "")


def test_deleted_items_leave_the_scene_and_undo_brings_them_back(stage: Stage) -> None:
    stage.editor.edit_graph(stage.editor.graph.drop(["tanh"]), "Delete")
    assert "tanh" not in stage.scene.nodes
    assert IN_LOSS not in stage.scene.edges
    assert len(stage.scene.items()) == 4 + 2
    stage.editor.undo_stack.undo()
    assert len(stage.scene.items()) == 5 + 4


def test_opening_another_document_shows_that_one(stage: Stage) -> None:
    stage.editor.open(Document(Graph((Node("x", Input(), "Only", (40, 8)),)), DataRecipe(TwoMoons())))
    assert list(stage.scene.nodes) == ["x"]
    assert stage.scene.nodes["x"].pos() == QPointF(40, 8)
    assert not stage.scene.edges


def test_a_drag_moves_cards_and_their_edges_without_an_edit(stage: Stage) -> None:
    document = stage.editor.document
    stage.scene.hold({"linear": (300, 80)})
    assert stage.scene.nodes["linear"].pos() == QPointF(300, 80)
    end = stage.scene.edges[Edge("x", "linear", "x")].path.pointAtPercent(1)
    assert end == QPointF(300, 80 + metrics.PORT_LINE)
    assert stage.editor.document is document
    stage.scene.hold({})
    assert stage.scene.nodes["linear"].pos() == QPointF(236, 0)


def test_shape_labels_follow_the_batch_size(stage: Stage) -> None:
    label = stage.scene.edges[Edge("x", "linear", "x")]
    assert label.label == "2×4"
    stage.editor.edit(replace(stage.editor.document, batch_size=16), "Batch size")
    assert label.label == "2×16"


def test_a_node_with_a_problem_says_it_on_its_face(stage: Stage) -> None:
    stage.editor.edit_graph(stage.editor.graph.cut("tanh", "z"), "Cut")
    assert "nothing connected" in stage.scene.nodes["tanh"].face.problem
    assert "nothing connected" in stage.scene.describe("tanh")
    mark = QRectF(472 + metrics.WIDTH - 22, 6, 16, 16)
    assert stage.look.theme.error.rgb() in stage.colours(mark)


# what lies under the pointer


@pytest.mark.parametrize(
    ("at", "kind", "id", "port"),
    [
        ((300, 40), "node", "linear", ""),
        ((236 + 148, 54), "output", "linear", ""),
        ((236 + 148 + 8, 57), "output", "linear", ""),
        ((708, 39), "edge_end", "loss", "ŷ"),
        ((708, 69), "edge_end", "loss", "y"),
        ((428, 55), "edge", "tanh", "z"),
        ((300, 400), "void", "", ""),
    ],
)
def test_hits(stage: Stage, at: tuple[float, float], kind: str, id: str, port: str) -> None:
    found = stage.scene.hit(QPointF(*at))
    assert (found.kind, found.id, found.port) == (kind, id, port)


def test_an_input_with_nothing_plugged_in_is_a_plain_input(stage: Stage) -> None:
    stage.editor.edit_graph(stage.editor.graph.cut("loss", "y"), "Cut")
    found = stage.scene.hit(stage.scene.port_position("loss", "y"))
    assert (found.kind, found.edge) == ("input", None)


def test_the_card_on_top_is_hit_first(stage: Stage) -> None:
    stage.scene.hold({"y": (300, 20)})
    assert stage.scene.hit(QPointF(320, 40)).id == "y"


# what runs


def test_a_heat_map_appears_when_its_value_is_computed(stage: Stage) -> None:
    assert stage.scene.overlay.array("linear", "value") is None
    step_to(stage, "forward", "linear")
    stage.painted(QRectF(236, 0, 148, 108))
    shown = stage.scene.overlay.array("linear", "value")
    assert np.shares_memory(shown, stage.player.session.values_of("linear"))
    assert stage.scene.overlay.array("linear", "gradient") is None


def test_the_one_that_the_backward_pass_starts_from_shows_no_sooner_than_the_loss(stage: Stage) -> None:
    assert stage.scene.overlay.array("loss", "gradient") is None
    step_to(stage, "forward", "tanh")
    assert stage.scene.overlay.array("loss", "gradient") is None
    step_to(stage, "loss", "loss")
    assert stage.scene.overlay.array("loss", "gradient") == 1.0


def test_what_is_no_longer_current_is_painted_greyer(stage: Stage) -> None:
    def saturation() -> int:
        target = metrics.map_rect("value", 1, 4).translated(236, 0)
        return max(QColor.fromRgb(colour).saturation() for colour in stage.colours(target.adjusted(2, 2, -2, -2)))

    stage.player.step("iteration")
    stage.scene.pulses.finish()
    fresh = saturation()
    stage.player.step("layer")
    assert not stage.player.session.is_current("linear", "value")
    assert saturation() < fresh


def test_forward_and_backward_differ_without_colour(stage: Stage) -> None:
    def dark_share() -> float:
        """How much of the line between Linear and Tanh is drawn, whatever its colour."""
        image = stage.painted(QRectF(384 + 30, 54, 20, 0.5))
        background = stage.look.theme.canvas.rgb()
        pixels = [image.pixel(x, 0) for x in range(image.width())]
        return sum(pixel != background for pixel in pixels) / len(pixels)

    step_to(stage, "forward", "tanh")
    stage.scene.pulses.finish()
    assert dark_share() == 1.0
    step_to(stage, "backward", "tanh")
    stage.scene.pulses.finish()
    assert 0.3 < dark_share() < 0.95


def test_hints_come_and_go(stage: Stage) -> None:
    area = QRectF(100, 300, 60, 60)
    empty = stage.painted(area)
    stage.scene.marquee(QRectF(110, 310, 30, 30))
    stage.scene.cut_line([QPointF(100, 300), QPointF(150, 350)])
    stage.scene.ghost_edge(QPointF(100, 320), QPointF(150, 330), "fits")
    assert stage.painted(area) != empty
    stage.scene.clear_hints()
    assert stage.painted(area) == empty


def test_a_lit_port_grows(stage: Stage) -> None:
    port = stage.scene.port_position("tanh", "z")
    around = QRectF(port.x() - 12, port.y() - 12, 24, 24)
    assert stage.look.theme.accent.rgb() not in stage.colours(around)
    stage.scene.light_ports({("tanh", "z")}, fade_others=True)
    assert stage.look.theme.accent.rgb() in stage.colours(around)


def test_another_theme_paints_another_picture(stage: Stage) -> None:
    area = QRectF(0, 0, 148, 108)
    assert stage.look.theme.card.rgb() in stage.colours(area)
    stage.look.set_mode("dark")
    assert stage.look.theme.is_dark
    assert stage.look.theme.card.rgb() in stage.colours(area)


# words and pictures


def test_a_node_is_described_in_a_sentence(stage: Stage) -> None:
    stage.player.step("iteration")
    assert stage.scene.describe("linear") == "Linear: W 1×2, b 1; value 1×4; fed by Input."


@pytest.mark.parametrize("name", ["picture.svg", "picture.png"])
def test_a_picture_shows_the_whole_network(stage: Stage, tmp_path: Path, name: str) -> None:
    stage.player.step("iteration")
    path = tmp_path / name
    grab_picture(stage.scene, path)
    if name.endswith("svg"):
        image = QImage(900, 400, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        renderer = QSvgRenderer(str(path))
        assert renderer.isValid()
        renderer.render(painter)
        painter.end()
        assert "Target" in path.read_text(encoding="utf-8")
        assert "<text" not in path.read_text(encoding="utf-8"), "another machine does not have our fonts"
    else:
        image = QImage(str(path))
    colours = {image.pixel(x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}
    assert len(colours) > 50


def test_heat_maps_have_the_same_colours_in_pixels_and_in_vectors(stage: Stage, tmp_path: Path) -> None:
    stage.player.step("iteration")
    for name in ("a.png", "a.svg"):
        grab_picture(stage.scene, tmp_path / name)
    pixels = QImage(str(tmp_path / "a.png"))
    vectors = QImage(pixels.size(), QImage.Format.Format_RGB32)
    vectors.fill(stage.look.theme.canvas)
    painter = QPainter(vectors)
    QSvgRenderer(str(tmp_path / "a.svg")).render(painter)
    painter.end()
    shown, seen = picture_rect(stage.scene), 0
    overlay, sharpness = stage.scene.overlay, pixels.width() / picture_rect(stage.scene).toRect().width()
    for id, card in stage.scene.nodes.items():
        for kind in ("value", "gradient"):
            card_map = overlay._maps.get((id, kind))
            if overlay.array(id, kind) is None or card_map.array.size == 1:
                continue
            centre = card_map.rect.topLeft() + QPointF(card_map.width * 0.25, card_map.height * 0.3)
            at = ((card.pos() + centre - shown.topLeft()) * sharpness).toPoint()
            assert _far(pixels.pixelColor(at), vectors.pixelColor(at)) < 12
            seen += 1
    assert seen > 4


def test_images_are_drawn_as_pictures_of_the_first_example(stage: Stage) -> None:
    graph = chain(Input(), KINDS["Conv2D"](3, 3))
    graph = graph.put(replace(graph.by_id["n1"], at=(236.0, 0.0)))
    stage.editor.edit(Document(graph, DataRecipe(Digits(as_images=True)), batch_size=4), "Show images")
    stage.player.step("phase")
    stage.player.step("phase")
    stage.scene.pulses.finish()
    for id, channels in (("n0", 1), ("n1", 3)):
        images = stage.player.session.values_of(id)[:channels, :, :, 0]
        colours = heat_colours(images, "value", stage.look.theme)
        _, rows, columns = images.shape
        for channel, place in enumerate(metrics.picture_rects("value", rows, columns, channels)):
            drawn = stage.painted(place.translated(stage.scene.nodes[id].pos()))
            for row, column in np.ndindex(rows, columns):
                at = (column + 0.5) * drawn.width() / columns, (row + 0.5) * drawn.height() / rows
                seen = drawn.pixelColor(int(at[0]), int(at[1]))
                assert _far(seen, QColor.fromRgb(int(colours[channel, row, column]))) < 12


def _far(one: QColor, other: QColor) -> int:
    return max(abs(a - b) for a, b in zip(one.getRgb(), other.getRgb(), strict=True))


def test_a_picture_that_cannot_be_written_is_refused_in_a_sentence(stage: Stage, tmp_path: Path) -> None:
    for name in ("missing/picture.svg", "missing/picture.png", "picture.nothing"):
        with pytest.raises(OSError, match="The picture can't be written"):
            grab_picture(stage.scene, tmp_path / name)
