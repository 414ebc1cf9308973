"""Dropout."""

from __future__ import annotations

from typing import Any

from netdef._impl.brew.parameters import required


def dropout(model: Any, blob_in: Any, blob_out: Any, use_cudnn: bool = False, **kwargs: Any) -> Any:
    """Sets values to zero with the probability `ratio`; `is_test` must be given, and with it values pass unchanged."""
    required(kwargs, "is_test")
    kwargs["engine"] = "CUDNN" if use_cudnn else "DEFAULT"
    return model.net.Dropout(blob_in, [blob_out, "_" + blob_out + "_mask"], **kwargs)[0]
