"""Clipping by the norm of all gradients together."""

from __future__ import annotations

from typing import Any, Sequence

from netdef._impl import scope
from netdef._impl.core.device import DeviceOption
from netdef._impl.core.gradient_types import GradientSlice
from netdef._impl.optimizer.devices import get_param_device
from netdef.proto import caffe2_pb2


def calc_norm_ratio(
    model: Any, params: Sequence[Any], name_scope: str, param_to_device: dict[str, Any], max_gradient_norm: float
) -> Any:
    """The blob max_gradient_norm / max(norm of all gradients, max_gradient_norm), for the learning rate to be multiplied by."""
    squares = []
    with scope.NameScope(name_scope):
        for i, info in enumerate(params):
            with scope.DeviceScope(get_param_device(str(info.blob), info.grad, param_to_device)):
                grad = info.grad.values if isinstance(info.grad, GradientSlice) else info.grad
                summed = model.net.SumSqrElements([grad], f"grad_{i}_squared_sum")
                squares.append(model.net.EnsureCPUOutput(summed))
        with scope.DeviceScope(DeviceOption(caffe2_pb2.PROTO_CPU)):
            total = model.net.Sum(squares, "grad_squared_full_sum")
            norm = model.net.Pow([total], "global_norm", exponent=0.5)
            limit = model.param_init_net.ConstantFill([], "clip_norm", shape=[], value=float(max_gradient_norm))
            largest = model.net.Max([norm, limit], "max_norm")
            return model.net.Div([limit, largest], "norm_ratio")
