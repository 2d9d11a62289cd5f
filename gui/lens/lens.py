"""Lens: asks of what and by what, shows the derivative in place of the run, lets values move, and closes again."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QCursor

from engine.element import Element
from engine.inquiry.location import Location
from engine.moment import Moment
from gui.canvas.view import CanvasView
from gui.lens.asking import Asking, light_of
from gui.lens.words import fraction, number_words, wanted_words
from gui.lighting import Cell, Light
from gui.paint.numbers import short

if TYPE_CHECKING:
    from engine.inquiry.gradient import Derivative, Wanted
    from engine.inquiry.paths import Start
    from gui.lens.banner import Banner


class Lens(QObject):
    """``changed``: there is something else to say about it. ``derivative`` is what is shown, None where it is the run.

    ``rate`` is that of the value that is moving, below 0 where it ascends; 0 where none is.
    """

    changed = Signal()

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view, self._editor, self._player = view, view.editor, view.player
        self.asking = Asking(view)
        self.derivative: Derivative | None = None
        self.banner: Banner | None = None
        self.rate = 0.0
        self._number: Start | None = None
        view.derivative_asked.connect(self.start_of)
        self.asking.changed.connect(self.changed)
        self.asking.answered.connect(self._answer)
        self._player.session_changed.connect(self._on_shown)
        self._player.moved.connect(self.changed)

    @property
    def words(self) -> tuple[str, str]:
        """What is asked and what can be done, or what is shown and what came out; nothing where it is the run."""
        if self.asking.is_open:
            return self.asking.words
        return (self.title, self.state) if self.derivative is not None else ("", "")

    @property
    def title(self) -> str:
        """What is differentiated by what, and the number that came out where it is one."""
        derivative, session = self.derivative, self._player.session
        assert derivative is not None
        (wanted,) = derivative.wanted
        above, below = number_words(session, derivative.of), wanted_words(session, wanted, self._number)
        result = self._result()
        return fraction(above, below) + ("" if result is None else f" = {short(result)}")

    @property
    def state(self) -> str:
        """What o is and in which pass, or how far a moving value has brought it."""
        derivative = self.derivative
        assert derivative is not None
        if derivative.is_moving:
            course, moves = derivative.course, derivative.moment.iteration
            o = f": {derivative.symbol} = {short(course[moves - 1])}" if moves else ""
            return f"{moves:,} move{'s' * (moves != 1)}{o}"
        of = derivative.of
        o = f"o is this number of {self._editor.graph.node(of.node).name} · " if of is not None else ""
        return f"{o}{derivative.pass_words}"

    def start(self) -> None:
        """Ask of what, and by what."""
        self._begin()
        self.asking.start()

    def start_of(self, id: str, number: Start | None) -> None:
        """Ask by what; of what is known: a number of what a node gives, the first where none is said."""
        self.start()
        self.asking.take(id, number, QCursor.pos())

    def show(self, derivative: Derivative, number: Start | None, rate: float = 0.0) -> None:
        """Show a derivative, by one ``number`` or by all that is wanted."""
        self.derivative, self._number, self.rate = derivative, number, rate
        self._player.show(derivative)
        self._editor.lighting.keep(self._light(derivative))

    def close(self) -> None:
        """The run again, where it was."""
        if self.derivative is not None:
            self.derivative = None
            self._player.show(self._player.session)
            self._editor.lighting.keep(None)

    def move(self, rate: float) -> None:
        """Let the value descend with a learning rate above 0, or ascend with one below, from where it is."""
        derivative = self.derivative
        assert derivative is not None
        if derivative.why_not_move:
            self._editor.refuse(derivative.why_not_move)
        else:
            self.show(derivative.descend(rate) if rate > 0 else derivative.ascend(-rate), self._number, rate)

    def _begin(self) -> None:
        """The run is shown, and there is a banner for what follows."""
        from gui.lens.banner import Banner

        self._player.pause()
        self.close()
        if self.banner is None:
            self.banner = Banner(self, self._view, self._view.look)

    def _answer(self, of: Element | None, wanted: Wanted, number: Start | None) -> None:
        derivative = self._player.session.gradient(of, wanted)
        if derivative.why_not:
            self._editor.refuse(derivative.why_not)
        else:
            self.asking.leave()
            self.show(derivative, number)

    def _on_shown(self) -> None:
        if self.derivative is not None and self._player.shown is not self.derivative:
            self.derivative = None
            self._editor.lighting.keep(None)
            self._editor.refuse("The derivative was closed; what is shown is the run again.")
        self.changed.emit()

    def _result(self) -> float | None:
        """The one number that is asked for, once it is there."""
        derivative = self.derivative
        assert derivative is not None
        (array,) = derivative.result.values()
        if derivative.moment < Moment(1):
            return None
        if self._number is None:
            return float(array.item()) if array.size == 1 else None
        return float(array[Cell.of(Location(self._number)).index])

    def _light(self, derivative: Derivative) -> Light:
        """Of what, and by what."""
        (wanted,) = derivative.wanted
        below = light_of(wanted if isinstance(wanted, str) else wanted[0], self._number)
        above = light_of(derivative.of.node, derivative.of) if derivative.of is not None else Light()
        return Light(above.nodes | below.nodes, cells=above.cells | below.cells)
