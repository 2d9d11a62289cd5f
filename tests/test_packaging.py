"""What an installed copy holds, and what the locks and the version ranges promise."""

import configparser
import importlib
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QFontDatabase, QRawFont

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DESKTOP = ROOT / "resources/desktop"
LOCKS = [DESKTOP / "requirements.txt", DESKTOP / "requirements-test.txt"]


def pinned(lock: Path) -> dict[str, set[str]]:
    """The versions that a lock allows of each package."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def wanted(requirements: list[str]) -> set[str]:
    """The names of the packages that requirements ask for, as a lock writes them."""
    return {re.split(r"[^\w.-]", requirement)[0].lower().replace("_", "-") for requirement in requirements}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project installed into an empty folder, from the sources as a build tool copies them."""
    target = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-index"]
    # The build leaves its traces in the folder it builds, so it is given a copy.
    sources = tmp_path_factory.mktemp("sources")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, sources)
    for name in ("engine", "gui", "resources", "tests"):
        shutil.copytree(ROOT / name, sources / name, ignore=shutil.ignore_patterns("__pycache__"))
    build = [*pip, "--no-build-isolation", "--wheel-dir", str(target / "wheel"), str(sources)]
    run = subprocess.run(build, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    (wheel,) = (target / "wheel").glob("*.whl")
    zipfile.ZipFile(wheel).extractall(target)
    return target


@pytest.mark.parametrize("folder", ["engine", "gui", "resources"])
def test_an_installed_copy_holds_every_file(installed: Path, folder: str) -> None:
    def files(root: Path) -> set[str]:
        below = (path.relative_to(root) for path in (root / folder).rglob("*") if path.is_file())
        return {str(path) for path in below if "__pycache__" not in path.parts}

    assert files(ROOT)
    assert files(installed) == files(ROOT)


def test_an_installed_copy_holds_nothing_else(installed: Path) -> None:
    top = {path.name.partition("-")[0] for path in installed.iterdir()}
    assert top == {"engine", "gui", "resources", "undertow", "wheel"}


def test_an_installed_copy_finds_its_resources(installed: Path) -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(installed)!r})\n"
        "from engine.resources import resource\n"
        "print(resource('datasets/digits.npz').stat().st_size > 0, resource('datasets/digits.npz'))\n"
    )
    run = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True)
    assert run.stdout == f"True {installed / 'resources/datasets/digits.npz'}\n", run.stderr


def test_the_command_of_an_installed_copy_is_there(installed: Path) -> None:
    parser = configparser.ConfigParser()
    (entry_points,) = installed.glob("*.dist-info/entry_points.txt")
    parser.read(entry_points)
    module, _, name = parser["gui_scripts"]["undertow"].partition(":")
    assert callable(getattr(importlib.import_module(module), name))


@pytest.mark.parametrize("lock", LOCKS, ids=["app", "test"])
def test_every_package_of_a_lock_has_hashes_and_no_address(lock: Path) -> None:
    entries = re.split(r"\n(?=\w)", lock.read_text(encoding="utf-8"))
    assert entries
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry
        assert re.fullmatch(r"[\w.-]+==[^\s;]+(?: ;[^\\]*)?(?: \\\s+--hash=sha256:[0-9a-f]{64})+\s*", entry), entry


def test_the_locks_hold_what_the_project_asks_for() -> None:
    app, test = (set(pinned(lock)) for lock in LOCKS)
    needed = wanted(PROJECT["project"]["dependencies"]) | wanted(PROJECT["dependency-groups"]["build"])
    assert needed <= app
    assert needed | wanted(PROJECT["project"]["optional-dependencies"]["test"]) <= test


def test_what_both_locks_hold_is_equal_in_both() -> None:
    app, test = (pinned(lock) for lock in LOCKS)
    assert app == {name: test[name] for name in app}


def test_qt_is_no_version_that_loses_none() -> None:
    (versions,) = [versions for name, versions in pinned(LOCKS[0]).items() if name == "pyside6-essentials"]
    assert {tuple(map(int, version.split(".")[:2])) for version in versions} == {(6, 11)}


@pytest.mark.parametrize(
    ("file", "family"),
    [
        ("Inter-Regular.otf", "Inter"),
        ("Inter-Italic.otf", "Inter"),
        ("Inter-Medium.otf", "Inter"),
        ("Inter-SemiBold.otf", "Inter"),
        ("Inter-Bold.otf", "Inter"),
        ("JetBrainsMono-Regular.ttf", "JetBrains Mono"),
        ("JetBrainsMono-Bold.ttf", "JetBrains Mono"),
        ("STIXTwoMath-Regular.ttf", "STIX Two Math"),
        ("STIXTwoText-Italic.ttf", "STIX Two Text"),
    ],
)
def test_a_font_is_found_under_its_name(qapp: object, file: str, family: str) -> None:
    number = QFontDatabase.addApplicationFont(str(ROOT / "resources/fonts" / file))
    assert family in QFontDatabase.applicationFontFamilies(number)


@pytest.mark.parametrize("file", ["Inter-Regular.otf", "JetBrainsMono-Regular.ttf", "STIXTwoMath-Regular.ttf"])
def test_a_font_has_the_signs_that_formulas_need(qapp: object, file: str) -> None:
    font = QRawFont(str(ROOT / "resources/fonts" / file), 12.0)
    assert [sign for sign in "aZ09 ∂Σ√∞≤≥≠≈±×·−→←↑↓αβγδεηθλμσΔ₀₁₉²" if not font.supportsCharacter(ord(sign))] == []


def test_every_font_comes_with_its_licence() -> None:
    fonts = ROOT / "resources/fonts"
    licences = {path.stem.removeprefix("OFL-"): path.read_text(encoding="utf-8") for path in fonts.glob("OFL-*.txt")}
    for font in [*fonts.glob("*.?tf")]:
        (licence,) = [text for family, text in licences.items() if font.name.startswith(family)]
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence
        assert licence.startswith("Copyright")


def test_the_menu_entry_opens_the_file_type() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(DESKTOP / "undertow.desktop", encoding="utf-8")
    tree = ElementTree.parse(DESKTOP / "undertow-document.xml")
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    kind = tree.find("m:mime-type", space)
    assert kind is not None
    assert kind.attrib["type"] + ";" == entry["Desktop Entry"]["MimeType"]
    assert [glob.attrib["pattern"] for glob in kind.findall("m:glob", space)] == ["*.undertow"]
    assert entry["Desktop Entry"]["Exec"] == "undertow %f"
