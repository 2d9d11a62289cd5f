"""Pace: how many iterations fit between two frames, from times that are given to it."""
from __future__ import annotations

import pytest

from gui.playback.pace import FRAME, SHORTEST, Pace

ITERATION = 20e-6


def per_slice_beside(painting: float) -> int:
    """Where the pace settles if each frame is painted in so many seconds."""
    pace, now = Pace(), 0.0
    for _ in range(200):
        end = now + pace.per_slice * ITERATION
        pace.learn(pace.per_slice, now, end)
        now = end + painting
    return pace.per_slice


def test_the_first_slice_is_one_iteration_however_long_it_takes() -> None:
    assert Pace().per_slice == 1


@pytest.mark.parametrize("painting", [0.001, 0.003, 0.006])
def test_training_and_painting_together_fill_a_frame(painting: float) -> None:
    assert per_slice_beside(painting) * ITERATION + painting == pytest.approx(FRAME, rel=0.02)


def test_training_goes_on_beside_frames_that_take_too_long_to_paint() -> None:
    assert per_slice_beside(0.040) * ITERATION == pytest.approx(SHORTEST, rel=0.02)


def test_a_slice_grows_slowly_where_one_iteration_took_next_to_no_time() -> None:
    pace = Pace()
    pace.learn(1, 0.0, 1e-9)
    assert pace.per_slice == 8
