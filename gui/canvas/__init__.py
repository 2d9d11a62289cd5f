"""The canvas: cards, edges, and what flows; the only place that touches Qt's graphics scene."""
