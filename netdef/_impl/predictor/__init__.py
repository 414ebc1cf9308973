"""Export of nets with their parameters, and the way back."""
