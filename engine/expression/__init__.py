"""Expressions in x that a learner types: read by our own parser, differentiated, printed, and run as NumPy calls."""
