"""Icons are drawn as shapes: each different, in the theme's colours, crisp at any size."""

import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPainter
from PySide6.QtWidgets import QApplication

from gui.paint.icons import CURVES, ICONS, icon, layer_icon, paint_icon, paint_tile
from gui.theme import Theme, make_theme

THEMES = [make_theme(name) for name in ("light", "dark")]
FAMILIES = ("data", "layers", "activations", "maths", "losses")


def pixels(image: QImage) -> set[str]:
    colours = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {colour.name() for colour in colours if colour.alpha() == 255}


def drawn(made: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal, side: int = 32) -> QImage:
    return made.pixmap(QSize(side, side), mode).toImage()


@pytest.mark.parametrize("theme", THEMES, ids=["light", "dark"])
@pytest.mark.parametrize("name", ICONS)
def test_a_command_is_drawn_in_the_ink(name: str, theme: Theme, qapp: QApplication) -> None:
    assert pixels(drawn(icon(name, theme), side=64)) == {theme.ink.name()}


def test_no_two_icons_are_alike(qapp: QApplication) -> None:
    images = [drawn(icon(name, THEMES[0])) for name in ICONS]
    assert all(one != other for at, one in enumerate(images) for other in images[:at])


def test_drawings_stay_inside_their_square(qapp: QApplication) -> None:
    for name in ICONS:
        image = QImage(80, 80, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(QColor(THEMES[0].panel))
        painter = QPainter(image)
        paint_icon(painter, QRectF(20, 20, 40, 40), name, THEMES[0].ink)
        painter.end()
        outside = [(x, y) for x in range(80) for y in range(80) if not (20 <= x < 60 and 20 <= y < 60)]
        assert {image.pixelColor(x, y).name() for x, y in outside} == {THEMES[0].panel.name()}, name


def test_a_disabled_command_is_paler(qapp: QApplication) -> None:
    made = icon("undo", THEMES[0])
    assert drawn(made, QIcon.Mode.Disabled) != drawn(made)
    assert THEMES[0].ink.name() not in pixels(drawn(made, QIcon.Mode.Disabled))


def test_an_icon_has_the_size_it_is_asked_for(qapp: QApplication) -> None:
    for side in (16, 33, 128):
        assert drawn(icon("step", THEMES[0]), side=side).width() == side


def test_an_unknown_icon_is_refused_at_once() -> None:
    with pytest.raises(KeyError, match="no such icon"):
        icon("no such icon", THEMES[0])


@pytest.mark.parametrize("theme", THEMES, ids=["light", "dark"])
@pytest.mark.parametrize("family", FAMILIES)
def test_a_tile_has_the_tint_and_the_colour_of_its_family(family: str, theme: Theme, qapp: QApplication) -> None:
    colours = pixels(drawn(layer_icon("+", family.title(), theme), side=64))
    assert {theme.tint(theme.family(family)).name(), theme.family(family).name()} <= colours


def test_every_glyph_is_drawn_and_is_its_own(qapp: QApplication) -> None:
    glyphs = [f"curve:{name}" for name in CURVES] + ["x", "y", "w", "+", "×", "xᵏ", ":"]
    images = [drawn(layer_icon(glyph, "maths", THEMES[0])) for glyph in glyphs]
    assert all(one != other for at, one in enumerate(images) for other in images[:at])


def test_curves_stay_on_their_tile() -> None:
    for name, curve in CURVES.items():
        heights = [curve(step / 20 - 1) for step in range(41)]
        assert -1 <= min(heights) <= max(heights) <= 1, name


def test_a_tile_leaves_the_painter_as_it_was(qapp: QApplication) -> None:
    image = QImage(40, 40, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    before = (painter.pen(), painter.brush(), painter.font(), painter.opacity())
    paint_tile(painter, QRectF(0, 0, 20, 20), "curve:tanh", "activations", THEMES[0])
    assert (painter.pen(), painter.brush(), painter.font(), painter.opacity()) == before
    painter.end()


def test_a_button_without_room_has_no_picture_and_nothing_goes_wrong() -> None:
    assert icon("step", make_theme("light")).pixmap(QSize(0, 12)).isNull()
