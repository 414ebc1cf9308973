"""Where parameters live."""

from __future__ import annotations

from typing import Any

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.device_inference import InferBlobDevices
from netdef._impl.core.gradient_types import GradientSlice


def get_param_device(param_name: str, grad: Any, param_to_device: dict[str, Any] | None = None, default_device: Any = None) -> Any:
    """The device of a parameter: its own, else that of its gradient, else `default_device`.

    Raises:
        AssertionError: none of them is known.
    """
    known = param_to_device or {}
    gradients = grad if isinstance(grad, GradientSlice) else [grad] if isinstance(grad, BlobReference) else []
    for name in (param_name, *map(str, gradients)):
        if name in known:
            return known[name]
    assert default_device is not None, f"Cannot infer device for {param_name}: no op creates it"
    return default_device


def get_param_to_device(model: Any) -> dict[str, Any]:
    """{blob: device} for what the nets of the model write."""
    return {**InferBlobDevices(model.net), **InferBlobDevices(model.param_init_net)}
