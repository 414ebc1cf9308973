"""Runs and stores pairs of nets, under the names of caffe2.python.onnx.helper."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import numpy as np
from google.protobuf import text_format
from onnx.backend.base import namedtupledict

from netdef.onnx.workspace import Workspace
from netdef.proto import caffe2_pb2


def c2_native_run_op(op_def: caffe2_pb2.OperatorDef, inputs: Any) -> tuple[Workspace, tuple]:
    """(workspace, outputs) of one operator; `inputs` is a dict by name, or a list in its order."""
    space = Workspace()
    for name, value in _named(inputs, op_def.input).items():
        space.FeedBlob(name, np.asarray(value), op_def.device_option)
    space.RunOperatorOnce(op_def)
    return space, namedtupledict("Outputs", list(op_def.output))(*(space.FetchBlob(name) for name in op_def.output))


def c2_native_run_net(init_net: caffe2_pb2.NetDef | None, predict_net: caffe2_pb2.NetDef, inputs: Any,
                      debug_arg: Any = None) -> tuple[Workspace, tuple]:
    """(workspace, outputs) of a pair of nets, run as written.

    inputs: a dict by name, or a list for the external inputs that the init net does not fill, in order.
    """
    space = Workspace()
    if init_net is not None:
        space.RunNetOnce(init_net)
    open_inputs = [name for name in predict_net.external_input if not space.HasBlob(name)]
    for name, value in _named(inputs, open_inputs).items():
        space.FeedBlob(name, np.asarray(value), predict_net.device_option)
    space.RunNetOnce(predict_net)
    names = list(predict_net.external_output)
    return space, namedtupledict("Outputs", names)(*(space.FetchBlob(name) for name in names))


def _named(inputs: Any, names: Any) -> dict[str, Any]:
    if isinstance(inputs, Mapping):
        return dict(inputs)
    if len(inputs) > len(names):
        raise ValueError(f"{len(inputs)} inputs are given, there are {len(names)}: {list(names)}")
    return dict(zip(names, inputs))


def load_caffe2_net(file: str) -> caffe2_pb2.NetDef:
    """The net in a binary file."""
    with open(file, "rb") as source:
        return caffe2_pb2.NetDef.FromString(source.read())


def save_caffe2_net(net: caffe2_pb2.NetDef, file: str, output_txt: bool = False) -> None:
    """Writes a net; with `output_txt` as text beside it, in `file` + "txt"."""
    with open(file, "wb") as target:
        target.write(net.SerializeToString())
    if output_txt:
        with open(file + "txt", "w") as target:
            target.write(text_format.MessageToString(net))


def benchmark_caffe2_model(init_net: caffe2_pb2.NetDef, predict_net: caffe2_pb2.NetDef, warmup_iters: int = 3, main_iters: int = 10,
                           layer_details: bool = True) -> float:
    """Milliseconds of one run of the net as written, on the inputs that the init net fills."""
    space = Workspace()
    space.RunNetOnce(init_net)
    space.CreateNet(predict_net)
    return space.BenchmarkNet(predict_net.name, warmup_iters, main_iters, layer_details)[0]


def benchmark_pytorch_model(model: Any, inputs: Any, training: bool = False, warmup_iters: int = 3, main_iters: int = 10,
                            verbose: bool = False) -> float:
    """Milliseconds of one call of a torch module."""
    for _ in range(warmup_iters):
        model(*inputs)
    started = time.perf_counter()
    for _ in range(main_iters):
        model(*inputs)
    return (time.perf_counter() - started) * 1000 / main_iters
