"""Playback: the player, the transport under the canvas, and the phase track."""
