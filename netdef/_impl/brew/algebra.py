"""Layers that are one operator with a switch of its own."""

from __future__ import annotations

from typing import Any

from netdef._impl.brew.parameters import engine


def transpose(model: Any, blob_in: Any, blob_out: Any, use_cudnn: bool = False, **kwargs: Any) -> Any:
    """Puts the dimensions in the order `axes`, by default reversed."""
    return model.net.Transpose(blob_in, blob_out, **engine(use_cudnn, kwargs))


def batch_mat_mul(model: Any, blob_in: Any, blob_out: Any, enable_tensor_core: bool = False, **kwargs: Any) -> Any:
    """Matrix products of two stacks of matrices."""
    if enable_tensor_core:
        kwargs["engine"] = "TENSORCORE"
    return model.net.BatchMatMul(blob_in, blob_out, **kwargs)


def sparse_lengths_sum_4bit_rowwise_sparse(model: Any, blob_in: Any, blob_out: Any, **kwargs: Any) -> Any:
    """Sums of rows of a 4-bit quantized, pruned table; see the operator SparseLengthsSum4BitRowwiseSparse."""
    return model.net.SparseLengthsSum4BitRowwiseSparse(blob_in, blob_out, **kwargs)


def fused_8bit_rowwise_quantized_to_float(model: Any, blob_in: Any, blob_out: Any) -> Any:
    """Float rows of an 8-bit row-wise quantized table."""
    return model.net.Fused8BitRowwiseQuantizedToFloat(blob_in, blob_out)
