"""Concatenation."""

from __future__ import annotations

import logging
from typing import Any

logger = logging.getLogger(__name__)


def concat(model: Any, blobs_in: Any, blob_out: Any, **kwargs: Any) -> Any:
    """Concatenates along `axis`, by default the channels of `order`; also writes `_<out>_concat_dims`."""
    if "axis" in kwargs:
        kwargs.pop("order", None)
    return model.net.Concat(blobs_in, [blob_out, "_" + blob_out + "_concat_dims"], **kwargs)[0]


def depth_concat(model: Any, blobs_in: Any, blob_out: Any, **kwargs: Any) -> Any:
    """concat, under its old name."""
    logger.warning("DepthConcat is deprecated. use Concat instead.")
    return concat(model, blobs_in, blob_out, **kwargs)
