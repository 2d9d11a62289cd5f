"""The layers family: layers with parameters that are trained."""
