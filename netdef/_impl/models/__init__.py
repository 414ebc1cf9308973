"""Builders of known networks."""
