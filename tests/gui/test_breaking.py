"""Training that stops where a condition of the watch list comes true, by the player and without a window."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine import files
from engine.moment import Moment
from engine.resources import resource
from engine.session import Session
from engine.watching.breaking import Breaks
from engine.watching.names import Names
from engine.watching.parser import parse
from engine.watching.tree import Watched
from gui.command_line import train
from tests.engine.networks import moons

MOONS = str(resource("examples/04-two-moons.undertow"))
NAMES = Names.of(Session(moons()))


def watching(*conditions: str, is_on: bool = True) -> tuple[Watched, ...]:
    return tuple(Watched(parse(each, NAMES), is_on) for each in conditions)


def stop_of(condition: str, after: int = 0) -> tuple[Moment, str]:
    session = Session(moons(batch_size=60))
    session.train(after)
    breaks = Breaks(session, [parse(condition, NAMES)])
    session.train(100_000, breaks)
    return session.moment, breaks.words


@pytest.fixture
def trained(open_desk, qtbot):
    """Opens a document with these conditions; gives the desk, and a way to train until it stops by itself."""

    def opened(*conditions: str, is_on: bool = True):
        desk = open_desk(moons(batch_size=60, watched=watching(*conditions, is_on=is_on)))
        said: list[str] = []
        desk.player.stopped.connect(said.append)

        def train_on() -> str:
            said.clear()
            desk.player.train()
            qtbot.waitUntil(lambda: not desk.player.is_playing)
            return said[0]

        return desk, train_on

    return opened


@pytest.mark.parametrize("condition", ["loss < 0.02", "iteration = 137", "‖∂L/∂W of Linear‖ < 0.01", "epoch = 20"])
def test_train_stops_at_that_very_iteration_and_says_why(trained, condition):
    desk, train_on = trained(condition)
    moment, words = stop_of(condition)
    assert train_on() == words
    assert desk.player.session.moment == moment
    assert desk.player.session.history.losses.size == moment.iteration


def test_train_goes_on_past_it_to_the_next_one(trained):
    desk, train_on = trained("loss < 0.02", "iteration = 2000")
    first, _ = stop_of("loss < 0.02")
    train_on()
    assert desk.player.session.moment == first
    wanted = min(stop_of("loss < 0.02", first.iteration)[0], Moment(2000))
    train_on()
    assert desk.player.session.moment == wanted


def test_an_epoch_stops_there_too_and_going_through_time_does_not(trained, qtbot):
    desk, _ = trained("iteration = 2")
    desk.player.step("epoch")
    qtbot.waitUntil(lambda: not desk.player.is_playing)
    assert desk.player.session.moment == Moment(2)
    desk.player.goto(Moment(1))
    desk.player.goto(Moment(9))
    assert desk.player.session.moment == Moment(9)


def test_one_that_is_off_does_not_stop_and_one_put_on_while_it_trains_does(trained, qtbot):
    desk, _ = trained("iteration > 40", "loss < −1", is_on=False)
    desk.player.train()
    qtbot.waitUntil(lambda: desk.player.session.moment.iteration > 60)
    assert desk.player.is_playing
    wanted = desk.player.session.moment.iteration + 3000
    document = replace(desk.editor.document, watched=watching(f"iteration = {wanted}"))
    desk.editor.edit(document, "Break when")
    qtbot.waitUntil(lambda: not desk.player.is_playing)
    assert desk.player.session.moment == Moment(wanted)


# without a window


def test_the_command_line_trains_until_it_comes_true(tmp_path, capsys):
    csv = tmp_path / "losses.csv"
    assert train([MOONS, "--iterations", "5000", "--until", "loss < 0.05", "--csv", str(csv)]) == 0
    losses = [float(line.split(",")[1]) for line in csv.read_text(encoding="utf-8").splitlines()[1:]]
    assert losses[-1] < 0.05 and min(losses[:-1]) >= 0.05
    assert f"Stopped at iteration {len(losses)}: loss = " in capsys.readouterr().out


def test_the_command_line_says_where_it_did_not_come_true(capsys):
    assert train([MOONS, "--iterations", "20", "--until", "loss < −1"]) == 0
    assert "It did not come true within 20 iterations." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ("loss", "--until wants a comparison such as < 0.1 here, but the text ends there: “loss▸”."),
        ("W of Lineal 1 [1, 1] > 0", "--until knows no layer called Lineal; did you mean Linear 3?: “W of ▸Lineal"),
    ],
)
def test_the_command_line_refuses_what_is_no_condition(condition, sentence, capsys):
    assert train([MOONS, "--iterations", "20", "--until", condition]) == 2
    assert sentence in capsys.readouterr().err


def test_conditions_of_the_document_are_for_the_window(tmp_path):
    opened = files.read(MOONS)
    names = Names.of(Session(opened.document))
    watched = (Watched(parse("iteration = 3", names)),)
    files.write(tmp_path / "m.undertow", replace(opened.document, watched=watched))
    assert train([str(tmp_path / "m.undertow"), "--iterations", "10", "--save", str(tmp_path / "n.undertow")]) == 0
    assert files.read(tmp_path / "n.undertow").trained.iteration == 10
