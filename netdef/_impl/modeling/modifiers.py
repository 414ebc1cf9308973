"""Optimizers, regularizers and normalizers chosen by a with block around the building of layers."""

from __future__ import annotations

from typing import Any

from netdef._impl.context import DefaultManaged

DEFAULT_MODIFIER = "DEFAULT"


class ModifierContext:
    """Modifiers by name; an inner block's hide those of the same name around it."""

    def __init__(self) -> None:
        self._rebuild([])

    def _rebuild(self, blocks: list[dict[str, Any]]) -> None:
        self._modifiers_list = blocks
        self._modifiers: dict[str, Any] = {}
        for block in blocks:
            self._modifiers.update(block)

    def _has_modifier(self, name: str) -> bool:
        return name in self._modifiers

    def _get_modifier(self, name: str) -> Any:
        return self._modifiers.get(name)

    def push_modifiers(self, modifiers: dict[str, Any]) -> None:
        """Enters a block."""
        self._rebuild([*self._modifiers_list, dict(modifiers)])

    def pop_modifiers(self) -> None:
        """Leaves the innermost block."""
        assert self._modifiers_list, "no modifiers are in use"
        self._rebuild(self._modifiers_list[:-1])


class UseModifierBase:
    """Enters modifiers for a with block: one, which becomes the default, or a dict by name."""

    def __init__(self, modifier_or_dict: Any):
        self._modifiers = modifier_or_dict if isinstance(modifier_or_dict, dict) else {DEFAULT_MODIFIER: modifier_or_dict}

    def _context_class(self) -> type:
        raise NotImplementedError

    def __enter__(self) -> UseModifierBase:
        self._context_class().current().push_modifiers(self._modifiers)
        return self

    def __exit__(self, type: Any, value: Any, traceback: Any) -> None:
        self._context_class().current().pop_modifiers()


class OptimizerContext(ModifierContext, DefaultManaged):
    """The optimizers that parameters made now get, by parameter tag."""

    def has_optimizer(self, name: str) -> bool:
        return self._has_modifier(name)

    def get_optimizer(self, name: str) -> Any:
        assert self.has_optimizer(name), f"{name} optimizer is not provided!"
        return self._get_modifier(name)


class UseOptimizer(UseModifierBase):
    """with UseOptimizer(optimizer): or with UseOptimizer({"WEIGHT": one, "BIAS": other}):"""

    def _context_class(self) -> type:
        return OptimizerContext


class RegularizerContext(ModifierContext, DefaultManaged):
    """The regularizers that parameters made now get, by parameter tag."""

    def has_regularizer(self, name: str) -> bool:
        return self._has_modifier(name)

    def get_regularizer(self, name: str) -> Any:
        assert self.has_regularizer(name), f"{name} regularizer is not provided!"
        return self._get_modifier(name)


class UseRegularizer(UseModifierBase):
    """with UseRegularizer(regularizer): or with UseRegularizer({"WEIGHT": one, "BIAS": other}):"""

    def _context_class(self) -> type:
        return RegularizerContext


class NormalizerContext(ModifierContext, DefaultManaged):
    """The normalizers that layers made now get, by name."""

    def has_normalizer(self, name: str) -> bool:
        return self._has_modifier(name)

    def get_normalizer(self, name: str) -> Any:
        assert self.has_normalizer(name), f"{name} normalizer is not provided!"
        return self._get_modifier(name)


class UseNormalizer(UseModifierBase):
    """with UseNormalizer(normalizer): or with UseNormalizer({name: normalizer}):"""

    def _context_class(self) -> type:
        return NormalizerContext
