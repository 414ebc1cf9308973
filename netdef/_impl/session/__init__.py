"""Sessions run tasks."""
