"""Discovery: every file of a family is found, under its own name, in the order of the palette."""
from __future__ import annotations

import importlib
import pkgutil

import pytest

from engine.catalogue import kinds
from engine.dataset import Dataset
from engine.layer import FAMILIES, Layer, layer_kinds
from engine.optimizer import Optimizer, optimizer_kinds

PACKAGES = [("engine.layers", Layer), ("engine.optimizers", Optimizer), ("engine.datasets", Dataset)]


@pytest.mark.parametrize(("package", "family"), PACKAGES)
def test_every_file_holds_one_kind_named_as_the_file(package, family):
    root = importlib.import_module(package)
    files = [each.name for each in pkgutil.walk_packages(root.__path__, package + ".") if not each.ispkg]
    found = kinds(package, family)
    assert files
    assert sorted(kind.__module__ for kind in found.values()) == sorted(files)
    for name, kind in found.items():
        assert name == kind.__name__
        assert name.lower() == kind.__module__.rsplit(".", 1)[-1].replace("_", "")


@pytest.mark.parametrize(("package", "family"), PACKAGES)
def test_kinds_come_by_place_then_title(package, family):
    order = [(kind.place, kind.title) for kind in kinds(package, family).values()]
    assert order == sorted(order)


def test_layers_come_by_family_as_the_palette_shows_them():
    families = [FAMILIES.index(kind.family) for kind in layer_kinds().values()]
    assert families == sorted(families)
    assert set(families) == set(range(len(FAMILIES)))


def test_the_folder_of_a_layer_is_its_family():
    folders = {kind.family: kind.__module__.split(".")[2] for kind in layer_kinds().values()}
    assert len(set(folders.values())) == len(folders)
    for kind in layer_kinds().values():
        assert kind.__module__.split(".")[2] == folders[kind.family]


def test_all_that_was_promised_is_there():
    assert set(layer_kinds()) >= {
        "Input", "Target", "Variable", "Constant", "Linear", "ReLU", "LeakyReLU", "ELU", "GELU", "SiLU", "Softplus",
        "Sigmoid", "Tanh", "HardTanh", "Step", "Softmax", "LogSoftmax", "Add", "Subtract", "Multiply", "Divide",
        "Maximum", "Minimum", "Square", "Power", "Abs", "Exp", "Log", "Sin", "Cos", "Sum", "Mean", "Dot", "Norm",
        "MeanSquaredError", "MeanAbsoluteError", "Huber", "BinaryCrossEntropy", "CrossEntropy", "Hinge",
        "Conv2D", "MaxPool", "AveragePool", "Flatten", "Reshape", "LayerNorm", "ScaleAndShift", "Embedding", "MatMul",
        "Transpose", "Concat", "Slice", "Function",
    }  # fmt: skip
    assert set(optimizer_kinds()) >= {
        "GradientDescent", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam", "AdamW", "NoOptimizer",
    }  # fmt: skip
