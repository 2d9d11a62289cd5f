"""Watch: the list of numbers one keeps an eye on, and the conditions at which training stops."""
