"""Heat maps: zero is the card, size is strength, one scale each; and the atlas agrees with single maps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from gui.paint.heat import Atlas, HeatMap, heat_colours, heat_image, picture_step, pictures, scale_of, windowed
from gui.paint.numbers import exact, shape_words, short, superscript
from gui.theme import READABLE, contrast, ink_on, make_theme

LIGHT = make_theme("light")
DARK = make_theme("dark")


def name_of(colour: np.uint32) -> str:
    return QColor.fromRgba(int(colour)).name()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("kind", ["value", "gradient"])
def test_zero_is_the_card_and_the_largest_has_the_full_colour(theme, kind) -> None:
    low, zero, high = heat_colours(np.array([-2.0, 0.0, 2.0]), kind, theme)
    assert name_of(zero) == theme.card.name()
    assert name_of(high) == getattr(theme, f"{kind}_positive").name()
    assert name_of(low) == getattr(theme, f"{kind}_negative").name()


def test_a_larger_number_is_stronger() -> None:
    colours = heat_colours(np.linspace(0, 1, 9), "value", LIGHT)
    strengths = [contrast(QColor.fromRgba(int(colour)), LIGHT.card) for colour in colours]
    assert strengths == sorted(strengths)
    assert len(set(strengths)) == 9


def test_a_scale_from_outside_holds_and_clips() -> None:
    half, twice = heat_colours(np.array([1.0, 4.0]), "value", LIGHT, scale=2.0)
    assert half == heat_colours(np.array([0.5, 1.0]), "value", LIGHT)[0]
    assert name_of(twice) == LIGHT.value_positive.name()


def test_what_is_not_finite_is_shown_apart_and_does_not_spoil_the_scale() -> None:
    values = np.array([[np.nan, np.inf, -np.inf, 1.0, -3.0]])
    colours = heat_colours(values, "gradient", DARK)[0]
    assert {name_of(colour) for colour in colours[:3]} == {DARK.error.name()}
    assert scale_of(values) == 3.0
    assert name_of(colours[4]) == DARK.gradient_negative.name()


def test_stale_numbers_are_greyer_than_fresh_ones() -> None:
    fresh, stale = (heat_colours(np.array([1.0]), "value", LIGHT, stale=is_stale)[0] for is_stale in (False, True))
    assert QColor.fromRgba(int(stale)).saturationF() < 0.5 * QColor.fromRgba(int(fresh)).saturationF()


def test_nothing_but_zeros_is_all_card() -> None:
    assert {name_of(colour) for colour in heat_colours(np.zeros(4), "value", LIGHT)} == {LIGHT.card.name()}


@given(values=hnp.arrays(np.float64, hnp.array_shapes(min_dims=2, max_dims=2, max_side=6)))
def test_a_number_is_readable_on_any_cell(values: np.ndarray) -> None:
    for theme in (LIGHT, DARK):
        for colour in heat_colours(values, "value", theme).flat:
            cell = QColor.fromRgba(int(colour))
            assert contrast(ink_on(cell), cell) >= READABLE


@pytest.mark.parametrize(
    ("shape", "shown"),
    [((), (1, 1)), ((5,), (1, 5)), ((3, 40), (3, 12)), ((20, 1), (8, 1)), ((4, 5, 1), (4, 5)), ((2, 3, 6), (6, 6))],
)
def test_a_window_shows_the_first_numbers(shape: tuple[int, ...], shown: tuple[int, int]) -> None:
    array = np.arange(float(np.prod(shape))).reshape(shape)
    window = windowed(array, 8, 12)
    assert window.shape == shown
    assert window[0, 0] == 0
    assert np.shares_memory(window, array)


def test_features_of_an_image_are_drawn_row_after_row() -> None:
    image = np.arange(24.0).reshape(2, 3, 4)
    assert windowed(image, 8, 12).tolist() == image.reshape(6, 4).tolist()


def test_a_picture_has_one_pixel_for_each_number_and_outlives_its_array() -> None:
    values = np.array([[1.0, 0.0, -1.0], [0.5, -0.5, 0.0]])
    image = heat_image(values, "value", LIGHT)
    expected = heat_colours(values, "value", LIGHT)
    del values
    assert (image.width(), image.height()) == (3, 2)
    assert [[image.pixel(x, y) for x in range(3)] for y in range(2)] == expected.tolist()


NUMBERS = hnp.arrays(np.float64, hnp.array_shapes(min_dims=2, max_dims=2, max_side=15))


@given(maps=st.lists(st.tuples(NUMBERS, st.sampled_from(["value", "gradient"]), st.booleans()), max_size=5))
def test_the_atlas_has_the_colours_of_each_map_by_itself(maps: list[tuple[np.ndarray, str, bool]]) -> None:
    atlas = Atlas(DARK)
    atlas.set_maps([HeatMap(*entry) for entry in maps])
    atlas.update()
    for slot, (array, kind, is_stale) in enumerate(maps):
        source = atlas.source(slot)
        window = windowed(array, 8, 12)
        assert (source.height(), source.width()) == window.shape
        drawn = atlas.sheet.image.copy(source)
        shown = [[drawn.pixel(x, y) for x in range(drawn.width())] for y in range(drawn.height())]
        assert shown == heat_colours(window, kind, DARK, stale=is_stale).tolist()
        assert atlas.sheet.scale(slot) == scale_of(window)


@given(st.tuples(*[st.integers(1, 20)] * 4), st.integers(1, 3))
def test_images_lie_side_by_side_in_the_atlas(shape: tuple[int, int, int, int], channels: int) -> None:
    images = np.random.default_rng(0).standard_normal(shape)
    shown = pictures(images, 8)[:channels]
    assert np.shares_memory(shown, images)
    assert max(shown.shape[1:]) <= 8
    assert shown[-1, -1, -1] == images[:channels, :: picture_step(images, 8), :: picture_step(images, 8), 0][-1, -1, -1]
    atlas = Atlas(LIGHT)
    atlas.set_maps([HeatMap(np.ones((9, 40)), "value"), HeatMap(images, "gradient", channels=len(shown))])
    images *= -2
    atlas.update()
    assert atlas.source(0).size() == QSize(12, 8)
    for channel, picture in enumerate(shown):
        drawn = atlas.sheet.image.copy(atlas.source(1, channel))
        seen = [[drawn.pixel(x, y) for x in range(drawn.width())] for y in range(drawn.height())]
        assert seen == heat_colours(picture, "gradient", LIGHT, scale_of(shown)).tolist()


@pytest.mark.parametrize(
    ("shape", "step"), [((1, 8, 8, 5), 1), ((3, 9, 4, 5), 2), ((2, 28, 28, 1), 4), ((1, 1, 64, 1), 8)]
)
def test_of_large_images_every_so_many_pixels_are_shown(shape: tuple[int, ...], step: int) -> None:
    images = np.arange(float(np.prod(shape))).reshape(shape)
    assert picture_step(images, 8) == step
    assert pictures(images, 8).tolist() == images[:, ::step, ::step, 0].tolist()


def test_the_atlas_reads_its_arrays_again_at_every_update() -> None:
    array = np.array([[1.0, -1.0]])
    strided = np.arange(16.0).reshape(2, 2, 4)[:, :, ::2]
    atlas = Atlas(LIGHT)
    atlas.set_maps([HeatMap(array, "value"), HeatMap(strided, "value")])
    for number in (1.0, -5.0):
        array[0, 0] = number
        strided[0, 0, 0] = 100 * number
        atlas.update()
        assert atlas.sheet.image.pixel(0, 0) == heat_colours(array, "value", LIGHT)[0, 0]
        assert atlas.sheet.image.pixel(0, atlas.rows) == heat_colours(windowed(strided, 8, 12), "value", LIGHT)[0, 0]


def test_the_atlas_follows_theme_and_staleness() -> None:
    array = np.array([[1.0]])
    atlas = Atlas(LIGHT)
    atlas.set_maps([HeatMap(array, "gradient")])
    atlas.set_theme(DARK)
    atlas.set_stale(0, True)
    atlas.update()
    assert atlas.sheet.image.pixel(0, 0) == heat_colours(array, "gradient", DARK, stale=True)[0, 0]


def test_a_map_not_computed_yet_has_no_place() -> None:
    atlas = Atlas(LIGHT)
    atlas.set_maps([HeatMap(None, "value")])
    atlas.update()
    assert atlas.source(0).isEmpty()


def test_a_map_is_painted_with_plain_cells() -> None:
    atlas = Atlas(LIGHT)
    atlas.set_maps([HeatMap(np.array([[1.0, -1.0]]), "value")])
    atlas.update()
    canvas = QImage(20, 10, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(canvas)
    atlas.paint(painter, 0, QRectF(0, 0, 20, 10))
    painter.end()
    names = [canvas.pixelColor(x, 5).name() for x in (0, 9, 10, 19)]
    assert names == [LIGHT.value_positive.name()] * 2 + [LIGHT.value_negative.name()] * 2


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0.2542, "0.25"), (-0.14, "−0.14"), (0.0423, "0.042"), (0.00423, "0.0042"), (1.2e-5, "1.2e−5"), (3, "3"),
        (12.34, "12.3"), (1234.5, "1234"), (-1.25e7, "−1.2e7"), (0, "0"), (-0.0, "0"), (9.999, "10.0"),
        (1.797e308, "1.8e308"), (float("nan"), "NaN"), (float("-inf"), "−∞"),
    ],
)  # fmt: skip
def test_short_numbers(number: float, words: str) -> None:
    assert short(number) == words


@given(st.floats(-1e300, 1e300) | st.floats(-1e4, 1e4) | st.just(float("inf")))
def test_a_short_number_is_short_and_an_exact_one_exact(number: float) -> None:
    assert len(short(number)) <= 9
    if np.isfinite(number):
        assert float(exact(number).replace("−", "-")) == number
        assert float(short(number).replace("−", "-")) == pytest.approx(number, rel=0.06)


def test_shapes_and_powers_in_words() -> None:
    assert (shape_words((8, 32)), shape_words(()), superscript(-4)) == ("8×32", "scalar", "⁻⁴")
