"""The settings of a Function: its formula is read while it is typed, shown in type, refused where it can't be read."""
from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from engine.document import Document
from engine.graph import Graph, Node
from gui.canvas.view import CanvasView
from gui.explain.page import ExplainPage
from gui.inspector.settings_page import SettingsPage
from tests.engine.networks import KINDS, chain, moons
from tests.gui.conftest import OpenDesk
from tests.gui.panes import Desk, show
from tests.gui.test_canvas_view import view

__all__ = ["view"]

Function = KINDS["Function"]
ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    return open_desk(Document(chain(KINDS["Variable"](), Function("x*sin(3*x)"), Function("x**2"))))


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> SettingsPage:
    pane = SettingsPage(desk.editor, desk.player, desk.look, desk.store)
    show(qtbot, pane)
    desk.editor.select(["n1"])
    qtbot.waitUntil(row(pane).isVisible)
    return pane


def row(page: SettingsPage):
    return page.node_settings.form.rows["expression"]


def type_over(qtbot: QtBot, page: SettingsPage, text: str) -> None:
    field = row(page).editor
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


def test_f_and_its_slope_are_shown_while_they_are_typed(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    before, store = desk.editor.document, desk.store
    assert page.node_settings.formula.text == "y = x sin(3x)\nf′(x) = sin(3x) + 3x cos(3x)"
    type_over(qtbot, page, "(2*x**2 + 1)**2")
    shown = "y = (2x² + 1)²\nf′(x) = 8x(2x² + 1)"
    assert page.node_settings.formula.text == shown
    # What was there for a moment only is not set in type: the next that is, is this one.
    with qtbot.waitSignal(store.ready) as ready:
        pass
    assert ready.args == [shown]
    assert desk.editor.document is before
    qtbot.keyClick(row(page).editor, ENTER)
    assert desk.editor.graph.node("n1").layer == Function("(2*x**2 + 1)**2")
    assert desk.editor.undo_stack.count() == 1
    desk.editor.undo_stack.undo()
    assert row(page).editor.text() == "x*sin(3*x)"
    assert page.node_settings.formula.text.startswith("y = x sin(3x)\n")


def test_what_is_wrong_is_said_at_once_with_its_place(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    before = desk.editor.document
    type_over(qtbot, page, "2*x + y")
    assert row(page).sentence.isVisible()
    assert row(page).sentence.text() == "Function: f(x) knows no y; the only variable is x: “2*x + ▸y”."
    assert page.node_settings.formula.text == "y = 2x\nf′(x) = 2"
    qtbot.keyClick(row(page).editor, ENTER)
    assert row(page).editor.text() == "2*x + y"
    assert row(page).editor.cursorPosition() == 6
    assert desk.editor.document is before
    assert page.node_settings.formula.text.startswith("y = x sin(3x)\n")
    qtbot.keyClick(row(page).editor, Qt.Key.Key_Delete)
    qtbot.keyClicks(row(page).editor, "1")
    assert not row(page).sentence.isVisible()
    qtbot.keyClick(row(page).editor, ENTER)
    assert desk.editor.graph.node("n1").layer == Function("2*x + 1")


def test_what_is_only_unfinished_is_let_be_until_enter(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    before = desk.editor.document
    type_over(qtbot, page, "  sin(2*")
    assert not row(page).sentence.isVisible()
    qtbot.keyClick(row(page).editor, ENTER)
    assert row(page).sentence.isVisible()
    assert "the text ends there: “sin(2*▸”." in row(page).sentence.text()
    assert row(page).editor.cursorPosition() == 8
    assert desk.editor.document is before
    qtbot.keyClick(row(page).editor, ESCAPE)
    assert row(page).editor.text() == "x*sin(3*x)"
    assert not row(page).sentence.isVisible()


def test_what_was_typed_is_there_again_when_the_node_is(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    type_over(qtbot, page, "sin(2*")
    qtbot.keyClick(row(page).editor, ENTER)
    desk.editor.select(["n2"])
    assert row(page).editor.text() == "x**2"
    assert not row(page).sentence.text()
    assert page.node_settings.formula.text == "y = x²\nf′(x) = 2x"
    desk.editor.select(["n1"])
    assert row(page).editor.text() == "sin(2*"
    assert "the text ends there" in row(page).sentence.text()
    desk.editor.open(replace(desk.editor.document, seed=3))
    desk.editor.select(["n1"])
    assert row(page).editor.text() == "x*sin(3*x)"
    assert not row(page).sentence.text()


def test_what_was_refused_is_forgotten_when_the_value_is_another(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    type_over(qtbot, page, "sin(2*")
    qtbot.keyClick(row(page).editor, ENTER)
    desk.editor.select(["n2"])
    desk.editor.edit_graph(desk.editor.graph.replace("n1", Function("7")), "Change")
    desk.editor.select(["n1"])
    assert row(page).editor.text() == "7"
    assert not row(page).sentence.text()


def test_a_refused_number_stays_with_its_own_layer(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    desk.editor.open(moons())
    desk.editor.select(["n1"])
    units = page.node_settings.form.rows["units"]
    qtbot.waitUntil(units.isVisible)
    units.editor.setFocus()
    units.editor.selectAll()
    qtbot.keyClicks(units.editor, "0")
    qtbot.keyClick(units.editor, ENTER)
    assert units.sentence.text()
    desk.editor.select(["n3"])
    other = page.node_settings.form.rows["units"]
    assert (other.editor.text(), other.sentence.text()) == ("1", "")
    desk.editor.select(["n1"])
    again = page.node_settings.form.rows["units"]
    assert again.editor.text() == "0"
    assert again.sentence.text() == "Linear: Outputs m wants at least 1 but is given 0."


def test_several_functions_are_typed_together(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    desk.editor.select(["n1", "n2"])
    qtbot.waitUntil(row(page).isVisible)
    type_over(qtbot, page, "exp(x)")
    qtbot.keyClick(row(page).editor, ENTER)
    assert {desk.editor.graph.node(id).layer.expression for id in ("n1", "n2")} == {"exp(x)"}
    assert desk.editor.undo_stack.count() == 1


def test_what_is_quoted_is_shown_as_it_was_typed(page: SettingsPage, qtbot: QtBot) -> None:
    type_over(qtbot, page, "<b>x")
    assert row(page).sentence.text() == "Function: f(x) can't read <: “▸<b>x”."
    assert row(page).sentence.textFormat() == Qt.TextFormat.PlainText


def test_a_long_formula_is_painted_smaller_and_never_widens_the_page(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    formula = page.node_settings.formula
    with qtbot.waitSignal(desk.store.ready):
        desk.editor.edit_graph(desk.editor.graph.replace("n1", Function("x*sin(3x)cos(2x)tanh(5x)exp(x - 1)√(x)")), "")
    assert formula.sizeHint().width() > page.width()
    qtbot.waitUntil(lambda: formula.height() == formula.sizeHint().height())
    assert page.horizontalScrollBar().maximum() == 0
    assert formula.width() < page.width()


def test_the_card_shows_the_formula_that_was_typed(view: CanvasView) -> None:
    def picture(expression: str) -> QImage:
        node = Node("f", Function(expression), "f")
        view.canvas.editor.open(Document(Graph((node,))))
        return view.viewport().grab().toImage()

    assert picture("x*sin(3*x)") == picture("x sin(3x)")
    assert picture("x*sin(3*x)") != picture("x*cos(3*x)")


def test_explain_shows_the_slope_and_the_chain_rule(desk: Desk, qtbot: QtBot) -> None:
    explain = ExplainPage(desk.editor, desk.player, desk.look, desk.store, desk.settings)
    show(qtbot, explain)
    for _ in range(2):
        desk.player.step("layer")
    assert [card.text_shown for card in explain.cards if not card.isHidden()] == ["y = x sin(3x)"]
    for _ in range(3):
        desk.player.step("layer")
    shown = [card.text_shown for card in explain.cards if not card.isHidden()]
    assert shown == ["f′(x) = sin(3x) + 3x cos(3x)", "∂L/∂x = ∂L/∂y ⊙ f′(x)"]
    assert explain.cards[0].shapes_shown == "1 → 1"
    assert [block.operand.symbol for block in explain.numbers.blocks] == ["∂L/∂y", "f′(x)", "∂L/∂x"]
    assert explain.numbers.blocks[1].operand.kind == "gradient"
