"""What several kinds of layers or optimizers are made of; no kind lives here."""
