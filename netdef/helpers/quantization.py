"""Quantized tables; as caffe2.python.helpers.quantization."""

from netdef._impl.brew.algebra import fused_8bit_rowwise_quantized_to_float

__all__ = ["fused_8bit_rowwise_quantized_to_float"]
