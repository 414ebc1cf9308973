"""Optimizers chosen by a with block around the building of layers; as caffe2.python.optimizer_context."""

from netdef._impl.modeling.modifiers import DEFAULT_MODIFIER as DEFAULT_OPTIM
from netdef._impl.modeling.modifiers import ModifierContext, OptimizerContext, UseModifierBase, UseOptimizer

__all__ = ["DEFAULT_OPTIM", "ModifierContext", "OptimizerContext", "UseModifierBase", "UseOptimizer"]
