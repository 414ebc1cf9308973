"""Dropout; as caffe2.python.helpers.dropout."""

from netdef._impl.brew.dropout import dropout

__all__ = ["dropout"]
