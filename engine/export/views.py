"""Views: an array that is a part of another one, written as an expression that gives it."""
from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from engine.export.text import Line, joined

Place = tuple[int, tuple[int, ...], tuple[int, ...]]


def place(array: np.ndarray) -> Place:
    """Where an array lies in memory and how: two with the same place show the same numbers in the same way."""
    strides = tuple(step if size > 1 else 0 for size, step in zip(array.shape, array.strides, strict=True))
    return array.__array_interface__["data"][0], array.shape, strides


def extent(array: np.ndarray) -> tuple[int, int]:
    """The addresses of its first byte and of the one behind its last. No array here runs backwards."""
    start = array.__array_interface__["data"][0]
    steps = zip(array.shape, array.strides, strict=True)
    return start, start + sum((size - 1) * step for size, step in steps) + array.itemsize


def part(name: str, whole: np.ndarray, wanted: np.ndarray) -> Line:
    """An expression for ``wanted``, which shares the memory of ``whole``, an array that goes by ``name``."""
    ways = list(_rearranged([name], whole, wanted))
    for may_widen in (False, True):
        for text, array in ways:
            if place(array) == place(wanted):
                return text
            if found := _sliced(text, array, wanted, may_widen):
                return found
    start = (extent(wanted)[0] - extent(whole)[0]) // whole.itemsize
    strides = ["(", *joined([[step] for step in wanted.strides], ", "), ",)"]
    sizes = ["(", *joined([[size] for size in wanted.shape], ", "), ",)"]
    return ["np.lib.stride_tricks.as_strided(", name, ".reshape(-1)[", start, ":], ", *sizes, ", ", *strides, ")"]


def _rearranged(text: Line, whole: np.ndarray, wanted: np.ndarray) -> Iterator[tuple[Line, np.ndarray]]:
    """Ways to look at ``whole`` of which ``wanted`` may be a slice, the plainest first."""
    yield text, whole
    if not whole.flags.c_contiguous or not wanted.ndim:
        return
    if whole.size == wanted.size and wanted.flags.c_contiguous:
        yield [*text, ".reshape", *_call_of(wanted.shape)], whole.reshape(wanted.shape)
        return
    if wanted.flags.c_contiguous:
        start = (extent(wanted)[0] - extent(whole)[0]) // whole.itemsize
        run = whole.reshape(-1)[start : start + wanted.size]
        flat = text if whole.ndim == 1 else [*text, ".reshape(-1)"]
        first: Line = [start] if start else []
        cut: Line = [*flat, "[", *first, ":", start + wanted.size, "]"]
        rows = whole.size // whole.shape[0]
        if whole.ndim > 1 and start % rows == 0 and wanted.size % rows == 0:
            cut = [*text, "[", start // rows, ":", (start + wanted.size) // rows, "]"]
        yield [*cut, ".reshape", *_call_of(wanted.shape)], run.reshape(wanted.shape)
    yield from _nested(text, whole, wanted)


def _nested(text: Line, whole: np.ndarray, wanted: np.ndarray) -> Iterator[tuple[Line, np.ndarray]]:
    """``whole`` with one axis for each length of step that ``wanted`` has, where each is a multiple of the next."""
    taken = zip(wanted.shape, wanted.strides, strict=True)
    steps = sorted({step // whole.itemsize for size, step in taken if size > 1}, reverse=True)
    if not steps or not all(steps) or any(a % b for a, b in pairwise(steps)):
        return
    count = whole.size // steps[0]
    sizes = [count, *(a // b for a, b in pairwise([*steps, 1]) if a > b)]
    used = math.prod(sizes)
    rows = whole.size // whole.shape[0]
    if used % rows:
        return
    cut = text if used == whole.size else [*text, "[:", used // rows, "]"]
    yield [*cut, ".reshape", *_call_of(tuple(sizes))], whole.reshape(-1)[:used].reshape(sizes)


def _sliced(text: Line, array: np.ndarray, wanted: np.ndarray, may_widen: bool) -> Line | None:
    """``wanted`` as slices of ``array``, perhaps with axes in another order, or None if it is no such thing.

    Only where it ``may_widen`` are axes of one added.
    """
    axes = _axes(array, wanted)
    if axes is None or (None in axes and not may_widen):
        return None
    starts, left = {}, extent(wanted)[0] - extent(array)[0]
    for axis in sorted(range(array.ndim), key=lambda axis: -array.strides[axis]):
        starts[axis] = min(left // array.strides[axis], array.shape[axis] - 1) if array.strides[axis] else 0
        left -= starts[axis] * array.strides[axis]
    order = [axis for axis in axes if axis is not None]
    lookup = {axis: at for at, axis in enumerate(axes) if axis is not None}
    slices: list[slice | int] = []
    for axis, start in sorted(starts.items()):
        if axis not in lookup:
            slices.append(start)
            continue
        step, size = wanted.strides[lookup[axis]] // array.strides[axis], wanted.shape[lookup[axis]]
        slices.append(slice(start, start + (size - 1) * max(step, 1) + 1, max(step, 1)))
    ranks = [sorted(order).index(axis) for axis in order]
    turned = array[(*slices, ...)].transpose(ranks)
    new = [slice(None) if axis is not None else None for axis in axes]
    if left or place(turned[(*new, ...)]) != place(wanted):
        return None
    return _written(text, array, slices, ranks, new)


def _axes(array: np.ndarray, wanted: np.ndarray) -> list[int | None] | None:
    """For each axis of ``wanted``, the axis of ``array`` that it runs along; None for an axis of one that is new."""
    if array.ndim == wanted.ndim and all(
        size <= whole and step % own == 0 if size > 1 else True
        for size, whole, step, own in zip(wanted.shape, array.shape, wanted.strides, array.strides, strict=True)
    ):
        return list(range(array.ndim))
    found: list[int | None] = []
    for size, step in zip(wanted.shape, wanted.strides, strict=True):
        free = [axis for axis in range(array.ndim) if axis not in found and array.strides[axis]]
        if size == 1:
            found.append(next((axis for axis in free if array.shape[axis] == 1), None))
            continue
        fits = [axis for axis in free if step % array.strides[axis] == 0 and array.shape[axis] >= size]
        if not fits:
            return None
        found.append(max(fits, key=lambda axis: array.strides[axis]))
    return found


def _written(
    text: Line, array: np.ndarray, slices: list[slice | int], ranks: list[int], new: list[slice | None]
) -> Line:
    parts = [_slice(each, size) for each, size in zip(slices, array.shape, strict=True)]
    is_turned, is_wider = ranks != sorted(ranks), None in new
    if is_wider and not is_turned:
        kept = iter(parts)
        parts = [["None"] if each is None else next(kept) for each in _with_gaps(slices, new)]
    if all(isinstance(each, int) for each in slices):
        parts.append(["..."])
    while parts and parts[-1] == [":"]:
        parts.pop()
    whole = [*text, "[", *joined(parts, ", "), "]"] if parts else list(text)
    if is_turned:
        whole += [".T"] if ranks == sorted(ranks, reverse=True) else [".transpose", *_call_of(tuple(ranks))]
        if is_wider:
            whole += ["[", ", ".join("None" if each is None else ":" for each in new), "]"]
    return whole


def _with_gaps(slices: list[slice | int], new: list[slice | None]) -> list[slice | int | None]:
    """The slices in their order, with a None before each at which a new axis stands."""
    rest, mixed = list(slices), list[slice | int | None]()
    for each in new:
        if each is None:
            mixed.append(None)
            continue
        while isinstance(rest[0], int):
            mixed.append(rest.pop(0))
        mixed.append(rest.pop(0))
    return mixed + rest


def _slice(each: slice | int, size: int) -> Line:
    if isinstance(each, int):
        return [each]
    start, stop, step = each.start, each.stop, each.step
    first: Line = [start] if start else []
    if step > 1:
        return [*first, ":", stop, ":", step] if stop < size else [*first, "::", step]
    if stop == size:
        return [*first, ":"]
    return [*first, ":", -1 if stop == size - 1 and not start else stop]


def _call_of(sizes: tuple[int, ...]) -> Line:
    return ["(", *(joined([[size] for size in sizes], ", ") if sizes else ["()"]), ")"]
