"""Pooling."""

from __future__ import annotations

from typing import Any

from netdef._impl.brew.parameters import engine


def max_pool(model: Any, blob_in: Any, blob_out: Any, use_cudnn: bool = False, order: str = "NCHW", **kwargs: Any) -> Any:
    """The largest value of each window; kernel, stride, pad ... are arguments of MaxPool."""
    return model.net.MaxPool(blob_in, blob_out, order=order, **engine(use_cudnn, kwargs))


def average_pool(model: Any, blob_in: Any, blob_out: Any, use_cudnn: bool = False, order: str = "NCHW", **kwargs: Any) -> Any:
    """The mean of each window; kernel, stride, pad ... are arguments of AveragePool."""
    return model.net.AveragePool(blob_in, blob_out, order=order, **engine(use_cudnn, kwargs))


def max_pool_with_index(model: Any, blob_in: Any, blob_out: Any, order: str = "NCHW", **kwargs: Any) -> Any:
    """max_pool that also writes where each value was found, to `<out>_index`; returns the values."""
    return model.net.MaxPoolWithIndex(blob_in, [blob_out, blob_out + "_index"], order=order, **kwargs)[0]
