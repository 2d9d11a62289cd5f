"""Saying: one plain sentence for each step, built from its numbers: what happened, and why it matters."""
