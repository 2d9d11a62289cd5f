"""Mutations: what chance, a careless hand or ill will may make of a file that was right."""
from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any

# What stands in the place of anything at all.
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 0.5, -0.0, 1e308, 5e-324, 2**31, 2**63, 10**400, 100_000, 2_001, "", "x", "W", "b",
    "\ud800", "\0", "=1+1", "../../etc/passwd", "a" * 5000, [], {}, [[]], [1, [2, [3]]], ["x"], {"kind": "Linear"},
    {"__class__": "os"},
)  # fmt: skip


def mutated(source: bytes, rng: random.Random) -> bytes:
    """The file with one thing or a few changed, in its bytes or in what they say."""
    count = rng.choice((1, 1, 1, 2, 4))
    if rng.random() < 0.4:
        for _ in range(count):
            source = rng.choice(_BYTES)(source, rng)
        return source
    told = json.loads(source)
    for _ in range(count):
        rng.choice(_VALUES)(told, rng)
    return json.dumps(told, ensure_ascii=rng.random() < 0.5, allow_nan=True).encode(errors="surrogatepass")


def _flip(source: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(source) or 1)
    return source[:at] + bytes([rng.randrange(256)]) + source[at + 1 :]


def _cut(source: bytes, rng: random.Random) -> bytes:
    return source[: rng.randrange(len(source) + 1)]


def _lose(source: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(source) + 1)
    return source[:at] + source[at + rng.randint(1, 50) :]


def _repeat(source: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(source) + 1)
    return source[:at] + source[at : at + rng.randint(1, 200)] * rng.randint(2, 5) + source[at:]


def _digit(source: bytes, rng: random.Random) -> bytes:
    places = [at for at, byte in enumerate(source) if chr(byte).isdigit()]
    at = rng.choice(places or [0])
    return source[:at] + str(rng.choice((9, 99, 99999, 10**12, "1e308", "1e999", "NaN", "-"))).encode() + source[at:]


def _nest(source: bytes, rng: random.Random) -> bytes:
    at, depth = rng.randrange(len(source) + 1), rng.choice((10, 1000, 100_000))
    return source[:at] + b"[" * depth + source[at:]


_BYTES: tuple[Callable[[bytes, random.Random], bytes], ...] = (_flip, _cut, _lose, _repeat, _digit, _nest)


def _places(told: Any, inside: list[tuple[Any, Any]] | None = None) -> list[tuple[Any, Any]]:
    """Every (container, key) in what a file says."""
    found = [] if inside is None else inside
    keys = told if isinstance(told, dict) else range(len(told)) if isinstance(told, list) else ()
    for key in keys:
        found.append((told, key))
        _places(told[key], found)
    return found


def _any_place(told: Any, rng: random.Random) -> tuple[Any, Any]:
    # Each depth alike: otherwise most changes would be to some number of a table.
    here, key = told, None
    while isinstance(here, dict | list) and here and (key is None or rng.random() < 0.75):
        holder, key = here, rng.choice(list(here) if isinstance(here, dict) else range(len(here)))
        here = holder[key]
    return (holder, key) if key is not None else ({"": None}, "")


def _replace(told: Any, rng: random.Random) -> None:
    holder, key = _any_place(told, rng)
    holder[key] = copy.deepcopy(rng.choice(ODD))


def _remove(told: Any, rng: random.Random) -> None:
    holder, key = _any_place(told, rng)
    del holder[key]


def _swap(told: Any, rng: random.Random) -> None:
    (one, first), (other, second) = _any_place(told, rng), _any_place(told, rng)
    one[first], other[second] = copy.deepcopy(other[second]), copy.deepcopy(one[first])


def _double(told: Any, rng: random.Random) -> None:
    holder, key = _any_place(told, rng)
    if isinstance(holder, list):
        holder.extend(copy.deepcopy(holder[key]) for _ in range(rng.choice((1, 30, 300))))
    else:
        holder[f"{key} too"] = copy.deepcopy(holder[key])


def _number(told: Any, rng: random.Random) -> None:
    numbers = [(holder, key) for holder, key in _places(told) if type(holder[key]) in (int, float)]
    for holder, key in numbers and [rng.choice(numbers)]:
        holder[key] = rng.choice((holder[key] * 10, holder[key] * 1000, -holder[key], holder[key] + 0.5, 10**9, 1e300))


def _kind(told: Any, rng: random.Random) -> None:
    from engine.dataset import dataset_kinds
    from engine.layer import layer_kinds
    from engine.optimizer import optimizer_kinds

    kinds = [(holder, key) for holder, key in _places(told) if key == "kind"]
    for holder, key in kinds and [rng.choice(kinds)]:
        holder[key] = rng.choice([*layer_kinds(), *dataset_kinds(), *optimizer_kinds()])
        if rng.random() < 0.5 and isinstance(holder, dict):
            holder.pop("knobs", None)


def _edge(told: Any, rng: random.Random) -> None:
    """Join two nodes, whatever they are."""
    try:
        ids = [node["id"] for node in told["network"]["nodes"]]
        told["network"]["edges"].append({"from": rng.choice(ids), "to": rng.choice(ids)})
    except (KeyError, TypeError, IndexError, AttributeError):
        return


_VALUES: tuple[Callable[[Any, random.Random], None], ...] = (_replace, _remove, _swap, _double, _number, _kind, _edge)
