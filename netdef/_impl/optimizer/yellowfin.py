"""YellowFin (Zhang and Mitliagkas 2017): momentum SGD that tunes itself."""

from __future__ import annotations

from typing import Any

from netdef._impl.core.gradient_types import GradientSlice
from netdef._impl.optimizer.base import Optimizer


class YellowFinOptimizer(Optimizer):
    """Momentum SGD whose learning rate and momentum follow the curvature; dense gradients only."""

    def __init__(
        self,
        alpha: float = 0.1,
        mu: float = 0.0,
        beta: float = 0.999,
        curv_win_width: int = 20,
        zero_debias: bool = True,
        epsilon: float = 0.1 ** 6,
        policy: str = "fixed",
        sparse_dedup_aggregator: str | None = None,
        **kwargs: Any,
    ):
        """alpha, mu: learning rate and momentum to begin with. beta: of the running means. curv_win_width: their window."""
        super().__init__()
        self.alpha = alpha
        self.mu = mu
        self.beta = beta
        self.curv_win_width = curv_win_width
        self.zero_debias = zero_debias
        self.epsilon = epsilon
        self.policy = policy
        self.sparse_dedup_aggregator = sparse_dedup_aggregator
        self.init_kwargs = kwargs

    def _run(self, net: Any, param_init_net: Any, param_info: Any) -> None:
        param, grad = param_info.blob, param_info.grad
        if self.alpha <= 0:
            return

        def filled(suffix: str, size: int, value: float) -> Any:
            return param_init_net.ConstantFill([], f"{param}{suffix}", shape=[size], value=value)

        def zeros(suffix: str) -> Any:
            return param_init_net.ConstantFill([param], f"{param}{suffix}", value=0.0)

        moment = zeros("_moment")
        window = filled("_curv_win", self.curv_win_width, 0.0)
        mean, mean_of_squares = zeros("_g_avg"), zeros("_g2_avg")
        lr = filled("_lr_avg", 1, self.alpha)
        mu = filled("_mu_avg", 1, self.mu)
        scalars = filled("_scalars_memory", 5, 0.0)
        assert not isinstance(grad, GradientSlice), "YellowFin does not support sparse gradients"
        iteration = self._build_iteration(net, param_init_net)
        self._aux_params.shared.append(iteration)
        state = [moment, lr, mu, window, mean, mean_of_squares, scalars]
        self._aux_params.local.extend(state)
        net.YellowFin(
            [param, *state, grad, iteration], [param, *state], beta=self.beta, epsilon=self.epsilon,
            curv_win_width=self.curv_win_width, zero_debias=self.zero_debias)

    def scale_learning_rate(self, scale: float) -> None:
        self.alpha *= scale
