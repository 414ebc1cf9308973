"""Engine and fusion for NNPACK's convolutions; engines that do not exist fall back to the plain kernel."""

from __future__ import annotations

from typing import Any

from netdef._impl.transformations.uses import free_name, pairs, rename_value
from netdef._impl.utils.arguments import MakeArgument


def add_nnpack(net: Any) -> None:
    """Gives convolutions the engine NNPACK, in place."""
    for op in net.op:
        if op.type == "Conv":
            op.engine = "NNPACK"


def fuse_nnpack_conv_relu(net: Any) -> None:
    """Fuses Conv of engine NNPACK with a Relu that alone reads it, in place, by the argument activation="Relu"."""
    while True:
        found = next(((i, j) for i, j in pairs(net, "Conv", "Relu") if net.op[i].engine == "NNPACK"), None)
        if found is None:
            return
        i, j = found
        conv, relu = net.op[i], net.op[j]
        output = relu.output[0]
        if output in conv.input:  # a convolution does not work in place
            output = free_name(net, output + "_relu")
            rename_value(net.op, j, relu.output[0], output)
        conv.output[0] = output
        conv.arg.extend([MakeArgument("activation", "Relu")])
        del net.op[j]
