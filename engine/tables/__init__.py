"""Tables of examples: how they are read from files, kept, and handed to a network."""
