"""Operators called like functions."""
