"""PyTorch state: which module holds which parameters, and their numbers as they lie there."""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from engine.export.views import extent
from engine.graph import Graph, Node
from engine.layer import Shape
from engine.layers.trained.batch_norm import BatchNorm
from engine.weights import Weights


class TorchState:
    """The parameters of ``nodes``, and what they remember, by their places in the state dict of a module.

    ``makers`` says by the owner of parameters which node makes the module that holds them: the first that uses them.
    ``given`` are the shapes of each node's inputs.
    """

    def __init__(
        self, graph: Graph, nodes: Sequence[Node], weights: Weights, idents: Mapping[str, str],
        given: Mapping[str, Sequence[Shape]],
    ) -> None:  # fmt: skip
        self._graph, self._weights, self._idents, self._given = graph, weights, idents, given
        self.makers: dict[str, str] = {}
        for node in nodes:
            if weights.blocks[node.id] and not node.layer.reads_parameters:
                self.makers.setdefault(weights.owners[node.id], node.id)

    def it(self, id: str) -> str:
        """What the module of a node is called: nodes that share parameters share it."""
        return self._idents[self._weights.owners[id]]

    def maker(self, id: str) -> str:
        """The node that makes the module of this one: mostly itself."""
        return self.makers.get(self._weights.owners[id], id)

    def whole(self, iteration: int) -> dict[str, np.ndarray]:
        """The state dict. PyTorch's batch norm counts its batches too."""
        norms = [id for id in self.makers.values() if isinstance(self._graph.by_id[id].layer, BatchNorm)]
        counts = {f"{self.it(id)}.num_batches_tracked": np.array(iteration) for id in norms}
        return dict(self._placed(*each) for each in self._named()) | counts

    def like_parameters(self, flat: np.ndarray) -> dict[str, np.ndarray]:
        """The numbers of a vector that lies like all parameters that move, (P,), by their places."""
        start, end = extent(self._weights.parameters)
        found: dict[str, np.ndarray] = {}
        for id, name, held in self._named():
            at = extent(held)[0]
            if start <= at < end:
                first = flat[(at - start) // held.itemsize :]
                numbers = np.lib.stride_tricks.as_strided(first, held.shape, held.strides)
                found.update([self._placed(id, name, numbers)])
        return found

    def place(self, id: str, name: str) -> tuple[str, Shape]:
        """Where the parameter of this name that a node uses lies, and its shape. No name is the first of all."""
        named = self._weights.named(id)
        name = name or next(iter(named))
        place, held = self._placed(self.maker(id), name, named[name].value)
        return place, held.shape

    def _named(self) -> Iterator[tuple[str, str, np.ndarray]]:
        for id in self.makers.values():
            yield from ((id, name, held.value) for name, held in self._weights.named(id).items())

    def _placed(self, id: str, name: str, array: np.ndarray) -> tuple[str, np.ndarray]:
        place, found = self._graph.by_id[id].layer.torch_state(self.it(id), name, array, *self._given[id])
        return place, np.array(found)
