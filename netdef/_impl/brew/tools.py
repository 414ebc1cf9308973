"""Pictures and videos from a database reader."""

from __future__ import annotations

from typing import Any

from netdef._impl.brew.parameters import required


def image_input(
    model: Any, blob_in: Any, blob_out: Any, order: str = "NCHW", use_gpu_transform: bool = False, **kwargs: Any
) -> Any:
    """Decoded, cropped and normalised pictures; `is_test` must be given. NHWC pictures become NCHW where asked for."""
    is_test = required(kwargs, "is_test")
    if not use_gpu_transform and order == "NCHW":
        if isinstance(blob_out, (list, tuple)):
            outputs = [blob_out[0] + "_nhwc", *blob_out[1:]]
            first, *rest = model.net.ImageInput(blob_in, outputs, **kwargs)
            return (model.net.NHWC2NCHW(first, blob_out[0]), *rest)
        return model.net.NHWC2NCHW(model.net.ImageInput(blob_in, blob_out + "_nhwc", **kwargs), blob_out)
    if use_gpu_transform:
        kwargs["use_gpu_transform"] = 1 if not is_test or use_gpu_transform else 0
    return model.net.ImageInput(blob_in, blob_out, **kwargs)


def video_input(model: Any, blob_in: Any, blob_out: Any, **kwargs: Any) -> Any:
    """Decoded clips; see the operator VideoInput."""
    return model.net.VideoInput(blob_in, blob_out, **kwargs)
