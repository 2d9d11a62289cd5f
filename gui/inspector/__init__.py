"""Inspector: the knobs and the numbers of what is selected."""
