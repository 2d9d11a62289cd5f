"""Steps by term: the equation runs at once, and the canvas, the transport and the Explain page go over its result."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from engine.document import Document
from engine.moment import Moment
from gui.canvas.partial import partial_of
from gui.explain.page import ExplainPage
from gui.explain.walk_view import WalkView, said
from gui.lighting import NOTHING, Cell, Light
from gui.paint.numbers import short
from gui.playback.player import Player
from gui.playback.transport import Transport
from gui.window import Window
from tests.engine.networks import moons, steep
from tests.gui.panes import show
from tests.gui.stage import Stage
from tests.painted import painted_in

MakePlayer = Callable[[Document], Player]


@pytest.fixture
def make(open_desk) -> MakePlayer:
    return lambda document: open_desk(document).player


def begun(player: Player, node: str = "n1", phase: str = "forward") -> Player:
    """One step by term into the first equation of a node."""
    while player.session.equations[player.session.moment.done].group != (phase, node):
        player.step("equation")
    player.step("term")
    assert player.walking.walk is not None
    return player


def place(player: Player) -> tuple[int, int]:
    walk = player.walking.walk
    assert walk is not None
    return walk.number, walk.done


# the steps


def test_the_equation_runs_at_once_and_the_walk_goes_over_it(make: MakePlayer) -> None:
    player = begun(make(moons()))
    moment, done = player.session.moment, player.session.values_of("n1").copy()
    assert player.session.is_current("n1", "value")
    seen = [place(player)]
    for _ in range(4):
        player.step("term")
        seen.append(place(player))
    assert seen == [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2)]
    assert player.session.moment == moment
    assert np.array_equal(player.session.values_of("n1"), done)


def test_after_the_last_term_comes_the_next_equation(make: MakePlayer) -> None:
    player = begun(make(moons()))
    moment = player.session.moment
    player.walking.walk.to_end()
    player.step("term")
    assert player.session.moment == Moment(0, moment.done + 1)
    assert player.session.equations[player.session.latest].node == "n2"
    assert place(player) == (1, 1)


def test_a_step_back_goes_back_a_term_and_then_out_of_the_equation(make: MakePlayer) -> None:
    player = begun(make(moons()))
    moment = player.session.moment
    player.step("term")
    player.back("term")
    assert place(player) == (1, 1)
    player.back("term")
    assert player.walking.walk is None
    assert player.session.moment == Moment(0, moment.done - 1)


def test_a_step_back_into_an_equation_takes_its_last_term_away(make: MakePlayer) -> None:
    player = begun(make(moons()), "n2")
    assert place(player) == (1, 1)
    player.back("term")
    assert player.walking.walk is None
    player.back("term")
    assert player.session.equations[player.session.latest].node == "n1"
    assert place(player) == (256, 2)
    player.step("term")
    assert place(player) == (256, 3)
    assert player.walking.walk.is_whole


def test_a_step_by_equation_or_to_where_the_walk_ends_finishes_it(make: MakePlayer) -> None:
    for by in ("equation", "layer"):
        player = begun(make(moons()))
        moment = player.session.moment
        player.step(by)
        assert player.session.moment == moment, by
        assert player.walking.walk is None


def test_a_coarser_step_goes_on_from_within_the_equation_to_its_own_end(make: MakePlayer) -> None:
    player = begun(make(moons()))
    player.step("phase")
    assert player.session.equations[player.session.latest].phase == "forward"
    assert player.session.equations[player.session.moment.done].phase == "loss"
    player = begun(make(moons()), phase="backward")
    player.step("iteration")
    assert player.session.moment == Moment(1)


def test_of_a_layer_with_several_equations_a_step_by_layer_does_the_rest(make: MakePlayer) -> None:
    player = begun(make(moons()), "n3", "backward")
    here = player.session.moment
    assert player.session.equations[here.done].group == ("backward", "n3")
    player.step("layer")
    assert player.session.moment == Moment(0, here.done + 1)


def test_a_coarser_step_back_leaves_the_equation(make: MakePlayer) -> None:
    player = begun(make(moons()))
    here = player.session.moment
    player.step("term")
    player.back("equation")
    assert player.session.moment == Moment(0, here.done - 1)
    assert player.walking.walk is None


def test_the_update_is_walked_parameter_by_parameter(make: MakePlayer) -> None:
    player = make(moons())
    while player.session.equations[player.session.moment.done].phase != "update":
        player.step("equation")
    player.step("term")
    walk = player.walking.walk
    assert walk.numbers == player.session.weights.parameters.size
    assert "W of Linear, row 1, column 1" in walk.made.name.words


def test_next_number_finishes_one_and_begins_the_next(make: MakePlayer) -> None:
    player = make(moons())
    assert "step by term first" in player.walking.why_not_next
    begun(player)
    player.walking.next_number()
    assert place(player) == (2, 1)
    player.walking.walk.to_end()
    assert "last number" in player.walking.why_not_next


# how it ends


@pytest.mark.parametrize(
    "way",
    [
        lambda player: player.goto(Moment(0, 2)),
        lambda player: player.to_start(),
        lambda player: player.reset(),
        lambda player: player.new_weights(),
        lambda player: player._editor.edit(replace(player._editor.document, batch_size=8), "Batch size"),
        lambda player: player._editor.edit_graph(player._editor.graph.drop(["n2"]), "Delete"),
        lambda player: player._editor.open(moons()),
        lambda player: player.train(),
    ],
)
def test_a_walk_ends_with_its_moment(make: MakePlayer, way: Callable[[Player], object]) -> None:
    player = begun(make(moons()))
    way(player)
    assert player.walking.walk is None
    player.pause()
    player.step("term")
    assert place(player) == (1, 1)


def test_a_walk_goes_on_when_a_card_is_renamed(make: MakePlayer) -> None:
    player = begun(make(moons()))
    player.step("term")
    graph = player._editor.graph
    player._editor.edit_graph(graph.put(replace(graph.by_id["n1"], name="First")), "Rename")
    assert place(player) == (1, 2)


def test_there_is_no_walk_over_what_is_not_finite(make: MakePlayer) -> None:
    player = make(steep())
    said = []
    player.stopped.connect(said.append)
    for _ in range(30):
        player.step("term")
        if player.session.trouble:
            break
        player.step("equation")
    assert said == [player.session.trouble] != [""]
    assert player.walking.walk is None


# what is seen


def grid(stage: Stage, id: str) -> tuple[QRectF, float, float]:
    """Where the value of a node is, and the size of a cell of 4 examples."""
    rect = stage.scene.overlay.place((id, "value")).translated(stage.scene.nodes[id].pos())
    return rect, rect.width() / 4, rect.height()


def test_cells_to_come_are_empty_and_the_present_one_has_its_partial_sum(stage: Stage) -> None:
    stage.settings.set("reduced_motion", True)
    while stage.player.walking.walk is None or stage.player.walking.walk.equation.node != "linear":
        stage.player.step("equation" if stage.player.session.moment.done < 2 else "term")
    for _ in range(3):
        stage.player.step("term")
    walk = stage.player.walking.walk
    assert (walk.number, walk.done, walk.count) == (2, 1, 3)
    partial = partial_of(walk, stage.player.shown)
    assert (partial.key, partial.place, partial.value) == (("linear", "value"), 1, walk.so_far)
    rect, width, height = grid(stage, "linear")
    cells = [QRectF(rect.x() + k * width, rect.y(), width, height).adjusted(3, 3, -3, -3) for k in range(4)]
    halfway = [stage.painted(cell) for cell in cells]
    assert all(_is_plain(image, stage.look.theme.card.rgb()) for image in halfway[2:])
    assert not any(_is_plain(image, stage.look.theme.card.rgb()) for image in halfway[:2])
    stage.player.step("equation")
    whole = [stage.painted(cell) for cell in cells]
    assert whole[0] == halfway[0]
    assert whole[1] != halfway[1]
    assert not _is_plain(whole[3], stage.look.theme.card.rgb())


def _is_plain(image, colour: int) -> bool:
    return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())} == {colour}


def test_a_number_that_stands_alone_shows_its_partial_sum(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[float] = []
    monkeypatch.setattr(
        "gui.canvas.overlay.paint_digits",
        lambda _painter, maps, _style: painted.extend(each.numbers.item() for each in maps if each.numbers.size == 1),
    )
    stage.settings.set("reduced_motion", True)
    while stage.player.session.equations[stage.player.session.moment.done].phase != "loss":
        stage.player.step("equation")
    stage.player.step("term")
    stage.player.step("term")
    stage.painted(QRectF(700, -10, 170, 130))
    assert painted[0] == stage.player.walking.walk.so_far != stage.player.session.plan.loss
    stage.player.step("equation")
    painted.clear()
    stage.painted(QRectF(700, -10, 170, 130))
    assert painted[0] == stage.player.session.plan.loss


def test_the_numbers_of_the_explain_page_are_those_made_so_far(qtbot, open_desk) -> None:
    desk = open_desk(moons())
    page = ExplainPage(desk.editor, desk.player, desk.look, desk.store, desk.settings)
    show(qtbot, page, height=900)
    begun(desk.player)
    for _ in range(3 * 33):
        desk.player.step("term")
    walk, numbers, z = desk.player.walking.walk, page.numbers, desk.player.shown.values_of("n1")
    assert walk.index == (1, 1) and walk.done == 1, "in the second row, the second number, its first product"
    result = numbers.blocks[-1]
    shown = [[painted_in(numbers, numbers.cell_rect(result, row, column)) for column in range(3)] for row in range(3)]
    assert shown == [[short(number) for number in z[0, :3]], [short(z[1, 0]), short(walk.so_far), ""], [""] * 3]
    assert short(walk.so_far) != short(z[1, 1])
    assert numbers.words_at(numbers.cell_rect(result, 1, 2).center()) == "z, row 2, column 3 is still to come"
    # Gone on to other rows, which are still to come as well.
    QTest.mouseClick(numbers, Qt.MouseButton.LeftButton, pos=numbers.ways_on(result)[1, 0].center().toPoint())
    result = numbers.blocks[-1]
    assert result.operand.first_row > 1 and painted_in(numbers, numbers.cell_rect(result, 0, 0)) == ""
    desk.player.step("equation")
    result = numbers.blocks[-1]
    assert painted_in(numbers, numbers.cell_rect(result, 2, 2)) == short(z[result.operand.first_row + 2, 2])
    assert "still to come" not in numbers.words_at(numbers.cell_rect(result, 1, 2).center())


def test_the_explain_page_shows_the_terms_so_far_their_sum_and_the_next(qtbot, open_desk) -> None:
    desk = open_desk(moons())
    view = WalkView(desk.player, desk.look, desk.editor.lighting)
    qtbot.addWidget(view)
    assert view.isHidden()
    begun(desk.player)
    desk.player.step("term")
    walk = desk.player.walking.walk
    text = _plain(view.terms)
    assert not view.isHidden()
    assert view.title.text() == "z of Linear, number 1, example 1, a sum of products"
    assert view.place.text() == "number 1 of 256 · term 2 of 3"
    first, second, third = (walk.addend(place, short) for place in range(3))
    rows = [
        f"{first.text} = {short(first.value)}",
        f"+ {second.text} = {short(second.value)}",
        f"sum so far = {short(walk.so_far)}",
        f"next: + {third.text}",
    ]
    assert text == rows
    assert view.terms.accessibleName() == said(walk)
    assert short(walk.so_far) in said(walk)
    desk.player.step("term")
    assert _plain(view.terms)[-1] == f"sum = {short(walk.result.array[0, 0])}"
    QTest.mouseClick(view.next_button, Qt.MouseButton.LeftButton)
    assert view.place.text() == "number 2 of 256 · term 1 of 3"
    desk.player.step("equation")
    assert view.isHidden()


def test_the_numbers_of_the_present_product_and_the_one_it_is_added_to_are_lit(qtbot, open_desk) -> None:
    desk = open_desk(moons())
    lighting = desk.editor.lighting
    view = WalkView(desk.player, desk.look, lighting)
    qtbot.addWidget(view)
    begun(desk.player)
    desk.player.step("term")
    assert lighting.light.cells == {Cell("n1", "value", (0, 0)), Cell("n1", "W", (0, 1)), Cell("n0", "value", (1, 0))}
    desk.player.step("term")
    assert lighting.light.cells == {Cell("n1", "value", (0, 0)), Cell("n1", "b", (0,))}
    desk.player.step("equation")
    assert lighting.light == NOTHING


def test_what_others_lit_meanwhile_stays_lit_when_the_walk_ends(qtbot, open_desk) -> None:
    desk = open_desk(moons())
    lighting, theirs = desk.editor.lighting, Light(frozenset({"n3"}))
    view = WalkView(desk.player, desk.look, lighting)
    qtbot.addWidget(view)
    begun(desk.player)
    lighting.keep(theirs)
    desk.player.step("equation")
    assert lighting.light == theirs


def test_of_a_long_sum_the_last_terms_are_shown_and_the_others_counted(qtbot, open_desk) -> None:
    desk = open_desk(moons())
    view = WalkView(desk.player, desk.look, desk.editor.lighting)
    qtbot.addWidget(view)
    begun(desk.player, "n1", "backward")
    for _ in range(11):
        desk.player.step("term")
    text = _plain(view.terms)
    assert (text[0], text[-1]) == ("8 before", "19 more")
    assert len(text) == 8


def _plain(label: QLabel) -> list[str]:
    """The rows of a table in a label, as they are read."""
    from PySide6.QtGui import QTextDocument

    document = QTextDocument()
    document.setHtml(label.text())
    rows: list[str] = []
    for cell in filter(None, document.toPlainText().split("\n")):
        if cell.startswith("="):
            rows[-1] += f" {cell}"
        else:
            rows.append(cell)
    return rows


def test_the_transport_says_where_the_walk_is_in_the_words_there_is_room_for(qtbot, open_desk) -> None:
    desk = open_desk(moons())
    transport = Transport(desk.player, desk.look, desk.settings)
    show(qtbot, transport, 1100, 90)
    assert transport.walk_words.text() == ""
    begun(desk.player)
    assert transport.walk_words.text() == "number 1 of 256 · term 1 of 3"
    transport.resize(transport.width() - transport.walk_words.width() + 70, 90)
    qtbot.waitUntil(lambda: transport.walk_words.text() == "1/256")
    assert transport.walk_words.toolTip() == "number 1 of 256 · term 1 of 3"
    desk.player.step("equation")
    assert transport.walk_words.text() == ""


def test_by_keys_in_the_window(window: Window) -> None:
    window.actions_.by_id["step-by-term"].trigger()
    view = window.view
    view.setFocus()
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Space)
    assert window.player.walking.walk.number == 3
    QTest.keyClick(view, Qt.Key.Key_F8)
    assert window.player.walking.walk.number == 4
    QTest.keyClick(view, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert window.player.walking.walk.number == 3
    QTest.keyClick(view, Qt.Key.Key_F10)
    assert window.player.walking.walk is None
    QTest.keyClick(view, Qt.Key.Key_F8)
    assert window.said[-1] == window.player.walking.why_not_next
