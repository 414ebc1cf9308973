"""What all regularizers have in common."""

from __future__ import annotations

from typing import Any

from netdef._impl.core.gradient_types import GradientSlice
from netdef._impl.utils.debugging import EnumClassKeyVals


class RegularizationBy:
    """When a regularizer acts: as a term of the loss, or on the parameter after the optimizer's step."""

    AFTER_OPTIMIZER = "after_optimizer"
    ON_LOSS = "on_loss"


class Regularizer:
    """Base of regularizers. Called for a parameter it adds its operators.

        term = L2Norm(0.1)(net, init_net, weight, by=RegularizationBy.ON_LOSS)
    """

    def __init__(self) -> None:
        self.kEpsilon = 1e-9

    def __call__(self, net: Any, param_init_net: Any, param: Any, grad: Any = None, by: str | None = None) -> Any:
        """Adds the operators for `param`, whose gradient is `grad`; the blob to add to the loss, or None."""
        allowed = EnumClassKeyVals(RegularizationBy).values()
        assert by in allowed, f"Regularizer of type {type(self)} is called with invalid by={by}, not in {allowed}"
        if by == RegularizationBy.ON_LOSS:
            return self._run_on_loss(net, param_init_net, param, grad)
        return self._run_after_optimizer(net, param_init_net, param, grad)

    def _run_on_loss(self, net: Any, param_init_net: Any, param: Any, grad: Any = None) -> Any:
        return None

    def _run_after_optimizer(self, net: Any, param_init_net: Any, param: Any, grad: Any) -> Any:
        return None

    def _ensure_clipped(
        self,
        net: Any,
        param: Any,
        grad: Any = None,
        min: float | None = None,
        max: float | None = None,
        open_range: bool = False,
        left_open: bool = False,
        right_open: bool = False,
    ) -> None:
        """Clips the parameter in place, of a sparse gradient only its rows; an open end keeps kEpsilon away."""
        if min is not None and (open_range or left_open):
            min = min + self.kEpsilon
        if max is not None and (open_range or right_open):
            max = max - self.kEpsilon
        inputs = [param, grad.indices, grad.values] if isinstance(grad, GradientSlice) else [param]
        net.EnsureClipped(inputs, [param], min=min, max=max)


def check_factor(value: float) -> float:
    assert value >= 0, "factor ahead of regularization should be 0 or positive"
    return value
