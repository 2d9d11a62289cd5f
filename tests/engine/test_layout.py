"""Layout: tidied networks run left to right without cards over each other; aligned nodes stand in line."""
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.layout import CARD, GAP, SIDES, Place, align, free_place, overlaps, tidy

NETWORKS = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=24).map(
    lambda pairs: [(f"n{min(pair)}", f"n{max(pair)}") for pair in pairs if pair[0] != pair[1]]
)
IDS = [f"n{number}" for number in range(12)]


def apart(places: dict[str, Place]) -> bool:
    """Whether no two cards lie over each other."""
    spots = list(places.values())
    return not any(overlaps(a, b) for i, a in enumerate(spots) for b in spots[:i])


@given(NETWORKS)
def test_every_edge_runs_to_the_right_and_no_cards_touch(links: list[tuple[str, str]]) -> None:
    places = tidy(IDS, links)
    assert places.keys() == set(IDS)
    assert apart(places)
    assert all(places[target][0] >= places[source][0] + CARD[0] + GAP[0] for source, target in links)


@given(NETWORKS, st.floats(0.3, 4))
def test_rows_for_a_window_keep_cards_apart(links: list[tuple[str, str]], aspect: float) -> None:
    assert apart(tidy(IDS, links, aspect))


def test_a_chain_is_straight_and_a_start_stands_beside_what_it_feeds() -> None:
    places = tidy(["a", "b", "c", "d", "t"], [("a", "b"), ("b", "c"), ("c", "d"), ("t", "d")])
    assert places["a"][1] == places["b"][1] == places["c"][1]
    assert places["t"][0] == places["c"][0]


def test_a_start_that_joins_later_stands_below_what_comes_from_the_left() -> None:
    places = tidy(["t", "a", "b", "c"], [("t", "c"), ("a", "b"), ("b", "c")])
    assert places["t"][0] == places["b"][0]
    assert places["t"][1] > places["b"][1]
    assert places["a"][1] == places["b"][1] == places["c"][1]


def test_a_long_edge_passes_beside_the_cards_between() -> None:
    ids = ["a", "b", "c", "d"]
    places = tidy(ids, [("a", "b"), ("b", "c"), ("c", "d"), ("a", "d")])
    straight = places["a"][1] + (places["d"][1] - places["a"][1]) / 2
    assert abs(places["b"][1] - straight) > 0


def test_crossed_pairs_are_uncrossed() -> None:
    places = tidy(["a", "b", "c", "d"], [("a", "d"), ("b", "c")])
    assert (places["a"][1] < places["b"][1]) == (places["d"][1] < places["c"][1])


def test_a_long_chain_is_broken_into_rows_for_a_squarer_window() -> None:
    ids = [f"n{number}" for number in range(10)]
    links = list(pairwise(ids))
    assert len({y for _, y in tidy(ids, links).values()}) == 1
    places = tidy(ids, links, aspect=1.5)
    assert 2 <= len({y for _, y in places.values()}) <= 5
    assert max(x for x, _ in places.values()) < 9 * (CARD[0] + GAP[0])


def test_nothing_and_nodes_without_edges_have_places_too() -> None:
    assert tidy([], []) == {}
    assert tidy(["a", "b"], []) == {"a": (0, 0), "b": (CARD[0] + GAP[0], 0)}


@pytest.mark.parametrize(
    ("side", "axis", "line"), [("left", 0, 0), ("centre", 0, 100), ("right", 0, 200), ("top", 1, 40), ("bottom", 1, 80)]
)
def test_aligned_nodes_share_one_coordinate_and_keep_the_other(side: str, axis: int, line: float) -> None:
    before = {"a": (0.0, 80.0), "b": (200.0, 40.0)}
    after = align(before, side)
    assert {place[axis] for place in after.values()} == {line}
    assert all(after[id][1 - axis] == before[id][1 - axis] for id in before)
    assert side in SIDES


def test_a_taken_place_gives_way_downwards() -> None:
    assert free_place([], (3, 5)) == (4, 4)
    at = free_place([(0.0, 0.0)], (8, 8))
    assert at[0] == 8
    assert not overlaps(at, (0.0, 0.0))
