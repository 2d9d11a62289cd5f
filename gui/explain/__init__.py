"""Explain: what just happened, in words, symbols and numbers."""
