"""Plots: curves over the iterations of a run."""
