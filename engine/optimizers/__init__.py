"""The kinds of optimizer, one file each. A new file here is a new optimizer everywhere."""
