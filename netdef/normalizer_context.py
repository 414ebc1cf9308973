"""Normalizers chosen by a with block around the building of layers; as caffe2.python.normalizer_context."""

from netdef._impl.modeling.modifiers import ModifierContext, NormalizerContext, UseModifierBase, UseNormalizer

__all__ = ["ModifierContext", "NormalizerContext", "UseModifierBase", "UseNormalizer"]
