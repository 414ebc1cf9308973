"""Convolution of images."""

from __future__ import annotations

from typing import Any

import numpy as np

from netdef._impl.layers.base import ModelLayer
from netdef._impl.schema.scalar import Scalar


def _padding(given: int | None, kernel: int, stride: int) -> int:
    """A pad that is not given keeps the size of the image where stride is 1, and is 0 otherwise."""
    if given is None:
        return (kernel - 1) // 2 if stride == 1 else 0
    assert isinstance(given, int) and given >= 0, f"a pad should be a whole number of pixels, got {given}"
    return given


class Conv(ModelLayer):
    """A convolution. Pads that are None keep the size of the image along an axis of stride 1; else they are 0.

    The type of the output has the number of channels only, output_dim.
    """

    def __init__(
        self, model: Any, input_record: Any, output_dim: int, kernel_h: int, kernel_w: int, stride_h: int, stride_w: int,
        pad_b: int | None = None, pad_l: int | None = None, pad_r: int | None = None, pad_t: int | None = None, order: str = "NHWC",
        kernel_init: Any = None, bias_init: Any = None, kernel_optim: Any = None, bias_optim: Any = None, name: str = "conv", **kwargs: Any,
    ):
        super().__init__(model, name, input_record, **kwargs)
        assert isinstance(input_record, Scalar), "Incorrect input type"
        dims = input_record.field_type().shape
        assert len(dims) == 3, f"Conv expects images (three dimensions without the batch), got {dims}"
        assert order in ("NHWC", "NCHW"), f"Only NHWC and NCHW orders are supported, got {order}"
        assert output_dim > 0 and min(kernel_h, kernel_w, stride_h, stride_w) > 0
        channels = dims[2] if order == "NHWC" else dims[0]
        self.order = order
        self.kernel_h, self.kernel_w, self.stride_h, self.stride_w = kernel_h, kernel_w, stride_h, stride_w
        self.pad_t, self.pad_b = _padding(pad_t, kernel_h, stride_h), _padding(pad_b, kernel_h, stride_h)
        self.pad_l, self.pad_r = _padding(pad_l, kernel_w, stride_w), _padding(pad_r, kernel_w, stride_w)
        shape = [output_dim, kernel_h, kernel_w, channels] if order == "NHWC" else [output_dim, channels, kernel_h, kernel_w]
        self.kernel = self.create_param("conv_kernel", shape, kernel_init or ("XavierFill", {}), kernel_optim)
        self.bias = self.create_param("conv_bias", [output_dim], bias_init or ("ConstantFill", {"value": 0.0}), bias_optim)
        self.output_schema = Scalar((np.float32, (output_dim,)), self.get_next_blob_reference("output"))

    def add_ops(self, net: Any) -> None:
        names = ("kernel_h", "kernel_w", "stride_h", "stride_w", "pad_t", "pad_l", "pad_b", "pad_r", "order")
        net.Conv(
            [*self.input_record.field_blobs(), self.kernel, self.bias], self.output_schema.field_blobs(),
            **{name: getattr(self, name) for name in names})
