"""Caffe models as NetDefs."""
