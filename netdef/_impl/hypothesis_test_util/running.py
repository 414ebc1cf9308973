"""Running one operator on given arrays."""

from __future__ import annotations

import contextlib
from typing import Any, Iterator, Sequence

import numpy as np

from netdef import _C
from netdef._impl.core.device import placed
from netdef._impl.core.net import Net
from netdef._impl.workspace.blobs import FeedBlob, FetchBlob
from netdef._impl.workspace.running import CreateNet, ResetWorkspace, RunOperatorOnce
from netdef.proto import caffe2_pb2

Devices = "dict[str, caffe2_pb2.DeviceOption] | None"


@contextlib.contextmanager
def temp_workspace(name: str | bytes = b"temp_ws") -> Iterator[None]:
    """A workspace that is current, and empty, for the time of a with block."""
    before = _C.current_workspace()
    _C.switch_workspace(name.decode() if isinstance(name, bytes) else name, True)
    try:
        yield
    finally:
        ResetWorkspace()
        _C.switch_workspace(before)


def feed_inputs(
    op: caffe2_pb2.OperatorDef, inputs: Sequence[Any], device: caffe2_pb2.DeviceOption, input_device_options: Devices = None
) -> None:
    """Feeds the operator's inputs, arrays or what numpy makes arrays of, in order.

    Raises:
        ValueError: fewer arrays than inputs.
    """
    if len(op.input) > len(inputs):
        raise ValueError(f"must supply an input for each input on the op: {list(op.input)} vs {list(inputs)}")
    for name, array in zip(op.input, inputs):
        FeedBlob(name, np.asarray(array), (input_device_options or {}).get(name, device))


def runOpBenchmark(
    device_option: caffe2_pb2.DeviceOption,
    op: caffe2_pb2.OperatorDef,
    inputs: Sequence[np.ndarray],
    input_device_options: Devices = None,
    iterations: int = 10,
) -> list[float]:
    """[milliseconds per run, milliseconds of the operator] as BenchmarkNet gives them."""
    op = placed(op, device_option)
    with temp_workspace():
        feed_inputs(op, inputs, device_option, input_device_options)
        net = Net("opnet")
        net.Proto().op.extend([op])
        CreateNet(net)
        return list(_C.benchmark_net(net.Name(), 1, iterations, True))


def runOpOnInput(
    device_option: caffe2_pb2.DeviceOption,
    op: caffe2_pb2.OperatorDef,
    inputs: Sequence[np.ndarray],
    input_device_options: Devices = None,
) -> list[np.ndarray]:
    """The operator's outputs on these inputs."""
    op = placed(op, device_option)
    with temp_workspace():
        feed_inputs(op, inputs, device_option, input_device_options)
        RunOperatorOnce(op)
        return [FetchBlob(name) for name in op.output]
