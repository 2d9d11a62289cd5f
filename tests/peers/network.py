"""TorchNetwork: a whole graph in PyTorch, its gradients by autograd."""
from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from engine.graph import Graph
from engine.optimizer import Optimizer
from engine.plan import loss_nodes
from engine.shapes import infer
from engine.tables.table import Table
from engine.weights import Weights
from tests.peers.layers import LAYERS
from tests.peers.losses import LOSSES
from tests.peers.optimizers import clip, made, schedule
from tests.peers.place import Place

VERSIONS = LAYERS | LOSSES


class TorchNetwork:
    """Starts from a copy of ``weights``. ``values`` holds what each node gave last, with its gradient in ``.grad``."""

    def __init__(self, graph: Graph, table: Table, weights: Weights, optimizer: Optimizer) -> None:
        shapes = infer(graph, table.header)
        self.losses = loss_nodes(graph, shapes)[0]
        self.sources = {id: graph.sources(id) for id in graph.order if id in shapes.forms}
        self.places: dict[str, Place] = {}
        self.trained: dict[tuple[str, str], Tensor] = {}
        self.values: dict[str, Tensor] = {}
        for id in self.sources:
            # Nodes that are tied use the very tensors of the first of them.
            owner = weights.owners[id]
            tensors = self._tensors_of(id, weights) if owner == id else self.places[owner].parameters
            self.places[id] = Place(id, graph.by_id[id].layer, tensors, table)
        self.knobs, parameters = optimizer, list(self.trained.values())
        self.optimizer = made(optimizer, parameters) if parameters else None
        self.schedule = schedule(optimizer, self.optimizer) if self.optimizer is not None else None

    def pass_at(self, iteration: int) -> Tensor:
        """The loss of a pass, after which every value and parameter has its gradient; 0 where none reaches it."""
        self.values = {}
        for id, place in self.places.items():
            place.iteration = iteration
            given = [self.values[source] for source in self.sources[id]]
            value = VERSIONS[type(place.layer).__name__](place, *given)
            self.values[id] = value if value.ndim else value[None]
            if self.values[id].requires_grad:
                self.values[id].retain_grad()
        loss = torch.stack([self.values[id] for id in self.losses]).sum()
        for parameter in self.trained.values():
            # Also where nothing reaches it, so that every optimizer moves it as by a gradient of 0.
            parameter.grad = torch.zeros_like(parameter)
        if loss.requires_grad:
            loss.backward()
        return loss

    def update(self) -> None:
        """Move the parameters by their gradients."""
        if self.optimizer is not None and self.schedule is not None:
            clip(self.knobs, list(self.trained.values()))
            self.optimizer.step()
            self.schedule.step()

    def _tensors_of(self, id: str, weights: Weights) -> dict[str, Tensor]:
        tensors = {name: torch.from_numpy(held.value.copy()) for name, held in weights.named(id).items()}
        for block in weights.blocks[id] if weights.learns(id) else ():
            for name in block.views(np.empty(block.shape)) if block.is_trained else ():
                self.trained[id, name] = tensors[name].requires_grad_()
        return tensors
