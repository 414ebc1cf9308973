"""Fewer blobs for the same net."""
