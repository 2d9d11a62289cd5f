"""The loss plot: what it draws of the run, what it reads out, and travelling in time by mouse."""
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.moment import Moment
from engine.optimizer import optimizer_kinds
from engine.watching.tree import Comparison, Count, Number, Watched
from gui.editor import Editor
from gui.playback.player import Player
from gui.plots.loss import LossPlot
from gui.settings import Settings
from gui.theme import Look
from gui.window import Window
from tests.engine.networks import moons
from tests.gui.panes import show

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def open_plot(qtbot, open_desk):
    def opened(iterations: int = 0, **changes: object) -> tuple[Player, LossPlot, Look]:
        desk = open_desk(moons(**changes))
        plot = LossPlot(desk.player, desk.look, desk.settings)
        show(qtbot, plot, 700, 220)
        desk.player.session.train(iterations)
        qtbot.waitUntil(lambda: plot.chart is not None and plot.chart.getAxis("left").width() == 42)
        desk.player.moved.emit()
        return desk.player, plot, desk.look

    return opened


def place_of(plot: LossPlot, iteration: int) -> QPoint:
    return QPoint(round(plot.chart.pixel_of(iteration, 0.2).x()), plot.chart.viewport().height() // 2)


def test_the_chart_is_made_after_the_window_is_there(qtbot, tmp_path):
    owner = QObject()
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat), owner)
    player = Player(Editor(moons(), owner), settings, parent=owner)
    plot = LossPlot(player, Look("light", parent=owner), settings)
    qtbot.addWidget(plot)
    plot.show()
    player.step("iteration")
    assert plot.chart is None
    qtbot.waitUntil(lambda: plot.chart is not None)
    assert plot.chart.train.getData()[1].tolist() == player.session.history.losses.tolist()
    owner.deleteLater()


def test_the_curve_is_the_loss_of_every_iteration_up_to_now(open_plot):
    player, plot, _ = open_plot(30)
    x, y = plot.chart.train.getData()
    assert x.tolist() == list(range(1, 31)) and (y == player.session.history.losses).all()
    assert plot.chart.marker.value() == 30
    assert plot.chart.dot.getData()[1].tolist() == [y[-1]]


def test_a_press_travels_and_the_future_stays_in_sight(open_plot):
    player, plot, _ = open_plot(30)
    QTest.mouseClick(plot.chart.viewport(), LEFT, pos=place_of(plot, 12))
    assert player.session.moment == Moment(12)
    assert plot.chart.train.getData()[0].tolist() == list(range(1, 13))
    assert plot.chart.future.getData()[0].tolist() == list(range(12, 31))
    assert plot.chart.marker.value() == 12


def test_dragging_travels_to_and_fro_within_the_run(open_plot, qtbot):
    player, plot, _ = open_plot(30)
    view = plot.chart.viewport()
    QTest.mousePress(view, LEFT, pos=place_of(plot, 20))
    for iteration in (10, 25):
        QTest.mouseMove(view, place_of(plot, iteration))
        qtbot.waitUntil(lambda there=iteration: player.session.moment == Moment(there))
    QTest.mouseMove(view, QPoint(view.width() - 2, 20))
    qtbot.waitUntil(lambda: player.session.moment == Moment(30))
    QTest.mouseMove(view, QPoint(1, 20))
    assert player.session.moment == Moment(0)
    QTest.mouseRelease(view, LEFT, pos=QPoint(1, 20))


def test_pressing_while_training_pauses_there(open_plot, qtbot):
    player, plot, _ = open_plot(30)
    player.train()
    qtbot.waitUntil(lambda: player.session.moment.iteration > 40)
    QTest.mouseClick(plot.chart.viewport(), LEFT, pos=place_of(plot, 12))
    assert not player.is_playing
    assert player.session.moment.iteration < 40


def test_hovering_reads_the_curve_and_leaving_shows_the_present(open_plot):
    player, plot, _ = open_plot(30)
    assert "iteration 30" in plot.read_out.text()
    QTest.mouseMove(plot.chart.viewport(), place_of(plot, 8))
    assert "iteration 8<" in plot.read_out.text()
    assert plot.read_out.toolTip() == repr(float(player.session.history.losses[7]))
    assert plot.chart.pointer.isVisible() and player.session.moment == Moment(30)
    QTest.mouseMove(plot, QPoint(5, 5))
    plot._hover(None)
    assert "iteration 30" in plot.read_out.text() and not plot.chart.pointer.isVisible()


def test_before_the_first_iteration_there_is_nothing_to_read(open_plot):
    _, plot, _ = open_plot()
    assert not plot.read_out.isVisible()
    assert plot.chart.train.getData()[0] is None or plot.chart.train.getData()[0].size == 0


def test_the_test_loss_is_drawn_where_it_was_measured(open_plot):
    player, plot, _ = open_plot()
    for _ in range(3):
        player.step("iteration")
    x, y = plot.chart.test.getData()
    assert list(zip(x.tolist(), y.tolist(), strict=True)) == player.session.history.tests
    assert "test" in plot.read_out.text()


def test_the_logarithmic_switch_is_kept_and_draws_powers_of_ten(open_plot):
    player, plot, _ = open_plot(30)
    QTest.mouseClick(plot.log_button, LEFT)
    assert plot._settings.get("log_loss") is True
    assert np.allclose(plot.chart.train.getData()[1], np.log10(player.session.history.losses))
    plot._settings.set("log_loss", False)
    assert not plot.log_button.isChecked()
    assert (plot.chart.train.getData()[1] == player.session.history.losses).all()


def test_a_long_run_is_thinned_and_keeps_its_peaks(open_plot):
    player, plot, _ = open_plot()
    losses = np.random.default_rng(3).random(100_000)
    losses[51_234] = 9.0
    player.session.history.record(0, losses.tolist())
    player.session.run.iteration = 100_000
    player.session.run.shows_pass = True
    plot._draw()
    x, y = plot.chart.train.getData()
    assert x.size < 4000
    assert y.max() == 9.0 and x[y.argmax()] == 51_235
    assert x[-1] == 100_000 and (np.diff(x) > 0).all()


def test_divergence_is_marked_where_it_began(open_plot, qtbot):
    player, plot, _ = open_plot(optimizer=optimizer_kinds()["GradientDescent"](1e9))
    player.train()
    qtbot.waitUntil(lambda: not player.is_playing)
    assert player.session.trouble and plot.chart.end.isVisible() and not plot.chart.dot.isVisible()
    assert np.isfinite(plot.chart.train.getData()[1]).all()
    player.goto(Moment(1))
    assert not plot.chart.end.isVisible()


def test_a_larger_scale_and_another_theme_are_taken_up(open_plot, qtbot):
    _, plot, look = open_plot(5)
    look.set_scale(2.0)
    look.set_mode("dark")
    qtbot.waitUntil(lambda: plot.chart.getAxis("left").width() == 84)
    assert plot.chart.backgroundBrush().color() == look.theme.panel


def test_another_theme_leaves_the_face_of_the_numbers_as_it_was(qtbot, tmp_path):
    window = Window(moons(), Look("light"), Settings(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)))
    qtbot.addWidget(window, before_close_func=lambda _: window.files.take_as_saved())
    window.show()
    qtbot.waitUntil(lambda: window.loss_plot.chart is not None)
    window.player.step("iteration")
    window.look.set_mode("dark")
    QApplication.processEvents()
    assert window.loss_plot.read_out.font().family() == "JetBrains Mono"


def test_where_a_condition_stops_the_training_lines_say_so(open_plot, qtbot):
    conditions = Comparison("<", Count("loss"), Number(0.15)), Comparison("=", Count("epoch"), Number(2))
    watched = tuple(Watched(each) for each in conditions)
    player, plot, _ = open_plot(0, watched=watched)
    for _ in watched:
        player.train()
        qtbot.waitUntil(lambda: not player.is_playing)
    limits, stops = ([line for line in lines if line.isVisible()] for lines in (plot.chart._limits, plot.chart._stops))
    assert [line.value() for line in limits] == [0.15]
    first, second = sorted(line.value() for line in stops)
    losses = player.session.history.losses
    assert {first, second} == {6, 1 + int((losses < 0.15).argmax())} and second == player.session.moment.iteration
    plot.log_button.click()
    assert limits[0].value() == pytest.approx(np.log10(0.15))
    player.goto(Moment(3))
    player._editor.edit(replace(player._editor.document, watched=()), "Empty the list")
    assert not [line for line in plot.chart._limits if line.isVisible()]
