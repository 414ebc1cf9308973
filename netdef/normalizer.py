"""Normalizations that a layer applies to its output; as caffe2.python.normalizer."""

from netdef._impl.modeling.normalizer import BatchNormalizer, LayerNormalizer, Normalizer

__all__ = ["BatchNormalizer", "LayerNormalizer", "Normalizer"]
