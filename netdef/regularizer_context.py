"""Regularizers chosen by a with block around the building of layers; as caffe2.python.regularizer_context."""

from netdef._impl.modeling.modifiers import ModifierContext, RegularizerContext, UseModifierBase, UseRegularizer

__all__ = ["ModifierContext", "RegularizerContext", "UseModifierBase", "UseRegularizer"]
