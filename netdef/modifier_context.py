"""What optimizer_context, regularizer_context and normalizer_context have in common; as caffe2.python.modifier_context."""

from netdef._impl.modeling.modifiers import DEFAULT_MODIFIER, ModifierContext, UseModifierBase

__all__ = ["DEFAULT_MODIFIER", "ModifierContext", "UseModifierBase"]
