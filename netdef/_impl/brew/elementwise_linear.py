"""Scale and bias per feature."""

from __future__ import annotations

from typing import Any

from netdef._impl.brew.parameters import Filler, add_param
from netdef._impl.modeling.parameter_info import ParameterTags


def _elementwise_linear(
    model: Any,
    op_type: str,
    blob_in: Any,
    blob_out: Any,
    dim: int,
    weight_init: Filler | None = None,
    bias_init: Filler | None = None,
    **kwargs: Any,
) -> Any:
    weight = add_param(
        model, blob_out + "_w", [dim], weight_init or ("ConstantFill", {"value": 1.0}), ParameterTags.WEIGHT)
    bias = add_param(model, blob_out + "_b", [dim], bias_init or ("ConstantFill", {"value": 0.0}), ParameterTags.BIAS)
    return getattr(model.net, op_type)([blob_in, weight, bias], blob_out, **kwargs)


def elementwise_linear(model: Any, *args: Any, **kwargs: Any) -> Any:
    """elementwise_linear(model, blob_in, blob_out, dim, weight_init, bias_init): x * `<out>_w` + `<out>_b`, both (dim)."""
    return _elementwise_linear(model, "ElementwiseLinear", *args, **kwargs)
