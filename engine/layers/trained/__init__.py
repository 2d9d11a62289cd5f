"""The layers family: layers with parameters that are trained, and what stands between them."""
