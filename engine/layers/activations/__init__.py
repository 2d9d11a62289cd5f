"""The activations family: functions of one number that make networks more than lines."""
