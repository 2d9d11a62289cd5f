"""Code: the calls that run, as one would type them."""
