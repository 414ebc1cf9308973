"""Adadelta (Zeiler 2012)."""

from __future__ import annotations

from typing import Any

from netdef._impl.core.gradient_types import GradientSlice
from netdef._impl.optimizer.base import Optimizer


class AdadeltaOptimizer(Optimizer):
    """Steps scaled by running means of squared gradients and squared steps."""

    def __init__(
        self,
        alpha: float = 0.01,
        epsilon: float = 1e-4,
        decay: float = 0.95,
        policy: str = "fixed",
        sparse_dedup_aggregator: str | None = None,
        engine: str = "",
        **kwargs: Any,
    ):
        """alpha: the learning rate. kwargs: arguments of the learning rate policy."""
        super().__init__()
        self.alpha = alpha
        self.epsilon = epsilon
        self.decay = decay
        self.policy = policy
        self.sparse_dedup_aggregator = sparse_dedup_aggregator
        self.engine = engine
        self.init_kwargs = kwargs

    def _run(self, net: Any, param_init_net: Any, param_info: Any) -> None:
        param, grad = param_info.blob, param_info.grad
        if self.alpha <= 0:
            return
        lr, _ = self.build_lr(net, param_init_net, -self.alpha, policy=self.policy, **self.init_kwargs)
        moment = self._state(param_init_net, param, "_squared_moment")
        update = self._state(param_init_net, param, "_squared_moment_update")
        outputs, settings = [param, moment, update], {"epsilon": self.epsilon, "decay": self.decay, "engine": self.engine}
        if isinstance(grad, GradientSlice):
            grad = self.dedup(net, self.sparse_dedup_aggregator, grad)
            net.SparseAdadelta([param, moment, update, grad.indices, grad.values, lr], outputs, **settings)
        else:
            net.Adadelta([param, moment, update, grad, lr], outputs, **settings)

    def scale_learning_rate(self, scale: float) -> None:
        self.alpha *= scale
