"""What leaves the program as text that others run: a PyTorch script, a NumPy script, an ONNX graph."""
