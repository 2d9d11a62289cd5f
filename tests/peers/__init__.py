"""Peers: the engine against PyTorch in float64. ``python -m tests.peers`` prints the largest differences."""
