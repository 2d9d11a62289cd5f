"""Arrays as colours: the colour tables, one heat map as a picture, and the atlas of all heat maps of a canvas."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from gui.theme import Theme, mix

LEVELS = 256
_ZERO = LEVELS
_NOT_FINITE = 2 * LEVELS + 1
_ENTRIES = 2 * LEVELS + 2
_SEGMENTS = {("value", False): 0, ("gradient", False): 1, ("value", True): 2, ("gradient", True): 3}
_TINY = float(np.finfo(np.float64).tiny)
Colours = NDArray[np.uint32]
Numbers = NDArray[np.float64]


def _parts(colour: QColor) -> Numbers:
    return np.array([colour.red(), colour.green(), colour.blue()], np.float64)


def _segment(kind: str, is_stale: bool, theme: Theme) -> Numbers:
    positive = getattr(theme, f"{kind}_positive")
    negative = getattr(theme, f"{kind}_negative")
    error = theme.error
    if is_stale:
        grey = mix(theme.faint, theme.card, 0.35)
        positive, negative, error = (mix(colour, grey, 0.75) for colour in (positive, negative, error))
    share = (np.arange(1, LEVELS + 1) / LEVELS)[:, None]
    zero, low, high, wrong = (_parts(colour) for colour in (theme.card, negative, positive, error))
    return np.concatenate([zero + share[::-1] * (low - zero), [zero], zero + share * (high - zero), [wrong]])


@lru_cache(maxsize=8)
def _table(theme: Theme) -> Colours:
    """Four tables in a row: 513 colours from full negative through zero to full positive, then not-a-number."""
    parts = np.rint(np.concatenate([_segment(*key, theme) for key in _SEGMENTS])).astype(np.uint32)
    return np.asarray(0xFF000000 | parts[:, 0] << 16 | parts[:, 1] << 8 | parts[:, 2], np.uint32)


def windowed(array: NDArray[np.generic], rows: int, columns: int) -> NDArray[np.generic]:
    """The first `rows` × `columns` numbers of an array, as it is drawn: features down, examples across.

    A `(*shape, examples)` array of any rank; a matrix is itself, a scalar per example is one row, an array that
    is not per example (a last axis of 1) is drawn by its own last axis. A view wherever the layout allows one.
    """
    if array.ndim > 2 and array.shape[-1] == 1:
        array = array[..., 0]
    if array.ndim < 2:
        return array.reshape(1, -1)[:, :columns]
    if array.ndim > 2:
        array = array[:rows].reshape(-1, array.shape[-1])
    return array[:rows, :columns]


def windowed_place(array: NDArray[np.generic], index: tuple[int, ...]) -> tuple[int, int]:
    """Row and column at which `windowed` draws the number at `index` of an array, however many rows there are."""
    shape = array.shape
    if len(shape) > 2 and shape[-1] == 1:
        shape, index = shape[:-1], index[:-1]
    if len(shape) < 2:
        return 0, index[0] if index else 0
    return int(np.ravel_multi_index(index[:-1], shape[:-1])), index[-1]


def windowed_index(array: NDArray[np.generic], row: int, column: int) -> tuple[int, ...]:
    """The index in an array of the number that `windowed` draws at a row and a column."""
    idle = (0,) if array.ndim > 2 and array.shape[-1] == 1 else ()
    shape = array.shape[: array.ndim - len(idle)]
    if len(shape) < 2:
        return (column,)[: len(shape)] + idle
    return (*(int(at) for at in np.unravel_index(row, shape[:-1])), column, *idle)


def is_images(array: NDArray[np.generic]) -> bool:
    """Whether an array is drawn as pictures: channels, rows and columns for each example."""
    return array.ndim == 4


def picture_step(array: NDArray[np.generic], side: int) -> int:
    """How far apart the pixels are that are drawn of images, so that they are at most `side` each way."""
    return int(-(-max(array.shape[1:3]) // side))


def pictures(array: NDArray[np.generic], side: int) -> NDArray[np.generic]:
    """The channels of the first of some images, (channels, rows, columns): a view.

    Of images with more than `side` rows or columns, every `picture_step`-th pixel.
    """
    step = picture_step(array, side)
    return array[:, ::step, ::step, 0]


def scale_of(values: NDArray[np.generic]) -> float:
    """The largest finite size in `values`: what full strength stands for. 0 where there is none."""
    sizes = np.abs(np.asarray(values, np.float64))
    return float(np.max(sizes, initial=0.0, where=np.isfinite(sizes)))


def heat_colours(
    values: NDArray[np.generic], kind: str, theme: Theme, scale: float | None = None, stale: bool = False
) -> Colours:
    """0xAARRGGBB colours of `values`, same shape; `kind` is "value" or "gradient".

    `scale` is the size drawn at full strength, by default the largest. Zero is the card; what is not finite is
    the error colour; stale numbers are greyed.
    """
    numbers = np.asarray(values, np.float64)
    largest = max(scale_of(numbers) if scale is None else scale, _TINY)
    is_finite = np.isfinite(numbers)
    shares = np.clip(np.where(is_finite, numbers, 0.0) / largest, -1.0, 1.0)
    levels = np.where(is_finite, np.rint(shares * LEVELS) + _ZERO, _NOT_FINITE).astype(np.intp)
    return np.take(_table(theme), levels + _SEGMENTS[kind, stale] * _ENTRIES)


def as_image(colours: Colours) -> QImage:
    """A picture of one pixel per colour; rows down. The picture keeps the array alive."""
    colours = np.ascontiguousarray(colours)
    height, width = colours.shape
    image = QImage(colours.data.cast("B"), width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    image.colours = colours  # type: ignore[attr-defined]
    return image


def heat_image(
    values: NDArray[np.generic], kind: str, theme: Theme, scale: float | None = None, stale: bool = False
) -> QImage:
    """A matrix as a picture of one pixel per number; see `heat_colours`."""
    return as_image(heat_colours(values, kind, theme, scale, stale))


@dataclass(frozen=True, eq=False)
class HeatMap:
    """One heat map of the atlas; `array` is read again at every update, None is one not computed yet.

    With `channels`, so many pictures of the first example; see `pictures`.
    """

    array: NDArray[np.generic] | None
    kind: str
    is_stale: bool = False
    channels: int = 0


@dataclass(frozen=True, eq=False)
class Sheet:
    """The picture of an atlas as it is painted from, with the numbers behind its pixels and the scale of each slot."""

    image: QImage
    numbers: Numbers
    scales: Numbers

    def numbers_at(self, source: QRect) -> Numbers:
        """The numbers behind a part of the picture, rows × columns."""
        rows = self.numbers.reshape(-1, self.numbers.shape[-1])[source.y() : source.bottom() + 1]
        return rows[:, source.x() : source.right() + 1]

    def scale(self, slot: int) -> float:
        """The size that full strength stands for in a heat map."""
        return float(self.scales[slot, 0, 0])


class Atlas:
    """All heat maps of a canvas in one picture, coloured by a single look-up for all of them.

    Slot k lies at rows k·rows and below, one pixel per number; its pictures lie side by side.
    """

    def __init__(self, theme: Theme, rows: int = 8, columns: int = 12) -> None:
        self.rows = rows
        self.columns = columns
        self._narrowest = columns
        self._theme = theme
        self.set_maps(())

    def set_maps(self, maps: Sequence[HeatMap]) -> None:
        """Show these heat maps, slot by slot. Call `update` to colour them."""
        self.columns = max((self._narrowest, *(each.channels * self.rows for each in maps)))
        shape = (len(maps), self.rows, self.columns)
        self._maps = tuple(maps)
        self._numbers = np.zeros(shape)
        self._sizes = np.empty(shape)
        self._levels = np.zeros(shape, np.intp)
        self._offsets = np.empty((len(maps), 1, 1), np.intp)
        self._scales = np.zeros((len(maps), 1, 1))
        self._colours = np.zeros((max(1, len(maps) * self.rows), self.columns), np.uint32)
        self.sheet = Sheet(as_image(self._colours), self._numbers, self._scales)
        self._copies: list[tuple[Numbers, NDArray[np.generic]]] = []
        self._remade: list[tuple[Numbers, NDArray[np.generic]]] = []
        self._sources = [self._bind(slot, heat_map) for slot, heat_map in enumerate(self._maps)]

    def _bind(self, slot: int, heat_map: HeatMap) -> QRect:
        self.set_stale(slot, heat_map.is_stale)
        if heat_map.array is None:
            return QRect()
        if heat_map.channels:
            view = pictures(heat_map.array, self.rows)[: heat_map.channels]
            channels, height, width = view.shape
            side_by_side = self._numbers[slot, :height, : channels * width].reshape(height, channels, width)
            self._copies.append((side_by_side.transpose(1, 0, 2), view))
            return QRect(0, slot * self.rows, width, height)
        view = windowed(heat_map.array, self.rows, self._narrowest)
        height, width = view.shape
        target = self._numbers[slot, :height, :width]
        if np.may_share_memory(view, heat_map.array):
            self._copies.append((target, view))
        else:
            self._remade.append((target, heat_map.array))
        return QRect(0, slot * self.rows, width, height)

    def set_theme(self, theme: Theme) -> None:
        """Colour by another theme from the next update on."""
        self._theme = theme

    def set_stale(self, slot: int, is_stale: bool) -> None:
        """Grey a heat map whose numbers no longer hold, from the next update on."""
        self._offsets[slot] = _SEGMENTS[self._maps[slot].kind, is_stale] * _ENTRIES + _ZERO

    def update(self) -> None:
        """Read every array again and colour the whole picture."""
        copyto = np.copyto
        for target, view in self._copies:
            copyto(target, view)
        for target, array in self._remade:
            copyto(target, windowed(array, self.rows, self._narrowest))
        if not self._maps:
            return
        numbers, levels = self._numbers, self._levels
        np.abs(numbers, out=self._sizes)
        np.max(self._sizes, axis=(1, 2), out=self._scales, keepdims=True)
        is_finite = None if np.isfinite(self._scales).all() else np.isfinite(numbers)
        if is_finite is not None:
            np.max(self._sizes, axis=(1, 2), out=self._scales, keepdims=True, initial=0.0, where=is_finite)
            numbers = np.where(is_finite, numbers, 0.0)
        shares = np.divide(numbers, np.maximum(self._scales, _TINY), out=self._sizes)
        shares *= LEVELS
        np.copyto(levels, np.rint(shares, out=shares), casting="unsafe")
        if is_finite is not None:
            levels[~is_finite] = _NOT_FINITE - _ZERO
        levels += self._offsets
        flat = self._colours.reshape(levels.shape)
        np.take(_table(self._theme), levels, out=flat, mode="clip")

    def greyed(self) -> Sheet:
        """A copy of what it showed at the last update, with every heat map greyed."""
        offsets = np.array([_SEGMENTS[each.kind, True] * _ENTRIES for each in self._maps], np.intp)
        levels = self._levels % _ENTRIES + offsets.reshape(-1, 1, 1)
        colours = np.take(_table(self._theme), levels).reshape(-1, self.columns)
        return Sheet(as_image(colours), self._numbers.copy(), self._scales.copy())

    def source(self, slot: int, part: int = 0) -> QRect:
        """Where a heat map, or one of its pictures, lies in the picture; empty where nothing is computed yet."""
        first = self._sources[slot]
        return first.translated(part * first.width(), 0)

    def paint(self, painter: QPainter, slot: int, target: QRectF) -> None:
        """Draw a heat map into `target`, with plain square cells."""
        painter.drawImage(target, self.sheet.image, QRectF(self._sources[slot]))
