"""The tokens are those of the design, text is readable, and the Look changes theme and scale."""

import itertools
import re

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontInfo, QGuiApplication, QImage, QPalette
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from gui.stylesheet import dress, palette, set_look, stylesheet
from gui.theme import MODES, READABLE, SCALES, Look, Theme, contrast, ink_on, load_fonts, make_theme, mix

THEMES = [make_theme(name) for name in ("light", "dark")]
FAMILIES = ("data", "layers", "activations", "maths", "losses")


@pytest.fixture(params=THEMES, ids=["light", "dark"])
def theme(request: pytest.FixtureRequest, qapp: QApplication) -> Theme:
    found = request.param
    assert isinstance(found, Theme)
    return found


def test_the_colours_are_those_of_the_design() -> None:
    light, dark = THEMES
    assert (light.value_positive.name(), dark.value_positive.name()) == ("#1769c2", "#5ab0ff")
    assert (light.gradient_negative.name(), dark.gradient_negative.name()) == ("#1b8a4b", "#57d18a")
    assert (light.family("Activations").name(), dark.family("activations").name()) == ("#b7791f", "#f2c14e")
    assert (light.line.name(), dark.canvas.name()) == ("#d9dfe6", "#101a26")


def test_contrast_runs_from_1_to_21() -> None:
    black, white = QColor(Qt.GlobalColor.black), QColor(Qt.GlobalColor.white)
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(white, white) == pytest.approx(1)


def test_every_text_is_readable_on_every_surface(theme: Theme) -> None:
    coloured = [theme.value_positive, theme.value_negative, theme.gradient_positive, theme.gradient_negative]
    coloured += [theme.accent, theme.error, *(theme.family(name) for name in FAMILIES)]
    texts = [theme.ink, theme.secondary, theme.hint, *map(theme.readable, coloured)]
    for text, surface in itertools.product(texts, theme.surfaces):
        assert contrast(text, surface) >= READABLE, (text.name(), surface.name())


def test_text_on_a_filled_accent_is_readable(theme: Theme) -> None:
    for filled in (theme.accent, mix(theme.accent, theme.ink, 0.12), mix(theme.accent, theme.ink, 0.25)):
        assert contrast(theme.accent_ink, filled) >= READABLE


def test_any_ground_has_a_readable_ink() -> None:
    for red, green, blue in itertools.product(range(0, 256, 51), repeat=3):
        ground = QColor.fromRgb(red, green, blue)
        assert contrast(ink_on(ground), ground) >= READABLE, ground.name()


def test_a_colour_that_is_readable_already_stays_as_it_is(theme: Theme) -> None:
    assert theme.readable(theme.ink) == theme.ink


def test_the_typefaces_are_the_shipped_ones(theme: Theme) -> None:
    assert {"Inter", "JetBrains Mono", "STIX Two Math"} <= set(load_fonts())
    for name, family in (("text", "Inter"), ("number", "JetBrains Mono"), ("formula", "STIX Two Math")):
        assert QFontInfo(theme.font(name)).family() == family


def test_everything_grows_by_the_one_scale() -> None:
    large = make_theme("light", 2.0)
    assert (large.px(9), large.px(0), make_theme("light", 0.8).px(1)) == (18, 0, 1)
    assert large.font("title").pixelSize() == 2 * THEMES[0].font("title").pixelSize()
    assert "border-radius: 12px" in stylesheet(large)
    assert "border: 1px solid" in stylesheet(large)


def test_the_style_sheet_leaves_no_token_open(theme: Theme) -> None:
    assert "@" not in stylesheet(theme)


def test_the_arrow_of_a_list_of_choices_can_be_read_as_a_picture(theme: Theme, qapp: QApplication) -> None:
    paths = set(re.findall(r'url\("([^"]+)"\)', stylesheet(theme)))
    assert len(paths) >= 5
    assert [path for path in paths if QImage(path).isNull()] == []


def test_disabled_text_differs_from_text(theme: Theme) -> None:
    made = palette(theme)
    role = QPalette.ColorRole.ButtonText
    assert made.color(QPalette.ColorGroup.Disabled, role) != made.color(QPalette.ColorGroup.Active, role)


def _colours(widget: QPushButton | QComboBox) -> set[str]:
    image = widget.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_a_primary_button_is_filled_with_the_accent(theme: Theme, qtbot: QtBot, qapp: QApplication) -> None:
    dress(qapp, theme)
    button = QPushButton("Step")
    qtbot.addWidget(button)
    assert theme.accent.name() not in _colours(button)
    set_look(button, "primary")
    assert theme.accent.name() in _colours(button)


def test_a_list_of_choices_shows_its_arrow(theme: Theme, qtbot: QtBot, qapp: QApplication) -> None:
    dress(qapp, theme)
    box = QComboBox()
    qtbot.addWidget(box)
    box.resize(QSize(120, 28))
    assert theme.secondary.name() in _colours(box)


def test_a_look_stays_on_the_mode_it_was_set_to(qtbot: QtBot) -> None:
    look = Look("light")
    with qtbot.waitSignal(look.changed) as blocker:
        look.set_mode("dark")
    assert blocker.args == [look.theme]
    assert look.theme.is_dark
    assert look.mode == "dark"


def test_a_look_follows_the_system(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    hints = QGuiApplication.styleHints()
    look = Look("system")
    for scheme, is_dark in ((Qt.ColorScheme.Dark, True), (Qt.ColorScheme.Light, False)):
        monkeypatch.setattr(type(hints), "colorScheme", lambda _hints, scheme=scheme: scheme)
        hints.colorSchemeChanged.emit(scheme)
        assert look.theme.is_dark is is_dark


def test_an_unknown_mode_is_refused(qapp: QApplication) -> None:
    look = Look("light")
    with pytest.raises(ValueError, match=r"light, dark"):
        look.set_mode("sepia")
    assert look.mode in MODES


def test_the_scale_goes_up_and_down_its_steps_and_no_further(qapp: QApplication) -> None:
    look = Look("light")
    seen: list[float] = []
    look.changed.connect(lambda theme: seen.append(theme.scale))
    for _ in range(20):
        look.step_scale(1)
    assert seen == list(SCALES[SCALES.index(1.0) + 1 :])
    look.step_scale(0)
    assert look.theme.scale == 1.0
    look.set_scale(0.1)
    assert look.theme.scale == SCALES[0]


def test_a_change_of_mode_keeps_the_scale(qapp: QApplication) -> None:
    look = Look("light", 1.5)
    look.set_mode("dark")
    assert look.theme.scale == 1.5
