"""Stochastic gradient descent, plain and with momentum, also in mixed and half precision."""

from __future__ import annotations

from typing import Any

from netdef._impl.core.data_type import DataType
from netdef._impl.core.gradient_types import GradientSlice
from netdef._impl.optimizer.base import Optimizer, current_device


class SgdOptimizer(Optimizer):
    """p -= lr * g, or with momentum by MomentumSGDUpdate, dense or sparse."""

    def __init__(
        self,
        base_learning_rate: float = 0.01,
        policy: str = "fixed",
        momentum: float = 0.0,
        nesterov: bool = True,
        sparse_dedup_aggregator: str | None = None,
        lars: float | None = None,
        **kwargs: Any,
    ):
        """lars: offset of layer-wise adaptive rate scaling, None for none. kwargs: arguments of the learning rate policy."""
        super().__init__()
        self.base_learning_rate = base_learning_rate
        self.policy = policy
        self.momentum = momentum
        self.nesterov = nesterov
        self.sparse_dedup_aggregator = sparse_dedup_aggregator
        self.lars = lars
        self.init_kwargs = kwargs

    def _run(self, net: Any, param_init_net: Any, param_info: Any) -> None:
        param, grad = param_info.blob, param_info.grad
        if self.base_learning_rate == 0:
            return
        assert self.base_learning_rate > 0, f"Expect positive base learning rate, got {self.base_learning_rate}"
        self._scale_by_layer(net, param_init_net, param, grad)
        # WeightedSum adds, the momentum update subtracts
        sign = 1 if self.momentum else -1
        lr, _ = self.build_lr(net, param_init_net, self.base_learning_rate * sign, policy=self.policy, **self.init_kwargs)
        device = current_device()
        one = param_init_net.ConstantFill(
            [], f"ONE_{device.device_type}_{device.device_id}{device.node_name}", shape=[1], value=1.0)
        self._aux_params.shared.append(one)
        momentum = self._state(param_init_net, param, "_momentum") if self.momentum > 0 else None
        settings = {"momentum": self.momentum, "nesterov": self.nesterov}
        if isinstance(grad, GradientSlice):
            grad = self.dedup(net, self.sparse_dedup_aggregator, grad)
            if momentum is None:
                net.ScatterWeightedSum([param, one, grad.indices, grad.values, lr], param)
            else:
                net.SparseMomentumSGDUpdate(
                    [grad.values, momentum, lr, param, grad.indices], [grad.values, momentum, param], **settings)
        elif momentum is None:
            net.WeightedSum([param, one, grad, lr], param)
        else:
            net.MomentumSGDUpdate([grad, momentum, lr, param], [grad, momentum, param], **settings)

    def scale_learning_rate(self, scale: float) -> None:
        self.base_learning_rate *= scale


class MultiPrecisionSgdOptimizer(SgdOptimizer):
    """Half-precision parameters with a float32 copy that is updated; others as SgdOptimizer."""

    def __init__(
        self,
        base_learning_rate: float = 0.1,
        momentum: float = 0.0,
        policy: str = "fixed",
        nesterov: bool = True,
        sparse_dedup_aggregator: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(
            base_learning_rate=base_learning_rate, policy=policy, momentum=momentum, nesterov=nesterov,
            sparse_dedup_aggregator=sparse_dedup_aggregator, **kwargs)

    def _run(self, net: Any, param_init_net: Any, param_info: Any) -> None:
        master = (param_info.blob_copy or {}).get(DataType.FLOAT)
        if master is None:
            super()._run(net, param_init_net, param_info)
            return
        param, grad = param_info.blob, param_info.grad
        if self.base_learning_rate == 0:
            return
        assert self.base_learning_rate > 0, f"Expect positive base learning rate, got {self.base_learning_rate}"
        assert not isinstance(grad, GradientSlice), "MultiPrecisionSgd does not support sparse gradients"
        lr, _ = self.build_lr(net, param_init_net, self.base_learning_rate, policy=self.policy, **self.init_kwargs)
        momentum = param_init_net.ConstantFill([master], f"{param}_momentum", value=0.0)
        self._aux_params.local.append(momentum)
        grad_float = net.HalfToFloat(grad, f"{grad}_fp32")
        net.MomentumSGDUpdate(
            [grad_float, momentum, lr, master], [grad_float, momentum, master], momentum=self.momentum, nesterov=self.nesterov)
        net.FloatToHalf(master, param)


class FP16SgdOptimizer(SgdOptimizer):
    """Parameters updated in half precision, with weight decay; float32 ones by FP32MomentumSGDUpdate."""

    def __init__(
        self,
        base_learning_rate: float = 0.1,
        momentum: float = 0.0,
        policy: str = "fixed",
        nesterov: bool = True,
        weight_decay: float = 0.0001,
        sparse_dedup_aggregator: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(
            base_learning_rate=base_learning_rate, policy=policy, momentum=momentum, nesterov=nesterov,
            sparse_dedup_aggregator=sparse_dedup_aggregator, **kwargs)
        self.weight_decay = weight_decay

    def _run(self, net: Any, param_init_net: Any, param_info: Any, fp32_update: bool = False) -> None:
        param, grad = param_info.blob, param_info.grad
        master = (param_info.blob_copy or {}).get(DataType.FLOAT)
        if self.base_learning_rate == 0:
            return
        assert self.base_learning_rate > 0, f"Expect positive base learning rate, got {self.base_learning_rate}"
        assert not isinstance(grad, GradientSlice), "FP16Sgd does not support sparse gradients"
        lr, _ = self.build_lr(net, param_init_net, self.base_learning_rate, policy=self.policy, **self.init_kwargs)
        momentum_float = param_init_net.ConstantFill(
            [param if master is None else master], f"{param}_momentum_fp32", value=0.0)
        momentum = param_init_net.FloatToHalf(momentum_float, f"{param}_momentum")
        self._aux_params.local.append(momentum)
        settings = {"momentum": self.momentum, "nesterov": self.nesterov, "weight_decay": self.weight_decay}
        if master is None or fp32_update:
            net.FP32MomentumSGDUpdate([grad, momentum_float, lr, param], [grad, momentum_float, param], **settings)
        else:
            net.FP16MomentumSGDUpdate([grad, momentum, lr, param], [grad, momentum, param], **settings)
