"""The kinds of layer, one file each, in the folder of their family. A new file here is a new layer everywhere."""
