"""The learning rate against iterations: drawn from the knobs before it is used, with the present iteration marked."""
from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from engine.moment import Moment
from engine.optimizer import optimizer_kinds
from gui.inspector.settings_page import SettingsPage
from gui.plots.loss import LossPlot
from gui.plots.schedule import SchedulePlot
from tests.engine.networks import moons
from tests.gui.panes import Desk, show

KINDS = optimizer_kinds()
DESCENT = KINDS["GradientDescent"]
COSINE = DESCENT(0.4, schedule="cosine", period=80)


@pytest.fixture
def desk(open_desk) -> Desk:
    return open_desk(moons(optimizer=COSINE))


@pytest.fixture
def plot(desk: Desk, qtbot: QtBot) -> SchedulePlot:
    pane = SchedulePlot(desk.player, desk.look)
    pane.show_optimizer(COSINE)
    show(qtbot, pane, 280, 112)
    return pane


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> SettingsPage:
    pane = SettingsPage(desk.editor, desk.player, desk.look, desk.store)
    show(qtbot, pane)
    return pane


def is_painted(plot: SchedulePlot, at: QPointF, colour: QColor) -> bool:
    """Whether the colour is there, a pixel more or less."""
    image, middle = plot.grab().toImage(), at.toPoint()
    return any(image.pixelColor(middle + QPoint(0, dy)) == colour for dy in (-1, 0, 1))


def go(desk: Desk, qtbot: QtBot, iteration: int) -> None:
    desk.player.goto(Moment(iteration))
    qtbot.waitUntil(lambda: desk.player.session.moment == Moment(iteration))


def hover(plot: SchedulePlot, updates: int) -> None:
    QTest.mouseMove(plot, QPoint(round(plot.place_of(updates).x()) + 1, 40))


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_curve_goes_through_the_rates_and_is_drawn_anew_for_others(
    plot: SchedulePlot, desk: Desk, mode: str
) -> None:
    desk.look.set_mode(mode)
    accent, places = desk.look.theme.accent, {each: plot.place_of(each) for each in (10, 40, 60, 90)}
    assert all(is_painted(plot, place, accent) for place in places.values())
    assert places[10].y() < places[40].y() < places[60].y() < places[90].y()
    plot.show_optimizer(DESCENT(0.4, schedule="cosine", period=80, warm_up=50))
    assert plot.place_of(10).y() > places[10].y()
    assert is_painted(plot, plot.place_of(10), accent) and not is_painted(plot, places[10], accent)


@pytest.mark.parametrize(
    ("knobs", "least"),
    [({}, 20), ({"schedule": "step", "period": 40}, 120), ({"schedule": "cosine", "period": 1000}, 1000),
     ({"warm_up": 70}, 140)],
)  # fmt: skip
def test_all_that_a_schedule_does_can_be_seen(plot: SchedulePlot, knobs: dict[str, object], least: int) -> None:
    plot.show_optimizer(DESCENT(**knobs))
    assert least <= plot.last <= 1.5 * least


def test_the_present_iteration_is_marked_and_said(plot: SchedulePlot, desk: Desk, qtbot: QtBot) -> None:
    go(desk, qtbot, 40)
    accent, here = desk.look.theme.accent, plot.place_of(40)
    assert is_painted(plot, here + QPointF(2, -2), accent)
    assert plot.accessibleDescription() == "At first α = 0.40, now α = 0.20, after 100 iterations α = 0."
    go(desk, qtbot, 60)
    assert not is_painted(plot, here + QPointF(2, -2), accent)
    assert is_painted(plot, plot.place_of(60) + QPointF(2, -2), accent)


def test_beyond_what_is_drawn_the_curve_grows_with_the_run(plot: SchedulePlot, desk: Desk, qtbot: QtBot) -> None:
    go(desk, qtbot, 300)
    assert plot.last >= 300
    assert is_painted(plot, plot.place_of(300), desk.look.theme.accent)


def test_the_pointer_reads_any_iteration(plot: SchedulePlot) -> None:
    assert plot.read_out() == ""
    hover(plot, 40)
    assert plot.read_out() == "after 40 iterations\nα = 0.20"
    hover(plot, 95)
    assert plot.read_out() == "after 95 iterations\nα = 0"


def test_choosing_a_schedule_draws_it_below_its_knobs(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    settings = page.document_settings
    form, drawn = settings.optimizer_form, settings.schedule
    assert drawn.isVisible() and drawn.y() >= form.y() + form.height()
    before = drawn.place_of(60).y()
    box = form.rows["schedule"].editor
    assert isinstance(box, QComboBox)
    box.setFocus()
    qtbot.keyClicks(box, "step")
    assert desk.editor.document.optimizer.schedule == "step"
    assert drawn.place_of(60).y() < before
    desk.editor.undo_stack.undo()
    assert drawn.place_of(60).y() == before


def test_without_an_optimizer_there_is_no_learning_rate(page: SettingsPage, qtbot: QtBot) -> None:
    settings = page.document_settings
    settings.optimizer.setFocus()
    qtbot.keyClicks(settings.optimizer, "None")
    assert settings.formula.text() == "w ← w"
    assert not settings.schedule.isVisible()


def test_the_loss_is_read_out_with_its_learning_rate_where_that_changes(desk: Desk, qtbot: QtBot) -> None:
    plot = LossPlot(desk.player, desk.look, desk.settings)
    show(qtbot, plot, 700, 220)
    qtbot.waitUntil(lambda: plot.chart is not None)
    go(desk, qtbot, 41)
    assert "α = 0.20" in plot.read_out.text()
    desk.editor.edit(replace(desk.editor.document, optimizer=DESCENT(0.4)), "A constant learning rate")
    go(desk, qtbot, 44)
    assert "α" not in plot.read_out.text()
    go(desk, qtbot, 41)
    assert "α = 0.20" in plot.read_out.text()
