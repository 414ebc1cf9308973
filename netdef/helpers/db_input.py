"""Batches from a database; as caffe2.python.helpers.db_input."""

from netdef._impl.brew.db_input import db_input

__all__ = ["db_input"]
