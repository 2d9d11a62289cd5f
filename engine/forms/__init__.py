"""Forms: an equation as one with matrices, with the vectors of one example, or with single numbers."""
