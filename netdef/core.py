"""Builds operators and nets (the part that exists so far: CreateOperator)."""

from __future__ import annotations

import numpy as np

from netdef.proto import caffe2_pb2


def _set_argument(arg, key, value):
    arg.name = key
    if isinstance(value, np.ndarray):
        value = value.flatten().tolist()
    elif isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        arg.f = value
    elif isinstance(value, int):
        arg.i = int(value)
    elif isinstance(value, (str, bytes)):
        arg.s = value.encode() if isinstance(value, str) else value
    elif isinstance(value, caffe2_pb2.NetDef):
        arg.n.CopyFrom(value)
    elif all(isinstance(v, float) for v in value):
        arg.floats.extend(value)
    elif all(isinstance(v, int) for v in value):
        arg.ints.extend(value)
    else:
        arg.strings.extend(v.encode() if isinstance(v, str) else v for v in value)


def CreateOperator(operator_type, inputs, outputs, name="", engine="", device_option=None, **kwargs):
    """An OperatorDef of `operator_type` with `kwargs` as its arguments."""
    op = caffe2_pb2.OperatorDef(type=operator_type, name=name, engine=engine)
    op.input.extend([inputs] if isinstance(inputs, str) else list(inputs))
    op.output.extend([outputs] if isinstance(outputs, str) else list(outputs))
    if device_option is not None:
        op.device_option.CopyFrom(device_option)
    for key, value in kwargs.items():
        if value is not None:
            _set_argument(op.arg.add(), key, value)
    return op
