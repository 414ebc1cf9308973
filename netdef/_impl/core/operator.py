"""Single operators."""

from __future__ import annotations

import os
import traceback
from typing import Any, Iterable

from netdef._impl import scope
from netdef._impl.core.blob_reference import BlobReference, rectify
from netdef._impl.utils.arguments import MakeArgument
from netdef._impl.workspace import immediate
from netdef.proto import caffe2_pb2


def CreateOperator(
    operator_type: str,
    inputs: Any,
    outputs: Any,
    name: str = "",
    control_input: Any = None,
    device_option: caffe2_pb2.DeviceOption | None = None,
    arg: Iterable[caffe2_pb2.Argument] | None = None,
    engine: str | None = None,
    debug_info: str | None = None,
    **kwargs: Any,
) -> caffe2_pb2.OperatorDef:
    """An OperatorDef.

    inputs, outputs: a name or reference, or a list of them; names are put under the current name scope.
    device_option: by default that of the current device scope.
    arg: ready-made arguments. Other keywords become arguments as well (see utils.MakeArgument), those of value None are
        left out; `random_seed` goes to the device option.

    Raises:
        TypeError: inputs or outputs that are no names.
        ValueError: a value that fits no argument.
    """
    return make_operator(
        operator_type, rectify(inputs), rectify(outputs), name, control_input, device_option, arg, engine, debug_info, kwargs)


def make_operator(
    operator_type: str,
    inputs: list[BlobReference],
    outputs: list[BlobReference],
    name: str = "",
    control_input: Any = None,
    device_option: caffe2_pb2.DeviceOption | None = None,
    arg: Iterable[caffe2_pb2.Argument] | None = None,
    engine: str | None = None,
    debug_info: str | None = None,
    kwargs: dict[str, Any] | None = None,
) -> caffe2_pb2.OperatorDef:
    """CreateOperator with references in lists and further arguments in `kwargs`."""
    operator = caffe2_pb2.OperatorDef()
    if debug_info:
        operator.debug_info = debug_info
    elif os.environ.get("CAFFE2_DEBUG"):
        operator.debug_info = "".join(traceback.format_stack()[:-1])
    operator.type = operator_type
    operator.name = name
    operator.input.extend([ref._name for ref in inputs])
    operator.output.extend([ref._name for ref in outputs])
    if control_input:
        operator.control_input.extend([ref._name for ref in rectify(control_input)])
    if device_option is None:
        device_option = scope.CurrentDeviceScope()
    if device_option is not None:
        operator.device_option.CopyFrom(device_option)
    if engine is not None:
        operator.engine = engine
    if arg is not None:
        operator.arg.extend(arg)
    if kwargs:
        if "random_seed" in kwargs:
            operator.device_option.random_seed = kwargs.pop("random_seed")
        operator.arg.extend([MakeArgument(key, value) for key, value in kwargs.items() if value is not None])
    if immediate.IsImmediate():
        immediate.RunOperatorImmediate(operator)
    return operator
