"""Every number on the screen is the engine's: what is painted is read, on the canvas and on the Explain page."""
from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.canvas.metrics import CARD_RECT, OPEN_ABOVE
from gui.canvas.overlay import KINDS
from gui.canvas.style import style_of
from gui.canvas.view import CanvasView
from gui.examples import examples
from gui.paint.numbers import exact, short
from gui.window import Window
from tests.painted import painted

EXAMPLES = ("linear-regression", "chain-rule", "two-moons", "digits")


@pytest.fixture(params=EXAMPLES)
def open_window(window: Window, request: pytest.FixtureRequest) -> Window:
    window.files.open_example(next(path for path in examples() if request.param in path.name))
    window.player.step("iteration")
    return window


def stops(window: Window) -> list[str]:
    """Go on by layer through a pass; gives the nodes that have numbers at each stop."""
    window.player.step("layer")
    session = window.player.shown
    return [id for id in session.plan.values if any(session.is_current(id, kind) for kind in KINDS)]


def test_on_the_canvas(open_window: Window) -> None:
    view, rng = open_window.view, np.random.default_rng(0)
    read = 0
    for _ in range(12):
        nodes = stops(open_window)
        if not nodes:
            continue
        id = nodes[rng.integers(len(nodes))]
        for zoom in (1.0, 4.2):
            view.zoom_to(zoom)
            view.centre_at(view.canvas.nodes[id].sceneBoundingRect().center())
            # As it is at rest: while the view moves, the insides of cards are pictures.
            view.canvas.inside.pictures.is_moving = False
            texts, corner = painted(view.viewport()), view.canvas.nodes[id].pos()
            for rect, number in numbers_on(view, id):
                place = view.viewportTransform().mapRect(rect.translated(corner))
                assert [text.words for text in texts if place.contains(text.at)] == [short(number)]
                read += 1
    assert read > 10


def numbers_on(view: CanvasView, id: str) -> Iterator[tuple[QRectF, float]]:
    """The numbers that can be read on a card, and where: in its heat maps, or once it is open inside it."""
    session = view.player.shown
    if view.zoom > OPEN_ABOVE:
        for bead in view.canvas.inside.sheet(id, style_of(view.look.theme), view.zoom, CARD_RECT).beads:
            if bead.ground is not None:
                yield bead.rect, float(bead.numbers.array[bead.index])
        return
    for kind, array in zip(KINDS, (session.values_of(id), session.gradient_of(id)), strict=True):
        if array is not None and session.is_current(id, kind) and array.size == 1:
            rect = view.canvas.overlay.place_of(id, kind, (0,) * array.ndim)
            assert rect is not None
            yield rect, float(array.reshape(())[()])


def test_on_the_explain_page(open_window: Window) -> None:
    page = open_window.explain_page
    read = 0
    for _ in range(9):
        stops(open_window)
        if not page.numbers.isVisible():
            continue
        for _ in range(3):
            page.widget().layout().activate()
            QApplication.processEvents()
        texts = painted(page.numbers)
        for block in page.numbers.blocks:
            operand = block.operand
            for row, column in np.ndindex(operand.window.shape):
                number = operand.array[operand.index(operand.first_row + row, operand.first_column + column)]
                place = page.numbers.cell_rect(block, row, column)
                assert [text.words for text in texts if place.contains(text.at)] == [short(float(number))]
                read += 1
    assert read > 10


def test_of_one_number(open_window: Window, qtbot: QtBot) -> None:
    page, session, rng = open_window.number_page, open_window.player.shown, np.random.default_rng(1)
    for _ in range(2):
        stops(open_window)
    for equation in (equation for equation in session.equations[: (session.latest or 0) + 1]):
        array = equation.results[0].array
        index = tuple(int(rng.integers(size)) for size in array.shape)
        page.ask(array, index)
        qtbot.waitUntil(page.widget().isEnabled)
        assert page.value.text() == short(float(array[index])) and page.value.toolTip() == exact(float(array[index]))
        assert page.number is not None
        for _ in range(3):
            page.widget().layout().activate()
            QApplication.processEvents()
        texts, listed = painted(page.terms), page.terms.listed
        assert listed is not None
        for row in range(min(listed.count, 5)):
            for factor, each in enumerate(listed.term(row)):
                place = page.terms.places.chip(row, factor)
                assert [text.words for text in texts if place.contains(text.at)] == [short(each.value)]
