"""Weight decay: the gradient of a squared norm added to the gradients of weights."""

from __future__ import annotations

from typing import Any

from netdef._impl.core.gradient_types import GradientSlice
from netdef._impl.optimizer.base import Optimizer, current_device


class WeightDecayBuilder(Optimizer):
    """grad += weight_decay * param, for dense gradients."""

    def __init__(self, weight_decay: float):
        super().__init__()
        self.weight_decay = weight_decay

    def _run(self, net: Any, param_init_net: Any, param_info: Any) -> None:
        device = current_device()
        where = f"{device.device_type}_{device.device_id}"
        one = param_init_net.ConstantFill([], f"ONE_{where}", shape=[1], value=1.0)
        decay = param_init_net.ConstantFill([], f"wd_{where}", shape=[1], value=self.weight_decay)
        if isinstance(param_info.grad, GradientSlice):
            raise ValueError("Weight decay does not yet support sparse gradients")
        net.WeightedSum([param_info.grad, one, param_info.blob, decay], param_info.grad)
