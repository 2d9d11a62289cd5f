"""The PyTorch script as a text: it parses, no name is more than a name, and every kind is there or refused.

That its numbers are the engine's is for ``python -m tests.peers.export`` to see, which has PyTorch.
"""
from __future__ import annotations

import ast

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from engine import files
from engine.datasets.digits import Digits
from engine.document import Document
from engine.export.names import ExportError
from engine.export.torch_script import torch_script
from engine.graph import Node
from engine.optimizer import optimizer_kinds
from engine.resources import resource
from engine.session import Session
from engine.tables.data import DataRecipe
from engine.ties import freeze, tie
from tests.engine.drawing import KINDS
from tests.engine.export_scripts import EVIL, around, documents, renamed
from tests.engine.networks import chain, moons

IMPORTS = {"argparse", "os", "sys", "numpy", "torch", "torch.distributed", "torch.nn.functional"}


def imported(text):
    return {alias.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import) for alias in node.names}


def written(document, trained=None):
    return torch_script(Session(document, trained))


def written_or_refused(document):
    """The script and no refusal, or the other way round."""
    try:
        return written(document).text, ""
    except ExportError as refusal:
        return "", str(refusal)


def test_a_script_is_a_module_and_a_loop_as_one_would_write_them():
    text = written(moons()).text
    module = text[text.index("    def __init__") : text.index("def batches")]
    assert module.rstrip() == (
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.linear = nn.Linear(2, 8)  # Linear\n"
        "        self.linear_2 = nn.Linear(8, 1)  # Linear 2\n"
        "\n"
        "    def forward(self, input):\n"
        "        linear = self.linear(input)\n"
        "        tanh = torch.tanh(linear)\n"
        "        linear_2 = self.linear_2(tanh)\n"
        "        return linear_2"
    )
    assert "        loss = F.mse_loss(model(input), target) * share\n" in text
    assert "    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)\n" in text


def test_its_numbers_lie_as_pytorch_wants_them():
    session = Session(moons())
    arrays = torch_script(session).arrays
    named = session.weights.named("n1")
    np.testing.assert_array_equal(arrays["linear.weight"], named["W"].value)
    np.testing.assert_array_equal(arrays["linear.bias"], named["b"].value)
    assert arrays["input"].shape == (160, 2) and arrays["target"].shape == (160, 1)


def test_images_stay_images_as_a_convolution_wants_them():
    layers = KINDS["Conv2D"](2, 3), KINDS["Flatten"](), KINDS["Linear"](10), KINDS["CrossEntropy"](input="logits")
    document = Document(chain(KINDS["Input"](), *layers), DataRecipe(Digits(as_images=True)), batch_size=64)
    script = written(document)
    table = Session(document).data.train
    assert script.arrays["input"].shape == (table.examples, 1, 8, 8)
    np.testing.assert_array_equal(script.arrays["input"].reshape(-1, 64), table.rows(table.features).T)
    assert script.arrays["target"].shape == (table.examples, 10)
    assert "self.conv_2_d(input)" in script.text


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_is_there_or_refused_with_a_sentence(kind):
    document = around(kind(input="logits") if kind.title.endswith("entropy") else kind())
    text, refusal = written_or_refused(document)
    assert bool(text) != bool(refusal)
    assert imported(text) == IMPORTS if text else document.graph.by_id["it"].name in refusal


@pytest.mark.parametrize("kind", optimizer_kinds().values(), ids=optimizer_kinds())
def test_every_optimizer_is_there_with_its_memory(kind):
    document = moons(optimizer=kind())
    session = Session(document)
    session.train(3)
    script = written(document, session.trained())
    assert "optimizer = torch.optim." in script.text
    for called in dict(kind.torch_memory).values():
        assert f"linear.weight {called}" in script.arrays and repr(called) in script.text
    remembered = set(session.run.update_of(3).memory_of)
    assert {name for name, _ in kind.torch_memory if name} == remembered, "all that it remembers is told"


@settings(max_examples=25, phases=[Phase.generate], suppress_health_check=list(HealthCheck), deadline=None)
@given(documents())
def test_any_network_is_written_or_refused_with_a_sentence(document):
    text, refusal = written_or_refused(document)
    assert imported(text) == IMPORTS if text else refusal.endswith(".")


def test_a_name_is_never_more_than_a_name():
    plain = moons()
    for turn in range(len(EVIL)):
        names = EVIL[turn:] + EVIL[:turn]
        text = written(renamed(plain, names)).text
        assert imported(text) == IMPORTS
        assert len(list(ast.walk(ast.parse(text)))) == len(list(ast.walk(ast.parse(written(plain).text))))


@pytest.mark.parametrize("name", ["forward", "train", "parameters", "self", "F", "model", "loss", "rank", "None", "2x"])
def test_a_name_that_the_script_needs_itself_is_left_to_it(name):
    text = written(renamed(moons(), [name] * 9)).text
    module = next(node for node in ast.parse(text).body if isinstance(node, ast.ClassDef))
    attributes = [node for node in ast.walk(module) if isinstance(node, ast.Attribute)]
    made = {node.attr for node in attributes if isinstance(node.ctx, ast.Store)}
    assert len(made) == 2 and name not in made


def test_what_looks_across_the_batch_says_that_it_takes_one_process():
    layers = [KINDS["Input"](), KINDS["BatchNorm"](), KINDS["Linear"](1), KINDS["MeanSquaredError"]()]
    text = written(moons(graph=chain(*layers))).text
    assert "sys.exit('Batch norm: this looks across the whole batch, so the network trains in one process" in text
    assert "in one process only" not in written(moons()).text


def test_dropout_says_that_it_draws_otherwise():
    layers = [KINDS["Input"](), KINDS["Linear"](4), KINDS["Dropout"](), KINDS["Linear"](1), KINDS["MeanSquaredError"]()]
    text = written(moons(graph=chain(*layers))).text
    assert "Dropout draws other numbers here than in Undertow" in ast.get_docstring(ast.parse(text))
    assert "torch.manual_seed(SEED + rank)" in text


def test_tied_nodes_share_a_module():
    layers = [KINDS["Linear"](8), KINDS["Tanh"](), KINDS["Linear"](8), KINDS["Tanh"](), KINDS["Linear"](8)]
    graph = tie(chain(KINDS["Input"](), *layers, KINDS["Linear"](1), KINDS["MeanSquaredError"]()), "n3", ["n5"])
    script = written(moons(graph=graph))
    assert script.text.count("nn.Linear(8, 8)") == 1
    assert "linear_3 = self.linear_2(tanh_2)" in script.text
    assert "linear_3.weight" not in script.arrays


def test_frozen_parameters_ask_for_no_gradient_and_have_no_memory():
    document = moons(graph=freeze(moons().graph, ["n1"], is_frozen=True), optimizer=optimizer_kinds()["Adam"]())
    session = Session(document)
    session.train(3)
    script = written(document, session.trained())
    assert "self.linear.requires_grad_(False)" in script.text
    assert "self.linear_2.requires_grad_(False)" not in script.text
    assert "linear.weight" in script.arrays and "linear_2.weight exp_avg" in script.arrays
    assert "linear.weight exp_avg" not in script.arrays


def test_a_penalty_is_on_the_parameter_it_is_for():
    penalty = KINDS["L2Penalty"](weight=0.5, parameter="b")
    graph = moons().graph.put(Node("p", penalty, "Small")).join("n1", "p", "w")
    text = written(moons(graph=graph)).text
    assert "small = 0.5 * (self.linear.bias ** 2).sum()" in text
    assert "return small + mean_squared_error" in text


@pytest.mark.parametrize(
    ("document", "part"),
    [
        (Document(), "There is nothing to compute yet"),
        (moons(graph=chain(KINDS["Input"](), KINDS["Slice"](), KINDS["MeanSquaredError"]())), "no parameter moves"),
        (
            moons(
                batch_size=53,
                graph=chain(KINDS["Input"](), KINDS["BatchNorm"](), KINDS["Linear"](1), KINDS["MeanSquaredError"]()),
            ),
            "Batch norm would meet a batch of a single example",
        ),
    ],
)
def test_what_pytorch_can_not_do_is_refused_in_a_sentence(document, part):
    with pytest.raises(ExportError, match=part):
        written(document)


def test_all_examples_are_written():
    for path in sorted(resource("examples").glob("*.undertow")):
        assert imported(written(files.read(path).document).text) == IMPORTS




def test_a_schedule_and_clipping_are_written_where_there_are_any():
    plain = written(moons(optimizer=optimizer_kinds()["Adam"]())).text
    assert "scheduler" not in plain and "clamp" not in plain
    full = optimizer_kinds()["Adam"](schedule="step", period=40, factor=0.25, warm_up=8, clip=0.5)
    text = written(moons(optimizer=full)).text
    assert "LambdaLR(optimizer, lambda k: 0.25 ** (k // 40) * min(1, (k + 1) / 8))\n" in text
    assert "each.mul_((0.5 / length).clamp(max=1))\n        optimizer.step()\n        scheduler.step()\n" in text
