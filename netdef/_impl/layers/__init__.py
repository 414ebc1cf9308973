"""Layers over records: what a model is described by before its nets are made."""
