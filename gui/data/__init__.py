"""Data: the page that chooses the data, and the picture of data and prediction."""
