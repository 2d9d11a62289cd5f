"""Data, layers, activations and maths as PyTorch has them, by the name of the kind."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from engine.tables.columns import rows
from tests.peers.place import Place, together


def data(at: Place, default: tuple[str, ...], encoding: str) -> Tensor:
    return torch.from_numpy(rows(at.layer.columns or default, encoding, at.table).T.copy())


def conv_2d(at: Place, x: Tensor) -> Tensor:
    knobs, weights = at.layer, at.parameters["W"]
    filters = weights.reshape(len(weights), x.shape[1], knobs.kernel, knobs.kernel)
    return F.conv2d(x, filters, at.parameters["b"], knobs.stride, knobs.padding)


def batch_norm(at: Place, x: Tensor) -> Tensor:
    own, knobs = at.parameters, at.layer
    if x[:, 0].numel() == 1:
        # PyTorch refuses a batch of one number. Its mean is itself and its variance 0, so what is left is β.
        own["μ̄"] += knobs.memory * (x.detach().reshape(-1) - own["μ̄"])
        own["σ̄²"] *= 1 - knobs.memory
        tall = (-1, *(1,) * (x.ndim - 2))
        return own["γ"].reshape(tall) * (x - x) + own["β"].reshape(tall)
    return F.batch_norm(x, own["μ̄"], own["σ̄²"], own["γ"], own["β"], True, knobs.memory, knobs.epsilon)


def layer_norm(at: Place, x: Tensor) -> Tensor:
    listed = x.reshape(len(x), -1)
    return F.layer_norm(listed, listed.shape[1:], eps=at.layer.epsilon).reshape(x.shape)


def dropout(at: Place, x: Tensor) -> Tensor:
    return x * (at.drawn(x) >= at.layer.chance) / (1 - at.layer.chance)


def scale_and_shift(at: Place, x: Tensor) -> Tensor:
    tall = (-1,) + (1,) * max(0, x.ndim - 2) if x.ndim > 1 else ()
    return x * at.parameters["γ"].reshape(tall) + at.parameters["β"].reshape(tall)


def embedding(at: Place, x: Tensor) -> Tensor:
    found = F.embedding(x.long().reshape(len(x), -1), at.parameters["E"].T).transpose(1, 2)
    return found.reshape(len(x), *at.layer.shape(tuple(x.shape[1:])))


def concat(at: Place, a: Tensor, b: Tensor) -> Tensor:
    a, b = (x[:, None] if x.ndim == 1 else x for x in (a, b))
    count = max(len(a), len(b))
    return torch.cat([a.expand(count, *a.shape[1:]), b.expand(count, *b.shape[1:])], dim=1)


def mat_mul(at: Place, a: Tensor, b: Tensor) -> Tensor:
    return a @ b if b.ndim == 3 else (a @ b[:, :, None])[:, :, 0]


# What the formulas that are drawn here are made of; Python reads them as the engine does.
FORMULAS = {name: getattr(torch, name) for name in ("sin", "exp", "tanh", "sigmoid")}


def function(at: Place, x: Tensor) -> Tensor:
    found = eval(at.layer.expression, {"__builtins__": {}}, FORMULAS | {"x": x})
    return found if isinstance(found, Tensor) else found + 0.0 * x


def axes(at: Place, x: Tensor) -> tuple[int, ...]:
    """The axes that a reduction takes together."""
    everything = tuple(range(x.ndim))
    return {"everything": everything, "features": everything[1:], "examples": everything[:1]}[at.layer.over]


def reduced(at: Place, x: Tensor, how: Callable[..., Tensor]) -> Tensor:
    over = axes(at, x)
    if not over:
        # Each example's only number; a reduction over no axes would take all of them.
        return how(x[:, None], 1)
    y = how(x, over)
    return y if at.layer.over == "features" else y[None]


LAYERS: dict[str, Callable[..., Tensor]] = {
    "Input": lambda at: data(at, at.table.features, "number"),
    "Target": lambda at: data(at, at.table.targets, at.layer.encoding),
    "Variable": lambda at: at.parameters["w"][None],
    "Constant": lambda at: torch.from_numpy(np.array(at.layer.numbers)).reshape(1, *at.layer.shape()),
    "Linear": lambda at, x: F.linear(x, at.parameters["W"], at.parameters["b"]),
    "Conv2D": conv_2d,
    "MaxPool": lambda at, x: F.max_pool2d(x, at.layer.window, at.layer.stride),
    "AveragePool": lambda at, x: F.avg_pool2d(x, at.layer.window, at.layer.stride),
    "Flatten": lambda at, x: x.reshape(len(x), -1),
    "Reshape": lambda at, x: x.reshape(len(x), *at.layer.size),
    "LayerNorm": layer_norm,
    "BatchNorm": batch_norm,
    "ScaleAndShift": scale_and_shift,
    "Embedding": embedding,
    "Dropout": dropout,
    # activations
    "ReLU": lambda at, z: F.relu(z),
    "LeakyReLU": lambda at, z: F.leaky_relu(z, at.layer.slope),
    "ELU": lambda at, z: F.elu(z, at.layer.scale),
    "GELU": lambda at, z: F.gelu(z),
    "SiLU": lambda at, z: F.silu(z),
    # PyTorch's own gives z from a threshold on; this is the function itself.
    "Softplus": lambda at, z: torch.logaddexp(z, torch.zeros_like(z)),
    "Sigmoid": lambda at, z: torch.sigmoid(z),
    "Tanh": lambda at, z: torch.tanh(z),
    "HardTanh": lambda at, z: F.hardtanh(z),
    # Flat everywhere, and still a function of z.
    "Step": lambda at, z: torch.where(z > 0, 1.0, 0.0) + 0.0 * z,
    "Softmax": lambda at, z: torch.softmax(z, 1),
    "LogSoftmax": lambda at, z: torch.log_softmax(z, 1),
    # maths
    "Add": lambda at, a, b: torch.add(*together(a, b)),
    "Subtract": lambda at, a, b: torch.sub(*together(a, b)),
    "Multiply": lambda at, a, b: torch.mul(*together(a, b)),
    "Divide": lambda at, a, b: torch.div(*together(a, b)),
    "Maximum": lambda at, a, b: torch.maximum(*together(a, b)),
    "Minimum": lambda at, a, b: torch.minimum(*together(a, b)),
    "Square": lambda at, x: torch.square(x),
    "Power": lambda at, x: torch.pow(x, at.layer.exponent),
    "Function": function,
    "Abs": lambda at, x: torch.abs(x),
    "Exp": lambda at, x: torch.exp(x),
    "Log": lambda at, x: torch.log(x),
    "Sin": lambda at, x: torch.sin(x),
    "Cos": lambda at, x: torch.cos(x),
    "Sum": lambda at, x: reduced(at, x, torch.sum),
    "Mean": lambda at, x: reduced(at, x, torch.mean),
    "Norm": lambda at, x: reduced(at, x, lambda values, over: torch.linalg.vector_norm(values, dim=over)),
    "Dot": lambda at, a, b: (a * b).sum(1),
    "MatMul": mat_mul,
    "Transpose": lambda at, x: x.transpose(1, 2),
    "Concat": concat,
    "Slice": lambda at, x: x[:, at.layer.first - 1 : at.layer.first - 1 + at.layer.count],
}
