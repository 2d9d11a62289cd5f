"""What flows when a step is made: it travels, meets, fills the heat maps, is interrupted, and leaves nothing behind."""
from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QAbstractAnimation, QPointF, QRectF
from PySide6.QtGui import QImage

from engine import files
from engine.document import Document
from engine.graph import Edge, Graph, Node
from engine.layers.data.variable import Variable
from engine.layers.maths.add import Add
from engine.layers.maths.multiply import Multiply
from engine.layers.maths.square import Square
from engine.layers.maths.subtract import Subtract
from engine.resources import resource
from engine.session import Session
from gui.canvas import metrics
from gui.canvas.chips import place_on
from gui.canvas.picture import grab_picture
from gui.canvas.pulses import LONGEST, SHORTEST
from gui.canvas.waves import Wave, waves_of
from gui.motion import _is_reduced_by
from tests.gui.stage import IN_LOSS, Stage, step_to

IN_LINEAR = Edge("x", "linear", "x")
ALL = QRectF(-20, -20, 900, 340)


def at(stage: Stage, milliseconds: float) -> None:
    """Let the clock of the canvas stand there."""
    clock = stage.scene.pulses.clock
    clock.pause()
    clock.setCurrentTime(round(milliseconds))


def value_map(stage: Stage, id: str) -> QRectF:
    """Where the value of a node is painted."""
    return stage.scene.overlay.place((id, "value")).translated(stage.scene.nodes[id].pos())


def forked() -> Document:
    """L = (w + w·w)²: what comes back to w comes along three edges."""
    nodes = (
        Node("w", Variable(), "w", (0, 0)),
        Node("product", Multiply(), "w·w", (236, 0)),
        Node("sum", Add(), "Sum", (472, 0)),
        Node("square", Square(), "L", (708, 0)),
    )
    edges = (
        Edge("w", "product", "a"),
        Edge("w", "product", "b"),
        Edge("w", "sum", "a"),
        Edge("product", "sum", "b"),
        Edge("sum", "square", "x"),
    )
    return Document(Graph(nodes, edges))


def waves(document: Document) -> tuple[Session, list[Wave]]:
    """Those of a whole iteration."""
    session, ran = Session(document), []
    session.step("iteration", ran.append)
    return session, waves_of(ran, session)


# what flows


@pytest.mark.parametrize("path", sorted(resource("examples").glob("*.undertow")), ids=lambda path: path.stem)
def test_the_numbers_that_travel_are_those_of_the_session(path: Path) -> None:
    session, made = waves(files.read(path).document)
    back = {id: np.zeros_like(value.value) for id, value in session.plan.values.items()}
    for wave in made:
        for edge, numbers in zip(wave.edges, wave.numbers, strict=True):
            if wave.is_forward:
                assert numbers is session.plan.values[edge.source].value
            else:
                back[edge.source] += numbers
    for id, value in session.plan.values.items():
        if value.gradient is not None and not value.has_unit_gradient:
            assert np.array_equal(back[id], value.grad), id


def test_gradients_that_come_back_along_several_edges_meet_and_are_added() -> None:
    session, made = waves(forked())
    meeting = next(wave for wave in made if wave.node == "w" and wave.fills == (("w", "gradient"),))
    assert (meeting.sign, meeting.meets, meeting.is_forward) == ("+", True, False)
    assert [(edge.target, edge.port) for edge in meeting.edges] == [("product", "a"), ("product", "b"), ("sum", "a")]
    w = session.values_of("w").item()
    assert sum(meeting.numbers).item() == session.gradient_of("w").item()
    assert session.gradient_of("w").item() == pytest.approx(2 * (w + w * w) * (1 + 2 * w))
    sent = next(wave for wave in made if wave.node == "product" and not wave.is_forward)
    assert sent.fills == ()
    assert not sent.meets


@pytest.mark.parametrize(("layer", "sign"), [(Add(), "+"), (Subtract(), "−"), (Multiply(), "⊙")])
def test_inputs_that_meet_show_what_is_done_with_them(layer: Add | Subtract | Multiply, sign: str) -> None:
    graph = forked().graph
    _, made = waves(Document(graph.put(Node("sum", layer, "Sum", (472, 0)))))
    assert next(wave.sign for wave in made if wave.node == "sum" and wave.is_forward) == sign


def test_where_no_sign_says_what_is_done_there_is_none(stage: Stage) -> None:
    step_to(stage, "loss", "loss")
    wave = stage.scene.pulses.wave
    assert wave is not None
    assert (wave.meets, wave.sign) == (True, "")


def test_a_gradient_goes_only_where_one_is_wanted(stage: Stage) -> None:
    step_to(stage, "backward", "loss")
    assert stage.scene.pulses.wave == Wave("loss", (IN_LOSS,), False, (("tanh", "gradient"),))


def test_nothing_flows_back_before_the_equation_that_sends_it(stage: Stage) -> None:
    step_to(stage, "backward", "tanh")
    linear = [each for each in stage.player.session.equations if each.group == ("backward", "linear")]
    stage.player.step("equation")
    wave = stage.scene.pulses.wave
    assert linear[0].symbols[0].startswith("∂L/∂W")
    assert wave is not None
    assert (wave.node, wave.edges) == ("linear", ())


# on its way


def test_forward_runs_from_left_to_right_and_back_from_right_to_left(stage: Stage) -> None:
    path = stage.scene.edges[IN_LINEAR].path
    forward = [place_on(path, share, True).x() for share in (0.0, 0.5, 1.0)]
    backward = [place_on(path, share, False).x() for share in (0.0, 0.5, 1.0)]
    assert forward == sorted(forward)
    assert backward == sorted(backward, reverse=True)


def test_the_wave_of_a_step_is_on_its_way_and_ends_at_the_active_node(stage: Stage) -> None:
    step_to(stage, "forward", "linear")
    pulses = stage.scene.pulses
    seen = []
    for share in (0.1, 0.33, 0.66, 0.8, 0.95):
        at(stage, share * pulses.clock.duration())
        stop = pulses.stage
        assert stop is not None
        assert stop.wave.node == "linear"
        seen.append((stop.travelled, stop.filled))
    assert seen == sorted(seen)
    assert 0 < seen[0][0] < 0.2
    assert seen[0][1] == seen[1][1] == 0.0
    assert seen[2][0] < 1.0 == seen[3][0]
    assert 0 < seen[3][1] < seen[4][1] < 1.0
    pulses.clock.resume()
    pulses.clock.setCurrentTime(pulses.clock.duration())
    assert not pulses.is_moving
    assert pulses.stage is not None
    assert (pulses.stage.travelled, pulses.stage.filled) == (1.0, 1.0)


def test_a_value_lands_when_it_has_travelled_and_fills_the_heat_map_from_the_left(stage: Stage) -> None:
    step_to(stage, "batch", "y")
    stage.scene.pulses.finish()
    where = value_map(stage, "linear")
    before = stage.painted(where)
    stage.player.step("layer")
    assert stage.player.session.is_current("linear", "value"), "the numbers are there at once"
    duration = stage.scene.pulses.clock.duration()
    at(stage, 0.5 * duration)
    assert stage.painted(where) == before
    at(stage, 0.84 * duration)
    halfway = stage.painted(where)
    stage.scene.pulses.finish()
    after = stage.painted(where)
    filled = [column for column in range(after.width()) if _column(halfway, column) != _column(before, column)]
    assert filled, "half of it is filled"
    assert max(filled) < 0.9 * after.width()
    assert after != before
    assert after != halfway


def _column(image: QImage, x: int) -> list[int]:
    return [image.pixel(x, y) for y in range(image.height())]


def test_the_chip_on_the_edge_has_the_colours_of_the_numbers(stage: Stage) -> None:
    step_to(stage, "batch", "y")
    stage.scene.pulses.finish()
    stage.player.step("layer")
    path = stage.scene.edges[IN_LINEAR].path
    for share in (0.2, 0.45):
        at(stage, share * stage.scene.pulses.clock.duration())
        stop = stage.scene.pulses.stage
        assert stop is not None
        place = place_on(path, stop.travelled, True)
        chip = stage.colours(QRectF(place + QPointF(-7, -20), place + QPointF(7, -12)))
        source = stage.colours(value_map(stage, "x"))
        assert len(chip & source) >= 3
    stage.scene.pulses.finish()
    assert not stage.colours(QRectF(place + QPointF(-7, -20), place + QPointF(7, -12))) & (source & chip)


def test_values_that_meet_stand_side_by_side_before_the_result_is_there(stage: Stage) -> None:
    stage.editor.open(forked())
    step_to(stage, "forward", "sum")
    where = value_map(stage, "sum")
    duration = stage.scene.pulses.clock.duration()
    looks = []
    for share in (0.3, 0.74, 1.0):
        at(stage, share * duration)
        looks.append(stage.painted(where))
    assert looks[0] != looks[1] != looks[2]


# in order and within the limit


@pytest.mark.parametrize("by", ["equation", "layer", "phase", "iteration"])
def test_a_step_takes_a_short_while_whatever_its_size_and_less_at_a_higher_speed(stage: Stage, by: str) -> None:
    durations = {}
    for speed in (0.25, 1.0, 8.0):
        stage.settings.set("animation_speed", speed)
        stage.player.reset()
        stage.player.step(by)
        durations[speed] = stage.scene.pulses.clock.duration()
    assert SHORTEST <= durations[1.0] <= LONGEST
    assert durations[0.25] == pytest.approx(4 * durations[1.0], abs=4)
    assert durations[8.0] == pytest.approx(durations[1.0] / 8, abs=1)


def test_a_step_by_iteration_plays_all_its_waves_in_order(stage: Stage) -> None:
    stage.player.step("iteration")
    pulses, seen, awaited = stage.scene.pulses, [], []
    for millisecond in range(pulses.clock.duration()):
        at(stage, millisecond)
        assert pulses.wave is not None
        if not seen or seen[-1] != (pulses.wave.node, pulses.wave.is_forward):
            seen.append((pulses.wave.node, pulses.wave.is_forward))
        awaited.append(set(pulses.awaited))
    forward = [("x", True), ("y", True), ("linear", True), ("tanh", True), ("loss", True)]
    assert seen == [*forward, ("loss", False), ("tanh", False)]
    assert all(after <= before for before, after in pairwise(awaited))
    assert len(awaited[0]) == 8
    pulses.clock.resume()
    pulses.clock.setCurrentTime(pulses.clock.duration())
    assert pulses.stage is None, "the update is everywhere at once"


# interrupted, and nothing left over


@pytest.mark.parametrize("share", [0.0, 0.4, 0.7, 0.9])
def test_the_next_step_shows_the_end_of_the_last_one_at_once(stage: Stage, share: float) -> None:
    step_to(stage, "forward", "linear")
    at(stage, share * stage.scene.pulses.clock.duration())
    stage.player.step("layer")
    pulses = stage.scene.pulses
    assert pulses.wave is not None
    assert pulses.wave.node == "tanh"
    interrupted = stage.painted(value_map(stage, "linear"))
    pulses.finish()
    assert interrupted == stage.painted(value_map(stage, "linear"))


def test_after_each_step_the_canvas_is_as_without_movement(stage: Stage) -> None:
    still = Stage(stage.editor.document)
    try:
        for _ in range(14):
            stage.settings.set("reduced_motion", False)
            stage.player.step("equation")
            clock = stage.scene.pulses.clock
            if stage.scene.pulses.is_moving:
                at(stage, 0.5 * clock.duration())
                stage.painted(ALL)
                clock.resume()
                clock.setCurrentTime(clock.duration())
            stage.settings.set("reduced_motion", True)
            still.player.step("equation")
            assert not still.scene.pulses.is_moving
            assert stage.painted(ALL) == still.painted(ALL)
    finally:
        for thing in (still.scene, still.player, still.editor, still.look):
            thing.deleteLater()


def test_training_is_plain(stage: Stage) -> None:
    stage.player.step("iteration")
    assert stage.scene.pulses.is_moving
    stage.player.train()
    stage.player._train_a_slice()
    assert not stage.scene.pulses.is_moving
    assert stage.scene.pulses.wave is None
    stage.player.pause()


def test_going_elsewhere_ends_what_is_on_its_way(stage: Stage) -> None:
    stage.player.step("iteration")
    stage.player.to_start()
    assert not stage.scene.pulses.is_moving
    assert stage.scene.pulses.wave is None


def test_what_is_on_its_way_goes_on_while_a_card_is_renamed_and_ends_when_the_network_is_another(stage: Stage) -> None:
    step_to(stage, "forward", "tanh")
    node = stage.editor.graph.by_id["tanh"]
    stage.editor.edit_graph(stage.editor.graph.put(Node(node.id, node.layer, "Bend", node.at)), "Rename")
    assert stage.scene.pulses.is_moving
    stage.editor.edit_graph(stage.editor.graph.drop(["linear"]), "Delete")
    assert not stage.scene.pulses.is_moving
    stage.painted(ALL)


def test_other_colours_end_what_is_on_its_way(stage: Stage) -> None:
    step_to(stage, "forward", "tanh")
    stage.look.set_mode("dark")
    assert not stage.scene.pulses.is_moving


def test_a_picture_for_a_file_shows_the_end(stage: Stage, tmp_path: Path) -> None:
    step_to(stage, "forward", "tanh")
    at(stage, 100)
    grab_picture(stage.scene, tmp_path / "moving.png")
    grab_picture(stage.scene, tmp_path / "still.png")
    assert QImage(str(tmp_path / "moving.png")) == QImage(str(tmp_path / "still.png"))


def test_a_step_back_shows_the_state_with_no_travel(stage: Stage) -> None:
    step_to(stage, "forward", "tanh")
    stage.player.back("layer")
    wave = stage.scene.pulses.wave
    assert wave is not None
    assert (wave.node, stage.scene.pulses.is_moving) == ("linear", False)


# where nothing is to move


def test_with_reduced_motion_nothing_travels(stage: Stage) -> None:
    stage.settings.set("reduced_motion", True)
    step_to(stage, "forward", "linear")
    wave = stage.scene.pulses.wave
    assert wave is not None
    assert wave.node == "linear"
    assert stage.scene.pulses.clock.state() == QAbstractAnimation.State.Stopped
    assert stage.scene.pulses.awaited == {}


class _Wish:
    def __init__(self, value: int) -> None:
        self.value = value


class _Hints:
    def __init__(self, value: int) -> None:
        self.value = value

    def motionPreference(self) -> _Wish:
        return _Wish(self.value)


def test_the_system_may_ask_for_reduced_motion_where_qt_can_tell() -> None:
    assert _is_reduced_by(_Hints(1))
    assert not _is_reduced_by(_Hints(0))
    assert not _is_reduced_by(object())


def test_zoomed_out_only_the_mark_travels(stage: Stage) -> None:
    step_to(stage, "batch", "y")
    stage.player.step("layer")
    at(stage, 100)
    assert metrics.detail(0.2) == 0.0
    path = stage.scene.edges[IN_LINEAR].path
    stop = stage.scene.pulses.stage
    assert stop is not None
    place = place_on(path, stop.travelled, True)
    small = stage.painted(QRectF(place + QPointF(-30, -30), place + QPointF(30, -10)), pixels=0.3)
    stage.scene.pulses.finish()
    assert small == stage.painted(QRectF(place + QPointF(-30, -30), place + QPointF(30, -10)), pixels=0.3)
