"""Fully connected layers."""

from __future__ import annotations

from typing import Any

from netdef._impl.brew.parameters import XAVIER, ZERO, Filler, add_param, fill, make_param
from netdef._impl.core.blob_reference import ScopedBlobReference
from netdef._impl.modeling.parameter_info import ParameterTags


def _fc(
    model: Any,
    op_type: str,
    blob_in: Any,
    blob_out: Any,
    dim_in: int,
    dim_out: int,
    weight_init: Filler | None = None,
    bias_init: Filler | None = None,
    WeightInitializer: Any = None,
    BiasInitializer: Any = None,
    enable_tensor_core: bool = False,
    float16_compute: bool = False,
    **kwargs: Any,
) -> Any:
    operator = getattr(model.net, op_type)
    blob_out = blob_out or model.net.NextName()
    weight = make_param(
        model, blob_out + "_w", [dim_out, dim_in], ParameterTags.WEIGHT, WeightInitializer, weight_init, XAVIER)
    bias = make_param(model, blob_out + "_b", [dim_out], ParameterTags.BIAS, BiasInitializer, bias_init, ZERO)
    if enable_tensor_core:
        kwargs["engine"] = "TENSORCORE"
    if float16_compute:
        kwargs["float16_compute"] = True
    return operator([blob_in, weight, bias], blob_out, **kwargs)


def fc(model: Any, *args: Any, **kwargs: Any) -> Any:
    """fc(model, blob_in, blob_out, dim_in, dim_out, weight_init, bias_init, WeightInitializer, BiasInitializer, ...): x W^T + b.

    The weight `<out>_w` is (dim_out, dim_in), the bias `<out>_b` (dim_out); they start with XavierFill and zeros unless
    weight_init, bias_init say (filler, arguments). Other keywords are arguments of the operator FC.
    """
    return _fc(model, "FC", *args, **kwargs)


def packed_fc(model: Any, *args: Any, **kwargs: Any) -> Any:
    """fc by the operator PackedFC."""
    return _fc(model, "PackedFC", *args, **kwargs)


def fc_decomp(
    model: Any,
    blob_in: Any,
    blob_out: Any,
    dim_in: int,
    dim_out: int,
    rank_approx: int = 5,
    weight_init: Filler | None = None,
    bias_init: Filler | None = None,
    WeightInitializer: Any = None,
    BiasInitializer: Any = None,
    **kwargs: Any,
) -> Any:
    """fc whose weight is the product of `<out>_u` (dim_out, rank_approx) and the transposed `<out>_v` (dim_in, rank_approx)."""
    blob_out = blob_out or model.net.NextName()
    u, v = (
        make_param(model, blob_out + end, [dim, rank_approx], "", WeightInitializer, weight_init, XAVIER)
        for end, dim in (("_u", dim_out), ("_v", dim_in)))
    bias = make_param(model, blob_out + "_b", [dim_out], "", BiasInitializer, bias_init, ZERO)
    return model.net.FC_Decomp([blob_in, u, v, bias], blob_out, **kwargs)


def fc_prune(
    model: Any,
    blob_in: Any,
    blob_out: Any,
    dim_in: int,
    dim_out: int,
    weight_init: Filler | None = None,
    bias_init: Filler | None = None,
    mask_init: Filler | None = None,
    threshold: float = 0.00001,
    need_compress_rate: bool = False,
    comp_lb: float = 0.05,
    **kwargs: Any,
) -> Any:
    """fc by the operator FC_Prune, which sets weights below a threshold to zero while it trains.

    mask_init: of the operator's records of earlier masks, by default zeros. need_compress_rate: whether the rate of zeros is a
        second output.
    """
    blob_out = blob_out or model.net.NextName()
    weight_init, bias_init = weight_init or XAVIER, bias_init or ZERO
    mask_init = mask_init or ZERO
    shape = [dim_out, dim_in]

    def state(end: str, size: list[int], filler: Filler) -> Any:
        name = blob_out + end
        return fill(model, name, size, filler) if model.init_params else ScopedBlobReference(name, model.param_init_net)

    lower_bound = state("_lb", [1], ("ConstantFill", {"value": comp_lb}))
    weight = add_param(model, blob_out + "_w", shape, weight_init)
    mask = state("_m", shape, ("ConstantFill", {"value": 1.0}))
    ag_dw = state("_ag_dw", shape, mask_init)
    bias = add_param(model, blob_out + "_b", [dim_out], bias_init)
    mask_seq = state("_mask_seq", shape, mask_init)
    limit = state("_thres", [1], ("ConstantFill", {"value": threshold}))
    outputs = [blob_out, blob_out + "_compress_rate"] if need_compress_rate else blob_out
    return model.net.FC_Prune([blob_in, weight, mask, bias, ag_dw, mask_seq, limit, lower_bound], outputs, **kwargs)


def fc_sparse(model: Any, blob_in: Any, blob_out: Any, w_csr: Any, iw: Any, jw: Any, bias: Any, **kwargs: Any) -> Any:
    """fc by the operator FC_Sparse, whose weight is given in CSR form as blobs; only for a model with init_params=False."""
    assert not model.init_params, "fc_sparse takes weights that exist: the model needs init_params=False"
    return model.net.FC_Sparse([blob_in, w_csr, iw, jw, bias], blob_out, **kwargs)
