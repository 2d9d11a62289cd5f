"""What can be asked about a pass: where a number came from, its paths to the loss, the gradient of anything."""
