"""Settings keep what they may be, refuse what they may not, and survive a spoilt file."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from gui.settings import RECENT_FILES, SETTINGS, Settings
from gui.theme import MODES


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "settings.ini")


def open_settings(path: str) -> Settings:
    return Settings(QSettings(path, QSettings.Format.IniFormat))


def test_every_default_is_allowed_and_explained() -> None:
    for setting in SETTINGS.values():
        assert setting.check(setting.default) == setting.default
        assert setting.words[0].isupper()
    assert SETTINGS["theme_mode"].choices == MODES


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme_mode", "dark"),
        ("scale", 1.25),
        ("wheel_zooms", False),
        ("animation_speed", 2.0),
        ("recent_files", ("a, b.undertow", "ü\\n.undertow")),
        ("window_state", bytes(range(256))),
        ("step_granularity", "equation"),
    ],
)
def test_a_value_is_the_same_when_the_app_opens_again(path: str, name: str, value: Any, qtbot: QtBot) -> None:
    settings = open_settings(path)
    with qtbot.waitSignal(settings.changed) as blocker:
        settings.set(name, value)
    assert blocker.args == [name, value]
    settings._store.sync()
    assert open_settings(path).get(name) == value


def test_setting_the_same_value_again_says_nothing(path: str, qtbot: QtBot) -> None:
    settings = open_settings(path)
    with qtbot.assertNotEmitted(settings.changed):
        settings.set("scale", 1)
    assert settings.get("scale") == 1.0


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("theme_mode", "sepia", "system, light, dark"),
        ("scale", 9.0, r"between 0.8 and 2.5"),
        ("scale", float("nan"), r"between"),
        ("wheel_zooms", 1, "bool"),
        ("recent_files", (1,), "list of texts"),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence(path: str, name: str, value: Any, words: str) -> None:
    settings = open_settings(path)
    with pytest.raises(ValueError, match=words):
        settings.set(name, value)
    assert settings.get(name) == SETTINGS[name].default


def test_an_undeclared_setting_is_refused(path: str) -> None:
    with pytest.raises(KeyError):
        open_settings(path).get("colour_of_the_sea")


@given(
    name=st.sampled_from(sorted(SETTINGS)), stored=st.text() | st.integers(-(2**31), 2**31 - 1) | st.lists(st.text())
)
def test_whatever_is_stored_something_allowed_is_read(path: str, name: str, stored: Any) -> None:
    store = QSettings(path, QSettings.Format.IniFormat)
    store.setValue(name, stored)
    setting = SETTINGS[name]
    assert setting.check(Settings(store).get(name)) is not None


def test_a_spoilt_value_is_read_as_the_default(path: str) -> None:
    Path(path).write_text("[General]\nscale=huge\nrecent_files=[1\nwindow_state=%%%\n", encoding="utf-8")
    settings = open_settings(path)
    assert [settings.get(name) for name in ("scale", "recent_files", "window_state")] == [1.0, (), b""]


def test_a_setting_goes_back_to_its_default(path: str) -> None:
    settings = open_settings(path)
    settings.set("log_loss", True)
    settings.reset("log_loss")
    assert settings.get("log_loss") is False


def test_recent_files_are_newest_first_once_each_and_few(path: str, tmp_path: Path) -> None:
    settings = open_settings(path)
    for number in [*range(15), 9]:
        settings.add_recent_file(tmp_path / f"{number}.undertow")
    recent = settings.get("recent_files")
    assert Path(recent[0]).name == "9.undertow"
    assert len(recent) == len(set(recent)) == RECENT_FILES


def test_settings_of_the_app_are_kept_in_the_users_folder(settings_folder: Path) -> None:
    settings = Settings()
    settings.set("scale", 2.0)
    settings._store.sync()
    assert list(settings_folder.rglob("Undertow.ini"))
