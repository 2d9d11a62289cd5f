"""Network: a document's graph as the parts of a PyTorch module, node by node."""
from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping

import numpy as np

from engine.export.names import ExportError, Names, comment
from engine.export.script import identifiers
from engine.export.tensor import Tensor
from engine.export.views import extent
from engine.layer import Loss, Shape
from engine.layers.trained.batch_norm import BatchNorm
from engine.layers.trained.dropout import Dropout
from engine.plan import compile_plan, loss_nodes
from engine.session import Session


class Network:
    """The nodes that the loss depends on, in order, and what each becomes.

    ``idents`` are their names in the script. ``tables`` are the arrays that the batches are rows of, (N, features);
    ``state`` is the state dict of the module. ``across`` are the names of nodes that look at a batch as a whole.
    """

    def __init__(self, session: Session, names: Names) -> None:
        document = session.document
        self.graph, self._weights = document.graph, session.weights
        self._shapes, self._header = document.shapes, document.header
        self.losses, _ = loss_nodes(self.graph, self._shapes)
        above = self.graph.above(self.losses)
        self.nodes = [self.graph.by_id[id] for id in self.graph.order if id in above]
        self.idents = identifiers(self.graph, names)
        self.readers = [node.id for node in self.nodes if node.layer.reads_data]
        self.tables = self._read(session) if self.readers else {}
        self._tensors = {node.id: self._tensor(node.id) for node in self.nodes}
        self.state = self.like_parameters(session.weights.parameters) | self._remembered(session.moment.iteration)
        batches = session.history.settings_at(session.moment.iteration).batches
        self._fewest = batches.examples % batches.size or batches.size
        self.across = [node.name for node in self.nodes if self._looks_across(node.id)]
        self.draws = any(isinstance(node.layer, Dropout) for node in self.nodes)
        only = self.losses[0]
        sources = self.graph.sources(only)
        # Where the loss compares the network's answer with data that nothing else reads, the loop does so.
        self.is_plain = len(self.losses) == 1 and len(sources) == 2 and isinstance(self.graph.by_id[only].layer, Loss)
        self.is_plain = self.is_plain and sources[1] in self.readers and len(self.graph.consumers[sources[1]]) == 1
        self.inputs = [id for id in self.readers if not (self.is_plain and id == sources[1])]

    # parts of the script

    def modules(self) -> list[str]:
        """The lines that make the module's own modules and parameters."""
        lines = []
        for node in self.nodes:
            made = node.layer.torch_modules(self.idents[node.id], *self._given(node.id))
            lines += [f"self.{name} = {text}  # {comment(node.name)}" for name, text in made.items()]
        return lines

    def forward(self) -> list[str]:
        """The lines that compute every value, one for each node."""
        ends = self.losses if self.is_plain else ()
        return [
            f"{self.idents[node.id]} = {self._call(node.id)}"
            for node in self.nodes
            if node.id not in (*self.readers, *ends)
        ]

    def ends(self) -> tuple[str, str]:
        """What the module gives, and the loss as an expression of ``model``."""
        called = f"model({', '.join(self.idents[id] for id in self.inputs)})"
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

    def like_parameters(self, flat: np.ndarray) -> dict[str, np.ndarray]:
        """The numbers of a vector that lies like all parameters, (P,), by their places in the state dict."""
        start, found = extent(self._weights.parameters)[0], {}
        for id, name, held in self._named(is_trained=True):
            numbers = flat[(extent(held)[0] - start) // held.itemsize :]
            place, array = self._placed(id, name, np.lib.stride_tricks.as_strided(numbers, held.shape, held.strides))
            found[place] = array
        return found

    # inside

    def _read(self, session: Session) -> dict[str, np.ndarray]:
        plan = compile_plan(self.graph, session.data.train, session.weights, outputs=tuple(self.readers))
        plan.run()
        values = {self.idents[id]: plan.values[id].value for id in self.readers}
        return {name: np.ascontiguousarray(value.reshape(-1, plan.examples).T) for name, value in values.items()}

    def _named(self, is_trained: bool) -> Iterator[tuple[str, str, np.ndarray]]:
        for node in self.nodes:
            for block in self._weights.blocks[node.id]:
                if block.is_trained == is_trained:
                    held = self._weights.of_node[node.id][block.name].value
                    yield from ((node.id, name, view) for name, view in block.views(held).items())

    def _placed(self, id: str, name: str, array: np.ndarray) -> tuple[str, np.ndarray]:
        place, found = self.graph.by_id[id].layer.torch_state(self.idents[id], name, array, *self._given(id))
        return place, np.array(found)

    def _remembered(self, iteration: int) -> dict[str, np.ndarray]:
        """What layers remember. PyTorch's batch norm counts its batches too."""
        found = dict(self._placed(*each) for each in self._named(is_trained=False))
        norms = [node.id for node in self.nodes if isinstance(node.layer, BatchNorm)]
        return found | {f"{self.idents[id]}.num_batches_tracked": np.array(iteration) for id in norms}

    def _given(self, id: str) -> list[Shape]:
        return [self._tensors[source].shape for source in self.graph.sources(id)]

    def _call(self, id: str, texts: Mapping[str, str] | None = None) -> str:
        """The expression of a node's output, its inputs fitted to each other; ``texts`` instead of names."""
        given = [self._tensors[source] for source in self.graph.sources(id)]
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
        return layer.torch_call(self.idents[id], *given)

    def _tensor(self, id: str) -> Tensor:
        form, name = self._shapes.forms[id], self.idents[id]
        table = self.tables.get(name)
        adds_to_one = table is not None and bool((table.sum(axis=1) == 1.0).all())
        is_learned = any(self._weights.blocks[each] for each in self.graph.above([id]))
        return Tensor(name, form.shape, form.is_per_example, adds_to_one, is_learned)

    def _fewest_numbers(self, id: str) -> int:
        """How many numbers a feature, or a channel, has at least in a batch."""
        tensor = self._tensors[id]
        return math.prod(tensor.shape[1:]) * (self._fewest if tensor.is_per_example else 1)

    def _looks_across(self, id: str) -> bool:
        """Whether what it gives for one example depends on the others; a loss may, as a mean over them at the end."""
        given = any(self._tensors[source].is_per_example for source in self.graph.sources(id))
        layer = self.graph.by_id[id].layer
        if isinstance(layer, Loss):
            return given and bool(self.graph.consumers[id])
        return layer.looks_across or (given and not self._tensors[id].is_per_example)
