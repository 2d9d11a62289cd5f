"""The launcher, run for real in a folder of its own; its Python, pip and apt-get only write down what they are told."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ("resources/desktop/requirements.txt", "resources/desktop/requirements-test.txt")
TOOLS = (
    *("basename", "cat", "cksum", "cp", "dirname", "grep", "id", "mkdir"),
    *("readlink", "rm", "sed", "sh", "sort", "tr", "uname"),
)

PYTHON = """#!/bin/sh
echo "python $*" >>"$RECORD/said"
case "$*" in
*version_info*) [ ! -e "$RECORD/old-python" ] || exit 1; echo "$RECORD/bin/python3" ;;
*ensurepip*) [ ! -e "$RECORD/no-venv" ] ;;
"-m venv"*) for folder in "$@"; do :; done; rm -rf "$folder"; mkdir -p "$folder/bin"; cp "$0" "$folder/bin/python" ;;
"-m pip"*) [ ! -e "$RECORD/broken-off" ] || kill -9 $PPID
    [ ! -e "$RECORD/pip-fails" ] || case "$*" in *--require-hashes*) cat "$RECORD/pip-fails" >&2; exit 1 ;; esac
    [ ! -e "$RECORD/no-network" ] || { echo "no route" >&2; exit 1; } ;;
"-P -m gui"*) shift 3; printf 'gui'; printf ' <%s>' "$@"; echo "${PYTHONDONTWRITEBYTECODE-}" ;;
"-P -m pytest"*) shift 3; echo "pytest $* in $PWD on $QT_QPA_PLATFORM" ;;
esac
"""
LDD = '#!/bin/sh\necho "ldd $*" >>"$RECORD/said"\ncat "$RECORD/lacking" 2>/dev/null || true\n'
APT_GET = '#!/bin/sh\necho "apt-get $*" >>"$RECORD/said"\nrm -f "$RECORD/lacking" "$RECORD/no-venv"\n'

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the POSIX launcher; Windows has undertow.bat")


@dataclass
class Place:
    """A copy of the launcher and what it reads, and the record of what it asked others to do."""

    root: Path
    record: Path

    def start(
        self, *arguments: str, launcher: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Start the launcher from another folder, as a double click or a menu does."""
        variables = {"PATH": str(self.record / "bin"), "RECORD": str(self.record), "CI": "true", **environment}
        command = [str(launcher or self.root / "undertow"), *arguments]
        return subprocess.run(
            command, cwd=self.record, env=variables, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )

    def said(self) -> list[str]:
        """What was asked of the other programs since the last time."""
        record = self.record / "said"
        lines = record.read_text().splitlines() if record.exists() else []
        record.unlink(missing_ok=True)
        return lines

    def install(self, name: str, text: str) -> None:
        """Put a program on the path."""
        program = self.record / "bin" / name
        program.unlink(missing_ok=True)
        program.write_text(text)
        program.chmod(0o755)

    def mark(self, name: str, text: str = "") -> Path:
        """Make the other programs behave in another way."""
        (self.record / name).write_text(text)
        return self.record / name


@pytest.fixture
def place(tmp_path: Path) -> Place:
    root, record = tmp_path / "a folder (of one's own) & more", tmp_path / "record"
    (record / "bin").mkdir(parents=True)
    for name in ("undertow", "pyproject.toml", *LOCKS):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, root / name)
    for tool in TOOLS:
        (record / "bin" / tool).symlink_to(str(shutil.which(tool)))
    place = Place(root, record)
    place.install("python3", PYTHON)
    place.install("ldd", LDD)
    return place


def is_set_up(lines: list[str]) -> bool:
    return any(line.startswith("python -m venv") for line in lines)


def installs(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith("python -m pip install")]


def test_the_first_start_sets_up_and_opens_the_app(place: Place) -> None:
    run = place.start()
    assert (run.returncode, run.stdout) == (0, "gui <>\n")
    assert "setting up" in run.stderr
    said = place.said()
    assert is_set_up(said)
    locked, itself = installs(said)
    assert "--require-hashes -r resources/desktop/requirements.txt" in locked
    assert "--no-deps --no-build-isolation --editable ." in itself


def test_a_later_start_asks_nobody_for_anything(place: Place) -> None:
    place.start()
    place.said()
    run = place.start("my network.undertow")
    assert (run.returncode, run.stdout, run.stderr) == (0, "gui <my network.undertow>\n", "")
    assert place.said() == ["python -P -m gui my network.undertow"]


def test_other_words_are_handed_on_as_they_are(place: Place) -> None:
    run = place.start("train", "a b.undertow", "--iterations", "3", "--csv", "*", PYTHONDONTWRITEBYTECODE="1")
    assert run.stdout == "gui <train> <a b.undertow> <--iterations> <3> <--csv> <*>\n"


def test_the_exit_status_is_the_apps(place: Place) -> None:
    place.start()
    python = place.root / ".venv/bin/python"
    python.write_text("#!/bin/sh\nexit 2\n")
    assert place.start("train", "nothing").returncode == 2


def test_tests_run_in_the_folder_without_a_display(place: Place) -> None:
    run = place.start("test", "-k", "a name")
    assert run.stdout == f"pytest -k a name in {place.root} on offscreen\n"
    assert "-r resources/desktop/requirements-test.txt" in installs(place.said())[0]


def test_all_tests_run_side_by_side(place: Place) -> None:
    assert "--numprocesses auto" in place.start("test").stdout


def test_a_set_up_for_the_tests_serves_the_app(place: Place) -> None:
    place.start("test")
    place.said()
    place.start()
    assert installs(place.said()) == []


def test_a_set_up_for_the_app_is_added_to_for_the_tests(place: Place) -> None:
    place.start()
    place.said()
    place.start("test")
    said = place.said()
    assert not is_set_up(said)
    assert len(installs(said)) == 2


def test_a_link_to_the_launcher_finds_its_folder(place: Place, tmp_path: Path) -> None:
    (tmp_path / "links").mkdir()
    (tmp_path / "links/near").symlink_to("../far")
    (tmp_path / "far").symlink_to(place.root / "undertow")
    run = place.start(launcher=tmp_path / "links/near")
    assert run.stdout == "gui <>\n"
    assert (place.root / ".venv/ready").exists()


@pytest.mark.parametrize("name", ["pyproject.toml", LOCKS[0]])
def test_a_change_of_what_is_wanted_is_installed(place: Place, name: str) -> None:
    place.start()
    place.said()
    with (place.root / name).open("a") as file:
        file.write("# changed\n")
    assert place.start().returncode == 0
    said = place.said()
    assert not is_set_up(said)
    assert len(installs(said)) == 2
    place.start()
    assert installs(place.said()) == []


def test_a_folder_that_moved_is_installed_again(place: Place) -> None:
    place.start()
    place.said()
    place.root = place.root.rename(place.root.with_name("moved"))
    place.start()
    assert len(installs(place.said())) == 2


def test_a_set_up_that_was_broken_off_is_made_anew(place: Place) -> None:
    mark = place.mark("broken-off")
    assert place.start().returncode != 0
    assert (place.root / ".venv/bin/python").exists()
    mark.unlink()
    place.said()
    assert place.start().stdout == "gui <>\n"
    assert is_set_up(place.said())


def test_a_python_that_went_away_is_replaced(place: Place) -> None:
    place.start()
    place.said()
    python = place.root / ".venv/bin/python"
    python.unlink()
    python.symlink_to("/nowhere/python3")
    assert place.start().stdout == "gui <>\n"
    assert is_set_up(place.said())


def test_no_network_is_a_sentence_and_the_next_try_goes_on(place: Place) -> None:
    mark = place.mark("no-network")
    run = place.start()
    assert run.returncode == 1
    assert "no route" in run.stderr
    assert "could not be installed" in run.stderr
    assert "Traceback" not in run.stderr
    mark.unlink()
    assert place.start().stdout == "gui <>\n"


def test_an_update_that_fails_leaves_what_was_there(place: Place) -> None:
    place.start()
    (place.root / LOCKS[0]).write_text("changed\n")
    place.mark("no-network")
    place.said()
    assert place.start().returncode == 1
    assert place.start().returncode == 1
    assert not is_set_up(place.said())


def test_a_lock_that_does_not_fit_gives_way_to_the_ranges(place: Place) -> None:
    place.mark("pip-fails", "No matching distribution found for numpy==9\n")
    run = place.start("test")
    assert run.returncode == 0
    assert "version ranges" in run.stderr
    assert installs(place.said())[-1].endswith("--editable .[test]")


def test_a_wrong_hash_is_never_got_around(place: Place) -> None:
    place.mark("pip-fails", "THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.\n")
    run = place.start()
    assert run.returncode == 1
    assert len(installs(place.said())) == 1


def test_no_python_is_a_sentence(place: Place) -> None:
    place.mark("old-python")
    run = place.start()
    assert run.returncode == 1
    assert "needs Python 3.11 or newer" in run.stderr
    assert not (place.root / ".venv").exists()


@pytest.mark.parametrize("user", ["0", "1000"])
def test_a_python_without_venv(place: Place, user: str) -> None:
    place.install("apt-get", APT_GET)
    place.install("id", f"#!/bin/sh\necho {user}\n")
    place.mark("no-venv")
    run = place.start()
    if user == "0":
        assert run.stdout == "gui <>\n"
        assert "installing system packages: python3-venv" in run.stderr
    else:
        assert run.returncode == 1
        assert "sudo apt-get install -y python3-venv" in run.stderr


LACKING = """\tlibc.so.6 => /lib/libc.so.6 (0x1)
\tlibEGL.so.1 => not found
\tlibxcb-cursor.so.0 => not found
\tlibxkbcommon-x11.so.0 => not found
\tlibdbus-1.so.3 => not found
\tlibgthread-2.0.so.0 => not found
\tlibglib-2.0.so.0 => not found
\tlibX11-xcb.so.1 => not found
\tlibz.so.1 => not found
"""
PACKAGES = "libdbus-1-3 libegl1 libglib2.0-0 libx11-xcb1 libxcb-cursor0 libxkbcommon-x11-0 zlib1g"


@pytest.fixture
def linux(place: Place) -> Place:
    """A Linux system that lacks libraries of Qt's, and has apt-get."""
    place.install("uname", "#!/bin/sh\necho Linux\n")
    place.install("apt-get", APT_GET)
    place.start()
    qt = place.root / ".venv/lib/python3.11/site-packages/PySide6"
    qt.mkdir(parents=True)
    for done in (place.root / ".venv").glob("libraries-*"):
        done.unlink()
    place.said()
    place.mark("lacking", LACKING)
    return place


def test_root_gets_the_libraries_of_qt_installed(linux: Place) -> None:
    linux.install("id", "#!/bin/sh\necho 0\n")
    run = linux.start()
    assert run.stdout == "gui <>\n"
    assert f"installing system packages: {PACKAGES}" in run.stderr
    said = linux.said()
    assert any(line.startswith("apt-get ") and line.endswith(f"install {PACKAGES}") for line in said)
    assert "libqxcb.so" in next(line for line in said if line.startswith("ldd"))
    linux.start()
    assert not [line for line in linux.said() if line.startswith(("ldd", "apt-get"))]


def test_others_get_the_command_to_run_until_it_was_run(linux: Place) -> None:
    linux.install("id", "#!/bin/sh\necho 1000\n")
    for _ in range(2):
        run = linux.start()
        assert run.returncode == 1
        assert f"sudo apt-get install -y {PACKAGES}\n" in run.stderr
        assert not any(line.startswith("apt-get") for line in linux.said())
    (linux.record / "lacking").unlink()
    assert linux.start().stdout == "gui <>\n"


def test_another_system_gets_the_names_of_the_libraries(linux: Place) -> None:
    (linux.record / "bin/apt-get").unlink()
    run = linux.start()
    assert run.returncode == 1
    assert "libxcb-cursor.so.0" in run.stderr


@pytest.mark.parametrize(
    ("arguments", "environment", "plugin"),
    [
        ((), {"DISPLAY": ":1"}, "xcb"),
        ((), {"WAYLAND_DISPLAY": "wayland-0"}, "wayland"),
        (("train", "a.undertow"), {}, "offscreen"),
        (("check", "a.undertow"), {}, "offscreen"),
        ((), {"QT_QPA_PLATFORM": "offscreen"}, "offscreen"),
        (("test",), {}, "offscreen"),
    ],
)
def test_only_what_is_needed_is_asked_for(
    linux: Place, arguments: tuple[str, ...], environment: dict[str, str], plugin: str
) -> None:
    (linux.record / "lacking").unlink()
    linux.start(*arguments, **environment)
    assert f"/libq{plugin}.so" in next(line for line in linux.said() if line.startswith("ldd"))


def test_after_a_double_click_a_failure_is_shown(place: Place) -> None:
    place.mark("old-python")
    shown = place.record / "shown"
    os.mkfifo(shown)
    place.install("xmessage", f'#!/bin/sh\necho "$*" >"{shown}"\n')
    run = place.start(DISPLAY=":1", CI="")
    assert run.returncode == 1
    assert "needs Python 3.11" in shown.read_text()


def test_the_batch_file_has_the_line_ends_that_windows_wants() -> None:
    lines = (ROOT / "undertow.bat").read_bytes().split(b"\n")[:-1]
    assert lines
    assert all(line.endswith(b"\r") for line in lines)


def test_the_batch_file_jumps_only_to_labels_it_has() -> None:
    text = (ROOT / "undertow.bat").read_text(encoding="ascii")
    jumps = set(re.findall(r"(?:goto|call) (:\w+)", text))
    assert ":set_up" in jumps
    assert jumps <= set(re.findall(r"^:\w+", text, re.MULTILINE))
