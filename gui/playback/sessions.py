"""Sessions: the runs of the documents shown last, so that undoing an edit brings back its weights and history."""
from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

from engine.carry import what_is_computed
from engine.document import Document
from engine.graph import Graph
from engine.session import Session

_KEPT = 8
# What the histories of the run shown and of those one may come back to may take together, in bytes, at any time.
_MOST_BYTES = 256 * 2**20


class Sessions:
    """The latest few, found by what their document computes."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Document, Session] = OrderedDict()

    def keep(self, session: Session) -> None:
        """Remember this one as the latest; the oldest are forgotten where there are too many, or too much in them."""
        key = network_of(session.document)
        self._kept[key] = session
        self._kept.move_to_end(key)
        # The run shown goes on growing, so what the others take is taken off its budget; and each of them
        # is thinned rather than lost, since its weights are worth more than every step of its way.
        *others, _ = self._kept.values()
        for other in others:
            other.history.fit(min(other.history.budget, _MOST_BYTES // 4))
        while len(self._kept) > 1 and (len(self._kept) > _KEPT or self._bytes_of_others() > _MOST_BYTES // 2):
            self._kept.popitem(last=False)
        session.history.fit(_MOST_BYTES - self._bytes_of_others())

    def _bytes_of_others(self) -> int:
        *others, _ = self._kept.values()
        return sum(session.history.bytes for session in others)

    def after(self, document: Document, before: Session) -> Session:
        """The session of an edited document: the one it had, or a new one with what the edit left alone."""
        known = self._kept.get(network_of(document))
        if known is None:
            return Session(document, carry=before)
        known.use(document)
        return known

    def forget(self) -> None:
        """Another document is opened: none of these will come back."""
        self._kept.clear()


def differ_by_place_only(before: Document, after: Document) -> bool:
    """Whether an edit moved nodes, or changed what is watched, and did nothing else."""
    return _unplaced(before) == _unplaced(after)


def _unplaced(document: Document) -> Document:
    nodes = tuple(replace(node, at=(0.0, 0.0)) for node in document.graph.nodes)
    return replace(document, graph=Graph(nodes, document.graph.edges), watched=())


def network_of(document: Document) -> Document:
    """What a session is made for: what is computed, but for the settings that a session can change on the way."""
    return replace(what_is_computed(document), optimizer=Document().optimizer, batch_size=0)
