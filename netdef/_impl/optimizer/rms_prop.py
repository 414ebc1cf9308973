"""RMSProp (Tieleman and Hinton 2012)."""

from __future__ import annotations

from typing import Any

from netdef._impl.core.gradient_types import GradientSlice
from netdef._impl.optimizer.base import Optimizer, current_device


class RmsPropOptimizer(Optimizer):
    """Steps scaled by a running mean of squared gradients; dense gradients only."""

    def __init__(
        self,
        alpha: float = 0.01,
        decay: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-5,
        policy: str = "fixed",
        engine: str = "",
        **kwargs: Any,
    ):
        """alpha: the learning rate. kwargs: arguments of the learning rate policy."""
        super().__init__()
        self.alpha = alpha
        self.decay = decay
        self.momentum = momentum
        self.epsilon = epsilon
        self.policy = policy
        self.engine = engine
        self.init_kwargs = kwargs

    def _run(self, net: Any, param_init_net: Any, param_info: Any) -> None:
        param, grad = param_info.blob, param_info.grad
        assert self.alpha > 0, f"expected a positive learning rate, got {self.alpha}"
        assert not isinstance(grad, GradientSlice), "RmsPropOptimizer doesn't support sparse gradients"
        device = current_device()
        one = param_init_net.ConstantFill([], f"ONE_{device.device_type}_{device.device_id}", shape=[1], value=1.0)
        lr, _ = self.build_lr(net, param_init_net, self.alpha, policy=self.policy, **self.init_kwargs)
        # `values` is no argument of ConstantFill, which fills with zeros without it; older nets have it, too
        scaled = param_init_net.ConstantFill([param], f"{param}_grad_o", values=0.0)
        squares = self._state(param_init_net, param, "_mean_squares", values=0.0)
        momentum = self._state(param_init_net, param, "_momentum", values=0.0)
        net.RmsProp(
            [grad, squares, momentum, one], [scaled, squares, momentum], decay=self.decay, momentum=self.momentum,
            epsilon=self.epsilon, engine=self.engine)
        net.MomentumSGDUpdate([scaled, momentum, lr, param], [scaled, momentum, param])

    def scale_learning_rate(self, scale: float) -> None:
        self.alpha *= scale
