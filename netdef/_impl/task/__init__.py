"""Tasks: steps with a name, a node and outputs, that run side by side."""
