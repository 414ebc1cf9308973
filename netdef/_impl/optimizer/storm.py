"""STORM (Cutkosky and Orabona 2019)."""

from __future__ import annotations

from typing import Any

from netdef._impl.core.gradient_types import GradientSlice
from netdef._impl.optimizer.base import Optimizer


class StormOptimizer(Optimizer):
    """Momentum with variance reduction, whose rates adapt to the sum of squared gradients."""

    def __init__(
        self,
        lr: float = 0.1,
        momentum: float = 10.0,
        beta: float = 0.1,
        grad_sq_init: float = 0.01,
        policy: str = "fixed",
        sparse_dedup_aggregator: str | None = None,
        lars: float | None = None,
        **kwargs: Any,
    ):
        super().__init__()
        self.lr = lr
        self.momentum = momentum
        self.beta = beta
        self.grad_sq_init = grad_sq_init
        self.policy = policy
        self.sparse_dedup_aggregator = sparse_dedup_aggregator
        self.lars = lars
        self.init_kwargs = kwargs

    def _run(self, net: Any, param_init_net: Any, param_info: Any) -> None:
        param, grad = param_info.blob, param_info.grad
        if self.lr <= 0:
            return
        self._scale_by_layer(net, param_init_net, param, grad)
        lr, _ = self.build_lr(net, param_init_net, -self.lr, policy=self.policy, **self.init_kwargs)
        moment = self._state(param_init_net, param, "_moment")
        squares = param_init_net.ConstantFill([], f"{param}_grad_sq_sum", shape=[1], value=self.grad_sq_init)
        self._aux_params.local.append(squares)
        outputs, settings = [param, moment, squares], {"momentum": self.momentum, "beta": self.beta}
        if isinstance(grad, GradientSlice):
            grad = self.dedup(net, self.sparse_dedup_aggregator, grad)
            net.SparseStorm([param, moment, squares, grad.values, grad.indices, lr], outputs, **settings)
        else:
            net.Storm([param, moment, squares, grad, lr], outputs, **settings)

    def scale_learning_rate(self, scale: float) -> None:
        self.lr *= scale
