"""Convolutions."""

from __future__ import annotations

from typing import Any, Sequence

from netdef._impl.brew.parameters import XAVIER, ZERO, Filler, add_param, make_param
from netdef._impl.modeling.parameter_info import ParameterTags


def _filter_shape(dim_out: int, dim_in: int, kernels: Sequence[int], order: str) -> list[int]:
    """(out, in, kernel...) for NCHW, (out, kernel..., in) for NHWC."""
    return [dim_out, dim_in, *kernels] if order == "NCHW" else [dim_out, *kernels, dim_in]


def _cudnn_arguments(
    kwargs: dict[str, Any], use_cudnn: bool, exhaustive_search: bool, ws_nbytes_limit: int | None
) -> dict[str, Any]:
    if not use_cudnn:
        return kwargs
    kwargs = {**kwargs, "engine": "CUDNN", "exhaustive_search": exhaustive_search}
    if ws_nbytes_limit:
        kwargs["ws_nbytes_limit"] = ws_nbytes_limit
    return kwargs


def _conv_base(
    model: Any,
    is_nd: bool,
    blob_in: Any,
    blob_out: Any,
    dim_in: int,
    dim_out: int,
    kernel: Any,
    weight_init: Filler | None = None,
    bias_init: Filler | None = None,
    WeightInitializer: Any = None,
    BiasInitializer: Any = None,
    group: int = 1,
    transform_inputs: Any = None,
    use_cudnn: bool = False,
    order: str = "NCHW",
    cudnn_exhaustive_search: bool = False,
    ws_nbytes_limit: int | None = None,
    float16_compute: bool = False,
    **kwargs: Any,
) -> Any:
    if is_nd:
        kernels = list(kernel) if isinstance(kernel, (list, tuple)) else [kernel]
        sizes: dict[str, Any] = {"kernels": kernels}
    else:
        kernels = list(kernel) if isinstance(kernel, (list, tuple)) else [kernel] * 2
        assert len(kernels) == 2, "Conv support only a 2D kernel."
        sizes = {"kernel": kernels[0]} if kernels[0] == kernels[1] else {"kernel_h": kernels[0], "kernel_w": kernels[1]}
    engine = kwargs.get("engine")
    if use_cudnn and engine not in (None, "CUDNN"):
        raise ValueError('When use_cudnn=True, the only engine you can specify is "CUDNN"')
    if not use_cudnn and engine == "CUDNN":
        raise ValueError('engine is "CUDNN", but use_cudnn is False')
    kwargs = _cudnn_arguments(kwargs, use_cudnn, cudnn_exhaustive_search, ws_nbytes_limit)
    use_bias = not kwargs.pop("no_bias", False)
    blob_out = blob_out or model.net.NextName()
    shape = _filter_shape(dim_out, int(dim_in / group), kernels, order)
    inputs = [blob_in, make_param(model, blob_out + "_w", shape, ParameterTags.WEIGHT, WeightInitializer, weight_init, XAVIER)]
    if use_bias:
        inputs.append(make_param(model, blob_out + "_b", [dim_out], ParameterTags.BIAS, BiasInitializer, bias_init, ZERO))
    if transform_inputs is not None:
        transform_inputs(model, blob_out, inputs)
    if float16_compute:
        kwargs["float16_compute"] = True
    if group != 1:
        kwargs["group"] = group
    return model.net.Conv(inputs, blob_out, **sizes, order=order, **kwargs)


def conv_nd(
    model: Any,
    blob_in: Any,
    blob_out: Any,
    dim_in: int,
    dim_out: int,
    kernel: Any,
    weight_init: Filler | None = None,
    bias_init: Filler | None = None,
    WeightInitializer: Any = None,
    BiasInitializer: Any = None,
    group: int = 1,
    transform_inputs: Any = None,
    order: str = "NCHW",
    **kwargs: Any,
) -> Any:
    """Convolution in any number of dimensions; kernel: a list with the size of each. NCHW only. See conv."""
    assert order == "NCHW", "ConvNd only supported for NCHW storage."
    return _conv_base(
        model, True, blob_in, blob_out, dim_in, dim_out, kernel, weight_init, bias_init, WeightInitializer, BiasInitializer,
        group, transform_inputs, order=order, **kwargs)


def conv(
    model: Any,
    blob_in: Any,
    blob_out: Any,
    dim_in: int,
    dim_out: int,
    kernel: Any,
    weight_init: Filler | None = None,
    bias_init: Filler | None = None,
    WeightInitializer: Any = None,
    BiasInitializer: Any = None,
    group: int = 1,
    transform_inputs: Any = None,
    **kwargs: Any,
) -> Any:
    """2-D convolution with the filter `<out>_w`, (dim_out, dim_in / group, h, w) in NCHW, and the bias `<out>_b`.

    kernel: the size, or [h, w]. no_bias=True leaves the bias out. weight_init, bias_init: (filler, arguments); by default
        XavierFill and zeros. transform_inputs(model, blob_out, inputs): may change the inputs of the operator.
    Other keywords are arguments of the operator: pad, stride, dilation ...
    """
    return _conv_base(
        model, False, blob_in, blob_out, dim_in, dim_out, kernel, weight_init, bias_init, WeightInitializer, BiasInitializer,
        group, transform_inputs, **kwargs)


def conv_transpose(
    model: Any,
    blob_in: Any,
    blob_out: Any,
    dim_in: int,
    dim_out: int,
    kernel: int,
    weight_init: Filler | None = None,
    bias_init: Filler | None = None,
    use_cudnn: bool = False,
    order: str = "NCHW",
    cudnn_exhaustive_search: bool = False,
    ws_nbytes_limit: int | None = None,
    **kwargs: Any,
) -> Any:
    """2-D transposed convolution with the filter `<out>_w`, (dim_in, dim_out, h, w) in NCHW, and the bias `<out>_b`."""
    shape = _filter_shape(dim_in, dim_out, [kernel, kernel], order)
    weight = add_param(model, blob_out + "_w", shape, weight_init or XAVIER, ParameterTags.WEIGHT)
    bias = add_param(model, blob_out + "_b", [dim_out], bias_init or ZERO, ParameterTags.BIAS)
    kwargs = _cudnn_arguments(kwargs, use_cudnn, cudnn_exhaustive_search, ws_nbytes_limit)
    return model.net.ConvTranspose([blob_in, weight, bias], blob_out, kernel=kernel, order=order, **kwargs)


def group_conv(
    model: Any,
    blob_in: Any,
    blob_out: Any,
    dim_in: int,
    dim_out: int,
    kernel: Any,
    weight_init: Filler | None = None,
    bias_init: Filler | None = None,
    group: int = 1,
    **kwargs: Any,
) -> Any:
    """conv in which output channels of a group see the input channels of that group alone."""
    return conv(
        model, blob_in, blob_out, dim_in, dim_out, kernel, weight_init=weight_init, bias_init=bias_init, group=group, **kwargs)


def group_conv_deprecated(
    model: Any,
    blob_in: Any,
    blob_out: Any,
    dim_in: int,
    dim_out: int,
    kernel: int,
    weight_init: Filler | None = None,
    bias_init: Filler | None = None,
    group: int = 1,
    use_cudnn: bool = False,
    order: str = "NCHW",
    cudnn_exhaustive_search: bool = False,
    ws_nbytes_limit: int | None = None,
    **kwargs: Any,
) -> Any:
    """group_conv as older nets have it: the channels are split, convolved and put together by operators of their own."""
    for name, dim in (("dim_out", dim_out), ("dim_in", dim_in)):
        if dim % group:
            raise ValueError(f"{name} should be divisible by group.")
    use_bias = not kwargs.pop("no_bias", False)
    kwargs = _cudnn_arguments(kwargs, use_cudnn, cudnn_exhaustive_search, ws_nbytes_limit)
    names = ["_" + blob_out + f"_gconv_split_{i}" for i in range(group)]
    split = model.net.DepthSplit(blob_in, names, dimensions=[dim_in // group] * group, order=order)
    shape = _filter_shape(dim_out // group, dim_in // group, [kernel, kernel], order)
    parts = []
    for i, part in enumerate(split if group > 1 else [split]):
        name = blob_out + f"_gconv_{i}"
        inputs = [part, add_param(model, name + "_w", shape, weight_init or XAVIER, ParameterTags.WEIGHT)]
        if use_bias:
            inputs.append(add_param(model, name + "_b", [dim_out // group], bias_init or ZERO, ParameterTags.BIAS))
        parts.append(model.net.Conv(inputs, name, kernel=kernel, order=order, **kwargs))
    return model.net.Concat(parts, [blob_out, "_" + blob_out + "_concat_dims"], order=order)[0]
