"""All of it: ``python -m tests.hardened``, 2,000 random documents and 5,000 mutated files within their limits."""
from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

os.environ.setdefault("UNDERTOW_DOCUMENTS", "2000")
os.environ.setdefault("UNDERTOW_FILES", "5000")
options = ["-q", "--hypothesis-show-statistics", "--durations=3", *sys.argv[1:]]
sys.exit(pytest.main([str(Path(__file__).parent), *options]))
