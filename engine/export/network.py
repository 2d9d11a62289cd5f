"""Network: a document's graph as the parts of a PyTorch module, node by node."""
from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping

import numpy as np

from engine.export.names import ExportError, Names, comment
from engine.export.script import identifiers
from engine.export.tensor import Tensor
from engine.export.torch_state import TorchState
from engine.layer import Loss, Shape
from engine.layers.trained.batch_norm import BatchNorm
from engine.layers.trained.dropout import Dropout
from engine.plan import compile_plan, loss_nodes
from engine.session import Session
from engine.ties import is_frozen


class Network:
    """The nodes that the loss depends on (without a loss: all that have a shape), in order, and what each becomes.

    ``idents`` are their names in the script. ``tables`` are the arrays that the batches are rows of, (N, *shape);
    ``state`` is what the module holds. ``across`` are the names of nodes that look at a batch as a whole.
    """

    def __init__(self, session: Session, names: Names) -> None:
        document = session.document
        self.graph, self._weights = document.graph, session.weights
        self._shapes = document.shapes
        self.losses, _ = loss_nodes(self.graph, self._shapes)
        above = self.graph.above(self.losses) if self.losses else self._shapes.forms
        self.nodes = [self.graph.by_id[id] for id in self.graph.order if id in above]
        self.idents = identifiers(self.graph, names)
        self.readers = [node.id for node in self.nodes if node.layer.reads_data]
        self.tables = self._read(session) if self.readers else {}
        self._tensors = {node.id: self._tensor(node.id) for node in self.nodes}
        given = {node.id: self._given(node.id) for node in self.nodes}
        self.state = TorchState(self.graph, self.nodes, session.weights, self.idents, given)
        batches = session.history.settings_at(session.moment.iteration).batches
        self._fewest = batches.examples % batches.size or batches.size
        self.across = [node.name for node in self.nodes if self._looks_across(node.id)]
        self.draws = any(isinstance(node.layer, Dropout) for node in self.nodes)
        sources = self.graph.sources(self.losses[0]) if len(self.losses) == 1 else []
        # Where the loss compares the network's answer with data that nothing else reads, the loop does so.
        self.is_plain = len(sources) == 2 and isinstance(self.graph.by_id[self.losses[0]].layer, Loss)
        self.is_plain = self.is_plain and sources[1] in self.readers and len(self.graph.consumers[sources[1]]) == 1
        self.inputs = [id for id in self.readers if not (self.is_plain and id == sources[1])]

    # parts of the script

    def modules(self) -> list[tuple[str, str]]:
        """The lines that make the module's own modules and parameters, each with the id of its node."""
        lines = []
        for node in self.nodes:
            if self.state.maker(node.id) != node.id:
                continue
            made = node.layer.torch_modules(self.state.it(node.id), *self._given(node.id))
            lines += [(node.id, f"self.{name} = {text}  # {comment(node.name)}") for name, text in made.items()]
            if is_frozen(self.graph, node.id):
                lines += [(node.id, f"self.{name}.requires_grad_(False)") for name in made]
        return lines or [("", "pass")]

    def forward(self) -> list[tuple[str, str]]:
        """The lines that compute every value, one for each node, each with the node's id."""
        ends = self.losses if self.is_plain else ()
        return [
            (node.id, f"{self.idents[node.id]} = {self._call(node.id)}")
            for node in self.nodes
            if node.id not in (*self.readers, *ends)
        ]

    def ends(self) -> tuple[str, str]:
        """What the module gives, and the loss as an expression of ``model``; "" where there is none."""
        called = f"model({', '.join(self.idents[id] for id in self.inputs)})"
        if not self.losses:
            last = [node.id for node in self.nodes if not self.graph.consumers[node.id]]
            return ", ".join(self.idents[id] for id in last), ""
        if not self.is_plain:
            return " + ".join(self.idents[id] for id in self.losses), called
        output = self.graph.sources(self.losses[0])[0]
        return self.idents[output], self._call(self.losses[0], {self.idents[output]: called})

    def remarks(self) -> list[str]:
        """Sentences on what is otherwise than in Undertow."""
        found = []
        if self.draws:
            found.append("Dropout draws other numbers here than in Undertow, so the losses are others too.")
        if self.across:
            found.append("It can't share its batches among processes: see main.")
        return found

    def check(self) -> None:
        """Refuse what PyTorch has no equivalent of, or would refuse itself. Raises ExportError."""
        for node in self.nodes:
            self._check_tie(node.id)
            if not node.layer.reads_data and not self._call(node.id):
                raise ExportError(
                    f"{comment(node.name)} has no counterpart in PyTorch; put other layers in its place, or export to"
                    " NumPy."
                )
            if isinstance(node.layer, BatchNorm) and self._fewest_numbers(node.id) < 2:
                raise ExportError(
                    f"{comment(node.name)} would meet a batch of a single example, which PyTorch's batch norm refuses;"
                    " choose another batch size."
                )

    # inside

    def _read(self, session: Session) -> dict[str, np.ndarray]:
        plan = compile_plan(self.graph, session.data.train, session.weights, outputs=tuple(self.readers))
        plan.run()
        values = {self.idents[id]: plan.values[id].value for id in self.readers}
        return {name: np.ascontiguousarray(np.moveaxis(value, -1, 0)) for name, value in values.items()}

    def _check_tie(self, id: str) -> None:
        node, maker = self.graph.by_id[id], self.graph.by_id[self.state.maker(id)]
        made = [each.layer.torch_modules("it", *self._given(each.id)) for each in (node, maker)]
        if made[0] != made[1] and not node.layer.reads_parameters:
            raise ExportError(
                f"{comment(node.name)} shares the parameters of {comment(maker.name)} but uses them otherwise, which no"
                " module of PyTorch can; give both the same settings, or untie them."
            )

    def _given(self, id: str) -> list[Shape]:
        return [self._tensors[source].shape for source in self.graph.sources(id)]

    def _call(self, id: str, texts: Mapping[str, str] | None = None) -> str:
        """The expression of a node's output, its inputs fitted to each other; ``texts`` instead of names."""
        given = [self._tensors[source] for source in self.graph.sources(id)]
        if self.graph.by_id[id].layer.reads_parameters:
            place, shape = self.state.place(id, getattr(self.graph.by_id[id].layer, "parameter", ""))
            given = [Tensor(f"self.{place}", shape, is_per_example=False)]
        if texts:
            given = [dataclasses.replace(each, text=texts.get(each.text, each.text)) for each in given]
        layer = self.graph.by_id[id].layer
        if isinstance(layer, Loss) and len({each.is_per_example for each in given}) > 1:
            many = next(each for each in given if each.is_per_example)
            wide = [dataclasses.replace(each, text=f"{each}.expand_as({many})") for each in given]
            given = [each if each is many else wider for each, wider in zip(given, wide, strict=True)]
        elif len(given) > 1:
            widest = max((each.shape for each in given), key=len)
            given = [each.beside(widest) for each in given]
        return layer.torch_call(self.state.it(id), *given)

    def _tensor(self, id: str) -> Tensor:
        form, name = self._shapes.forms[id], self.idents[id]
        table = self.tables.get(name)
        adds_to_one = table is not None and table.ndim == 2 and bool((table.sum(axis=1) == 1.0).all())
        is_learned = any(self._weights.learns(each) for each in self.graph.above([id]))
        return Tensor(name, form.shape, form.is_per_example, adds_to_one, is_learned)

    def _fewest_numbers(self, id: str) -> int:
        """How many numbers a feature, or a channel, has at least in a batch."""
        tensor = self._tensors[id]
        return math.prod(tensor.shape[1:]) * (self._fewest if tensor.is_per_example else 1)

    def _looks_across(self, id: str) -> bool:
        """Whether what it gives for one example depends on the others; a loss may, as a mean over them at the end."""
        given = any(self._tensors[source].is_per_example for source in self.graph.sources(id))
        layer = self.graph.by_id[id].layer
        if layer.reads_parameters:
            return False
        if isinstance(layer, Loss):
            return given and bool(self.graph.consumers[id])
        return layer.looks_across or (given and not self._tensors[id].is_per_example)
