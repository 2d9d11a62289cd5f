"""Where things lie inside an opened card, and which rows of a large layer are drawn: properties of the geometry."""
from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PySide6.QtCore import QLineF, QPointF, QRectF

from gui.canvas.flight import on_the_way
from gui.canvas.inside.layout import EARLIER, EXAMPLE, LATER, TITLE, Group, lay_out, thread
from gui.canvas.inside.sheet import distance
from gui.canvas.inside.strongest import MOST, MOST_SETS, largest, strongest_inputs, strongest_rows
from gui.canvas.metrics import CARD_RECT, OPEN_ABOVE, OPEN_FROM, openness

counts = st.integers(1, MOST)
sizes = st.floats(-1e6, 1e6)


@st.composite
def columns(draw: st.DrawFn) -> tuple[Group, ...]:
    """Up to two sources, up to two parameters, and the value, of any numbers of rows."""
    sources = [Group("source", draw(counts), draw(st.booleans())) for _ in range(draw(st.integers(0, 2)))]
    rows = draw(counts)
    own = [Group("parameter", rows, False) for _ in range(draw(st.integers(0, 2)))] if sources else []
    return (*sources, *own, Group("own", rows, draw(st.booleans())))


@given(columns())
def test_no_two_numbers_lie_on_each_other_and_all_lie_on_the_card(groups):
    boxes = [box for places in lay_out(groups) for box in (*places.beads, *places.gradients, *places.names)]
    for one, other in itertools.combinations(boxes, 2):
        assert not one.adjusted(0.01, 0.01, -0.01, -0.01).intersects(other.adjusted(0.01, 0.01, -0.01, -0.01))
    for box in (*boxes, EARLIER, EXAMPLE, LATER, TITLE):
        assert CARD_RECT.contains(box)
    header = max(each.bottom() for each in (EARLIER, EXAMPLE, LATER, TITLE))
    assert all(box.top() > header for box in boxes)


@given(columns())
def test_columns_of_as_many_rows_stand_in_line_and_sources_stand_left(groups):
    places = lay_out(groups)
    for (one, at), (other, there) in itertools.combinations(zip(groups, places, strict=True), 2):
        if other.role == "source":
            assert at.beads[0].left() == there.beads[0].left(), "sources share a column"
            if one.count == other.count:
                assert all(a.y() < b.y() for a, b in zip(at.beads, there.beads, strict=True)), "one above the other"
                assert all(b.y() < a.y() for b, a in zip(there.beads, at.beads[1:], strict=False)), "and in turn"
            continue
        assert at.beads[0].right() < there.beads[0].left()
        has_one_source = sum(each.role == "source" for each in groups) == 1
        if one.count == other.count and (one.role != "source" or has_one_source):
            assert [each.y() for each in at.beads] == [each.y() for each in there.beads]


@given(columns(), st.data())
def test_wires_go_right_and_their_numbers_stand_on_them_apart_from_each_other(groups, data):
    sources = [k for k, each in enumerate(groups) if each.role == "source"]
    if not sources:
        return
    source = data.draw(st.sampled_from(sources))
    ends = tuple((i, j) for j in range(groups[-1].count) for i in range(groups[source].count))
    made = thread(groups, source, ends)
    assert all(line.dx() > 0 for line in made.lines)
    boxes = [(line, box) for line, box in zip(made.lines, made.numbers, strict=True) if box is not None]
    assert all(distance(line, box.center()) < 1e-6 for line, box in boxes)
    assert not any(one.intersects(other) for (_, one), (_, other) in itertools.combinations(boxes, 2))


def test_a_single_wire_has_its_number():
    groups = (Group("source", 1, False), Group("parameter", 1, False), Group("own", 1, True))
    assert isinstance(thread(groups, 0, ((0, 0),)).numbers[0], QRectF)


@given(arrays(np.float64, st.integers(0, 40), elements=st.floats(allow_nan=True)), st.integers(1, 20))
def test_the_largest_are_those_that_none_of_the_others_exceeds(numbers, most):
    found = largest(numbers, most)
    assert list(found) == sorted(set(found)) and len(found) == min(most, numbers.size)
    weights = np.where(np.isnan(numbers), np.inf, np.abs(numbers))
    others = np.delete(weights, found)
    assert not others.size or not len(found) or others.max() <= weights[list(found)].min()


@given(arrays(np.float64, (3, 30), elements=sizes), arrays(np.float64, 30, elements=sizes))
def test_the_inputs_drawn_add_most_to_the_outputs_drawn(weights, inputs):
    found = strongest_inputs(weights, inputs, (0, 2))
    terms = np.abs(weights[[0, 2]]) * (np.abs(inputs) if inputs.any() else 1.0)
    assert found == largest(terms.sum(axis=0))
    assert len(found) == MOST


def test_of_pairs_the_true_class_is_drawn_however_small_its_number_is():
    guesses, truth = np.linspace(5, 1, 20), np.zeros(20)
    truth[19] = 1.0
    assert strongest_rows([guesses, truth]) == (0, 1, 2, 3, 4, 19)
    assert len(strongest_rows([guesses, truth])) == MOST_SETS
    assert strongest_rows([guesses]) == largest(guesses)


@given(sizes, sizes, sizes, sizes, st.floats(0, 1))
def test_the_distance_to_a_line_is_that_to_its_nearest_point(x, y, dx, dy, share):
    line = QLineF(0, 0, 3, 4)
    on_it = line.pointAt(share)
    assert distance(line, on_it) < 1e-9
    assert abs(distance(line, on_it + QPointF(4, -3)) - 5) < 1e-9
    assert distance(QLineF(x, y, x, y), QPointF(x + 3, y + 4)) == 5 or abs(x) > 1e5 or abs(y) > 1e5


def test_cards_open_without_a_jump():
    shown = [openness(scale) for scale in np.linspace(OPEN_FROM - 0.2, OPEN_ABOVE + 0.2, 101)]
    assert shown == sorted(shown) and shown[0] == 0 and shown[-1] == 1
    assert max(after - before for before, after in itertools.pairwise(shown)) < 0.05


@given(st.floats(0.1, 50), st.floats(0.1, 50))
def test_on_the_way_into_a_layer_one_point_stays_where_it_is(start, end):
    """A zoom from one picture to another is one about a fixed point, not a pan and a zoom."""
    here, there = QPointF(0, 0), QPointF(60, 40)
    assert on_the_way(start, here, end, there, 0.0) == (start, here)
    zoom, centre = on_the_way(start, here, end, there, 1.0)
    assert abs(zoom - end) < 1e-9 * end and (centre - there).manhattanLength() < 1e-6
    if abs(1 / start - 1 / end) > 1e-3:
        still = (there * end - here * start) / (end - start)
        pictures = [on_the_way(start, here, end, there, share) for share in (0.2, 0.7)]
        spots = [(still - middle) * zoom for zoom, middle in pictures]
        assert (spots[0] - spots[1]).manhattanLength() < 1e-3 * (1 + spots[0].manhattanLength())
