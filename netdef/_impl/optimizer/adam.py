"""Adam (Kingma and Ba 2014), also row-wise and rectified (Liu et al. 2019)."""

from __future__ import annotations

from typing import Any

from netdef._impl.core.gradient_types import GradientSlice
from netdef._impl.optimizer.base import Optimizer
from netdef._impl.optimizer.shapes import shape_of


class AdamOptimizer(Optimizer):
    """Steps by running means of gradients and squared gradients."""

    def __init__(
        self,
        alpha: float = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        policy: str = "fixed",
        use_lr_adaption: bool = False,
        lr_alpha: float = 0.01,
        normalized_lr_adaption: bool = True,
        sparse_dedup_aggregator: str | None = None,
        rowWise: bool = False,
        engine: str = "",
        enableRAdam: bool = False,
        **kwargs: Any,
    ):
        """alpha: the learning rate. use_lr_adaption: it follows the gradients with the rate lr_alpha (Baydin et al. 2017).

        rowWise: one second moment per row, for sparse gradients. enableRAdam: rectified, for sparse gradients.
        kwargs: arguments of the learning rate policy.
        """
        super().__init__()
        self.alpha = alpha
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.policy = policy
        self.use_lr_adaption = use_lr_adaption
        self.lr_alpha = lr_alpha
        self.normalized_lr_adaption = normalized_lr_adaption
        self.sparse_dedup_aggregator = sparse_dedup_aggregator
        self.rowWise = rowWise
        self.engine = engine
        self.enableRAdam = enableRAdam
        self.init_kwargs = kwargs

    def _run(self, net: Any, param_init_net: Any, param_info: Any) -> None:
        param, grad = param_info.blob, param_info.grad
        if self.alpha <= 0:
            return
        lr, iteration = self.build_lr(net, param_init_net, -self.alpha, policy=self.policy, **self.init_kwargs)
        first = self._state(param_init_net, param, "_first_moment")
        if self.rowWise:
            assert isinstance(grad, GradientSlice), (
                "If SparseAdam with rowWise=True, gradient must be a gradientslice. PLease ensure that rowWise is not enabled "
                "for the dense Adam optimizer, as it is not supported.")
            rows = shape_of(param, param_init_net)[0]
            second = param_init_net.ConstantFill([], f"{param}_avg_second_moment", shape=[rows], value=0.0)
            self._aux_params.local.append(second)
        else:
            second = self._state(param_init_net, param, "_second_moment")
        self._aux_params.shared.append(iteration)
        outputs = [param, first, second]
        if self.use_lr_adaption:
            outputs.append(f"{param}_effective_grad")
        settings = {"beta1": self.beta1, "beta2": self.beta2, "epsilon": self.epsilon}
        if isinstance(grad, GradientSlice):
            grad = self.dedup(net, self.sparse_dedup_aggregator, grad)
            inputs = [param, first, second, grad.indices, grad.values, lr, iteration]
            if self.rowWise:
                made = net.RowWiseSparseAdam(inputs, outputs, **settings)
            else:
                made = net.SparseAdam(inputs, outputs, **settings, enableRAdam=self.enableRAdam)
            values = grad.values
        else:
            made = net.Adam([param, first, second, grad, lr, iteration], outputs, **settings)
            values = grad
        if self.use_lr_adaption:
            net.LearningRateAdaption(
                [lr, values, made[-1]], [lr], lr_alpha=self.lr_alpha, normalized_lr_adaption=self.normalized_lr_adaption)

    def scale_learning_rate(self, scale: float) -> None:
        self.alpha *= scale
