"""Where things lie on a card and along an edge."""
from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF

from gui.canvas import metrics


@pytest.mark.parametrize("count", [1, 2, 3, 6])
def test_inputs_are_spread_evenly_on_the_left_edge(count: int) -> None:
    places = [metrics.input_offset(index, count) for index in range(count)]
    assert {place.x() for place in places} == {0.0}
    assert sum(place.y() for place in places) / count == pytest.approx(metrics.PORT_LINE)
    gaps = {round(below.y() - above.y(), 6) for above, below in pairwise(places)}
    assert len(gaps) <= 1
    assert all(12 <= place.y() <= metrics.HEIGHT - 12 for place in places)


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (1, 8), (8, 8), (3, 1), (8, 1)])
def test_a_heat_map_stays_in_its_row(rows: int, columns: int) -> None:
    for kind in ("value", "gradient"):
        assert metrics.frame_rect(kind).adjusted(-0.1, -0.1, 0.1, 0.1).contains(metrics.map_rect(kind, rows, columns))


@pytest.mark.parametrize(
    ("rows", "columns", "channels", "fit"),
    [(8, 8, 1, 1), (8, 8, 16, 3), (2, 2, 4, 3), (1, 1, 9, 5), (1, 8, 3, 1), (8, 1, 99, 12)],
)
def test_pictures_have_square_cells_and_stay_in_their_row(rows: int, columns: int, channels: int, fit: int) -> None:
    for kind in ("value", "gradient"):
        places = metrics.picture_rects(kind, rows, columns, channels)
        assert len(places) == fit
        for place in places:
            assert place.width() / columns == pytest.approx(place.height() / rows)
            assert metrics.frame_rect(kind).adjusted(-0.1, -0.1, 0.1, 0.1).contains(place)
        assert all(before.right() < after.left() for before, after in pairwise(places))


def test_an_edge_to_the_right_never_turns_back() -> None:
    path = metrics.route(QPointF(0, 0), QPointF(90, 200))
    places = [path.pointAtPercent(step / 20).x() for step in range(21)]
    assert places == sorted(places)


@pytest.mark.parametrize("end", [QPointF(-400, 196), QPointF(-400, -196), QPointF(-400, 0), QPointF(0, 160)])
def test_an_edge_to_the_left_leaves_rightwards_and_arrives_from_the_left(end: QPointF) -> None:
    path = metrics.route(QPointF(0, 0), end)
    assert path.pointAtPercent(0.02).x() > 0
    assert path.pointAtPercent(0.98).x() < end.x()


@pytest.mark.parametrize("end", [QPointF(-400, 196), QPointF(-400, -196), QPointF(-400, 0)])
def test_an_edge_to_the_left_crosses_neither_card(end: QPointF) -> None:
    path = metrics.route(QPointF(0, 0), end)
    source = metrics.CARD_RECT.translated(-metrics.WIDTH, -metrics.PORT_LINE).adjusted(2, 2, -2, -2)
    target = metrics.CARD_RECT.translated(end.x(), end.y() - metrics.PORT_LINE).adjusted(2, 2, -2, -2)
    points = [path.pointAtPercent(step / 200) for step in range(201)]
    assert not [point for point in points if source.contains(point) or target.contains(point)]


def test_details_fade_in_over_a_range_of_zoom() -> None:
    shown = [metrics.detail(scale / 100) for scale in range(30, 70)]
    assert shown[0] == 0.0
    assert shown[-1] == 1.0
    assert shown == sorted(shown)
    assert max(after - before for before, after in pairwise(shown)) < 0.2
