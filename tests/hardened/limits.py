"""Limits: what a piece of work may take of time and memory, measured and enforced."""
from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import resource
except ImportError:  # Windows has no such limits; there, only the time is looked at.
    resource = None  # type: ignore[assignment]

STATUS, PEAK = Path("/proc/self/status"), Path("/proc/self/clear_refs")
# Of addresses, more than of memory: what nobody has written to takes none.
MOST_ADDRESSES = 2 * 2**30


@contextmanager
def limits(seconds: float, megabytes: int) -> Iterator[None]:
    """Fail after more processor time than that, or more memory at any moment; far more of it is not even given."""
    is_known = resource is not None and STATUS.exists()
    if is_known:
        before = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (_status("VmSize") * 1024 + MOST_ADDRESSES, before[1]))
        PEAK.write_text("5")
        held = _status("VmRSS")
    start = time.process_time()
    try:
        yield
    finally:
        took = time.process_time() - start
        if is_known:
            resource.setrlimit(resource.RLIMIT_AS, before)
    assert took < seconds, f"took {took:.2f} s of processor time, and {seconds} s are allowed"
    if is_known:
        more = (_status("VmHWM") - held) / 1024
        assert more < megabytes, f"took {more:.0f} MB of memory, and {megabytes} MB are allowed"


def _status(name: str) -> int:
    """A line of the process's status, in kB."""
    line = next(each for each in STATUS.read_text().splitlines() if each.startswith(f"{name}:"))
    return int(line.split()[1])
