"""The transport and its track: buttons, sizes of a step, and going to a place in the pass by mouse and keys."""
from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from engine.document import Document
from engine.moment import Moment
from gui.playback.player import Player
from gui.playback.transport import Transport
from gui.playback.walking import STEP_SIZES
from gui.settings import Settings
from tests.engine.networks import KINDS, chain, moons
from tests.gui.panes import show

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def open_transport(qtbot, open_desk):
    def opened(document: Document) -> tuple[Player, Transport, Settings]:
        desk = open_desk(document)
        transport = Transport(desk.player, desk.look, desk.settings)
        show(qtbot, transport, 760, 90)
        return desk.player, transport, desk.settings

    return opened


def middle(segment) -> QPoint:
    return segment.rect.center().toPoint()


def test_the_buttons_step_go_back_and_go_to_the_start(open_transport):
    player, transport, _ = open_transport(moons())
    for _ in range(3):
        QTest.mouseClick(transport.step_button, LEFT)
    done = player.session.moment.done
    QTest.mouseClick(transport.back_button, LEFT)
    assert 0 < player.session.moment.done < done
    QTest.mouseClick(transport.start_button, LEFT)
    assert player.session.moment == Moment(0)


def test_train_and_pause_are_one_button(open_transport, qtbot):
    player, transport, _ = open_transport(moons())
    assert transport.train_button.text() == "Train"
    QTest.mouseClick(transport.train_button, LEFT)
    assert transport.train_button.text() == "Pause"
    qtbot.waitUntil(lambda: player.session.moment.iteration > 10)
    QTest.mouseClick(transport.train_button, LEFT)
    assert not player.is_playing and transport.train_button.text() == "Train"


def test_a_grey_button_says_why(open_transport):
    player, transport, _ = open_transport(moons())
    assert not transport.back_button.isEnabled()
    assert transport.back_button.toolTip() == player.session.why_not_back != ""
    transport.set_tip(transport.back_button, "Step back (some key)")
    player.step()
    assert transport.back_button.isEnabled() and transport.back_button.toolTip() == "Step back (some key)"


def test_with_nothing_to_compute_step_and_train_are_grey(open_transport):
    _, transport, _ = open_transport(Document())
    for button in (transport.step_button, transport.train_button):
        assert not button.isEnabled() and button.toolTip().endswith(".")
    assert transport.track.segments() == [] and transport.track.words_at(10) == ""


def test_the_size_of_a_step_is_chosen_and_kept(open_transport):
    player, transport, settings = open_transport(moons())
    for segment, name in zip(transport.sizes.buttons(), STEP_SIZES, strict=True):
        QTest.mouseClick(segment, LEFT)
        assert settings.get("step_granularity") == player.granularity == name
    settings.set("step_granularity", "phase")
    assert [each.text() for each in transport.sizes.buttons() if each.isChecked()] == ["Phase"]


def test_the_speed_is_chosen_from_a_menu(open_transport):
    _, transport, settings = open_transport(moons())
    menu = transport.speed_button.menu()
    menu.aboutToShow.emit()
    assert [action.data() for action in menu.actions() if action.isChecked()] == [1.0]
    next(action for action in menu.actions() if action.data() == 4.0).trigger()
    assert settings.get("animation_speed") == 4.0 and transport.speed_button.text() == "speed 4×"


def test_the_track_has_a_segment_for_each_step_by_layer(open_transport):
    player, transport, _ = open_transport(moons())
    for segment in transport.track.segments():
        player.step("layer")
        assert player.session.moment in (Moment(0, segment.end), Moment(1))
    assert player.session.moment == Moment(1)
    assert transport.track.done == len(player.session.equations)


def test_a_click_on_the_track_goes_there_forward_and_back(open_transport):
    player, transport, _ = open_transport(moons())
    segments = transport.track.segments()
    for place in (4, 1, len(segments) - 2):
        QTest.mouseClick(transport.track, LEFT, pos=middle(segments[place]))
        assert player.session.moment == Moment(0, segments[place].end)
    QTest.mouseClick(transport.track, LEFT, pos=middle(segments[-1]))
    assert player.session.moment == Moment(1)
    QTest.mouseClick(transport.track, LEFT, pos=middle(segments[2]))
    assert player.session.moment == Moment(0, segments[2].end)


def test_dragging_along_the_track_passes_every_segment(open_transport):
    player, transport, _ = open_transport(moons())
    track, places = transport.track, []
    player.moved.connect(lambda: places.append(player.session.moment))
    segments = track.segments()
    QTest.mousePress(track, LEFT, pos=middle(segments[0]))
    for segment in segments[1:4]:
        QTest.mouseMove(track, middle(segment))
    QTest.mouseRelease(track, LEFT, pos=middle(segments[3]))
    assert places == [Moment(0, segment.end) for segment in segments[:4]]


def test_the_track_listens_to_keys(open_transport):
    player, transport, _ = open_transport(moons())
    track, segments = transport.track, transport.track.segments()
    track.setFocus()
    QTest.keyClick(track, Qt.Key.Key_Right)
    QTest.keyClick(track, Qt.Key.Key_Right)
    assert player.session.moment == Moment(0, segments[1].end)
    QTest.keyClick(track, Qt.Key.Key_Left)
    assert player.session.moment == Moment(0, segments[0].end)
    QTest.keyClick(track, Qt.Key.Key_End)
    assert player.session.moment == Moment(1)
    QTest.keyClick(track, Qt.Key.Key_Home)
    assert player.session.moment == Moment(0, segments[0].end)


def test_the_track_names_what_is_under_the_pointer(open_transport):
    _, transport, _ = open_transport(moons())
    track = transport.track
    words = [track.words_at(segment.rect.center().x()) for segment in track.segments()]
    assert "Forward: Linear" in words and "Backward: Tanh" in words and words[-1] == "Update: all parameters"


@pytest.mark.parametrize("width", [300, 750])
def test_a_hundred_layers_fit_on_the_track_and_can_be_reached(open_transport, width):
    layers = [KINDS["Linear"](2) if place % 2 else KINDS["Tanh"]() for place in range(200)]
    player, transport, _ = open_transport(moons(graph=chain(KINDS["Input"](), *layers, KINDS["Mean"]())))
    transport.track.resize(width, transport.track.height())
    segments = transport.track.segments()
    assert len(segments) > 200
    assert segments[-1].rect.right() <= width
    edges = [(segment.rect.left(), segment.rect.right()) for segment in segments]
    assert all(left[1] <= right[0] + 1e-6 for left, right in itertools.pairwise(edges))
    QTest.mouseClick(transport.track, LEFT, pos=middle(segments[120]))
    assert abs(player.session.moment.done - segments[120].end) <= 3


def test_segments_too_narrow_for_gaps_are_painted_as_one_bar_filled_as_far_as_the_run_is(open_transport, monkeypatch):
    from gui.playback import track

    layers = [KINDS["Linear"](2), KINDS["Tanh"]()] * 100
    player, transport, _ = open_transport(moons(graph=chain(KINDS["Input"](), *layers, KINDS["MeanSquaredError"]())))
    bars = []
    monkeypatch.setattr(track, "_bar", lambda painter, rect, colour: bars.append((rect, colour)))
    player.step("phase")
    for _ in range(60):
        player.step("layer")
    bars.clear()
    transport.track.repaint()
    reached = next(each for each in transport.track.segments() if each.end == transport.track.done)
    whole, filled = [rect for rect, _ in bars if rect.left() == reached.rect.left() or rect.contains(reached.rect)][:2]
    assert len(bars) < 12
    assert whole.contains(filled)
    assert filled.right() == pytest.approx(reached.rect.right())
