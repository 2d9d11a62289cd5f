"""Walking: steps by term, a walk over what an equation computed that the canvas and the Explain page follow."""
from __future__ import annotations

from typing import TYPE_CHECKING

from engine.moment import GRANULARITIES

if TYPE_CHECKING:
    from engine.inquiry.walk import Walk
    from gui.playback.player import Player

TERM = "term"
STEP_SIZES = (TERM, *GRANULARITIES)


class Walking:
    """The player's steps that are smaller than an equation. The equation itself runs as always, and at once."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._walk: Walk | None = None

    @property
    def walk(self) -> Walk | None:
        """The walk under way; None as soon as another moment is shown."""
        if self._walk is not None and (self._player.is_playing or not self._walk.holds(self._player.shown)):
            self._walk = None
        return self._walk

    @property
    def forms(self) -> tuple[str, ...]:
        """Where the walk is, in fewer and fewer words: ``number 3 of 256 · term 2 of 3``; none if one step is all."""
        walk = self.walk
        if walk is None or walk.numbers == walk.count == 1:
            return ()
        number = f"number {walk.number:,} of {walk.numbers:,}"
        term = (f"{number} · term {walk.done:,} of {walk.count:,}",) if walk.count > 1 else ()
        return *term, number, f"{walk.number:,}/{walk.numbers:,}"

    @property
    def why_not_next(self) -> str:
        """Why there is no next number to go to, as a sentence."""
        if self.walk is None:
            return "No number is being made just now: step by term first, and an equation is shown number by number."
        return "This was the last number of the equation: step on to the next one." if self.walk.is_whole else ""

    def begin(self, by: str) -> None:
        """An equation was run by a step of this size."""
        self._walk = self._on_latest() if by == TERM and not self._player.shown.trouble else None

    def takes_step(self, by: str) -> bool:
        """Whether a step of this size is one of the walk, or was to end where the walk ends."""
        walk, self._walk = self.walk, None
        if walk is None or walk.is_whole:
            return False
        if by == TERM:
            self._walk = walk
            return walk.forward()
        return self._player.shown.is_stop(by)

    def takes_back(self, by: str) -> bool:
        """Whether a step back of this size is one of the walk."""
        walk, self._walk = self.walk, None
        if by != TERM or self._player.shown.latest is None:
            return False
        walk = walk or self._on_latest().to_end()
        if walk.back():
            self._walk = walk
        return self._walk is not None

    def next_number(self) -> None:
        """Finish the number and begin the next one."""
        if self.walk is not None and not self.why_not_next:
            self.walk.next_number()
            self._player.moved.emit()

    def _on_latest(self) -> Walk:
        # Imported when first asked for: a window that opens needs none.
        from engine.inquiry.walk import Walk

        return Walk(self._player.shown)
