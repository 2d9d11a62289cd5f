"""Ranking: the paths through a graph without loops by the size of their products, the largest first."""
from __future__ import annotations

import dataclasses
import heapq
import itertools
from collections.abc import Callable, Iterable, Iterator

# A node of a network and the place of a number in its array.
Spot = tuple[str, int]


@dataclasses.dataclass(frozen=True)
class Hop:
    """From one spot to the next: the derivative, the input by which it goes, and the largest product from there on."""

    target: Spot
    factor: float
    port: str
    best: float


@dataclasses.dataclass(eq=False)
class _Known:
    """The paths from one spot that are known: in ``ranked`` their sizes, the largest first, each by its first hop and
    the rank of the rest among the paths from the hop's target. ``waiting`` are the best by each hop that are not ranked
    yet; when one is ranked, the next by the same hop, ``due``, must be found before another can be.
    """

    ranked: list[tuple[float, Hop | None, int]]
    waiting: list[tuple[float, int, Hop, int]]
    due: tuple[Hop, int] | None = None
    is_complete: bool = False


class Ranking:
    """The paths from spot to spot, by the recursive enumeration of Jiménez and Marzal, 1999.

    The k-th best path from a spot is a hop and some path of its target, which is asked for only when it is due. So the
    work grows with the number of paths that are asked for, however many there are, and however many are equal.
    """

    def __init__(self, hops: Callable[[Spot], Iterable[Hop]], is_end: Callable[[Spot], bool]) -> None:
        self._hops = hops
        self._is_end = is_end
        self._ties = itertools.count()
        self._spots: dict[Spot, _Known] = {}

    def paths(self, start: Spot) -> Iterator[list[Hop]]:
        """All paths from ``start`` to an end whose product is not 0."""
        for rank in itertools.count():
            if not self._find(start, rank):
                return
            yield list(self._read(start, rank))

    def _read(self, spot: Spot, rank: int) -> Iterator[Hop]:
        while True:
            self._find(spot, rank)
            _, hop, rank = self._spots[spot].ranked[rank]
            if hop is None:
                return
            yield hop
            spot = hop.target

    def _find(self, spot: Spot, rank: int) -> bool:
        """Whether there is a path of this rank, from 0; it is known then. With its own stack, for networks are deep."""
        stack = [(spot, rank)]
        while stack:
            known = self._known(stack[-1][0])
            if len(known.ranked) > stack[-1][1] or known.is_complete:
                stack.pop()
            elif known.due is not None and self._is_open(*known.due):
                stack.append((known.due[0].target, known.due[1]))
            else:
                self._rank_next(known)
        return len(self._spots[spot].ranked) > rank

    def _is_open(self, hop: Hop, rank: int) -> bool:
        target = self._known(hop.target)
        return len(target.ranked) <= rank and not target.is_complete

    def _rank_next(self, known: _Known) -> None:
        if known.due is not None:
            hop, rank = known.due
            target = self._spots[hop.target]
            if len(target.ranked) > rank:
                self._wait(known, hop, rank, target.ranked[rank][0])
        if not known.waiting:
            known.is_complete = True
            return
        size, _, hop, rank = heapq.heappop(known.waiting)
        known.ranked.append((-size, hop, rank))
        known.due = hop, rank + 1

    def _wait(self, known: _Known, hop: Hop, rank: int, rest: float) -> None:
        size = abs(hop.factor) * rest
        if size > 0:
            heapq.heappush(known.waiting, (-size, next(self._ties), hop, rank))

    def _known(self, spot: Spot) -> _Known:
        if spot not in self._spots:
            known = self._spots[spot] = _Known([], [])
            if self._is_end(spot):
                known.ranked, known.is_complete = [(1.0, None, 0)], True
            else:
                for hop in self._hops(spot):
                    self._wait(known, hop, 0, hop.best)
        return self._spots[spot]
