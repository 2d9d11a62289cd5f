"""The data family: where numbers enter a network."""
