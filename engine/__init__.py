"""The engine: networks, their gradients and their training. The standard library and NumPy, nothing else."""
