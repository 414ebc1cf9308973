"""Datasets in memory."""
