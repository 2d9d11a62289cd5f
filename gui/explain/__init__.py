"""Explain: what just happened, in words, in symbols, in shapes and in numbers."""
