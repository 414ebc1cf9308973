"""Follow the regularized leader (McMahan et al. 2013), also with group lasso."""

from __future__ import annotations

from typing import Any

from netdef._impl.core.gradient_types import GradientSlice
from netdef._impl.optimizer.base import Optimizer


class FtrlOptimizer(Optimizer):
    """FTRL-proximal with L1 and L2 terms; the state holds n and z for each value."""

    def __init__(
        self,
        alpha: float = 0.01,
        beta: float = 1e-4,
        lambda1: float = 0,
        lambda2: float = 0,
        sparse_dedup_aggregator: str | None = None,
        engine: str = "",
    ):
        super().__init__()
        self.alpha = alpha
        self.beta = beta
        self.lambda1 = lambda1
        self.lambda2 = lambda2
        self.sparse_dedup_aggregator = sparse_dedup_aggregator
        self.engine = engine

    def _settings(self) -> dict[str, Any]:
        # the operators read floats, which the default 0 is not
        numbers = {"alpha": self.alpha, "beta": self.beta, "lambda1": self.lambda1, "lambda2": self.lambda2}
        return {"engine": self.engine, **{name: float(value) for name, value in numbers.items()}}

    def _run(self, net: Any, param_init_net: Any, param_info: Any) -> None:
        param, grad = param_info.blob, param_info.grad
        if self.alpha <= 0:
            return
        nz = self._state(param_init_net, param, "_ftrl_nz", extra_shape=[2], value=0.0)
        if isinstance(grad, GradientSlice):
            grad = self.dedup(net, self.sparse_dedup_aggregator, grad)
            net.SparseFtrl([param, nz, grad.indices, grad.values], [param, nz], **self._settings())
        else:
            net.Ftrl([param, nz, grad], [param, nz], **self._settings())

    def scale_learning_rate(self, scale: float) -> None:
        self.alpha *= scale


class GFtrlOptimizer(FtrlOptimizer):
    """FTRL with a group lasso over the rows of a matrix; dense gradients only."""

    def _run(self, net: Any, param_init_net: Any, param_info: Any) -> None:
        param, grad = param_info.blob, param_info.grad
        if self.alpha <= 0:
            return
        nz = self._state(param_init_net, param, "_gftrl_nz", extra_shape=[2], value=0.0)
        net.GFtrl([param, nz, grad], [param, nz], **self._settings())
