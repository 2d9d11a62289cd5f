"""Benchmarks: speed as ratios of interleaved medians in one run. ``python -m tests.benchmarks`` prints the table."""
