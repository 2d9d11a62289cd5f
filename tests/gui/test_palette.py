"""The palette: searching, choosing with keys, and dragging out of the list."""
from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from engine.layer import layer_kinds
from gui.palette import KIND, Palette
from tests.gui.panes import Desk, show

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def palette(desk: Desk, qtbot: QtBot) -> Palette:
    pane = Palette(desk.editor, desk.look)
    show(qtbot, pane, 210, 900)
    return pane


def place_of(palette: Palette, kind: str) -> QPoint:
    rows = [row for row in range(palette.list.count()) if palette.list.item(row).data(KIND) == kind]
    return palette.list.visualItemRect(palette.list.item(rows[0])).center()


def test_every_kind_is_listed_below_its_family(palette: Palette) -> None:
    assert palette.kinds_shown() == list(layer_kinds())
    texts = [palette.list.item(row).text() for row in range(palette.list.count())]
    assert texts.index("ACTIVATIONS") < texts.index("Tanh") < texts.index("MATHS")


def test_typing_leaves_what_matches_in_title_or_words(palette: Palette, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.search, "probabilities")
    assert "Softmax" in palette.kinds_shown()
    assert "Linear" not in palette.kinds_shown()
    headings = [palette.list.item(row) for row in range(palette.list.count())]
    assert next(item for item in headings if item.text() == "MATHS").isHidden()


def test_a_search_without_result_says_so_and_escape_clears_it(palette: Palette, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.search, "zebra")
    assert palette.nothing.isVisible()
    assert "zebra" in palette.nothing.text()
    qtbot.keyClick(palette.search, Qt.Key.Key_Escape)
    assert palette.kinds_shown() == list(layer_kinds())
    assert not palette.nothing.isVisible()


def test_enter_chooses_the_title_that_begins_so(palette: Palette, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.search, "su")
    with qtbot.waitSignal(palette.chosen) as chosen:
        qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert chosen.args == ["Subtract"]


def test_arrows_walk_the_list_from_the_search_field(palette: Palette, qtbot: QtBot) -> None:
    kinds = list(layer_kinds())
    for _ in range(6):
        qtbot.keyClick(palette.search, Qt.Key.Key_Down)
    qtbot.keyClick(palette.search, Qt.Key.Key_Up)
    with qtbot.waitSignal(palette.chosen) as chosen:
        qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert chosen.args == [kinds[4]]


def test_enter_in_the_list_and_a_double_click_choose(palette: Palette, qtbot: QtBot) -> None:
    place = place_of(palette, "Tanh")
    qtbot.mouseClick(palette.list.viewport(), LEFT, pos=place)
    with qtbot.waitSignal(palette.chosen) as chosen:
        qtbot.keyClick(palette.list, Qt.Key.Key_Return)
    assert chosen.args == ["Tanh"]
    with qtbot.waitSignal(palette.chosen) as chosen:
        qtbot.mouseDClick(palette.list.viewport(), LEFT, pos=place)
    assert chosen.args == ["Tanh"]


def test_pulling_a_row_drags_it_with_a_ghost_and_releasing_drops_it(palette: Palette, qtbot: QtBot) -> None:
    view, place = palette.list.viewport(), place_of(palette, "Linear")
    moved: list[tuple[str, QPoint]] = []
    palette.drag_moved.connect(lambda kind, at: moved.append((kind, at)))
    QTest.mousePress(view, LEFT, pos=place)
    QTest.mouseMove(view, place + QPoint(2, 0))
    assert palette.list.ghost is None
    far = place + QPoint(150, 40)
    QTest.mouseMove(view, far)
    assert palette.list.ghost is not None
    assert palette.list.ghost.isVisible()
    assert moved == [("Linear", view.mapToGlobal(far))]
    with qtbot.waitSignal(palette.dropped) as dropped:
        QTest.mouseRelease(view, LEFT, pos=far)
    assert dropped.args == ["Linear", view.mapToGlobal(far)]
    assert palette.list.ghost is None


def test_escape_ends_a_drag_without_a_drop(palette: Palette, qtbot: QtBot) -> None:
    view, place = palette.list.viewport(), place_of(palette, "Linear")
    QTest.mousePress(view, LEFT, pos=place)
    QTest.mouseMove(view, place + QPoint(80, 0))
    with qtbot.waitSignal(palette.drag_left), qtbot.assertNotEmitted(palette.dropped):
        qtbot.keyClick(palette.list, Qt.Key.Key_Escape)
        QTest.mouseMove(view, place + QPoint(90, 0))
        QTest.mouseRelease(view, LEFT, pos=place + QPoint(90, 0))
    assert palette.list.ghost is None


def test_a_button_that_came_up_unseen_ends_a_drag_without_a_drop(palette: Palette, qtbot: QtBot) -> None:
    view, place = palette.list.viewport(), place_of(palette, "Linear")
    QTest.mousePress(view, LEFT, pos=place)
    QTest.mouseMove(view, place + QPoint(80, 0))
    assert palette.list.ghost is not None
    at, there = QPointF(place), QPointF(view.mapToGlobal(place))
    none, no_key = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    with qtbot.waitSignal(palette.drag_left), qtbot.assertNotEmitted(palette.dropped):
        QApplication.sendEvent(view, QMouseEvent(QEvent.Type.MouseMove, at, there, none, none, no_key))
    assert palette.list.ghost is None
    QTest.mouseRelease(view, LEFT, pos=place)


def test_the_ghost_is_hidden_over_what_shows_the_drop_itself(palette: Palette) -> None:
    canvas = QWidget(palette)
    canvas.setGeometry(100, 0, 100, 900)
    palette.list.lands_on = canvas
    view, place = palette.list.viewport(), place_of(palette, "Linear")
    QTest.mousePress(view, LEFT, pos=QPoint(30, place.y()))
    for x, is_shown in ((60, True), (150, False), (50, True)):
        QTest.mouseMove(view, QPoint(x, place.y()))
        assert palette.list.ghost is not None
        assert palette.list.ghost.isVisible() == is_shown
    QTest.mouseRelease(view, LEFT, pos=place)


def test_a_larger_scale_makes_larger_rows(palette: Palette, desk: Desk) -> None:
    before = palette.list.sizeHintForRow(1)
    desk.look.set_scale(2.0)
    assert palette.list.sizeHintForRow(1) == 2 * before
