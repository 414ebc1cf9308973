"""Builders of known networks; as caffe2.python.models."""
