"""The code of a pass: the lines that an export prints, which make the same arrays; and the network as PyTorch."""
from __future__ import annotations

import ast
import dataclasses
import re

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings

from engine import files
from engine.document import Document
from engine.element import Element
from engine.export.names import ExportError, Names
from engine.export.numpy_calls import NumpyCalls
from engine.export.numpy_script import numpy_script
from engine.export.script import identifiers
from engine.export.torch_calls import torch_steps
from engine.export.torch_script import torch_script
from engine.graph import Graph
from engine.layer import layer_kinds
from engine.optimizers.adam import Adam
from engine.optimizers.gradient_descent import GradientDescent
from engine.resources import resource
from engine.session import Session
from tests.engine.export_scripts import EVIL, around, documents, renamed
from tests.engine.networks import chain, moons

KINDS = layer_kinds()
EXAMPLES = sorted(resource("examples").glob("*.undertow"))


def written(session: Session, takes_rows: bool = False) -> NumpyCalls:
    calls = NumpyCalls(session, takes_rows)
    while not calls.is_written:
        calls.go_on()
    return calls


def text_of(steps) -> str:
    return "\n".join(line for step in steps for line in step.lines)


def plain(script: str) -> list[str]:
    """The lines of a script, each call in one."""
    return [line.strip() for line in re.sub(r",\n +out=", ", out=", script).splitlines()]


def namespace(session: Session, calls: NumpyCalls) -> dict[str, object]:
    """What the lines of a pass need before they run: every array, by its name."""
    examples = session.plan.examples
    stored = {name: array.copy() for name, array in written(session, takes_rows=True).stored.items()}
    space = {"np": np, "math": __import__("math"), "stored": stored, "N": examples}
    drawn = re.search(r"def draw\(.*?\n\n\n", numpy_script(session).text, re.DOTALL)
    exec("\n".join([drawn[0] if drawn else "", *calls.made_once, *calls.made_for_each_size]), space)
    return space


def assert_same(space: dict[str, object], session: Session) -> None:
    """Every value and gradient that goes by a name is that of the session, and so are the parameters."""
    found = 0
    for id, name in identifiers(session.document.graph, Names()).items():
        for called, array in ((name, session.values_of(id)), (f"d_{name}", session.gradient_of(id))):
            if array is not None and called in space:
                assert np.array_equal(space[called], array, equal_nan=True), called
                found += 1
    assert found
    if "parameters" in space:
        assert np.array_equal(space["parameters"], session.weights.parameters, equal_nan=True)


def check_running(session: Session, passes: int = 3) -> None:
    """Run the lines of whole passes beside the session."""
    calls = written(session)
    space = namespace(session, calls)
    batches = session.history.settings_at(0).batches
    for iteration, rows in zip(range(passes), batches.rows(0), strict=False):
        if batches.size_of(iteration) != batches.size:
            return
        space |= {"rows": rows, "iteration": iteration}
        with np.errstate(all="ignore"):
            exec(text_of(calls.steps), space)
        session.step("iteration")
        if session.trouble:
            return
        assert_same(space, session)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_lines_are_those_of_the_export_and_one_step_for_each_equation(path):
    session = Session(files.read(path).document)
    calls, exported = written(session), iter(plain(numpy_script(session).text))
    assert [(step.phase, step.node) for step in calls.steps] == [
        (each.phase, each.node) for each in session.equations
    ]
    assert [len(step.lines) - 1 for step in calls.steps] == [len(each.calls) for each in session.equations]
    for step in calls.steps:
        for line in step.lines:
            # In the same order, none left out. A batch of all examples is copied, which a script has no need to know.
            if session.plan.indices is not None or step.phase != "batch":
                assert line in exported


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_lines_of_an_example_make_the_arrays_of_the_run(path):
    check_running(Session(files.read(path).document))


@settings(max_examples=25, phases=[Phase.generate], suppress_health_check=list(HealthCheck), deadline=None)
@given(documents())
def test_the_lines_of_any_network_make_the_arrays_of_the_run(document):
    session = Session(document)
    assume(not session.why_not_train)
    check_running(session)


def test_each_equation_makes_its_own_arrays():
    session = Session(moons(optimizer=Adam(0.1)))
    calls = written(session)
    space = namespace(session, calls) | {"rows": next(session.history.settings_at(0).batches.rows(0)), "iteration": 0}
    names = identifiers(session.document.graph, Names())
    for step, equation in zip(calls.steps, session.equations, strict=True):
        exec("\n".join(step.lines), space)
        session.step("equation")
        if equation.phase == "forward":
            assert np.array_equal(space[names[equation.node]], session.values_of(equation.node))
    assert_same(space, session)


def test_what_has_no_loss_has_its_calls_all_the_same():
    session = Session(moons(graph=chain(KINDS["Input"](), KINDS["Linear"](3), KINDS["Tanh"]())))
    calls = written(session)
    assert "np.tanh(linear, out=tanh)" in text_of(calls.steps)
    assert len(calls.steps) == calls.in_pass == len(session.equations)


def test_the_shapes_are_those_of_the_batch_at_hand():
    session = Session(files.read(resource("examples/06-digits.undertow")).document)
    calls, examples = written(session), session.plan.examples
    assert calls.shape("relu_1", examples) == (33, 64) and calls.shape("relu_1", 30) == (33, 30)
    assert calls.shape("linear_1_W_b", examples) == (32, 65)
    assert calls.shape("rows", examples) == (64,) and calls.shape("nothing", examples) is None
    space = namespace(session, calls)
    named = [name for name, each in space.items() if isinstance(each, np.ndarray)]
    assert len(named) > 20
    assert all(calls.shape(name, examples) == space[name].shape for name in named if not name.endswith("_data"))


def test_a_derivative_has_its_calls_with_their_numbers():
    session = Session(moons())
    session.step("iteration")
    derivative = session.gradient(Element("n2", (1,), 30), "n0", ("n1", "W"))
    calls = written(derivative)
    assert [step.phase for step in calls.steps] == [each.phase for each in derivative.equations]
    assert calls.shape("tanh", 32) == (8, 32)
    space = {"np": np, "stored": calls.stored}
    exec("\n".join([*calls.made_once, *calls.made_for_each_size, text_of(calls.steps)]), space)
    assert np.array_equal(space["d_input_1"][:-1], derivative.compute()["n0"]) and derivative.result["n0"].any()


def test_another_optimizer_has_other_lines():
    session = Session(moons())
    assert "np.sqrt" not in text_of(written(session).steps)
    session.use(dataclasses.replace(session.document, optimizer=Adam(0.1)))
    assert "np.sqrt" in text_of(written(session).steps)


def test_where_no_two_sizes_tell_enough_it_is_refused_in_a_sentence(monkeypatch):
    asked = []

    def no_rule(lines, others, sizes):
        asked.append(sizes)
        raise ExportError("A size follows no simple rule.")

    monkeypatch.setattr("engine.export.numpy_calls.together", no_rule)
    with pytest.raises(ExportError, match="no simple rule"):
        written(Session(moons()))
    assert len(set(asked)) == 4


# PyTorch


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_pytorch_lines_are_those_of_the_export(path):
    session = Session(files.read(path).document)
    try:
        exported = plain(torch_script(session).text)
    except ExportError:
        pytest.skip("PyTorch has no counterpart of a layer in it")
    steps = torch_steps(session)
    ast.parse(text_of(steps))
    for step in steps:
        if step.node and step.phase != "loss":
            assert all(line.strip() in exported for line in step.lines)
    assert {step.node for step in steps} >= {
        id for id in session.plan.values if not session.document.graph.by_id[id].layer.reads_data
    }
    loss = next(step for step in steps if step.phase == "loss")
    assert f"{loss.lines[0]} * share" in exported


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if not kind.reads_data])
def test_every_kind_has_a_line_of_pytorch_or_says_that_there_is_none(kind):
    session = Session(around(kind(input="logits") if kind.title.endswith("entropy") else kind()))
    lines = [line for step in torch_steps(session) if step.node == "it" for line in step.lines]
    assert lines and ast.parse("\n".join(line.strip() for line in lines))
    has_none = any(f"{kind.title} has no counterpart in PyTorch" in line for line in lines)
    assert has_none == (refusal_of(session) == "no counterpart")


def refusal_of(session: Session) -> str:
    """What the export refuses the document for."""
    try:
        torch_script(session)
    except ExportError as refusal:
        return "no counterpart" if "no counterpart" in str(refusal) else str(refusal)
    return ""


def test_a_network_without_a_loss_is_a_module_without_training():
    text = text_of(torch_steps(Session(moons(graph=chain(KINDS["Input"](), KINDS["Linear"](3), KINDS["Tanh"]())))))
    assert "tanh = torch.tanh(linear)" in text and text.endswith("return tanh")
    assert "backward" not in text


def test_an_empty_document_is_an_empty_module():
    text = text_of(torch_steps(Session(Document(Graph()))))
    assert ast.parse(text) and text.endswith("def forward(self):\n        return")


def test_an_iteration_in_pytorch_does_what_the_optimizer_does():
    text = text_of(torch_steps(Session(moons(optimizer=GradientDescent(0.1, schedule="step", clip=0.5)))))
    order = ["zero_grad()", "loss = F.mse_loss(model(input), target)", "loss.backward()", "clip_grad_norm_"]
    order += ["optimizer.step()", "scheduler.step()"]
    places = [text.index(each) for each in order]
    assert places == sorted(places)


def test_a_name_is_never_more_than_a_name():
    session = Session(renamed(moons(), EVIL))
    for steps in (written(session).steps, torch_steps(session)):
        tree = ast.parse(text_of(steps))
        assert not [each for each in ast.walk(tree) if isinstance(each, ast.Import | ast.ImportFrom)]
