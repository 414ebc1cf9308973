"""What training needs beside layers."""

from __future__ import annotations

from typing import Any

from netdef._impl import scope
from netdef._impl.core.device import DeviceOption, IsGPUDeviceType
from netdef.proto import caffe2_pb2


def accuracy(model: Any, blob_in: Any, blob_out: Any, **kwargs: Any) -> None:
    """The share of right predictions, from [predictions, labels]; `top_k` is heard on a GPU only, as in Caffe2.

    On a GPU with top_k > 1 the inputs are copied to the CPU, which alone has that operator.
    """
    device = scope.CurrentDeviceScope()
    if device is not None and IsGPUDeviceType(device.device_type) and kwargs.get("top_k", 1) > 1:
        pred, label = (model.net.CopyGPUToCPU(blob, blob + "_host") for blob in blob_in)
        with scope.DeviceScope(DeviceOption(caffe2_pb2.PROTO_CPU, 0)):
            model.net.Accuracy([pred, label], blob_out, **kwargs)
    else:
        model.net.Accuracy(blob_in, blob_out)


def add_weight_decay(model: Any, weight_decay: float) -> None:
    """Adds weight_decay * parameter to the gradient of each weight; a value of 0 or below does nothing."""
    if weight_decay <= 0.0:
        return
    decay = model.param_init_net.ConstantFill([], "wd", shape=[1], value=weight_decay)
    one = model.param_init_net.ConstantFill([], "ONE", shape=[1], value=1.0)
    for param in _weights(model):
        gradient = model.param_to_grad[param]
        model.net.WeightedSum([gradient, one, param, decay], gradient)


def _weights(model: Any) -> list[Any]:
    return [param for param in model.weights if str(param).startswith(scope.CurrentNameScope())]


def iter(model: Any, blob_out: Any, **kwargs: Any) -> Any:
    """An int64 counter on the CPU that starts at 0 and counts once per run."""
    kwargs.pop("device_option", None)
    with scope.DeviceScope(DeviceOption(caffe2_pb2.PROTO_CPU, 0)):
        counter = model.param_init_net.ConstantFill(
            [], blob_out, shape=[1], value=0, dtype=caffe2_pb2.TensorProto.INT64, **kwargs)
    return model.net.Iter(counter, counter, **kwargs)
