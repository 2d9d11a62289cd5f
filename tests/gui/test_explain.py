"""The Explain page: what it says at each step, its cards, its numbers, and that it keeps its widgets."""
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from engine.document import Document
from engine.equation import Equation, Term
from engine.layer import layer_kinds
from engine.optimizers.gradient_descent import GradientDescent
from gui.explain.operands import shown
from gui.explain.page import ExplainPage
from gui.explain.words import statements
from gui.paint.numbers import exact, short
from tests.engine.networks import moons
from tests.gui.conftest import OpenDesk
from tests.gui.panes import Desk, explain_page

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    return open_desk(moons(notes="Two moons to try."))


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> ExplainPage:
    return explain_page(desk, qtbot)


def step_to(page: ExplainPage, desk: Desk, title: str) -> None:
    """Step by layer until the page has this title, at most one iteration."""
    for _ in desk.player.session.equations:
        desk.player.step("layer")
        if page.title.text() == title:
            return
    raise AssertionError(f"no step is called {title}")


def shown_cards(page: ExplainPage) -> list[str]:
    return [card.text_shown for card in page.cards if not card.isHidden()]


def test_before_the_first_step_it_says_what_to_do(page: ExplainPage) -> None:
    assert page.title.text() == "Ready for the first step"
    assert "Two moons to try." in page.words.text()
    assert "Space" in page.words.text()
    assert shown_cards(page) == []
    assert not page.numbers.isVisible()


def test_an_empty_document_says_how_to_begin(page: ExplainPage, desk: Desk) -> None:
    desk.editor.open(Document())
    assert page.title.text() == "An empty canvas"


def test_each_step_has_its_title_its_place_and_its_sentence(page: ExplainPage, desk: Desk) -> None:
    titles = []
    for _ in range(20):
        desk.player.step("layer")
        titles.append(page.title.text())
        equations, latest = desk.player.just_happened()
        assert page.words.text() == equations[latest].words
        if desk.player.session.moment.done == 0:
            break
    assert titles[0] == "The batch"
    assert "Forward through Linear" in titles
    assert "Loss: Mean squared error" in titles
    assert "Backward through Linear 2" in titles
    assert titles[-1] == "Update"
    assert page.place.text() == f"Step {len(titles)} of {len(titles)} · iteration 1"


def test_a_card_for_each_statement_with_its_shapes(page: ExplainPage, desk: Desk) -> None:
    step_to(page, desk, "Backward through Linear 2")
    assert shown_cards(page) == ["∂L/∂W = ∂L/∂z · xᵀ", "∂L/∂b = Σ ∂L/∂z", "∂L/∂x = Wᵀ · ∂L/∂z"]
    shapes = [card.shapes_shown for card in page.cards[:3]]
    assert shapes == ["(1×32)·(32×8) → 1×8", "1×32 → 1×1", "(8×1)·(1×32) → 8×32"]
    assert [card.is_chosen for card in page.cards[:3]] == [False, False, True]


def test_a_click_on_another_card_shows_its_numbers(page: ExplainPage, desk: Desk, qtbot: QtBot) -> None:
    step_to(page, desk, "Backward through Linear 2")
    assert [block.operand.symbol for block in page.numbers.blocks] == ["Wᵀ", "∂L/∂z", "∂L/∂x"]
    qtbot.waitUntil(page.cards[0].isVisible)
    qtbot.mouseClick(page.cards[0], LEFT)
    assert page.cards[0].is_chosen
    assert [block.operand.symbol for block in page.numbers.blocks] == ["∂L/∂z", "xᵀ", "∂L/∂W"]
    qtbot.keyClick(page.cards[1], Qt.Key.Key_Return)
    assert [block.operand.symbol for block in page.numbers.blocks] == ["∂L/∂z", "∂L/∂b"]


def test_values_and_gradients_have_their_own_colours(page: ExplainPage, desk: Desk) -> None:
    step_to(page, desk, "Backward through Linear 2")
    assert [block.operand.kind for block in page.numbers.blocks] == ["value", "gradient", "gradient"]


def test_the_numbers_are_those_of_the_run(page: ExplainPage, desk: Desk) -> None:
    step_to(page, desk, "Forward through Linear")
    result = page.numbers.blocks[-1]
    value = desk.player.session.values_of("n1")
    assert np.array_equal(result.operand.window, value[:4, :5])
    place = page.numbers.cell_rect(result, 1, 2).center()
    assert page.numbers.words_at(place) == f"z, row 2, column 3 = {exact(value[1, 2])}"


def test_the_examples_are_browsed(page: ExplainPage, desk: Desk, qtbot: QtBot) -> None:
    step_to(page, desk, "Forward through Linear")
    assert page.examples.title.text() == "With examples 1–5 of 32"
    assert not page.examples.earlier.isEnabled()
    qtbot.waitUntil(page.examples.later.isVisible)
    qtbot.mouseClick(page.examples.later, LEFT)
    assert page.examples.title.text() == "With examples 6–10 of 32"
    value = desk.player.session.values_of("n1")
    assert np.array_equal(page.numbers.blocks[-1].operand.window, value[:4, 5:10])
    for _ in range(9):
        qtbot.mouseClick(page.examples.later, LEFT)
    assert page.examples.title.text() == "With examples 28–32 of 32"
    assert not page.examples.later.isEnabled()
    qtbot.mouseClick(page.examples.earlier, LEFT)
    assert page.examples.title.text() == "With examples 23–27 of 32"


def test_an_example_is_gone_to_by_its_number(page: ExplainPage, desk: Desk, qtbot: QtBot) -> None:
    step_to(page, desk, "Forward through Linear")
    field = page.examples.field
    qtbot.waitUntil(field.isVisible)
    qtbot.keyClicks(field, "17")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert page.examples.title.text() == "With examples 17–21 of 32" and field.text() == ""
    value = desk.player.session.values_of("n1")
    assert value is not None and np.array_equal(page.numbers.blocks[-1].operand.window, value[:4, 16:21])
    qtbot.keyClicks(field, "33")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.toolTip() == "The batch has the examples 1 to 32, but “33” was given."
    assert page.examples.title.text() == "With examples 17–21 of 32"
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert field.toolTip() == "The number of an example, then Enter."
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert page.examples.title.text() == "With examples 3–7 of 32"


def test_stepping_by_equation_greys_what_comes_next(page: ExplainPage, desk: Desk, qtbot: QtBot) -> None:
    step_to(page, desk, "Backward through Linear 2")
    desk.player.back("equation")
    assert [card.is_chosen for card in page.cards[:3]] == [True, False, False]
    assert page.cards[2].accessibleDescription() == "not computed yet"


def test_it_follows_the_steps_whatever_is_selected(page: ExplainPage, desk: Desk) -> None:
    desk.editor.select(["n0"])
    step_to(page, desk, "Backward through Tanh")
    assert shown_cards(page) == ["∂L/∂z = ∂L/∂a ⊙ (1 − a²)"]


def test_widgets_are_kept_from_step_to_step(page: ExplainPage, desk: Desk) -> None:
    step_to(page, desk, "Backward through Linear 2")
    before = list(page.cards)
    step_to(page, desk, "Backward through Linear 2")
    assert page.cards == before


def test_trouble_stands_on_top_and_can_be_stepped_back_from(page: ExplainPage, desk: Desk, qtbot: QtBot) -> None:
    desk.editor.edit(replace(desk.editor.document, optimizer=GradientDescent(rate=1e9)), "Rate")
    desk.player.session.train(500)
    desk.player.moved.emit()
    assert page.trouble.text() == desk.player.session.trouble != ""
    assert not page.trouble_card.isHidden()
    assert not page.said.words.isVisible() and not page.said.finding.isVisible()
    qtbot.waitUntil(page.step_back.isVisible)
    qtbot.mouseClick(page.step_back, LEFT)
    assert page.trouble_card.isHidden()
    assert page.said.words.isVisible()


def test_the_formula_is_set_in_type_when_the_app_is_idle(page: ExplainPage, desk: Desk, qtbot: QtBot) -> None:
    step_to(page, desk, "Backward through Tanh")
    qtbot.waitUntil(lambda: desk.store.get(page.cards[0].text_shown, desk.look.theme) is not None, timeout=10_000)
    assert page.cards[0].grab().size() == page.cards[0].size()


def test_a_hidden_page_waits_and_makes_up_for_it(page: ExplainPage, desk: Desk) -> None:
    page.hide()
    desk.player.step("layer")
    assert page.title.text() == "Ready for the first step"
    page.show()
    assert page.title.text() == "The batch"


def test_every_equation_of_every_kind_has_its_shapes_in_words() -> None:
    assert layer_kinds()
    terms = {"W": np.zeros((8, 2)), "x": np.zeros((2, 32)), "b": np.zeros((8, 1)), "tan": np.zeros(3)}
    given = tuple(Term(symbol, array) for symbol, array in terms.items())
    result = (Term("z", np.zeros((8, 32))),)

    def shapes(text: str) -> str:
        return statements((Equation("n", "forward", (text,), "", result, given, ()),))[0].shapes

    assert shapes("z = W x + b") == "(8×2)·(2×32) + (8×1) → 8×32"
    assert shapes("z = tanh x") == "2×32 → 8×32"
    assert shapes("z = −(x log b + (1 − x) log(1 − b))") == "(2×32), (8×1) → 8×32"
    assert shapes("z = xᵀ · W") == "(32×2)·(8×2) → 8×32"


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("z = W x + b", "·+"),
        ("z = W ⊙ x", "⊙"),
        ("z = (W − x) / b", "−,"),
        ("z = W ⊙ (1 − x)", ","),
        ("z = (b − W − x ⊙ W) / b", ",,"),
    ],
)
def test_a_sign_between_two_arrays_is_the_one_of_the_formula_or_none(desk: Desk, text: str, signs: str) -> None:
    given = tuple(Term(symbol, np.ones((2, 2))) for symbol in "Wxb")
    equation = Equation("", "forward", (text,), "", (Term("z", np.ones((2, 2))),), given, ())
    (statement,) = statements([equation])
    operands = shown(desk.player.session, equation, statement, 0).operands
    assert "".join(operand.sign for operand in operands[1:]) == signs


def test_the_shapes_of_many_arrays_are_told_by_the_first_and_the_result() -> None:
    given = tuple(Term(symbol, np.ones((2, 2))) for symbol in "abcde")
    equation = Equation("", "forward", ("z = a + b + c + d + e",), "", (Term("z", np.ones((2, 2))),), given, ())
    assert statements([equation])[0].shapes == "(2×2), … → 2×2"


def test_each_step_is_told_with_its_numbers(page: ExplainPage, desk: Desk) -> None:
    step_to(page, desk, "Backward through Mean squared error")
    session = desk.player.session
    prediction, target = session.values_of("n3"), session.values_of("target")
    assert prediction is not None and target is not None
    worst = int(np.abs(prediction - target).argmax())
    is_high = prediction[0, worst] > target[0, worst]
    assert page.said.words.text().startswith(
        f"The prediction {short(prediction[0, worst])} is too {'high' if is_high else 'low'} where"
        f" {short(target[0, worst])} is right (example {worst + 1}, the furthest off)"
    )
    assert page.said.words.isVisible() and page.words.text()


def test_nothing_is_told_before_the_first_step_and_after_going_back_to_it(page: ExplainPage, desk: Desk) -> None:
    assert not page.said.words.isVisible()
    desk.player.step("layer")
    assert page.said.words.isVisible()
    desk.player.to_start()
    assert not page.said.words.isVisible()


def test_a_screen_reader_is_told_of_each_step_once(
    page: ExplainPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: heard.append(event.message()))
    desk.player.step("layer")
    desk.player.moved.emit()
    assert heard == [page.said.words.text()]
    desk.player.step("layer")
    assert heard[1:] == [page.said.words.text()]
