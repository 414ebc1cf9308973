"""Models of layers over records."""
