"""Discovery: every kind found in a package, so that a new kind is one new file and nothing else."""
from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def kinds(package: str, family: type[T]) -> dict[str, type[T]]:
    """Every concrete subclass of ``family`` defined below ``package``, by class name, sorted by (place, title).

    ``place`` and ``title`` are class attributes of the kind; files and folders may be nested freely.
    """
    found = [kind for module in modules(package) for kind in vars(module).values() if _is_kind(kind, family, module)]
    found.sort(key=lambda kind: (kind.place, kind.title))
    return {kind.__name__: kind for kind in found}


def _is_kind(candidate: object, family: type, module: ModuleType) -> bool:
    return (
        inspect.isclass(candidate)
        and issubclass(candidate, family)
        and candidate.__module__ == module.__name__
        and "title" in vars(candidate)
    )


@functools.cache
def modules(package: str) -> tuple[ModuleType, ...]:
    """The package and every module below it, imported."""
    root = importlib.import_module(package)
    names = [each.name for each in pkgutil.walk_packages(root.__path__, package + ".")]
    return (root, *(importlib.import_module(name) for name in names))
