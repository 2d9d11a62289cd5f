"""What an opened layer shows: its neurons, their wires, and the sum of each, read from the arrays of the session."""
