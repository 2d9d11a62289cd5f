"""Searching: many networks drawn by Hypothesis, and the worst of what they differ by. The same ones in each run."""
from __future__ import annotations

import dataclasses

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from engine.graph import Graph
from engine.optimizer import Optimizer
from engine.tables.table import Table
from tests.peers.comparing import GRADIENT_LIMIT, PARAMETER_LIMIT, compare

Drawn = tuple[Graph, Table, Optimizer]


@dataclasses.dataclass
class Row:
    """What was compared, in how many networks, and the worst relative differences; or a sentence why it was not."""

    what: str
    networks: int = 0
    gradients: float = 0.0
    parameters: float = 0.0
    refusal: str = ""

    @property
    def is_good(self) -> bool:
        """Whether there was something to compare, and all of it agrees."""
        within = self.gradients <= GRADIENT_LIMIT and self.parameters <= PARAMETER_LIMIT
        return not self.refusal and within


def worst_of(what: str, drawn: st.SearchStrategy[Drawn], count: int) -> Row:
    """The worst of ``count`` networks, no two alike."""
    row, seen = Row(what), set()

    @settings(
        max_examples=count, phases=[Phase.generate], derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(drawn)
    def search(network: Drawn) -> None:
        graph, table, optimizer = network
        key = graph, optimizer, table.columns.tobytes()
        assume(key not in seen)
        seen.add(key)
        found = compare(graph, table, optimizer)
        assume(found is not None)
        row.networks += 1
        row.gradients = max(row.gradients, found.gradients)
        row.parameters = max(row.parameters, found.parameters)

    search()
    if row.networks < count:
        row.refusal = f"Only {row.networks} of {count} networks could be drawn; tests/peers must draw it otherwise."
    return row
