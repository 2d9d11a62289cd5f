"""Data: choosing it, and seeing what the network makes of it."""
