"""Occasion: all that the pass a session shows was computed from, so that something else can be computed from it."""
from __future__ import annotations

import dataclasses

import numpy as np

from engine.document import Document
from engine.graph import Graph
from engine.plan import Plan, Root, compile_plan
from engine.present import Present
from engine.room import Extent
from engine.run import run_again
from engine.shapes import Shapes, infer
from engine.tables.table import Table
from engine.weights import Weights


@dataclasses.dataclass(frozen=True, eq=False)
class Occasion:
    """The document, the parameters at the start of the pass, its batch as a table, and which draws it took.

    ``is_training`` says whether layers that draw or remember do so, or behave as in an evaluation.
    """

    document: Document
    weights: Weights
    table: Table
    iteration: int
    is_training: bool = True

    @classmethod
    def of(cls, present: Present, is_training: bool = True) -> Occasion:
        """That of the pass shown; between the start and the first step, of the pass to come."""
        run, train = run_again(present.run), present.document.make_data().train
        rows = next(run.history.settings_at(run.iteration).batches.rows(run.iteration))
        table = train if rows is None else train.only(rows)
        return cls(present.document, run.weights, table, run.iteration, is_training)

    @property
    def shapes(self) -> Shapes:
        """The form of each node, or why it has none in this batch."""
        return infer(self.document.graph, self.table.header, Extent(self.table.examples, self.table.examples))

    def with_graph(self, graph: Graph) -> Occasion:
        """The same with another graph; what is new in it has parameters of 0."""
        weights = Weights(graph, self.table.header)
        for id, held in weights.of_node.items():
            before = self.document.graph.by_id.get(id)
            if before is not None and before.layer == graph.by_id[id].layer and id in self.weights.of_node:
                for name, parameter in held.items():
                    parameter.value[...] = self.weights.of_node[id][name].value
        document = dataclasses.replace(self.document, graph=graph)
        return dataclasses.replace(self, document=document, weights=weights)

    def compile(self, *, outputs: tuple[str, ...] = (), root: Root | None = None) -> Plan:
        """A plan over these weights and this batch, with the very draws of the pass."""
        seed = self.document.seed if self.is_training else None
        plan = compile_plan(self.document.graph, self.table, self.weights, outputs=outputs, seed=seed, root=root)
        if plan.chance is not None:
            plan.chance.iteration = self.iteration
        return dataclasses.replace(plan, chance=None)

    def values(self, ids: tuple[str, ...]) -> dict[str, np.ndarray]:
        """What these nodes give in the pass, (*shape, examples) each, in arrays of their own."""
        # On weights of its own, because layers that remember write there.
        plan = self.with_graph(self.document.graph).compile(outputs=ids)
        with np.errstate(all="ignore"):
            plan.run()
        return {id: plan.values[id].value for id in ids}
