"""Weights: every parameter of a network in one flat vector, every gradient in another, with views for each node."""
from __future__ import annotations

import math
from collections.abc import Collection
from functools import cached_property

import numpy as np

from engine.graph import Graph, Node
from engine.layer import Block
from engine.shapes import blocks_of, infer
from engine.tables.table import Header
from engine.ties import is_frozen, keeper
from engine.value import Parameter, named_parameters

# The use of the seed that start values have to themselves; data, split and shuffling have others.
_STREAM = 3


class Weights:
    """``parameters`` and ``gradients``: float64 vectors of shape (P,). One update moves them all in a few calls.

    ``everything`` begins with the parameters; behind them lies what layers remember and what is frozen: no optimizer
    moves it. ``blocks`` are those that each node uses; ``owners`` says whose they are, for several may share them.
    """

    def __init__(self, graph: Graph, header: Header) -> None:
        shapes = infer(graph, header)
        self.owners = shapes.owners
        self._frozen = {id for id in shapes.forms if is_frozen(graph, id)}
        self.blocks: dict[str, tuple[Block, ...]] = {
            id: blocks_of(graph, id, shapes.forms, header) for id in shapes.forms
        }
        sizes = {True: 0, False: 0}
        for id, block in self._own_blocks():
            sizes[self._moves(id, block)] += math.prod(block.shape)
        size = sizes[True]
        self.everything = np.zeros(size + sizes[False])
        self.parameters = self.everything[:size]
        self.gradients = np.zeros(size)

    @cached_property
    def of_node(self) -> dict[str, dict[str, Parameter]]:
        """The blocks of each node, as views; nodes that share parameters have the same ones."""
        own: dict[str, dict[str, Parameter]] = {id: {} for id in self.owners.values()}
        at = 0
        for id, block in sorted(self._own_blocks(), key=lambda each: not self._moves(*each)):
            end = at + math.prod(block.shape)
            value = self.everything[at:end].reshape(block.shape)
            grad = self.gradients[at:end].reshape(block.shape) if self._moves(id, block) else np.zeros(block.shape)
            own[id][block.name] = Parameter(value, grad)
            at = end
        return {id: own[owner] for id, owner in self.owners.items()}

    @cached_property
    def shared(self) -> dict[str, list[str]]:
        """The owners of parameters that several nodes use, and who these are, in the order of the graph."""
        users: dict[str, list[str]] = {}
        for id, owner in self.owners.items():
            users.setdefault(owner, []).append(id)
        return {id: each for id, each in users.items() if len(each) > 1}

    def users(self, id: str) -> list[str]:
        """All nodes that use the parameters that this one uses, itself among them."""
        return self.shared.get(self.owners[id], [id])

    def learns(self, id: str) -> bool:
        """Whether the optimizer moves parameters that this node uses."""
        return any(self._moves(id, block) for block in self.blocks[id])

    def is_owner(self, id: str) -> bool:
        """Whether a node has parameters of its own."""
        return self.owners.get(id) == id and bool(self.blocks[id])

    def named(self, id: str) -> dict[str, Parameter]:
        """The parameters of a node by the names a learner knows (W, b), as views."""
        return named_parameters(self.blocks.get(id, ()), self.of_node.get(id, {}))

    def start(self, graph: Graph, seed: int, draw: int = 0, kept: Collection[str] = ()) -> None:
        """Fill with the start values: the ``draw``-th that the seed gives, and over them whatever was typed.

        The owners in ``kept`` keep the values that they have.
        Each node draws from a stream of its own, so that adding one leaves the start of the others alone.
        """
        for id in (id for id in self.blocks if self.is_owner(id) and id not in kept):
            node = keeper(graph, id)
            for name, numbers in self.drawn(node, id, seed, draw).items():
                self.named(id)[name].value[...] = numbers
            self.type_in(node, id)

    def drawn(self, node: Node, owner: str, seed: int, draw: int = 0) -> dict[str, np.ndarray]:
        """The start values that a node gives the parameters of ``owner`` by name, without what was typed."""
        rng = np.random.default_rng([seed, _STREAM, draw, *node.id.encode()])
        return {name: node.layer.start(rng, name, held.value.shape) for name, held in self.named(owner).items()}

    def type_in(self, node: Node, owner: str) -> None:
        """Put the typed values of a node in place; the numbers nobody typed stay. Wrong shapes are left out."""
        held = self.named(owner)
        for name, numbers in node.typed:
            typed = np.array(numbers, dtype=np.float64)
            if name in held and typed.shape == held[name].value.shape:
                np.copyto(held[name].value, typed, where=~np.isnan(typed))

    def _own_blocks(self) -> list[tuple[str, Block]]:
        return [(id, block) for id, blocks in self.blocks.items() if self.owners[id] == id for block in blocks]

    def _moves(self, id: str, block: Block) -> bool:
        return block.is_trained and id not in self._frozen
