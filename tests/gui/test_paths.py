"""Paths to the loss in the window: painted factors and sums are the engine's, and what is pointed at lights up."""
from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from engine.document import Document
from engine.element import Element, ParameterElement
from engine.graph import Edge
from engine.inquiry.location import Location
from engine.inquiry.paths import Paths
from engine.inquiry.record import shown
from gui.canvas import edits
from gui.explain import paths as section_module
from gui.explain.paths import AT_ONCE, PathsSection
from gui.lighting import NOTHING, Cell, Light
from gui.playback.player import Player
from gui.window import Window
from tests.engine.networks import KINDS, chain, moons
from tests.gui.panes import Desk, show
from tests.gui.pointing import point_at
from tests.painted import painted, painted_in

WEIGHT = Location(ParameterElement("n1", "W", (2, 1)))


def opened(desk: Desk, qtbot, location: Location = WEIGHT) -> PathsSection:
    """A section about a number, unfolded by a click, with its paths found."""
    section = PathsSection(desk.editor, desk.player, desk.look)
    show(qtbot, section)
    section.show_number(location)
    section.show()
    QTest.mouseClick(section.heading, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: section.is_found and "Finding" not in section.words.text())
    return section


def engine_paths(player: Player, location: Location) -> Paths:
    found = player.session.paths(location.element)
    found.go_on()
    return found


def sums_shown(section: PathsSection) -> dict[str, str]:
    return {words.text(): number.text() for words, number in section.sums if words.isVisible()}


def test_before_it_is_unfolded_there_is_its_heading_alone(desk, qtbot):
    section = PathsSection(desk.editor, desk.player, desk.look)
    show(qtbot, section)
    section.show_number(WEIGHT)
    assert section.heading.isVisible()
    assert not any(each.isVisible() for each in (section.words, section.stop, section.rows, section.more))


def test_the_rows_are_the_largest_paths_and_the_sums_are_the_gradient(desk, qtbot):
    desk.player.step("iteration")
    section, paths = opened(desk, qtbot), engine_paths(desk.player, WEIGHT)
    largest = paths.largest(AT_ONCE)
    assert paths.count == 32 and len(section.rows.rows) == AT_ONCE
    for row, path in zip(section.rows.rows, largest, strict=True):
        assert " × ".join(row.factors) == path.text and row.product == shown(path.product)
        assert row.way.startswith(f"example {path.places[-2].example + 1}: 3 → 3 → 1")
    gradient = desk.player.session.parameters_of("n1")["W"].grad[2, 1]
    total = math.fsum(path.product for path in largest)
    assert sums_shown(section) == {
        f"the {AT_ONCE} largest of 32": shown(total),
        "the other 12": shown(gradient - total),
        "∂L/∂W by the backward pass": shown(gradient),
    }
    assert section.words.text().startswith("32 paths lead from W of Linear, row 3, column 2 to the loss, through")
    QTest.mouseClick(section.more, Qt.MouseButton.LeftButton)
    assert len(section.rows.rows) == 32 and not section.more.isVisible()
    assert sums_shown(section) == {
        "sum of all 32 paths": shown(gradient), "∂L/∂W by the backward pass": shown(gradient),
    }


def test_what_is_painted_are_the_factors_and_products_of_the_engine(desk, qtbot):
    section, largest = opened(desk, qtbot), engine_paths(desk.player, WEIGHT).largest(AT_ONCE)
    section.resize(330, 2000)
    rows = section.rows
    texts = painted(rows)
    for number, path in enumerate(largest):
        here = [text for text in texts if rows.row_rect(number).contains(text.at + QPointF(0, -2))]
        last = rows.factor_rect(number, len(path.terms) - 1).bottom()
        factors = sorted((text.at.y(), text.at.x(), text.words) for text in here if text.at.y() < last)
        assert " ".join(words for _, _, words in factors) == path.text
        assert f"= {shown(path.product)}" in [text.words for text in here]
        for factor, term in enumerate(path.terms):
            assert painted_in(rows, rows.factor_rect(number, factor)) == term


def test_of_a_deep_network_what_lies_in_the_middle_is_told_together(open_desk, qtbot):
    layers = [layer for _ in range(20) for layer in (KINDS["Linear"](4), KINDS["Tanh"]())]
    graph = chain(KINDS["Input"](), *layers, KINDS["Linear"](1), KINDS["MeanSquaredError"]())
    desk = open_desk(moons(graph=graph))
    section = opened(desk, qtbot)
    (path,) = engine_paths(desk.player, WEIGHT).largest(1)
    row = section.rows.rows[0]
    assert row.factors == (*path.terms[:6], "… 32 more …", *path.terms[-4:]) and row.product == shown(path.product)
    assert row.sentences[6].endswith(f"along this path = {shown(math.prod(path.factors[6:-4]))}")
    point_at(section.rows, section.rows.factor_rect(0, 6).center().toPoint())
    assert len(desk.editor.lighting.light.cells) == 33 and len(desk.editor.lighting.light.edges) == 32
    assert section.words.text().startswith("8.8 × 10¹² paths lead") and " → … 32 more … → " in section.words.text()
    assert section.sums[1][0].text() == "the other 8.8 × 10¹²"


def test_all_paths_are_lit_and_under_the_pointer_only_one_or_one_step(desk, qtbot):
    section, lighting = opened(desk, qtbot), desk.editor.lighting
    everything = lighting.light
    assert everything.nodes == {"n1", "n2", "n3", "n4"}
    assert everything.edges == {Edge("n1", "n2", "z"), Edge("n2", "n3", "x"), Edge("n3", "n4", "ŷ")}
    assert Cell("n1", "W", (2, 1)) in everything.cells and len(everything.cells) == 1 + 3 * AT_ONCE + 1
    path = engine_paths(desk.player, WEIGHT).largest(1)[0]
    example = path.places[1].example
    point_at(section.rows, section.rows.row_rect(0).bottomLeft().toPoint() + QPoint(30, -8))
    assert lighting.light.cells == {
        Cell("n1", "W", (2, 1)), Cell("n1", "value", (2, example)), Cell("n2", "value", (2, example)),
        Cell("n3", "value", (0, example)), Cell("n4", "value", (0,)),
    }
    point_at(section.rows, section.rows.factor_rect(0, 1).center().toPoint())
    assert lighting.light.cells == {Cell("n1", "value", (2, example)), Cell("n2", "value", (2, example))}
    assert lighting.light.edges == {Edge("n1", "n2", "z")}
    words = section.rows.accessibleDescription()
    assert words.startswith("∂(Tanh, number 3, example") and words.endswith(shown(path.factors[1]))
    point_at(section, QPoint(2, 2))
    section.rows.leaveEvent(None)
    assert lighting.light == everything
    QTest.mouseClick(section.heading, Qt.MouseButton.LeftButton)
    assert lighting.light == NOTHING and not section.rows.isVisible()


def test_what_stayed_lit_before_is_lit_again_when_the_paths_are_folded(desk, qtbot):
    lighting, one, other = desk.editor.lighting, Light(frozenset({"n0"})), Light(frozenset({"n3"}))
    lighting.keep(one)
    section = opened(desk, qtbot)
    paths = lighting.light
    lighting.keep(other)
    section.show_number(WEIGHT)
    assert lighting.light == paths
    QTest.mouseClick(section.heading, Qt.MouseButton.LeftButton)
    assert lighting.light == other
    QTest.mouseClick(section.heading, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(section.rows.isVisible)
    lighting.keep(one)
    section.show_number(Location(ParameterElement("n1", "W", (0, 0))))
    assert lighting.light == one


def test_the_keyboard_goes_from_path_to_path_and_along_one(desk, qtbot):
    section, lighting = opened(desk, qtbot), desk.editor.lighting
    section.rows.setFocus()
    QTest.keyClick(section.rows, Qt.Key.Key_Down)
    second = engine_paths(desk.player, WEIGHT).largest(2)[1]
    assert Cell("n2", "value", (2, second.places[1].example)) in lighting.light.cells
    QTest.keyClick(section.rows, Qt.Key.Key_Right)
    assert section.rows.accessibleDescription().endswith(shown(second.factors[0])) and len(lighting.light.cells) == 2


def test_another_pass_has_other_paths_and_a_step_within_it_the_same(desk, qtbot):
    section = opened(desk, qtbot)
    before = section.rows.rows
    desk.player.step("layer")
    assert section.rows.rows is before
    desk.player.step("iteration")
    desk.player.step("iteration")
    qtbot.waitUntil(lambda: section.rows.rows != before)
    assert section.rows.rows[0].product == shown(engine_paths(desk.player, WEIGHT).largest(1)[0].product)


def test_of_one_number_of_a_value_when_the_derivative_of_that_is_shown(desk, qtbot):
    of = Element("n3", (0,), 5)
    desk.player.show(desk.player.session.gradient(of, ("n1", "W")))
    section = opened(desk, qtbot)
    paths = desk.player.session.paths(WEIGHT.element, of)
    paths.go_on()
    (path,) = paths.largest(9)
    assert section.heading.text() == "Paths to o"
    (row,) = section.rows.rows
    assert (row.factors, row.product) == (path.terms, shown(path.product))
    start = "One path leads from W of Linear, row 3, column 2 to Linear 2, number 1, example 6, through "
    assert section.words.text().startswith(start)
    assert sums_shown(section)["∂o/∂W by the backward pass"] == shown(path.product)


def test_a_long_search_tells_how_far_it_is_and_is_stopped_and_gone_on_with(desk, qtbot, monkeypatch):
    monkeypatch.setattr(section_module, "_SLICE", 0.0)
    monkeypatch.setattr(section_module, "_PATIENCE", -1.0)
    section = PathsSection(desk.editor, desk.player, desk.look)
    show(qtbot, section)
    section.show_number(WEIGHT)
    section.unfold()
    qtbot.waitUntil(lambda: section.stop.isVisible())
    QTest.mouseClick(section.stop, Qt.MouseButton.LeftButton)
    assert section.words.text().startswith("Stopped after ") and not section.rows.isVisible()
    monkeypatch.setattr(section_module, "_SLICE", 1.0)
    QTest.mouseClick(section.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(section.rows.isVisible)
    assert not section.stop.isVisible()


def test_what_moves_nothing_says_why(open_desk, qtbot):
    graph = chain(KINDS["Input"](), KINDS["Linear"](1))
    desk = open_desk(Document(graph, moons().data))
    section = opened(desk, qtbot, Location(ParameterElement("n1", "W", (0, 0))))
    assert section.words.text() == desk.player.session.paths(ParameterElement("n1", "W", (0, 0))).why_not != ""
    assert not section.rows.isVisible() and desk.editor.lighting.light == NOTHING


def test_a_running_run_has_no_paths_to_show(desk, qtbot):
    section = opened(desk, qtbot)
    desk.player.train()
    qtbot.waitUntil(lambda: not section.rows.isVisible())
    assert section.words.text().startswith("The numbers are running.")
    desk.player.pause()
    qtbot.waitUntil(section.rows.isVisible)


@pytest.mark.parametrize("is_gradient", [False, True])
def test_without_a_number_there_is_no_section(desk, qtbot, is_gradient):
    section = opened(desk, qtbot, Location(WEIGHT.element, is_gradient))
    section.show_number(None)
    assert not section.isVisible() and desk.editor.lighting.light == NOTHING


def menu_on(window: Window, id: str, on_card: QPointF, words: str) -> None:
    """An entry of the menu of a place on a card, by a click."""
    window.view.gestures.show_menu(window.view.mapFromScene(window.view.canvas.nodes[id].pos() + on_card))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    (action,) = (each for each in menu.actions() if each.text() == words)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


# The platform that draws nothing grumbles when a menu opens.
@pytest.mark.qt_log_ignore("does not support (raise|grabbing the keyboard|propagateSizeHints)")
def test_the_menu_of_a_number_opens_it_with_its_paths_which_stay_lit_as_one_steps(window, qtbot):
    window.editor.open(edits.tidy(moons(), 2.0))
    window.player.step("iteration")
    window.view.fit()
    rect = window.view.canvas.overlay.place_of("n2", "value", (4, 3))
    menu_on(window, "n2", rect.center(), "Paths from this number to the loss")
    qtbot.waitUntil(window.paths.rows.isVisible)
    gradient = window.player.session.gradient_of("n2")
    assert window.number_page.number is not None and sums_shown(window.paths) == {
        "the product": shown(gradient[4, 3]), "∂L/∂a by the backward pass": shown(gradient[4, 3]),
    }
    assert Cell("n2", "value", (4, 3)) in window.editor.lighting.light.cells


def test_of_an_open_weight_the_paths_stay_lit_as_one_steps_until_they_are_folded(window, qtbot):
    window.editor.open(moons())
    window.player.step("layer")
    lighting, weight = window.editor.lighting, Cell("n1", "W", (2, 1))
    window.number_page.ask(window.player.session.parameters_of("n1")["W"].value, (2, 1))
    qtbot.waitUntil(lambda: window.paths.isVisible() and window.paths.isEnabled())
    QTest.mouseClick(window.paths.heading, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(window.paths.rows.isVisible)
    paths = lighting.kept
    assert weight in paths.cells and Cell("n4", "value", (0,)) in paths.cells
    for _ in range(3):
        window.player.step("layer")
        # The page is grey while it looks where the number comes from now.
        qtbot.waitUntil(lambda: window.paths.isEnabled() and lighting.kept == paths)
    QTest.mouseClick(window.paths.heading, Qt.MouseButton.LeftButton)
    assert weight in lighting.kept.cells and Cell("n4", "value", (0,)) not in lighting.kept.cells
    window.number_page.close_number()
    assert lighting.kept == NOTHING


def test_folded_from_the_start_there_is_only_the_heading(desk, qtbot):
    section = PathsSection(desk.editor, desk.player, desk.look)
    show(qtbot, section)
    section.show_number(WEIGHT)
    section.show()
    assert section.heading.isVisible()
    hidden = (section.progress, section.stop, section.rows, section.more, section.words)
    assert not any(part.isVisible() for part in hidden)
