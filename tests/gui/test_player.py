"""The player: stepping, training in slices, and which run an edited document goes on with."""
from __future__ import annotations

from dataclasses import replace

import pytest

from engine.document import Document
from engine.equation import Equation
from engine.moment import Moment
from engine.optimizer import optimizer_kinds
from engine.session import Session
from gui.editor import Editor
from gui.playback.player import Player
from gui.playback.sessions import Sessions
from tests.engine.networks import KINDS, chain, moons, seen

DESCENT = optimizer_kinds()["GradientDescent"]


@pytest.fixture
def make(open_desk):
    def made(document: Document) -> tuple[Editor, Player]:
        desk = open_desk(document)
        return desk.editor, desk.player

    return made


def heard(signal) -> list:
    said: list = []
    signal.connect(lambda *values: said.append(values))
    return said


def with_units(document: Document, units: int) -> Document:
    node = document.graph.by_id["n1"]
    return replace(document, graph=document.graph.put(replace(node, layer=KINDS["Linear"](units))))


def test_a_step_by_layer_tells_what_ran_and_a_step_back_too(make):
    _, player = make(moons())
    steps = heard(player.stepped)
    player.step("layer")
    player.step("layer")
    (first, was_forward), (second, _) = steps
    assert was_forward and all(isinstance(each, Equation) for each in first + second)
    assert {each.group for each in second} == {player.session.equations[player.session.moment.done - 1].group}
    player.back("layer")
    assert steps[-1] == (first, False)
    assert player.just_happened() == (first, len(first) - 1)


def test_a_step_is_of_the_size_that_is_set(make):
    _, player = make(moons())
    player._settings.set("step_granularity", "iteration")
    player.step()
    assert player.session.moment == Moment(1)
    player.back()
    assert player.session.moment == Moment(0)
    assert player.just_happened() == ((), -1)


def test_at_the_start_a_step_back_says_why_not(make):
    _, player = make(moons())
    said = heard(player.stopped)
    player.back()
    assert said == [(player.session.why_not_back,)]


def test_without_a_loss_training_says_why_not(make):
    _, player = make(moons(graph=chain(KINDS["Input"](), KINDS["Linear"](1))))
    said = heard(player.stopped)
    player.train()
    assert not player.is_playing
    assert said == [(player.session.why_not_train,)] and said[0][0].endswith(".")


def test_training_runs_beside_the_window_and_pauses_between_iterations(make, qtbot):
    _, player = make(moons())
    moves, playing = heard(player.moved), heard(player.playing_changed)
    player.train()
    qtbot.waitUntil(lambda: player.session.moment.iteration > 200)
    assert player.is_playing
    player.pause()
    assert playing == [(True,), (False,)]
    assert player.session.moment.done == 0 and len(moves) > 2
    at = player.session.moment
    straight = make(moons())[1]
    straight.session.train(at.iteration)
    assert seen(straight.session) == seen(player.session)


def test_a_first_slice_is_one_iteration_however_slow_it_may_be(make, qtbot):
    _, player = make(moons())
    places: list[int] = []
    player.moved.connect(lambda: places.append(player.session.moment.iteration))
    player.train()
    qtbot.waitUntil(lambda: len(places) > 3)
    player.pause()
    assert places[0] == 1 and places[1] <= 9


def test_training_measures_the_test_loss_on_the_way(make, qtbot):
    _, player = make(moons())
    player.train()
    qtbot.waitUntil(lambda: len(player.session.history.tests) > 2)
    player.pause()
    at, loss = player.session.history.tests[-1]
    assert at == player.session.moment.iteration
    assert loss == player.session.score("test").loss


def test_a_step_while_training_pauses_first(make, qtbot):
    _, player = make(moons())
    player.train()
    qtbot.waitUntil(lambda: player.session.moment.iteration > 3)
    player.step("equation")
    assert not player.is_playing and player.session.moment.done == 1


def test_a_step_by_epoch_ends_at_the_epoch_and_can_be_stopped(make, qtbot):
    _, player = make(moons(batch_size=1))
    player.step("epoch")
    assert player.is_playing
    qtbot.waitUntil(lambda: not player.is_playing)
    assert player.session.moment == Moment(160)
    player.step("epoch")
    player.pause()
    assert player.session.moment < Moment(320)


def test_divergence_stops_with_a_sentence_and_one_can_step_back(make, qtbot):
    _, player = make(moons(optimizer=DESCENT(1e9)))
    said = heard(player.stopped)
    player.train()
    qtbot.waitUntil(lambda: bool(said))
    assert not player.is_playing
    assert said == [(player.session.trouble,)] and "iteration" in said[0][0]
    player.step()
    assert said[-1] == (player.session.why_not_step,)
    player.back("iteration")
    assert not player.session.trouble


def test_moving_a_node_keeps_the_run(make):
    editor, player = make(moons())
    session = player.session
    session.train(20)
    node = editor.graph.by_id["n1"]
    editor.edit_graph(editor.graph.put(replace(node, at=(50.0, 60.0), name="First")), "Move")
    assert player.session is session and session.moment == Moment(20)
    assert session.document is editor.document


def test_another_learning_rate_takes_effect_at_the_next_step_without_ending_training(make, qtbot):
    editor, player = make(moons(optimizer=DESCENT(0.1)))
    session = player.session
    player.train()
    qtbot.waitUntil(lambda: session.moment.iteration > 20)
    at = session.moment.iteration
    editor.edit(replace(editor.document, optimizer=DESCENT(0.0)), "Change learning rate")
    assert player.is_playing and player.session is session
    held = session.weights.parameters.copy()
    qtbot.waitUntil(lambda: session.moment.iteration > at + 20)
    player.pause()
    assert (session.weights.parameters == held).all()


def test_undoing_a_knob_brings_the_trained_weights_and_the_history_back(make):
    editor, player = make(moons())
    first = player.session
    first.train(30)
    trained = first.weights.parameters.copy()
    changes = heard(player.session_changed)
    editor.edit(with_units(editor.document, 5), "Change units")
    assert player.session is not first and len(changes) == 1
    assert player.session.moment == Moment(0)
    player.session.train(3)
    second = player.session
    editor.undo_stack.undo()
    assert player.session is first and first.history.losses.size == 30
    assert (first.weights.parameters == trained).all()
    editor.undo_stack.redo()
    assert player.session is second and second.moment == Moment(3)


def test_an_edit_keeps_the_weights_of_the_layers_it_left_alone_and_greys_what_no_longer_holds(make):
    editor, player = make(moons())
    player.step("iteration")
    assert player.session.is_current("n1", "value")
    before = player.session.parameters_of("n1")["W"].value.copy()
    node = editor.graph.by_id["n2"]
    editor.edit_graph(editor.graph.put(replace(node, layer=KINDS["Sigmoid"]())), "Change")
    assert (player.session.parameters_of("n1")["W"].value == before).all()
    assert not player.session.is_current("n1", "value")


def test_a_typed_weight_goes_on_with_the_run(make):
    editor, player = make(moons())
    player.session.train(10)
    node = editor.graph.by_id["n3"]
    editor.edit_graph(editor.graph.put(replace(node, typed=(("b", (2.5,)),))), "Type b")
    assert player.session.moment.iteration == 10
    assert player.session.parameters_of("n3")["b"].value.item() == 2.5
    assert player.session.history.losses.size == 10


def test_new_weights_are_an_edit_that_can_be_undone(make):
    editor, player = make(moons())
    start, data = player.session.weights.parameters.copy(), player.session.data
    player.new_weights()
    assert editor.undo_stack.undoText() == "New weights"
    assert (player.session.weights.parameters != start).any()
    assert player.session.data is data
    editor.undo_stack.undo()
    assert (player.session.weights.parameters == start).all()


def test_reset_begins_again_and_forgets(make):
    _, player = make(moons())
    start = player.session.weights.parameters.copy()
    player.session.train(10)
    player.reset()
    assert player.session.moment == Moment(0) and player.session.history.losses.size == 0
    assert (player.session.weights.parameters == start).all()


def test_a_batch_of_another_size_tells_that_the_arrays_are_others(make):
    _, player = make(moons(batch_size=60))
    plans = heard(player.session_changed)
    for _ in range(2):
        player.step("iteration")
    assert plans == []
    player.step("iteration")
    assert len(plans) == 1


def test_going_far_can_be_stopped_and_arrives(make, qtbot):
    _, player = make(moons())
    player.session.train(40)
    player.goto(Moment(7))
    assert player.session.moment == Moment(7) and not player.is_playing
    player.goto(Moment(500))
    assert player.is_playing
    qtbot.waitUntil(lambda: not player.is_playing)
    assert player.session.moment == Moment(500)
    player.to_start()
    assert player.session.moment == Moment(0) and player.session.history.losses.size == 500


def test_opening_another_document_starts_another_run(make):
    editor, player = make(moons())
    player.session.train(10)
    editor.open(with_units(editor.document, 4))
    assert player.session.document is editor.document and player.session.moment == Moment(0)


def test_runs_kept_for_undo_share_one_budget(monkeypatch):
    runs = [Session(moons(seed=seed)) for seed in range(3)]
    monkeypatch.setattr("gui.playback.sessions._MOST_BYTES", 2 * runs[0].history.bytes)
    kept = Sessions()
    for run in runs:
        kept.keep(run)
    assert kept.after(runs[1].document, runs[2]) is runs[1]
    assert kept.after(runs[0].document, runs[2]) is not runs[0]


def test_a_long_run_beside_kept_ones_stays_within_the_shared_budget(monkeypatch):
    most = 400_000
    monkeypatch.setattr("gui.playback.sessions._MOST_BYTES", most)
    kept, runs = Sessions(), [Session(moons(seed=seed)) for seed in range(5)]
    for shown in (*runs, runs[3]):
        kept.keep(shown)
        for _ in range(4):
            shown.train(1500)
            assert sum(run.history.bytes for run in kept._kept.values()) <= most
    assert kept.after(runs[3].document, runs[4]) is runs[3], "thinned, not lost"
    straight = Session(moons(seed=3))
    straight.train(777)
    runs[3].goto(straight.moment)
    assert seen(runs[3]) == seen(straight)
