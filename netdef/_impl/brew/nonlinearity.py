"""Activations."""

from __future__ import annotations

from typing import Any

from netdef._impl.brew.parameters import Filler, add_param, engine


def prelu(
    model: Any, blob_in: Any, blob_out: Any, num_channels: int = 1, slope_init: Filler | None = None, **kwargs: Any
) -> Any:
    """x where positive, slope * x elsewhere, with the parameter `<out>_slope` of one value per channel or one for all."""
    slope = add_param(model, blob_out + "_slope", [num_channels], slope_init or ("ConstantFill", {"value": 0.25}))
    return model.net.PRelu([blob_in, slope], [blob_out])


def relu(model: Any, blob_in: Any, blob_out: Any, use_cudnn: bool = False, order: str = "NCHW", **kwargs: Any) -> Any:
    """max(x, 0)."""
    return model.net.Relu(blob_in, blob_out, order=order, **engine(use_cudnn, kwargs))


def tanh(model: Any, blob_in: Any, blob_out: Any, use_cudnn: bool = False, order: str = "NCHW", **kwargs: Any) -> Any:
    """Hyperbolic tangent."""
    return model.net.Tanh(blob_in, blob_out, order=order, **engine(use_cudnn, kwargs))
