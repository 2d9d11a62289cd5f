"""Evaluation: how good the network is on all training or test examples, and what it says about made-up ones."""
from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.document import Document
from engine.layer import Loss
from engine.plan import Plan, compile_plan, loss_nodes
from engine.shapes import infer
from engine.tables.table import Table
from engine.weights import Weights
from engine.writer import Writer


@dataclasses.dataclass(frozen=True)
class Score:
    """``loss`` over all examples of a part, and the share of them classified right (None where nothing is)."""

    loss: float
    accuracy: float | None


@dataclasses.dataclass(frozen=True, eq=False)
class _Asked:
    """Made-up examples, (features, M), and the calls of a pass over them through the arrays of ``plan``."""

    features: np.ndarray
    plan: Plan
    calls: tuple[Callable[[], Any], ...]


class Evaluation:
    """Forward passes over the present weights, without a trace in the arrays that training shows."""

    def __init__(self, document: Document, weights: Weights) -> None:
        self._document = document
        self._weights = weights
        self._data = document.make_data()
        self._plans: dict[str, Plan] = {}
        self._asked: _Asked | None = None
        losses, _ = loss_nodes(document.graph, infer(document.graph, self._data.header))
        layers = {id: document.graph.by_id[id].layer for id in losses}
        # A penalty compares nothing.
        self._losses = [id for id, each in layers.items() if isinstance(each, Loss) and not each.reads_parameters]

    def score(self, part: str) -> Score | None:
        """Loss and accuracy on "train" or "test". None without such examples, a loss, or room for so many."""
        table = self._data.train if part == "train" else self._data.test
        if table is None:
            return None
        if part not in self._plans:
            self._plans[part] = compile_plan(self._document.graph, table, self._weights)
        plan = self._plans[part]
        if plan.loss is None or not plan.values.keys() >= set(self._losses):
            return None
        with np.errstate(all="ignore"):
            plan.run()
        return Score(plan.loss.item(), self._accuracy(plan))

    def predict(self, features: np.ndarray) -> np.ndarray | None:
        """What the network says for made-up examples, (features, M) in the order of the header's features.

        Gives (outputs, M): probabilities for classes. None without a loss, whose first input is the
        prediction, or without room for so many.
        """
        if not self._losses:
            return None
        loss = self._losses[0]
        source = self._document.graph.feeds[loss][self._document.graph.by_id[loss].layer.ports[0]]
        if self._asked is None or not np.array_equal(self._asked.features, features):
            self._asked = self._ask(features, source)
        plan = self._asked.plan
        if source not in plan.values:
            return None
        with np.errstate(all="ignore"):
            for call in self._asked.calls:
                call()
            layer = self._document.graph.by_id[loss].layer
            assert isinstance(layer, Loss)
            said = layer.prediction(plan.values[source].value)
        return np.broadcast_to(said, (*said.shape[:-1], features.shape[1])).copy()

    def _ask(self, features: np.ndarray, source: str) -> _Asked:
        """A pass over other examples. Where there are as many as last time, its plan serves again."""
        graph, table, before = self._document.graph, self._table(features), self._asked
        if before is not None and before.features.shape == features.shape:
            plan = before.plan
        else:
            plan = compile_plan(graph, table, self._weights, outputs=(source,))
        writer = Writer({}, table, None)
        for id, value in plan.values.items():
            if graph.by_id[id].layer.reads_data:
                graph.by_id[id].layer.forward(writer, value)
        rest = [each for each in plan.equations if each.phase != "batch"]
        calls = tuple(call for equation in (*writer.equations, *rest) for call in equation.bound)
        return _Asked(features.copy(), plan, calls)

    def _accuracy(self, plan: Plan) -> float | None:
        for id in self._losses:
            layer = self._document.graph.by_id[id].layer
            assert isinstance(layer, Loss)
            prediction, target = (plan.values[source].value for source in self._document.graph.sources(id))
            right = layer.correct(prediction, target)
            if right is not None:
                return float(np.mean(right))
        return None

    def _table(self, features: np.ndarray) -> Table:
        """The made-up examples with every other column zero."""
        like = self._data.train
        columns = np.zeros((len(like.names), features.shape[1]))
        columns[[like.names.index(name) for name in like.features]] = features
        return dataclasses.replace(like, columns=columns)
