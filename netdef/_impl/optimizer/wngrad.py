"""WNGrad (Wu et al. 2018)."""

from __future__ import annotations

from typing import Any

from netdef._impl.core.gradient_types import GradientSlice
from netdef._impl.optimizer.base import Optimizer


class WngradOptimizer(Optimizer):
    """b += |g|^2 / b; p += lr * g / b, with one b per parameter."""

    def __init__(
        self,
        alpha: float = 1.0,
        epsilon: float = 1e-9,
        policy: str = "fixed",
        sparse_dedup_aggregator: str | None = None,
        engine: str = "",
        moment_init: float = 100.0,
        lars: float | None = None,
        output_effective_lr: bool = False,
        output_effective_lr_and_update: bool = False,
        **kwargs: Any,
    ):
        super().__init__()
        self.alpha = alpha
        self.epsilon = epsilon
        self.policy = policy
        self.sparse_dedup_aggregator = sparse_dedup_aggregator
        self.engine = engine
        self.moment_init = moment_init
        self.lars = lars
        self.output_effective_lr = output_effective_lr
        self.output_effective_lr_and_update = output_effective_lr_and_update
        self.init_kwargs = kwargs

    def _run(self, net: Any, param_init_net: Any, param_info: Any) -> None:
        param, grad = param_info.blob, param_info.grad
        if self.alpha <= 0:
            return
        self._scale_by_layer(net, param_init_net, param, grad)
        lr, _ = self.build_lr(net, param_init_net, -self.alpha, policy=self.policy, **self.init_kwargs)
        moment = param_init_net.ConstantFill([], f"{param}_moment", shape=[1], value=self.moment_init)
        self._aux_params.local.append(moment)
        if isinstance(grad, GradientSlice):
            grad = self.dedup(net, self.sparse_dedup_aggregator, grad)
            net.SparseWngrad(
                [param, moment, grad.indices, grad.values, lr], [param, moment], epsilon=self.epsilon, engine=self.engine)
            return
        outputs = [param, moment]
        if self.output_effective_lr_and_update:
            outputs += [f"{param}_effective_lr", f"{param}_update"]
        elif self.output_effective_lr:
            outputs.append(f"{param}_effective_lr")
        net.Wngrad([param, moment, grad, lr], outputs, epsilon=self.epsilon, engine=self.engine)

    def scale_learning_rate(self, scale: float) -> None:
        self.alpha *= scale
