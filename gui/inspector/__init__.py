"""Inspector: the settings and the numbers of what is selected."""
