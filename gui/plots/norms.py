"""Norms plot: how large the gradients or the updates of each layer are, as bars on a scale of powers of ten."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from engine.inquiry.norms import Norms, norms
from gui.editor import Editor
from gui.inspector.refresh import Refresh
from gui.lighting import Light
from gui.playback.player import Player
from gui.plots.bars import Bars, Row
from gui.stylesheet import set_look
from gui.theme import Look, Theme


@dataclass(frozen=True)
class Measure:
    """What the bars show: ``words`` on the button and in the tool tip, and which number of the norms it is."""

    button: str
    words: str
    symbol: str
    of: Callable[[Norms], float | None]
    is_of_update: bool


MEASURES = (
    Measure(
        "∂{of}/∂w", "How large the gradient of each layer's parameters is: ‖∂L/∂w‖, the root of the sum of the squares",
        "size of ∂{of}/∂{name}", lambda each: each.gradient, False,
    ),
    Measure(
        "Δw", "How far the update moves each layer's parameters: ‖Δw‖",
        "size of Δ{name}", lambda each: each.change, True,
    ),
    Measure(
        "Δw / w", "How far the update moves them, as a part of how large they are: ‖Δw‖ / ‖w‖",
        "size of Δ{name} / size of {name}", lambda each: each.relative_change, True,
    ),
)  # fmt: skip


class NormsPlot(QWidget):
    """A switch between the measures, and the bars; a click on one selects its layer."""

    def __init__(self, editor: Editor, player: Player, look: Look) -> None:
        super().__init__()
        self._editor, self._player, self._look = editor, player, look
        set_look(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.bars, self.switch = Bars(look), QButtonGroup(self)
        self._lay_out()
        self.switch.idClicked.connect(self._choose)
        self.bars.pointed.connect(lambda id: editor.lighting.point(Light(frozenset([id])) if id else None))
        self.bars.chosen.connect(lambda id: editor.select([id]))
        self._refresh = Refresh(self, player, self._show)
        player.session_changed.connect(self.bars.forget_scale)
        editor.changed.connect(self._refresh.ask)
        look.changed.connect(self._on_look)
        self._on_look(look.theme)

    @property
    def measure(self) -> Measure:
        """What is shown."""
        return MEASURES[self.switch.checkedId()]

    def _lay_out(self) -> None:
        row, self._column = QHBoxLayout(), QVBoxLayout(self)
        for number, measure in enumerate(MEASURES):
            button = QPushButton()
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setToolTip(measure.words)
            button.setAccessibleName(measure.words)
            set_look(button, "segment")
            self.switch.addButton(button, number)
            row.addWidget(button)
        self.switch.button(0).setChecked(True)
        row.addStretch(1)
        scroller = QScrollArea()
        scroller.setFrameShape(QFrame.Shape.NoFrame)
        scroller.setWidgetResizable(True)
        scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroller.setWidget(self.bars)
        self.bars.scroller = scroller
        self._column.addLayout(row)
        self._column.addWidget(scroller, 1)
        self._column.addWidget(self.bars.scale)

    def _choose(self, _number: int) -> None:
        self.bars.forget_scale()
        self._show()

    def _show(self) -> None:
        shown, measure = self._player.shown, self.measure
        for number, each in enumerate(MEASURES):
            self.switch.button(number).setText(each.button.format(of=shown.symbol))
        rows = tuple(
            Row(
                each.node, f"{shown.document.graph.by_id[each.node].name}  {each.name}",
                measure.symbol.format(of=shown.symbol, name=each.name),
                _known(measure.of(each), each.is_computed[measure.is_of_update]),
                each.is_computed[measure.is_of_update],
            )
            for each in norms(shown)
        )  # fmt: skip
        self.bars.show_rows(rows, _why_nothing(rows, measure, shown.plan.why_no_loss), measure.is_of_update)

    def _on_look(self, theme: Theme) -> None:
        self._column.setContentsMargins(theme.px(12), theme.px(6), theme.px(8), theme.px(6))
        self._column.setSpacing(theme.px(2))
        for button in self.switch.buttons():
            button.setMinimumWidth(theme.px(44))
        self._refresh.ask()


def _known(number: float | None, is_computed: bool) -> float | None:
    """The number, unless it is a 0 that no pass has computed."""
    return number if number or is_computed else None


def _why_nothing(rows: tuple[Row, ...], measure: Measure, why_no_loss: str) -> str:
    """Why there is no bar at all, as a sentence."""
    if why_no_loss:
        return why_no_loss
    if not rows:
        return "Nothing here learns: there is no layer with parameters that are free to move."
    if not any(row.number or row.is_computed for row in rows):
        return "Nothing is computed yet: step through a whole iteration, or train."
    if all(row.number is None for row in rows) and measure.is_of_update:
        return "No update moves anything: the optimizer is None. Choose another in the settings to see its updates."
    return ""
