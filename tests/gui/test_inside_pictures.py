"""Pictures of what is inside cards: there while the view moves, for as long as they are true, and gone at rest."""
from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from gui.canvas.inside.paint import SheetPainter
from gui.canvas.inside.sheet import Sheet
from gui.canvas.picture import grab_picture
from gui.canvas.view import CanvasView
from tests.gui.test_inside import open_card, view

__all__ = ["view"]

ZOOM = 3.0


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[Sheet]:
    """The sheets that were painted anew, in order."""
    sheets: list[Sheet] = []
    paint = SheetPainter.paint
    monkeypatch.setattr(
        SheetPainter, "paint", lambda self, sheet, at: (sheets.append(sheet), paint(self, sheet, at))
    )
    return sheets


def move(view: CanvasView, *steps: tuple[float, float]) -> None:
    for step in steps:
        view.pan_by(QPointF(*step))
        view.viewport().repaint()


def come_to_rest(view: CanvasView, qtbot: QtBot) -> None:
    move(view, (1, 0), (-1, 0))
    qtbot.waitUntil(lambda: not view.canvas.inside.pictures.is_moving)


def picture(view: CanvasView) -> QImage:
    return view.viewport().grab().toImage()


def shades(image: QImage) -> np.ndarray:
    """Every pixel's shade of grey, from 0 to 255."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return np.array(grey.constBits()).reshape(grey.height(), grey.bytesPerLine())[:, : grey.width()].astype(float)


def test_while_the_view_moves_nothing_inside_is_painted_anew(view: CanvasView, painted: list[Sheet]) -> None:
    open_card(view, "n1", ZOOM)
    move(view, (3, 0), (3, 0), (3, 0))
    assert painted
    painted.clear()
    move(view, (3, 2), (-3, 2))
    assert painted == []


def test_at_rest_it_is_painted_as_if_it_had_never_moved(view: CanvasView, qtbot: QtBot) -> None:
    open_card(view, "n1", ZOOM)
    view.viewport().repaint()
    still = picture(view)
    come_to_rest(view, qtbot)
    assert picture(view) == still


def test_while_it_moves_it_stands_where_it_will_rest(view: CanvasView, painted: list[Sheet], qtbot: QtBot) -> None:
    open_card(view, "n1", ZOOM)
    move(view, (7, 5), (7, 5), (7, 5), (-7, 5))
    painted.clear()
    moving = shades(picture(view))
    assert painted == []
    qtbot.waitUntil(lambda: not view.canvas.inside.pictures.is_moving)
    off = np.abs(moving - shades(picture(view)))
    assert painted
    assert np.mean(off) < 2


def test_other_numbers_are_seen_at_once_though_the_view_moves(view: CanvasView, painted: list[Sheet]) -> None:
    open_card(view, "n1", ZOOM)
    move(view, (3, 0), (3, 0), (3, 0))
    painted.clear()
    view.player.step("iteration")
    move(view, (3, 0))
    assert len(painted) >= 1
    assert view.canvas.inside.pictures.is_moving


def test_a_neuron_that_is_open_is_painted_anew_at_every_move(view: CanvasView, painted: list[Sheet]) -> None:
    open_card(view, "n1", 60.0)
    move(view, (3, 0), (3, 0))
    painted.clear()
    move(view, (3, 0), (3, 0))
    assert len(painted) >= 2


def test_what_a_move_needs_is_made_while_the_view_rests(
    view: CanvasView, painted: list[Sheet], qtbot: QtBot
) -> None:
    open_card(view, "n1", ZOOM)
    move(view, (1, 0))
    painted.clear()
    qtbot.waitUntil(lambda: len(painted) > 0 and not view.canvas.inside.pictures.is_moving)
    qtbot.waitUntil(lambda: not view._ahead.isActive())
    move(view, (1, 0))
    painted.clear()
    move(view, (1, 0))
    assert painted == []


def test_a_picture_in_a_file_is_of_lines_and_letters_though_the_view_moves(
    view: CanvasView, tmp_path: object
) -> None:
    open_card(view, "n1", ZOOM)
    move(view, (3, 0), (3, 0))
    path = f"{tmp_path}/network.svg"
    grab_picture(view.canvas, path)
    assert not view.canvas.inside.pictures.is_moving
