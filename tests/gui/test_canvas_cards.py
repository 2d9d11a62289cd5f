"""Cards while the zoom changes: pictures of themselves, kept as long as they are good enough, and sharp at rest."""
from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.canvas import cards
from gui.canvas.view import CanvasView
from tests.gui.test_canvas_view import view

__all__ = ["view"]


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the cards that were painted anew, in order."""
    names: list[str] = []
    monkeypatch.setattr(cards, "FEW", 0)
    paint = cards.paint_card
    monkeypatch.setattr(
        cards, "paint_card", lambda painter, face, *rest: (names.append(face.node.name), paint(painter, face, *rest))
    )
    return names


def wheel(view: CanvasView, turns: int, per_turn: int = 30) -> None:
    """Turn the wheel over the middle, with Ctrl, and let each turn be painted."""
    middle = QPointF(view.viewport().rect().center())
    for _ in range(turns):
        event = QWheelEvent(
            middle, view.viewport().mapToGlobal(middle), QPoint(), QPoint(0, per_turn), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )
        QApplication.sendEvent(view.viewport(), event)
        view.viewport().repaint()


def picture(view: CanvasView) -> QImage:
    return view.viewport().grab().toImage()


def test_while_the_zoom_changes_cards_are_not_painted_anew_each_time(view: CanvasView, painted: list[str]) -> None:
    before = view.zoom
    wheel(view, 2)
    painted.clear()
    wheel(view, 3)
    assert view.zoom > before
    assert painted == []


def test_a_zoom_that_goes_far_has_new_pictures_on_the_way(view: CanvasView, painted: list[str]) -> None:
    wheel(view, 2)
    painted.clear()
    wheel(view, 8, per_turn=-120)
    assert {"Input", "Linear", "Tanh"} <= set(painted)


def test_at_rest_the_canvas_is_as_sharp_as_after_a_single_step(
    view: CanvasView, painted: list[str], qtbot: QtBot
) -> None:
    wheel(view, 4)
    soft = picture(view)
    qtbot.waitUntil(lambda: not view.canvas.cards.is_zooming)
    sharp = picture(view)
    view.resetCachedContent()
    assert sharp == picture(view)
    assert sharp != soft


def test_the_still_picture_is_kept_only_while_the_zoom_rests(
    view: CanvasView, painted: list[str], qtbot: QtBot
) -> None:
    wheel(view, 2)
    assert view.cacheMode() == CanvasView.CacheModeFlag.CacheNone
    qtbot.waitUntil(lambda: not view.canvas.cards.is_zooming)
    assert view.cacheMode() == CanvasView.CacheModeFlag.CacheBackground


def test_a_card_that_is_renamed_while_the_zoom_changes_shows_its_name(view: CanvasView, painted: list[str]) -> None:
    wheel(view, 3)
    painted.clear()
    document = view.editor.document
    node = replace(document.graph.by_id["tanh"], name="Bend")
    view.editor.edit(replace(document, graph=document.graph.put(node)), "Rename")
    wheel(view, 1)
    assert painted == ["Bend"]


def test_a_few_cards_stay_sharp_while_the_zoom_changes(view: CanvasView, qtbot: QtBot) -> None:
    wheel(view, 4)
    moving = picture(view)
    qtbot.waitUntil(lambda: not view.canvas.cards.is_zooming)
    assert picture(view) == moving


def test_what_the_zoom_needs_is_made_before_it_changes(view: CanvasView, painted: list[str], qtbot: QtBot) -> None:
    view.fit()
    qtbot.waitUntil(lambda: view.canvas.cards.is_ready)
    view.viewport().repaint()
    painted.clear()
    wheel(view, 1)
    assert painted == []


def test_in_other_colours_it_is_made_again(view: CanvasView, painted: list[str], qtbot: QtBot) -> None:
    view.fit()
    qtbot.waitUntil(lambda: view.canvas.cards.is_ready)
    view.canvas.look.set_mode("dark")
    view.viewport().repaint()
    painted.clear()
    qtbot.waitUntil(lambda: {"Input", "Linear", "Tanh"} <= set(painted))


def test_a_view_moved_aslant_paints_only_what_came_into_it(
    view: CanvasView, painted: list[str], qtbot: QtBot
) -> None:
    view.zoom_to(1.0)
    view.centre_on(["linear"])
    qtbot.waitUntil(lambda: not view.canvas.cards.is_zooming)
    view.viewport().repaint()
    painted.clear()
    view.pan_by(QPointF(9, 7))
    moved = picture(view)
    assert painted == []
    view.resetCachedContent()
    assert moved == picture(view)
    assert painted
