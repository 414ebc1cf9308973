"""Parameters of models: what they are, how they start, which ones are shared."""
