"""The NumPy script: to the last bit what the engine trains, for any network, and harmless whatever nodes are called."""
from __future__ import annotations

import ast
import dataclasses
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, event, given, settings

from engine import files
from engine.document import Document
from engine.export.files import write_script
from engine.export.names import ExportError
from engine.export.numpy_script import numpy_script
from engine.graph import Graph
from engine.layer import layer_kinds
from engine.optimizers.adam import Adam
from engine.optimizers.gradient_descent import GradientDescent
from engine.resources import resource
from engine.session import Session
from tests.engine.export_scripts import EVIL, around, documents, printed_lines, renamed, wanted_lines
from tests.engine.networks import chain, moons

KINDS = layer_kinds()
EXAMPLES = sorted(resource("examples").glob("*.undertow"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_prints_to_the_bit_what_training_writes(path, tmp_path):
    document = files.read(path).document
    printed = printed_lines(numpy_script(Session(document)), tmp_path, 200)
    assert len(printed) == 201
    assert printed == wanted_lines(Session(document), 200)


def test_it_runs_by_itself_with_numpy_alone(tmp_path):
    document = moons(batch_size=50)
    path, _ = write_script(tmp_path / "net.py", numpy_script(Session(document)))
    code = (
        "import runpy, sys; sys.path = [each for each in sys.path if each]; sys.argv = sys.argv[1:];"
        "runpy.run_path(sys.argv[0], run_name='__main__');"
        "print([name for name in sys.modules if name.split('.')[0] in ('engine', 'gui', 'torch', 'PySide6')])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(path), "--iterations", "9"], capture_output=True, text=True, cwd=tmp_path
    )
    assert ran.stderr == ""
    assert ran.stdout.splitlines() == [*wanted_lines(Session(document), 9), "[]"]


@settings(max_examples=30, phases=[Phase.generate], suppress_health_check=list(HealthCheck), deadline=None)
@given(documents())
def test_any_network_prints_to_the_bit_what_training_writes(tmp_path_factory, document):
    session = Session(document)
    assume(not session.why_not_train)
    printed = printed_lines(numpy_script(session), tmp_path_factory.mktemp("script"), 8)
    wanted = wanted_lines(session, 8)
    event("a short last batch" if len(set(map(document_size(document), range(8)))) > 1 else "batches of one size")
    # Where a pass ends in what is not a number, the program keeps that loss if nothing else is left to compute.
    assert printed == [line for line in wanted if "nan" not in line and "inf" not in line]


def document_size(document):
    return Session(document).history.settings_at(0).batches.size_of


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_prints_to_the_bit_what_training_writes(kind, tmp_path):
    document = around(kind(input="logits") if kind.title.endswith("entropy") else kind())
    session = Session(document)
    assert "it" in session.plan.values
    printed = printed_lines(numpy_script(session), tmp_path, 8)
    assert printed == wanted_lines(session, 8)
    assert len(printed) == 9


def test_a_document_saved_trained_goes_on_where_it_is(tmp_path):
    document = files.read(resource("examples/06-digits.undertow")).document
    trained = Session(document)
    trained.train(30)
    there = trained.trained()
    printed = printed_lines(numpy_script(Session(document, there)), tmp_path, 40)
    assert printed == wanted_lines(Session(document, there), 40)
    assert printed[1].startswith("31,")


def test_dropout_draws_the_same_masks(tmp_path):
    layers = [KINDS["Input"](), KINDS["Linear"](8), KINDS["Dropout"](), KINDS["Linear"](1), KINDS["MeanSquaredError"]()]
    document = moons(graph=chain(*layers))
    assert printed_lines(numpy_script(Session(document)), tmp_path, 20) == wanted_lines(Session(document), 20)


def test_a_name_is_never_more_than_a_name(tmp_path):
    plain = moons()
    evil = dataclasses.replace(renamed(plain, EVIL), notes=EVIL[0])
    script = numpy_script(Session(evil))
    imported = [ast.unparse(each) for each in ast.walk(ast.parse(script.text)) if isinstance(each, ast.Import)]
    assert sorted(imported) == [f"import {name}" for name in ("argparse", "math", "numpy as np", "sys")]
    assert printed_lines(script, tmp_path, 5) == wanted_lines(Session(plain), 5)
    assert all(name.isascii() and name.isidentifier() for name in script.arrays)


def test_what_has_no_loss_is_refused_in_a_sentence():
    with pytest.raises(ExportError, match="There is nothing to compute yet"):
        numpy_script(Session(moons(graph=Graph())))


def test_either_both_files_are_written_or_none(tmp_path, monkeypatch):
    script = numpy_script(Session(moons()))
    path = tmp_path / "net.py"
    write_script(path, script)
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir()}

    def no_room(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.chmod", no_room)
    with pytest.raises(OSError, match="No space"):
        write_script(path, dataclasses.replace(script, text="other", arrays={"x": np.zeros(3)}))
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == before


def test_data_of_ones_own_beside_it_is_not_overwritten(tmp_path):
    np.savez(tmp_path / "net.npz", measured=np.arange(3))
    with pytest.raises(ExportError, match=r"net\.npz is there already"):
        write_script(tmp_path / "net.py", numpy_script(Session(moons())))
    assert np.load(tmp_path / "net.npz")["measured"].tolist() == [0, 1, 2]


def test_a_run_that_diverges_ends_in_a_sentence(tmp_path):
    document = moons(optimizer=GradientDescent(rate=1e6))
    path, _ = write_script(tmp_path / "net.py", numpy_script(Session(document)))
    ran = subprocess.run([sys.executable, path, "--iterations", "99"], capture_output=True, text=True)
    assert ran.returncode == 1
    assert ran.stderr.startswith("In iteration ") and ran.stderr.count("\n") == 1
    assert ran.stdout.splitlines() == wanted_lines(Session(document), 99)


def test_the_document_without_data_is_one_function(tmp_path):
    document = Document(chain(KINDS["Variable"](), KINDS["Square"]()))
    assert printed_lines(numpy_script(Session(document)), tmp_path, 5) == wanted_lines(Session(document), 5)


def test_a_script_follows_the_schedule_from_where_it_begins(tmp_path):
    document = moons(optimizer=Adam(0.1, schedule="cosine", period=30, warm_up=12, clip=0.1))
    session = Session(document)
    session.train(7)
    saved = session.trained()
    printed = printed_lines(numpy_script(Session(document, saved)), tmp_path, 30)
    assert printed == wanted_lines(Session(document, saved), 30)
