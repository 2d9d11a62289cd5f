"""The Code page: the calls of the pass with the step marked, clicks that go there, copying, and PyTorch."""
from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from engine.document import Document
from engine.element import Element
from engine.export.numpy_calls import NumpyCalls
from engine.moment import Moment
from engine.optimizers.adam import Adam
from engine.session import Session
from gui.code.menu import menu_at
from gui.code.page import CodePage
from gui.theme import Theme, contrast
from tests.engine.networks import KINDS, chain, moons
from tests.gui.conftest import OpenDesk
from tests.gui.panes import Desk, show

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> CodePage:
    return opened(desk, qtbot)


def opened(desk: Desk, qtbot: QtBot) -> CodePage:
    pane = CodePage(desk.editor, desk.player, desk.look, desk.settings)
    show(qtbot, pane, 420, 700)
    qtbot.waitUntil(lambda: not pane.is_writing)
    return pane


def lines(page: CodePage) -> list[str]:
    return page.view.toPlainText().splitlines()


def marked_text(page: CodePage) -> list[str]:
    """The first line of every piece that is marked."""
    return [page.view.lines_of(piece).splitlines()[0] for piece in page.view.marked[0]]


def current_text(page: CodePage) -> str:
    return page.view.lines_of(page.view.marked[1]) if page.view.marked[1] >= 0 else ""


def place_of(page: CodePage, text: str) -> QPoint:
    """Where the first line with this text is, once it is scrolled into sight."""
    cursor = page.view.document().find(text)
    page.view.setTextCursor(cursor)
    page.view.ensureCursorVisible()
    return page.view.cursorRect(cursor).center() - QPoint(8, 0)


def click(page: CodePage, text: str) -> None:
    QTest.mouseClick(page.view.viewport(), LEFT, pos=place_of(page, text))


def pixels(page: CodePage, colour: str) -> int:
    """How many pixels of the view have just this colour."""
    image = page.view.viewport().grab().toImage()
    return sum(
        image.pixelColor(x, y).name() == colour for x in range(0, image.width(), 3) for y in range(image.height())
    )


def test_it_shows_the_calls_of_the_whole_pass_from_the_start(page: CodePage, desk: Desk) -> None:
    calls = NumpyCalls(Session(desk.editor.document))
    while not calls.is_written:
        calls.go_on()
    wanted = [line for step in calls.steps for line in step.lines]
    assert [line for line in lines(page) if line and not line.endswith("---")] == wanted
    assert [line.strip("# -") for line in lines(page) if line.endswith("---")] == [
        "Batch", "Forward", "Loss", "Backward", "Update"
    ]  # fmt: skip
    assert page.words.text().startswith("N = 32 examples.")
    assert page.view.marked == ((), -1)


def test_the_step_is_marked_and_its_last_equation_is_the_current_one(page: CodePage, desk: Desk) -> None:
    desk.player.step("layer")
    while desk.player.just_happened()[0][0].group != ("backward", "n3"):
        desk.player.step("layer")
    assert marked_text(page) == [
        "# Linear 2: ∂L/∂W = ∂L/∂z · xᵀ; ∂L/∂b = Σ ∂L/∂z", "# Linear 2: ∂L/∂x = Wᵀ · ∂L/∂z"
    ]  # fmt: skip
    assert current_text(page).endswith("np.dot(linear_2_W_b.T, d_linear_2, out=d_tanh_1)")
    desk.player.back("equation")
    assert current_text(page).endswith("np.dot(d_linear_2, tanh_1.T, out=d_linear_2_W_b)")
    assert page.view.accessibleDescription() == current_text(page)
    assert page.arrays.text() == "d_linear_2\u00a01×32   tanh_1\u00a09×32   d_linear_2_W_b\u00a01×9"


def test_the_mark_is_seen_and_brought_into_sight(page: CodePage, desk: Desk) -> None:
    theme: Theme = desk.look.theme
    assert pixels(page, theme.accent_soft.name()) == 0
    page.resize(420, 340)
    seen = []
    for _ in desk.player.session.equations:
        desk.player.step("equation")
        seen.append(pixels(page, theme.accent_soft.name()))
    assert min(seen) > 300


def test_a_step_moves_the_mark_and_writes_nothing(page: CodePage, desk: Desk, monkeypatch) -> None:
    def unwanted(*_: object) -> None:
        raise AssertionError("written again")

    monkeypatch.setattr(page.view, "write", unwanted)
    monkeypatch.setattr(NumpyCalls, "__init__", unwanted)
    for by in ("equation", "layer", "iteration", "epoch"):
        desk.player.step(by)
        desk.player.back(by)
    assert page.view.marked[1] >= -1 and not page.is_writing


def test_a_click_on_a_line_goes_there(page: CodePage, desk: Desk) -> None:
    desk.player.step("iteration")
    click(page, "np.tanh(")
    place = next(at for at, each in enumerate(desk.player.session.equations) if each.node == "n2")
    assert desk.player.session.moment == Moment(0, place + 1)
    assert "np.tanh(" in current_text(page)
    click(page, "w ← w + Δw")
    assert desk.player.session.moment == Moment(1)


def test_enter_goes_to_the_line_of_the_text_cursor(page: CodePage, desk: Desk) -> None:
    place_of(page, "Linear 2: z")
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert "# Linear 2: z = W x + b" in current_text(page)


def test_a_click_between_two_calls_or_a_selection_goes_nowhere(page: CodePage, desk: Desk) -> None:
    click(page, "# Forward -")
    place = place_of(page, "np.tanh(")
    QTest.mouseDClick(page.view.viewport(), LEFT, pos=place)
    assert page.view.textCursor().hasSelection()
    assert desk.player.session.moment == Moment(0)


def test_copy_puts_all_lines_on_the_clipboard_and_says_how_many(page: CodePage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.said) as said:
        QTest.mouseClick(page.copy, LEFT)
    assert QGuiApplication.clipboard().text() == page.view.toPlainText()
    assert said.args == [f"Copied {len(lines(page))} lines."]


def test_ctrl_c_puts_the_chosen_lines_on_the_clipboard_without_numbers(page: CodePage) -> None:
    cursor = page.view.document().find("# Linear: z")
    cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
    cursor.movePosition(QTextCursor.MoveOperation.Down, QTextCursor.MoveMode.KeepAnchor)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    page.view.setTextCursor(cursor)
    QTest.keyClick(page.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "# Linear: z = W x + b\nnp.dot(linear_W_b, input_1, out=linear)"


def test_the_menu_copies_the_calls_of_one_equation_and_goes_there(page: CodePage, desk: Desk) -> None:
    menu = menu_at(page.view, place_of(page, "np.square("))
    actions = {action.text(): action for action in menu.actions() if action.text()}
    actions["Copy these calls"].trigger()
    piece = QGuiApplication.clipboard().text().splitlines()
    assert piece[0].startswith("# ") and piece[1].startswith("np.")
    actions["Go there"].trigger()
    assert current_text(page).splitlines() == piece
    none = {action.text(): action for action in menu_at(page.view, place_of(page, "# Forward -")).actions()}
    assert not none["Go there"].isEnabled() and not none["Copy these calls"].isEnabled()


def test_a_long_line_is_wrapped_and_stays_one_line_where_it_is_copied(page: CodePage) -> None:
    page.resize(220, 700)
    block = page.view.document().find("out=linear)").block()
    assert block.layout().lineCount() > 1
    assert page.view.lines_of(page.view.piece_at(block)).count("\n") == 1


def test_a_name_tells_its_shape(page: CodePage) -> None:
    assert page.words_for("tanh_1") == "tanh_1: 9×32"
    assert page.words_for("np") == page.words_for("") == ""


def test_other_names_and_another_optimizer_are_written_anew(page: CodePage, desk: Desk, qtbot: QtBot) -> None:
    graph = desk.editor.graph
    desk.editor.edit_graph(graph.put(replace(graph.by_id["n1"], name="First")), "Rename")
    qtbot.waitUntil(lambda: not page.is_writing)
    assert "# First: z = W x + b" in lines(page)
    desk.editor.edit(replace(desk.editor.document, optimizer=Adam()), "Adam")
    qtbot.waitUntil(lambda: not page.is_writing)
    assert any("np.sqrt(" in line for line in lines(page))
    desk.editor.edit_graph(desk.editor.graph.put(replace(graph.by_id["n2"], at=(5.0, 5.0))), "Move")
    assert not page.is_writing


def test_what_can_not_run_says_why(page: CodePage, desk: Desk, qtbot: QtBot) -> None:
    desk.editor.open(Document())
    qtbot.waitUntil(lambda: not page.is_writing)
    assert page.words.text() == desk.player.session.why_not_step
    assert page.view.isHidden() and not page.copy.isEnabled()
    desk.editor.open(moons(graph=chain(KINDS["Input"](), KINDS["Tanh"]())))
    qtbot.waitUntil(lambda: not page.is_writing)
    assert "np.tanh(input, out=tanh)" in lines(page) and not page.view.isHidden()


def test_a_hidden_page_writes_nothing_until_it_is_shown(open_desk: OpenDesk, qtbot: QtBot) -> None:
    desk = open_desk(moons())
    pane = CodePage(desk.editor, desk.player, desk.look, desk.settings)
    qtbot.addWidget(pane)
    desk.player.step("layer")
    assert pane.view.toPlainText() == "" and not pane.is_writing
    pane.show()
    qtbot.waitUntil(lambda: pane.view.marked[1] == 0)


def test_every_tone_is_readable_in_light_and_dark(page: CodePage, desk: Desk) -> None:
    for mode in ("light", "dark"):
        desk.look.set_mode(mode)
        theme, found = desk.look.theme, set()
        for block in (page.view.document().findBlockByNumber(n) for n in range(len(lines(page)))):
            found |= {each.format.foreground().color().name() for each in block.layout().formats()}
        assert len(found) >= 4
        assert all(contrast(type(theme.ink)(each), theme.window) >= 4.5 for each in found)


def test_a_derivative_that_is_shown_has_its_own_calls(page: CodePage, desk: Desk, qtbot: QtBot) -> None:
    desk.player.step("iteration")
    desk.player.show(desk.player.session.gradient(Element("n1", (0,), 3), "n0"))
    qtbot.waitUntil(lambda: not page.is_writing)
    assert any("∂o/∂z" in line for line in lines(page)) and not any("∂L" in line for line in lines(page))
    desk.player.step("equation")
    assert current_text(page).startswith("# Input: x ← batch")
    click(page, "∂o/∂x")
    assert "∂o/∂x" in current_text(page)


# PyTorch


@pytest.fixture
def torch(page: CodePage, qtbot: QtBot) -> CodePage:
    QTest.mouseClick(page.forms["pytorch"], LEFT)
    qtbot.waitUntil(lambda: not page.is_writing)
    return page


def test_the_switch_shows_the_module_and_is_remembered(torch: CodePage, desk: Desk, qtbot: QtBot) -> None:
    assert "        linear = self.linear(input)" in lines(torch)
    assert opened(desk, qtbot).view.toPlainText() == torch.view.toPlainText()


def test_the_selected_layer_is_marked_where_it_is_made_and_where_it_is_called(torch: CodePage, desk: Desk) -> None:
    desk.editor.select(["n1"])
    assert [text.strip() for text in marked_text(torch)] == [
        "self.linear = nn.Linear(2, 8)  # Linear", "linear = self.linear(input)"
    ]  # fmt: skip
    assert current_text(torch).strip() == "linear = self.linear(input)"


def test_without_a_selection_the_step_is_marked(torch: CodePage, desk: Desk) -> None:
    desk.player.goto(Moment(0, 4))
    assert current_text(torch).strip() == "tanh = torch.tanh(linear)"
    desk.player.step("phase")
    desk.player.step("phase")
    assert current_text(torch) == "loss = F.mse_loss(model(input), target)"
    desk.player.step("phase")
    assert "loss.backward()" in marked_text(torch)
    desk.player.step("phase")
    assert marked_text(torch) == ["optimizer.step()"]


def test_a_click_on_its_line_selects_a_layer(torch: CodePage, desk: Desk) -> None:
    click(torch, "torch.tanh(")
    assert desk.editor.selection == {"n2"}
    click(torch, "optimizer.step()")
    assert desk.editor.selection == {"n2"}


def test_the_window_has_the_page_behind_explain_values_and_settings(window, qtbot: QtBot) -> None:
    tabs = window.right_tabs
    assert [tabs.tabText(at) for at in range(tabs.count())] == ["Explain", "Values", "Settings", "Code"]
    bar = tabs.tabBar()
    QTest.mouseClick(bar, LEFT, pos=bar.tabRect(3).center())
    qtbot.waitUntil(lambda: "np.dot" in window.code_page.view.toPlainText())
    QTest.mouseClick(window.code_page.copy, LEFT)
    assert window.said[-1].startswith("Copied ")
