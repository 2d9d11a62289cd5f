"""Sessions: the runs of the documents shown last, so that undoing an edit brings back its weights and history."""
from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

from engine.carry import what_is_computed
from engine.document import Document
from engine.session import Session

_KEPT = 8
# What the histories of the runs that one may come back to may take, in bytes, with that of the run shown.
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
        while len(self._kept) > 1 and (len(self._kept) > _KEPT or self._bytes() > _MOST_BYTES):
            self._kept.popitem(last=False)

    def _bytes(self) -> int:
        return sum(session.history.bytes for session in self._kept.values())

    def after(self, document: Document, before: Session) -> Session:
        """The session of an edited document: the one it had, or a new one with what the edit left alone.

        Raises TooLargeError.
        """
        known = self._kept.get(network_of(document))
        if known is None:
            return Session(document, carry=before)
        known.use(document)
        return known

    def forget(self) -> None:
        """Another document is opened: none of these will come back."""
        self._kept.clear()


def network_of(document: Document) -> Document:
    """What a session is made for: what is computed, but for the settings that a session can change on the way."""
    return replace(what_is_computed(document), optimizer=Document().optimizer, batch_size=0)
