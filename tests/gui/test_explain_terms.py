"""The terms of formulas on the Explain page: pointed at, clicked, walked by keys; their forms, sizes and factors."""
from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from engine.document import Document
from engine.forms.writing import FORMS
from engine.graph import Edge
from gui.explain.card import EquationCard
from gui.explain.page import ExplainPage
from gui.lighting import NOTHING
from gui.theme import READABLE, contrast, make_theme
from tests.engine.networks import KINDS, chain, moons
from tests.gui.conftest import OpenDesk
from tests.gui.panes import Desk, explain_page
from tests.gui.test_explain import shown_cards, step_to

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> ExplainPage:
    return explain_page(desk, qtbot)


def term(card: EquationCard, number: int, qtbot: QtBot) -> QPoint:
    """The middle of a term, once the formula is set in type."""
    qtbot.waitUntil(lambda: not card.term_rect(number).isEmpty(), timeout=10_000)
    return card.term_rect(number).center().toPoint()


def test_pointing_at_a_term_lights_what_it_stands_for(page: ExplainPage, desk: Desk, qtbot: QtBot) -> None:
    step_to(page, desk, "Forward through Linear")
    card, lighting = page.cards[0], desk.editor.lighting
    lit = []
    for number in range(4):
        qtbot.mouseMove(card, term(card, number, qtbot))
        lit.append((set(lighting.light.nodes), set(lighting.light.edges)))
    # z = W x + b
    assert lit == [({"n1"}, set()), ({"n1"}, set()), ({"n0"}, {Edge("n0", "n1", "x")}), ({"n1"}, set())]
    qtbot.mouseMove(card, QPoint(2, card.height() - 2))
    assert lighting.light == NOTHING


def test_a_gradient_lights_the_edge_it_comes_along_or_goes_along(page: ExplainPage, desk: Desk, qtbot: QtBot) -> None:
    step_to(page, desk, "Backward through Tanh")
    card, lighting = page.cards[0], desk.editor.lighting
    # ∂L/∂z = ∂L/∂a ⊙ (1 − a²)
    qtbot.mouseMove(card, term(card, 0, qtbot))
    assert (lighting.light.nodes, lighting.light.edges) == ({"n1"}, {Edge("n1", "n2", "z")})
    qtbot.mouseMove(card, term(card, 1, qtbot))
    assert (lighting.light.nodes, lighting.light.edges) == ({"n2"}, {Edge("n2", "n3", "x")})


def test_the_matrix_of_a_term_is_outlined_below(page: ExplainPage, desk: Desk, qtbot: QtBot) -> None:
    step_to(page, desk, "Forward through Linear")
    card = page.cards[0]
    middle = term(card, 1, qtbot)
    before = page.numbers.grab().toImage()
    qtbot.mouseMove(card, middle)
    block = page.numbers.blocks[0]
    assert block.operand.symbol == "W"
    corner = page.numbers.cell_rect(block, 0, 0).topLeft().toPoint() + QPoint(12, 0)
    after = page.numbers.grab().toImage()
    assert after.pixelColor(corner) != before.pixelColor(corner)
    assert after.pixelColor(corner) == desk.look.theme.accent


def test_a_click_on_a_term_goes_there(page: ExplainPage, desk: Desk, qtbot: QtBot) -> None:
    step_to(page, desk, "Backward through Linear 2")
    card = page.cards[0]
    place = term(card, 2, qtbot)
    with qtbot.waitSignal(page.node_asked) as asked:
        qtbot.mouseClick(card, LEFT, pos=place)
    # the x of ∂L/∂W = ∂L/∂z · xᵀ is what Tanh gives
    assert asked.args == ["n2"]
    assert desk.editor.selection == {"n2"}
    assert card.is_chosen


def test_a_click_beside_the_terms_only_chooses(page: ExplainPage, desk: Desk, qtbot: QtBot) -> None:
    step_to(page, desk, "Backward through Linear 2")
    card = page.cards[0]
    term(card, 0, qtbot)
    qtbot.mouseClick(card, LEFT, pos=QPoint(card.width() - 4, card.height() - 4))
    assert card.is_chosen
    assert not desk.editor.selection


def test_the_terms_are_reached_by_arrow_keys(page: ExplainPage, desk: Desk, qtbot: QtBot) -> None:
    step_to(page, desk, "Forward through Linear")
    card, lighting = page.cards[0], desk.editor.lighting
    card.setFocus()
    said = []
    for _ in range(5):
        qtbot.keyClick(card, Qt.Key.Key_Right)
        said.append(card.accessibleDescription())
    assert said == [
        "z, what Linear gives, 8×32", "W, a parameter of Linear, 8×2", "x, what Input gives, 2×32",
        "b, a parameter of Linear, 8×1", "b, a parameter of Linear, 8×1",
    ]  # fmt: skip
    qtbot.keyClick(card, Qt.Key.Key_Left)
    assert lighting.light.nodes == {"n0"}
    qtbot.keyClick(card, Qt.Key.Key_Return)
    assert desk.editor.selection == {"n0"}
    qtbot.keyClick(card, Qt.Key.Key_Escape)
    assert lighting.light == NOTHING
    assert card.accessibleDescription() == "shown below"


def test_a_term_of_the_update_belongs_to_no_node(page: ExplainPage, desk: Desk, qtbot: QtBot) -> None:
    step_to(page, desk, "Update")
    card = page.cards[0]
    qtbot.mouseClick(card, LEFT, pos=term(card, 0, qtbot))
    assert not desk.editor.selection
    assert desk.editor.lighting.light == NOTHING


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("ink", ["value", "gradient", "ink", "data", "layers", "activations", "maths", "losses"])
def test_every_colour_of_a_term_is_readable_on_every_card(name: str, ink: str) -> None:
    theme = make_theme(name)
    colour = theme.readable(theme.ink_of(ink))
    assert min(contrast(colour, ground) for ground in (theme.window, theme.accent_soft, theme.panel)) >= READABLE


def test_a_term_has_the_colour_of_its_node(page: ExplainPage, desk: Desk, qtbot: QtBot) -> None:
    step_to(page, desk, "Backward through Linear 2")
    theme = desk.look.theme
    card = page.cards[0]

    def colours(number: int) -> set[str]:
        term(card, number, qtbot)
        box, image = card.term_rect(number).toRect(), card.grab().toImage()
        places = ((x, y) for x in range(box.left(), box.right()) for y in range(box.top(), box.bottom()))
        return {image.pixelColor(*place).name() for place in places}

    assert theme.readable(theme.gradient_positive).name() in colours(0)
    assert theme.readable(theme.family("activations")).name() in colours(2)


# forms


def test_one_switch_tells_the_step_in_another_form(page: ExplainPage, desk: Desk, qtbot: QtBot) -> None:
    step_to(page, desk, "Backward through Linear 2")
    qtbot.waitUntil(page.form_switch.isVisible)
    told = {}
    for form in FORMS:
        qtbot.mouseClick(page.form_switch.segments[form], LEFT)
        assert desk.settings.get("equation_form") == form
        told[form] = shown_cards(page)[0]
    assert told == {
        "matrix": "∂L/∂W = ∂L/∂z · xᵀ",
        "vector": "∂L/∂W = Σₙ ∂L/∂zₙ xₙᵀ",
        "scalar": "∂L/∂wᵢ = Σₙ ∂L/∂zₙ xᵢₙ",
    }


def test_the_form_is_remembered(desk: Desk, qtbot: QtBot) -> None:
    desk.settings.set("equation_form", "scalar")
    page = explain_page(desk, qtbot)
    step_to(page, desk, "Forward through Linear")
    assert shown_cards(page) == ["zⱼₙ = Σᵢ wⱼᵢ xᵢₙ + bⱼ"]
    assert page.form_switch.segments["scalar"].isChecked()


def test_a_key_goes_through_the_forms(window, qtbot: QtBot) -> None:
    for _ in range(3):
        window.player.step("layer")
    told = []
    for _ in range(4):
        told.append(shown_cards(window.explain_page)[0])
        qtbot.keyClick(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert told[1].startswith("zₙ = W xₙ")
    assert told[2] == "zⱼₙ = Σᵢ wⱼᵢ xᵢₙ + bⱼ"
    assert told[3] == told[0] == "z = W x + b"


def test_the_terms_of_every_form_can_be_pointed_at(desk: Desk, qtbot: QtBot) -> None:
    desk.settings.set("equation_form", "scalar")
    page = explain_page(desk, qtbot)
    step_to(page, desk, "Forward through Linear")
    card = page.cards[0]
    qtbot.mouseMove(card, term(card, 2, qtbot))
    assert desk.editor.lighting.light.nodes == {"n0"}


def test_a_line_that_has_no_other_form_says_so(open_desk: OpenDesk, qtbot: QtBot) -> None:
    column, ends = KINDS["Reshape"]((2, 1)), (KINDS["Linear"](1), KINDS["MeanSquaredError"]())
    graph = chain(KINDS["Input"](), column, KINDS["Flatten"](), *ends)
    desk = open_desk(Document(graph, moons().data, batch_size=8))
    page = explain_page(desk, qtbot)
    step_to(page, desk, "Forward through Flatten")
    assert page.details.isHidden()
    qtbot.mouseClick(page.form_switch.segments["scalar"], LEFT)
    assert shown_cards(page) == ["y = flatten x"]
    assert not page.details.stays.isHidden()
    step_to(page, desk, "Update")
    qtbot.mouseClick(page.form_switch.segments["vector"], LEFT)
    assert shown_cards(page)[-1] == "w ← w + Δw"
    assert page.details.stays.isHidden()
    desk.player.step("layer")
    step_to(page, desk, "Forward through Linear")
    assert page.details.stays.isHidden()


# sizes and factors


def test_a_product_tells_why_one_of_its_matrices_is_turned(page: ExplainPage, desk: Desk, qtbot: QtBot) -> None:
    step_to(page, desk, "Backward through Linear")
    qtbot.mouseClick(page.cards[0], LEFT, pos=QPoint(3, 3))
    details = page.details
    assert not details.isHidden()
    assert details.why.text() == (
        "∂L/∂z is 8×32 and x is 2×32: the 32 examples must meet, so x is turned to 32×2."
    )
    assert details.names.accessibleName() == "(m×N)·(N×n) → m×n"


def test_a_gradient_is_split_by_the_chain_rule(page: ExplainPage, desk: Desk) -> None:
    step_to(page, desk, "Backward through Tanh")
    details = page.details
    assert details.rule.text == "∂L/∂z = ∂L/∂a · ∂a/∂z"
    above = details.from_above.text(), details.above.text, details.above_size.text()
    own = details.own_words.text(), details.own.text, details.own_size.text()
    assert (above, own) == (("from Linear 2", "∂L/∂a", "8×32"), ("× its own", "1 − a²", "8×32"))
    assert details.sums.isHidden()


def test_a_sum_of_gradients_has_no_factors(open_desk: OpenDesk, qtbot: QtBot) -> None:
    graph = chain(KINDS["Variable"](), KINDS["Square"](), KINDS["Add"]())
    graph = graph.cut("n2", "b").drop(["target"]).join("n0", "n2", "b")
    desk = open_desk(Document(graph))
    page = explain_page(desk, qtbot)
    step_to(page, desk, "Backward through Add")
    assert shown_cards(page)[0] == "∂L/∂L = 1"
    page.cards[0].click()
    assert page.details.isHidden()
    step_to(page, desk, "Backward through Variable")
    page.cards[0].click()
    assert shown_cards(page)[0] == "∂L/∂y = Σ ∂L/∂y along each edge"
    assert page.details.isHidden()
    page.cards[1].click()
    assert page.details.rule.text == "∂L/∂w = ∂L/∂y · ∂y/∂w"
    assert page.details.from_above.text() == "from Square and Add"


def test_the_factors_have_the_form_of_the_line(page: ExplainPage, desk: Desk, qtbot: QtBot) -> None:
    step_to(page, desk, "Backward through Linear 2")
    qtbot.mouseClick(page.form_switch.segments["scalar"], LEFT)
    qtbot.mouseClick(page.cards[0], LEFT, pos=QPoint(3, 3))
    assert page.details.own.text == "xᵢₙ"
    assert "added up" in page.details.sums.text()


def test_the_loss_is_where_the_gradient_starts(page: ExplainPage, desk: Desk) -> None:
    step_to(page, desk, "Backward through Mean squared error")
    assert page.details.above.text == "∂L/∂L"
    assert page.details.own.text == "2 (ŷ − y) / n"


def test_where_there_is_no_one_factor_the_page_says_so(open_desk: OpenDesk, qtbot: QtBot) -> None:
    kinds = [KINDS[name]() for name in ("Input", "Softmax", "MeanSquaredError")]
    desk = open_desk(Document(chain(kinds[0], KINDS["Linear"](1), *kinds[1:]), moons().data, batch_size=8))
    page = explain_page(desk, qtbot)
    step_to(page, desk, "Backward through Softmax")
    assert page.details.own.isHidden()
    assert "no one factor" in page.details.sums.text()


def test_a_line_with_nothing_more_to_say_has_no_details(page: ExplainPage, desk: Desk) -> None:
    step_to(page, desk, "Forward through Tanh")
    assert page.details.isHidden()
