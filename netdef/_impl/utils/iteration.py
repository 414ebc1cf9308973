"""The iteration counter that optimizers share."""

from __future__ import annotations

from typing import Any

from netdef._impl import scope
from netdef._impl.core import device
from netdef.proto import caffe2_pb2

OPTIMIZER_ITERATION_NAME = "optimizer_iteration"
ITERATION_MUTEX_NAME = "iteration_mutex"

_ON_CPU = "device_type_override:cpu"


def BuildUniqueMutexIter(init_net: Any, net: Any, iter: Any = None, iter_mutex: Any = None, iter_val: int = 0) -> Any:
    """Makes an int64 counter and its mutex in `init_net` and counts once per run of `net`; returns the counter's blob."""
    counter = iter if iter is not None else OPTIMIZER_ITERATION_NAME
    mutex = iter_mutex if iter_mutex is not None else ITERATION_MUTEX_NAME
    with scope.DeviceScope(device.DeviceOption(caffe2_pb2.PROTO_CPU, extra_info=[_ON_CPU])):
        if not init_net.BlobIsDefined(counter):
            counter = init_net.ConstantFill([], counter, shape=[1], value=iter_val, dtype=caffe2_pb2.TensorProto.INT64)
        if not init_net.BlobIsDefined(mutex):
            mutex = init_net.CreateMutex([], [mutex])
        net.AtomicIter([mutex, counter], [counter])
    return counter
