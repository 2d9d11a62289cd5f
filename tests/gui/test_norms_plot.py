"""The sizes of gradients and updates by layer: bars that are the engine's numbers, told exactly, and select layers."""
from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from engine.optimizer import optimizer_kinds
from gui.paint.numbers import exact
from gui.plots.norms import MEASURES, NormsPlot
from gui.window import Window
from tests.engine.networks import KINDS, chain, moons
from tests.gui.conftest import OpenDesk
from tests.gui.panes import Desk, show

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    return open_desk(moons())


@pytest.fixture
def plot(desk: Desk, qtbot: QtBot) -> NormsPlot:
    pane = NormsPlot(desk.editor, desk.player, desk.look)
    show(qtbot, pane, 300, 220)
    return pane


def middle(plot: NormsPlot, number: int) -> QPoint:
    return plot.bars.row_rect(number).center().toPoint()


def choose(plot: NormsPlot, number: int) -> None:
    QTest.mouseClick(plot.switch.button(number), LEFT)


def test_before_anything_is_computed_it_says_what_to_do(plot: NormsPlot, desk: Desk) -> None:
    assert plot.bars.why_nothing == "Nothing is computed yet: step through a whole iteration, or train."
    desk.player.step("iteration")
    assert plot.bars.why_nothing == ""


def test_the_bars_are_the_lengths_of_the_gradients_and_of_what_the_update_changed(plot: NormsPlot, desk: Desk) -> None:
    session = desk.player.session
    session.train(2)
    before = {id: session.parameters_of(id)["W"].value.copy() for id in ("n1", "n3")}
    desk.player.step("iteration")
    held = {id: session.parameters_of(id)["W"] for id in ("n1", "n3")}
    assert [row.title for row in plot.bars.rows] == ["Linear  W", "Linear  b", "Linear 2  W", "Linear 2  b"]
    for number, id in ((0, "n1"), (2, "n3")):
        choose(plot, 0)
        np.testing.assert_allclose(plot.bars.rows[number].number, np.linalg.norm(held[id].grad), rtol=1e-12)
        choose(plot, 1)
        moved = np.linalg.norm(held[id].value - before[id])
        np.testing.assert_allclose(plot.bars.rows[number].number, moved, rtol=1e-8)
        choose(plot, 2)
        part = moved / np.linalg.norm(held[id].value)
        np.testing.assert_allclose(plot.bars.rows[number].number, part, rtol=1e-8)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_bar_is_painted_as_long_as_its_logarithm_says(plot: NormsPlot, desk: Desk, mode: str) -> None:
    desk.look.set_mode(mode)
    desk.player.step("iteration")
    bars, theme, image = plot.bars, desk.look.theme, plot.bars.grab().toImage()
    low, high = bars.decades
    assert plot.bars.scale.words() == (f"10{'⁻' * (low < 0)}{'⁰¹²³⁴⁵⁶⁷⁸⁹'[abs(low)]}", {0: "1", 1: "10"}.get(high))
    for number, row in enumerate(bars.rows):
        lengths = bars.lengths()
        share = (math.log10(row.number) - low) / (high - low)
        y, end = middle(plot, number).y(), lengths.left() + share * lengths.width()
        assert image.pixelColor(round(end) - 4, y) == theme.gradient_positive
        assert image.pixelColor(round(end) + 3, y) != theme.gradient_positive


def test_gradients_and_updates_have_colours_of_their_own_and_what_is_old_is_grey(plot: NormsPlot, desk: Desk) -> None:
    desk.player.step("iteration")
    theme = desk.look.theme

    def colours() -> set[str]:
        return {plot.bars.colour(row, theme).name() for row in plot.bars.rows}

    assert colours() == {theme.gradient_positive.name()}
    choose(plot, 1)
    assert colours() == {theme.value_positive.name()}
    desk.player.step("layer")
    assert colours() == {theme.faint.name()}


def test_what_no_pass_has_computed_yet_has_no_number(plot: NormsPlot, desk: Desk) -> None:
    while desk.player.session.latest is None or desk.player.session.equations[desk.player.session.latest].node != "n3":
        desk.player.step("layer")
    while desk.player.just_happened()[0][0].group != ("backward", "n3"):
        desk.player.step("layer")
    assert [row.number is None for row in plot.bars.rows] == [True, True, False, False]
    assert plot.bars.rows[0].words == "Linear  W\nsize of ∂L/∂W: none yet"
    choose(plot, 2)
    assert [row.number for row in plot.bars.rows] == [None] * 4


def test_the_row_under_the_pointer_is_told_exactly_and_its_layer_is_lit(plot: NormsPlot, desk: Desk) -> None:
    desk.player.step("iteration")
    QTest.mouseMove(plot.bars, middle(plot, 2))
    row = plot.bars.rows[plot.bars.hovered]
    length = math.sqrt(np.square(desk.player.session.parameters_of("n3")["W"].grad).sum())
    assert row.words == f"Linear 2  W\nsize of ∂L/∂W = {exact(length)}"
    assert desk.editor.lighting.light.nodes == {"n3"}
    QTest.mouseMove(plot, QPoint(1, 1))
    plot.bars.leaveEvent(None)
    assert not desk.editor.lighting.light.nodes


def test_a_click_selects_the_layer(plot: NormsPlot, desk: Desk) -> None:
    desk.player.step("iteration")
    QTest.mouseClick(plot.bars, LEFT, pos=middle(plot, 2))
    assert desk.editor.selection == {"n3"}
    QTest.mouseClick(plot.bars, LEFT, pos=QPoint(10, plot.bars.height() - 2))
    assert desk.editor.selection == {"n3"}


def test_the_keyboard_goes_through_the_rows_and_selects(plot: NormsPlot, desk: Desk) -> None:
    desk.player.step("iteration")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return):
        QTest.keyClick(plot.bars, key)
    assert plot.bars.hovered == 1
    assert desk.editor.selection == {"n1"}


def test_the_scale_grows_while_it_runs_and_is_forgotten_with_another_measure(plot: NormsPlot, desk: Desk) -> None:
    desk.player.step("iteration")
    low, high = plot.bars.decades
    desk.player.goto(desk.player.session.moment.__class__(300))
    assert plot.bars.decades[0] <= low and plot.bars.decades[1] >= high
    choose(plot, 2)
    choose(plot, 0)
    numbers = [row.number for row in plot.bars.rows]
    assert plot.bars.decades[1] == math.ceil(math.log10(max(numbers)))


def test_a_screen_reader_hears_the_numbers(plot: NormsPlot, desk: Desk) -> None:
    desk.player.step("iteration")
    told = plot.bars.accessibleDescription()
    assert all(f"{row.title}, {row.symbol} = {exact(row.number)}" in told for row in plot.bars.rows)
    assert [plot.switch.button(n).accessibleName() for n in range(3)] == [measure.words for measure in MEASURES]


def test_a_network_without_a_loss_or_without_parameters_says_so(open_desk: OpenDesk, qtbot: QtBot) -> None:
    for graph, start in (
        (chain(KINDS["Input"](), KINDS["Linear"](2)), "There is nothing to learn from"),
        (chain(KINDS["Input"](), KINDS["Mean"]()), "Nothing here learns"),
    ):
        desk = open_desk(moons(graph=graph))
        pane = NormsPlot(desk.editor, desk.player, desk.look)
        show(qtbot, pane, 300, 220)
        assert pane.bars.why_nothing.startswith(start)
        assert pane.bars.grab().toImage().pixelColor(2, 6).isValid()


def test_without_an_optimizer_there_are_no_updates_and_it_says_so(open_desk: OpenDesk, qtbot: QtBot) -> None:
    desk = open_desk(moons(optimizer=optimizer_kinds()["NoOptimizer"]()))
    pane = NormsPlot(desk.editor, desk.player, desk.look)
    show(qtbot, pane, 300, 220)
    desk.player.step("iteration")
    assert pane.bars.why_nothing == ""
    choose(pane, 1)
    assert pane.bars.why_nothing.startswith("No update moves anything")


def test_what_is_infinite_is_a_whole_bar_in_the_colour_of_errors(plot: NormsPlot, desk: Desk) -> None:
    desk.player.step("iteration")
    desk.player.session.parameters_of("n1")["W"].grad[...] = np.inf
    desk.player.moved.emit()
    row = plot.bars.rows[0]
    assert plot.bars.share(row.number) == 1.0
    assert plot.bars.colour(row, desk.look.theme) == desk.look.theme.error


def test_it_stands_beside_the_loss(window: Window) -> None:
    assert window.beside.tabText(0) == "Sizes by layer"
    window.player.step("iteration")
    pane = window.beside.widget(0)
    assert isinstance(pane, NormsPlot) and pane.bars.rows and pane.bars.isVisible()
