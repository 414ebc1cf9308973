"""Gradients of a net."""

from __future__ import annotations

from typing import Any

from netdef._impl.control_ops import gradient as _registers_control_operators  # noqa: F401
from netdef._impl.core.gradient_registry import GradientRegistry
from netdef._impl.workspace import immediate


class GradientsOfNet:
    """Mixed into Net."""

    def AddGradientOperators(self, ys: Any, skip: int = 0) -> dict:
        """Appends the operators that compute the gradients of `ys` with respect to every blob they depend on.

        ys: a list of blobs, whose gradients are taken as ones; or a dict from blobs to gradients, None for ones.
        skip: how many operators at the beginning of the net need no gradient.
        Returns {blob: gradient}; a gradient is a BlobReference or a GradientSlice of two.

        Raises:
            RuntimeError: a gradient operator needs a blob that is overwritten by then, or gradients cannot be added up.
            Exception: an operator on the way has no gradient.
        """
        ops, gradients = GradientRegistry.GetBackwardPass(self._net.op[skip:], ys)
        if immediate.IsImmediate():
            for op in ops:
                immediate.RunOperatorImmediate(op)
        self._append(ops)
        return gradients
