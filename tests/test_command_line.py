"""``undertow train`` and ``undertow check``: the same engine without a window."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from engine import files
from engine.document import Document
from engine.layers.activations.tanh import Tanh
from engine.resources import resource
from engine.session import Session
from gui.command_line import check, export, train

MOONS = str(resource("examples/04-two-moons.undertow"))
DIGITS = str(resource("examples/06-digits.undertow"))


def test_it_writes_the_loss_of_every_iteration_and_saves(tmp_path, capsys):
    assert (
        train([MOONS, "--iterations", "60", "--csv", str(tmp_path / "l.csv"), "--save", str(tmp_path / "m.undertow")])
        == 0
    )
    session = Session(files.read(MOONS).document)
    session.train(60)
    with open(tmp_path / "l.csv", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["iteration", "loss"]
    assert [(int(i), float(loss)) for i, loss in rows[1:]] == list(enumerate(session.history.losses.tolist(), 1))
    saved = files.read(tmp_path / "m.undertow")
    assert saved.trained.iteration == 60
    assert Session(saved.document, saved.trained).score("train") == session.score("train")
    assert "accuracy" in capsys.readouterr().out


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_it_draws_a_picture(tmp_path, qapp, suffix):
    path = tmp_path / f"picture{suffix}"
    assert train([MOONS, "--iterations", "5", "--picture", str(path)]) == 0
    assert path.stat().st_size > 10_000


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["nowhere.undertow", "--iterations", "3"], "can't be used"),
        ([MOONS], "--iterations"),
        ([MOONS, "--iterations", "-3"], "whole number"),
        ([MOONS, "--iterations", "three"], "whole number"),
        ([MOONS, "--iterations", "3", "--picture", "x.gif"], ".png or .svg"),
        ([MOONS, "--iterations", "3", "--csv", "nowhere/l.csv"], "there is no folder nowhere"),
        ([MOONS, "--iterations", "3", "--save", "nowhere/m.undertow"], "there is no folder nowhere"),
        ([MOONS, "--iterations", "3", "--trace", "nowhere/t.csv"], "there is no folder nowhere"),
        ([MOONS, "--iterations", "3", "--parameters", "p.xlsx"], "ends in .csv or .npz"),
        ([MOONS, "--iterations", "9999", "--trace", "t.csv"], "too many numbers"),
        ([MOONS, "--iterations", "3", "--trace", "t.csv", "--trace-iterations", "2-4"], "makes iterations 1 to 3"),
        ([MOONS, "--iterations", "0", "--trace", "t.csv", "--trace-iterations", "1"], "makes no iteration"),
        ([MOONS, "--iterations", "3", "--trace", "t.csv", "--trace-iterations", "3-2"], "such as 5 or 1-20"),
        ([MOONS, "--iterations", "3", "--trace-iterations", "1-2"], "name that file too"),
        ([str(resource("datasets/digits.npz")), "--iterations", "3"], "not an Undertow document"),
    ],
)
def test_bad_input_is_one_sentence_and_status_2(arguments, part, capsys):
    assert train(arguments) == 2
    out, told = capsys.readouterr()
    assert part in told and told.count("\n") == 1
    assert out == "", "nothing is trained before the refusal"


def test_it_needs_no_display_and_loads_no_qt():
    code = (
        f"import sys; from gui.command_line import train; train([{MOONS!r}, '--iterations', '2']);"
        " print([name for name in sys.modules if 'PySide6' in name])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("arguments", "status", "part"),
    [
        (["--help"], 0, "undertow train DOCUMENT"),
        (["train", "--help"], 0, "--iterations N"),
        (["--colour"], 2, "unrecognized arguments: --colour. See undertow --help."),
        (["one.undertow", "two.undertow"], 2, "unrecognized arguments: two.undertow"),
        (["train", MOONS, "--epochs", "3"], 2, "See undertow train --help."),
        (["check", "--help"], 0, "undertow check [-h] DOCUMENT"),
        (["check", MOONS, "--csv", "x.csv"], 2, "See undertow check --help."),
        (["export", "--help"], 0, "--output FILE"),
        (["export", MOONS, "--to", "word", "--output", "x.doc"], 2, "See undertow export --help."),
    ],
)
def test_usage_and_unknown_options_open_no_window(arguments, status, part):
    no_display = {**os.environ, "QT_QPA_PLATFORM": "xcb", "DISPLAY": ""}
    ran = subprocess.run([sys.executable, "-m", "gui", *arguments], capture_output=True, text=True, env=no_display)
    assert ran.returncode == status
    assert part in (ran.stderr if status else ran.stdout)
    assert status == 0 or ran.stderr.count("\n") == 1, "one sentence"


def test_ctrl_c_ends_politely_and_writes_what_was_done(tmp_path):
    saved, losses = tmp_path / "m.undertow", tmp_path / "l.csv"
    asked = ["train", MOONS, "--iterations", "100000000", "--save", str(saved), "--csv", str(losses)]
    running = subprocess.Popen([sys.executable, "-m", "gui", *asked], stdout=subprocess.PIPE, text=True)
    assert running.stdout.readline().startswith("iteration 1 ")
    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=60)
    assert running.returncode == 130
    done = files.read(saved).trained.iteration
    assert f"Stopped after {done:,} of 100,000,000 iterations; these are kept." in out
    assert len(losses.read_text(encoding="utf-8").splitlines()) == done + 1


def test_it_writes_parameters_losses_and_the_iterations_asked_for_as_a_trace(tmp_path, capsys):
    ends = {name: str(tmp_path / f"{name}.npz") for name in ("losses", "parameters", "trace")}
    asked = [word for name, path in ends.items() for word in (f"--{name}", path)]
    assert train([MOONS, "--iterations", "40", *asked, "--trace-iterations", "31-40"]) == 0
    session = Session(files.read(MOONS).document)
    session.train(40)
    losses, parameters, trace = (np.load(path) for path in ends.values())
    assert losses["loss"].tolist() == session.history.losses.tolist()
    assert (parameters["linear1.W"] == session.parameters_of("linear1")["W"].value).all()
    assert trace["pass1.iterations"].tolist() == list(range(31, 41))
    which = (trace["index.phase"] == "loss") & (trace["index.role"] == "result")
    assert trace[trace["index.key"][which][0]].ravel().tolist() == losses["loss"][30:].tolist()
    for held in (losses, parameters, trace):
        held.close()


def test_a_run_in_trouble_is_traced_to_the_very_equation(tmp_path, capsys):
    document = files.read(MOONS).document
    files.write(tmp_path / "far.undertow", replace(document, optimizer=replace(document.optimizer, rate=1e300)))
    asked = ["--iterations", "9", "--trace", str(tmp_path / "t.csv"), "--parameters", str(tmp_path / "p.csv")]
    assert train([str(tmp_path / "far.undertow"), *asked]) == 1
    with open(tmp_path / "t.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    place = rows[-1]["iteration"], rows[-1]["equation"]
    assert f"in iteration {place[0]}: " in capsys.readouterr().out
    last = [row for row in rows if (row["iteration"], row["equation"]) == place and row["role"] == "result"]
    assert not np.isfinite([float(row["value"]) for row in last]).all()


def test_ctrl_c_ends_a_trace_with_what_was_traced(tmp_path):
    path = tmp_path / "t.csv"
    asked = ["train", MOONS, "--iterations", "140", "--trace", str(path)]
    running = subprocess.Popen([sys.executable, "-m", "gui", *asked], stdout=subprocess.PIPE, text=True)
    assert next(line for line in running.stdout if line.startswith("trace: ")).endswith(" of 940,800 numbers\n")
    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=60)
    assert running.returncode == 130 and out.endswith(f"Stopped tracing; {path} has what was traced.\n")
    with open(path, encoding="utf-8-sig", newline="") as file:
        assert {row["iteration"] for row in csv.DictReader(file)} < {str(number) for number in range(1, 141)}


def test_a_reader_that_has_had_enough_gets_no_complaint():
    asked = [sys.executable, "-m", "gui", "train", MOONS, "--iterations", "1000000"]
    running = subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stdout.readline().startswith("iteration 1 ")
    running.stdout.close()
    assert running.wait(timeout=60) == 130
    assert running.stderr.read() == ""
    running.stderr.close()


def test_check_says_in_a_sentence_that_the_gradients_are_right(tmp_path, capsys):
    trained = str(tmp_path / "m.undertow")
    assert train([MOONS, "--iterations", "60", "--save", trained]) == 0
    for document in (MOONS, trained):
        capsys.readouterr()
        assert check([document]) == 0
        out, told = capsys.readouterr()
        assert out.splitlines()[-1].startswith("The gradients are right: the worst relative error is ")
        assert told == ""
    assert "(105 parameters, " in out


def test_check_has_status_1_where_a_gradient_is_wrong(capsys, monkeypatch):
    monkeypatch.setattr(Tanh, "compute_slope", lambda self, write, z, a, slope: write.call(np.cos, a, slope))
    assert check([MOONS]) == 1
    said = capsys.readouterr().out
    assert "is wrong: the backward pass says" in said and "the fault is in the backward pass of Tanh" in said


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ([], "DOCUMENT"),
        (["nowhere.undertow"], "nowhere.undertow can't be used"),
        ([str(resource("datasets/digits.npz"))], "not an Undertow document"),
        (["EMPTY"], "add a loss"),
    ],
)
def test_check_refuses_bad_input_in_one_sentence_with_status_2(arguments, part, capsys, tmp_path):
    files.write(tmp_path / "empty.undertow", Document())
    assert check([str(tmp_path / "empty.undertow") if each == "EMPTY" else each for each in arguments]) == 2
    out, told = capsys.readouterr()
    assert part in told and told.startswith("undertow check: ") and told.count("\n") == 1 and out == ""


def test_ctrl_c_ends_a_check_with_what_came_out_so_far():
    running = subprocess.Popen([sys.executable, "-m", "gui", "check", DIGITS], stdout=subprocess.PIPE, text=True)
    assert running.stdout.readline().endswith(" of 2,410 parameters\n")
    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=60)
    assert running.returncode == 130
    assert " of 2,410 parameters, " in out.splitlines()[-1]


def test_export_writes_a_script_and_says_so(tmp_path, capsys):
    assert export([MOONS, "--to", "numpy", "--output", str(tmp_path / "net.py")]) == 0
    assert capsys.readouterr().out == "Wrote net.py and net.npz.\n"
    train([MOONS, "--iterations", "200", "--csv", str(tmp_path / "l.csv")])
    asked = [sys.executable, str(tmp_path / "net.py"), "--iterations", "200"]
    printed = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    assert printed == (tmp_path / "l.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["nowhere.undertow", "--to", "numpy", "--output", "x.py"], "can't be used"),
        ([MOONS, "--to", "numpy", "--output", "x.txt"], "a file that ends in .py, but x.txt is given"),
        ([MOONS, "--to", "numpy", "--output", "nowhere/x.py"], "there is no folder nowhere"),
        (["EMPTY", "--to", "numpy", "--output", "x.py"], "There is nothing to compute yet"),
    ],
)
def test_export_refuses_bad_input_in_one_sentence_with_status_2(arguments, part, capsys, tmp_path, monkeypatch):
    files.write(tmp_path / "empty.undertow", Document())
    monkeypatch.chdir(tmp_path)
    assert export(["empty.undertow" if each == "EMPTY" else each for each in arguments]) == 2
    out, told = capsys.readouterr()
    assert part in told and told.count("\n") == 1 and out == ""
    assert [each.name for each in tmp_path.iterdir()] == ["empty.undertow"]
