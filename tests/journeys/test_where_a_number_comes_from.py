"""From ∂L/∂W of the first layer of two moons, by clicks alone, down to data, weights and loss; products by hand."""
from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QTest

from gui.examples import examples
from gui.explain.number_words import full_name
from gui.lighting import Cell
from gui.paint.numbers import exact, short
from tests.painted import painted, painted_in

LEFT = Qt.MouseButton.LeftButton


class Walker:
    """What a learner does who follows a number: clicks, and reads what is painted."""

    def __init__(self, window, qtbot):
        self.qtbot = qtbot
        self.window, self.page, self.session = window, window.number_page, window.player.session
        self.terms = window.number_page.terms

    def step_to(self, title):
        for _ in self.session.equations:
            QTest.keyClick(self.window.view, Qt.Key.Key_Space)
            if self.window.explain_page.title.text() == title:
                return
        raise AssertionError(f"no step is called {title}")

    def click(self, term, factor):
        """Click a factor of the number that is open; gives the number that opens."""
        self.settle()
        place = self.terms.places.chip(term, factor).center().toPoint()
        self.page.ensureVisible(place.x(), place.y() + self.terms.y())
        QTest.mouseClick(self.terms, LEFT, pos=place)
        return self.page.number

    def settle(self):
        """What was asked for is there, and everything has the room it asks for."""
        self.qtbot.waitUntil(self.page.widget().isEnabled)
        self.page.widget().layout().activate()
        self.qtbot.waitUntil(lambda: self.terms.isHidden() or self.terms.height() == self.terms.places.height)

    def follow(self, words):
        """Click the first factor with these words in its name."""
        for term in range(min(self.page.number.count, 12)):
            for factor, each in enumerate(self.page.number.term(term)):
                if words in full_name(each):
                    assert self.click(term, factor).name == each.name
                    return
        raise AssertionError(f"nothing is called {words} in {self.page.title.text()}")

    def back(self):
        QTest.keyClick(self.terms, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)

    def reads(self, number):
        """The number that is open is this one, as it is painted and to the last digit."""
        self.settle()
        assert self.page.value.text() == short(number)
        assert self.page.value.toolTip() == exact(number)

    def row(self, term):
        """The texts painted in a row of the table, from left to right."""
        self.settle()
        chip = self.terms.places.chip(term, 0)
        line = QRectF(0, chip.y(), self.terms.width(), chip.height())
        return [text.words for text in painted(self.terms) if line.contains(text.at)]


@pytest.fixture
def walker(window, qtbot):
    window.files.open_example(next(path for path in examples() if "two-moons" in path.name))
    window.settings.set("step_granularity", "layer")
    return Walker(window, qtbot)


def open_first(walker):
    """∂L/∂W of the first layer, element (3, 1), by a click on it in the numbers of its step."""
    walker.step_to("Backward through Linear 1")
    numbers, grad = walker.window.explain_page.numbers, walker.session.parameters_of("linear1")["W"].grad
    walker.window.explain_page.cards[0].click()
    cell = numbers.cell_rect(numbers.blocks[-1], 2, 0)
    assert painted_in(numbers, cell) == short(grad[2, 0])
    QTest.mouseClick(numbers, LEFT, pos=cell.center().toPoint())
    walker.settle()
    assert walker.page.title.text() == "∂L/∂W of Linear 1, row 3, column 1"
    walker.reads(grad[2, 0])


def test_a_weight_s_gradient_is_its_products_added_up(walker):
    open_first(walker)
    page, x, first = walker.page, walker.session.values_of("input1"), walker.session.gradient_of("linear1")
    grad = walker.session.parameters_of("linear1")["W"].grad
    assert page.how.text() == "a sum of products over 32 examples; their mean's 1/32 is in each ∂L/∂z already"
    total = 0.0
    for example in range(12):
        product = float(first[2, example]) * float(x[0, example])
        total += product
        of_row = [str(example + 1), "×", "=", *map(short, (first[2, example], x[0, example], product, total))]
        assert sorted(walker.row(example)) == sorted(of_row)
    walker.settle()
    QTest.mouseClick(page.more, LEFT)
    assert walker.row(31)[-1] == short(math.fsum(first[2] * x[0])) == short(grad[2, 0])


def test_to_the_first_data_value_and_back(walker):
    open_first(walker)
    page, x = walker.page, walker.session.values_of("input1")
    walker.follow("x of Input, number 1, example 1")
    walker.follow("x1 of example")
    walker.reads(x[0, 0])
    assert page.number.name.kind == "data" and page.number.count == 0
    assert page.how.text() == "It is a number of the data: the way back ends here."
    assert [crumb.text() for crumb in page.crumbs.crumbs if crumb.isVisible()][-1] == "› x1"
    walker.back()
    walker.back()
    walker.reads(walker.session.parameters_of("linear1")["W"].grad[2, 0])


def test_through_the_tanh_to_two_weights_of_the_next_layer_and_on_to_the_truth(walker):
    open_first(walker)
    session, page = walker.session, walker.page
    y, first = session.values_of("target"), session.gradient_of("linear1")
    # The weights stand in a sum.
    walker.follow("∂L/∂z of Tanh 1, number 3, example 1")
    a, above = session.values_of("tanh1")[2, 0], session.gradient_of("tanh1")[2, 0]
    walker.reads(first[2, 0])
    assert float(above) * (1.0 - float(a) * float(a)) == pytest.approx(float(first[2, 0]), rel=1e-14)
    walker.follow("∂L/∂x of Linear 2, number 3, example 1")
    walker.reads(above)
    second, below = session.parameters_of("linear2")["W"].value, session.gradient_of("linear2")
    assert math.fsum(float(second[j, 2]) * float(below[j, 0]) for j in range(8)) == pytest.approx(above, rel=1e-13)
    for j in (0, 1):
        walker.follow(f"W of Linear 2, row {j + 1}, column 3")
        walker.reads(second[j, 2])
        assert page.how.text() == "It is a parameter, at its start value: the way back ends here for this pass."
        walker.back()

    # On to the loss, and to the truth of the example, the second data value.
    for words in (
        "∂L/∂z of Tanh 2, number 1, example 1", "∂L/∂x of Linear 3, number 1, example 1", "∂L/∂z of Sigmoid",
        "∂L/∂p of Binary cross-entropy",
    ):
        walker.follow(words)
    p = float(session.values_of("sigmoid1")[0, 0])
    truth = float(y[0, 0])
    assert ((1 - truth) / (1 - p) - truth / p) / 32 == pytest.approx(page.number.value, rel=1e-13)
    walker.reads(session.gradient_of("sigmoid1")[0, 0])
    assert page.number.name.node == "binarycrossentropy1"
    for words in ("number on the way to ∂L/∂p", "y₁", "y₁", "y of Target", "class of example"):
        walker.follow(words)
    assert page.number.name.kind == "data"
    walker.reads(truth)
    QTest.keyClick(walker.terms, Qt.Key.Key_Escape)
    assert walker.window.explaining.currentWidget() is walker.window.explain_page


def test_to_the_loss_from_the_digits_on_its_card(walker):
    walker.step_to("Backward through Linear 1")
    session, page, view = walker.session, walker.page, walker.window.view
    y = session.values_of("target")
    view.zoom_to(1.5)
    view.centre_at(view.canvas.nodes["binarycrossentropy1"].sceneBoundingRect().center())
    card = view.canvas.nodes["binarycrossentropy1"].pos()
    place = view.mapFromScene(view.canvas.overlay.place_of("binarycrossentropy1", "value", (0,)).center() + card)
    QTest.mouseClick(view.viewport(), LEFT, pos=place)
    walker.settle()
    probabilities = session.values_of("sigmoid1")[0]
    by_hand = [-math.log(q if t else 1 - q) for q, t in zip(probabilities.tolist(), y[0].tolist(), strict=True)]
    assert page.number.value == pytest.approx(math.fsum(by_hand) / 32, rel=1e-13)
    assert page.how.text() == "the mean over 32 examples: a sum of products, times −1/32"
    assert Cell("binarycrossentropy1", "value", (0,)) in walker.window.editor.lighting.light.cells
    assert walker.window.editor.selection == {"binarycrossentropy1"}
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert walker.window.explaining.currentWidget() is walker.window.explain_page


def test_a_click_on_a_card_leaves_the_page_alone_that_is_looked_at(walker):
    window, view = walker.window, walker.window.view
    walker.step_to("Loss: Binary cross-entropy")
    window.right_tabs.setCurrentWidget(window.values_page)
    view.zoom_to(1.5)
    view.centre_at(view.canvas.nodes["binarycrossentropy1"].sceneBoundingRect().center())
    middle = view.canvas.overlay.place_of("binarycrossentropy1", "value", (0,)).center()
    place = view.mapFromScene(middle + view.canvas.nodes["binarycrossentropy1"].pos())
    QTest.mouseClick(view.viewport(), LEFT, pos=place)
    assert window.editor.selection == {"binarycrossentropy1"}
    assert window.right_tabs.currentWidget() is window.values_page
    # In the grid it was clicked for its own sake.
    grid = window.values_page.grid
    QTest.mouseClick(grid.viewport(), LEFT, pos=grid.cell_rect(0, 0).center().toPoint())
    assert window.right_tabs.currentWidget() is window.explaining
    walker.settle()
    assert walker.page.title.text() == "L of Binary cross-entropy"


def test_one_key_explains_the_number_under_the_pointer_or_in_focus(walker):
    window, page, numbers = walker.window, walker.page, walker.window.explain_page.numbers
    walker.step_to("Loss: Binary cross-entropy")
    view = window.view

    def press():
        QTest.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
        walker.settle()

    view.zoom_to(1.5)
    view.centre_at(view.canvas.nodes["binarycrossentropy1"].sceneBoundingRect().center())
    middle = view.canvas.overlay.place_of("binarycrossentropy1", "value", (0,)).center()
    QTest.mouseMove(view.viewport(), view.mapFromScene(middle + view.canvas.nodes["binarycrossentropy1"].pos()))
    press()
    assert page.title.text() == "L of Binary cross-entropy"
    page.close_number()
    place = numbers.cell_rect(numbers.blocks[0], 0, 1).center().toPoint()
    walker.qtbot.waitUntil(numbers.isVisible)
    window.explain_page.ensureVisible(place.x(), numbers.y() + place.y(), 0, 40)
    QTest.mouseMove(numbers, place)
    press()
    assert page.title.text() == "y of Target, number 1, example 2"
    # Beside all numbers, the one that the keyboard is on; also where numbers are typed.
    window.editor.select(["linear1"])
    window.right_tabs.setCurrentWidget(window.values_page)
    QTest.mouseMove(window.transport, QPoint(2, 2))
    window.values_page.grid.setFocus()
    window.values_page.grid.go_to(2, 1)
    press()
    assert page.title.text() == "z of Linear 1, number 3, example 2"
    page.close_number()
    view.setFocus()
    press()
    assert window.said[-1] == "There is no number under the pointer; point at one, or go to one with the arrow keys."
