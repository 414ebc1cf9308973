"""Corrections of a parameter after the optimizer's step."""

from __future__ import annotations

from typing import Any

from netdef._impl.core.gradient_types import GradientSlice
from netdef._impl.regularizer.base import Regularizer


def _sparse_only(name: str, grad: Any) -> GradientSlice:
    if not isinstance(grad, GradientSlice):
        raise NotImplementedError(f"{name} is not supported for dense parameters")
    return grad


class MaxNorm(Regularizer):
    """Scales the rows of a sparse gradient down to an L2 norm of at most `norm`."""

    def __init__(self, norm: float = 1.0):
        super().__init__()
        self.norm = norm

    def _run_after_optimizer(self, net: Any, param_init_net: Any, param: Any, grad: Any) -> None:
        rows = _sparse_only("MaxNorm", grad)
        net.SparseNormalize([param, rows.indices], [param], use_max_norm=True, norm=self.norm)


class ConstantNorm(Regularizer):
    """Scales the rows of a sparse gradient to an L2 norm of `norm`."""

    def __init__(self, norm: float = 1.0):
        super().__init__()
        self.norm = norm

    def _run_after_optimizer(self, net: Any, param_init_net: Any, param: Any, grad: Any) -> None:
        rows = _sparse_only("ConstantNorm", grad)
        net.SparseNormalize([param, rows.indices], [param], use_max_norm=False, norm=self.norm)


class SparseLpNorm(Regularizer):
    """Shrinks the rows of a sparse gradient: by a constant for p = 1, by a factor for p = 2."""

    def __init__(self, p: float, reg_lambda: float):
        super().__init__()
        assert p in (1.0, 2.0), "Sparse Lp regularization only implemented for p = 1.0 and p = 2.0."
        assert reg_lambda > 0, "factor ahead of regularization should be greater than 0."
        self.p = p
        self.reg_lambda = reg_lambda

    def _run_after_optimizer(self, net: Any, param_init_net: Any, param: Any, grad: Any) -> None:
        rows = _sparse_only("SparseLpNorm", grad)
        net.SparseLpRegularizer([param, rows.indices], [param], p=self.p, reg_lambda=self.reg_lambda)


class SparseL1Norm(SparseLpNorm):
    """SparseLpNorm with p = 1."""

    def __init__(self, reg_lambda: float):
        super().__init__(p=1.0, reg_lambda=reg_lambda)


class SparseL2Norm(SparseLpNorm):
    """SparseLpNorm with p = 2."""

    def __init__(self, reg_lambda: float):
        super().__init__(p=2.0, reg_lambda=reg_lambda)


class BoundedGradientProjection(Regularizer):
    """Clips the parameter to [lb, ub] (Nocedal and Wright, Numerical Optimization); an open end keeps `epsilon` away."""

    def __init__(
        self,
        lb: float | None = None,
        ub: float | None = None,
        left_open: bool = False,
        right_open: bool = False,
        epsilon: float | None = None,
    ):
        super().__init__()
        lb = float(lb) if lb is not None else None
        ub = float(ub) if ub is not None else None
        epsilon = float(epsilon) if epsilon is not None else self.kEpsilon
        assert epsilon > 0, f"Bounded Gradient Projection with invalid eps={epsilon}"
        lowest = None if lb is None else lb + (epsilon if left_open else 0.0)
        highest = None if ub is None else ub - (epsilon if right_open else 0.0)
        left, right = "(" if left_open else "[", ")" if right_open else "]"
        assert lowest is None or highest is None or lowest <= highest, (
            f"Bounded Gradient Projection with invalid {left}ub={ub}, lb={lb}{right}, eps={epsilon}")
        self.left_open = left_open
        self.right_open = right_open
        self.kEpsilon = epsilon
        self.lb = lb
        self.ub = ub

    def _run_after_optimizer(self, net: Any, param_init_net: Any, param: Any, grad: Any) -> None:
        self._ensure_clipped(
            net, param, grad, min=self.lb, max=self.ub, left_open=self.left_open, right_open=self.right_open)
