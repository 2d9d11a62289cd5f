"""Watching: quantities of a run that one keeps an eye on, and conditions at which training stops."""
