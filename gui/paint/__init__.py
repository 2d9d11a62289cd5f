"""What is painted from data: numbers, heat maps, icons and formulas."""
