"""Transformations of nets."""
