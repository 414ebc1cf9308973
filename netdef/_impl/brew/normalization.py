"""Normalisations."""

from __future__ import annotations

from typing import Any, Sequence

from netdef._impl import scope
from netdef._impl.brew.parameters import Filler, engine, fill, make_param
from netdef._impl.core.device import IsGPUDeviceType
from netdef._impl.modeling.initializers import Initializer
from netdef._impl.modeling.parameter_info import ParameterTags


def _constant(value: float) -> Filler:
    return ("ConstantFill", {"value": value})


def lrn(model: Any, blob_in: Any, blob_out: Any, order: str = "NCHW", use_cudnn: bool = False, **kwargs: Any) -> Any:
    """Local response normalisation; off the GPU's cuDNN it also writes `_<out>_scale`."""
    device = scope.CurrentDeviceScope()
    if use_cudnn and device is not None and IsGPUDeviceType(device.device_type):
        return model.net.LRN(blob_in, blob_out, order=order, **engine(True, kwargs))
    return model.net.LRN(blob_in, [blob_out, "_" + blob_out + "_scale"], order=order, **kwargs)[0]


def softmax(model: Any, blob_in: Any, blob_out: Any = None, use_cudnn: bool = False, **kwargs: Any) -> Any:
    """Softmax over all dimensions from `axis` (1) on."""
    return model.net.Softmax(blob_in, blob_out, **engine(use_cudnn, kwargs))


def instance_norm(model: Any, blob_in: Any, blob_out: Any, dim_in: int, order: str = "NCHW", **kwargs: Any) -> Any:
    """Normalises each channel of each image; parameters `<out>_s` (ones) and `<out>_b` (zeros), always made."""
    scale = fill(model, blob_out + "_s", [dim_in], _constant(1.0))
    bias = fill(model, blob_out + "_b", [dim_in], _constant(0.0))
    model.AddParameter(scale, ParameterTags.WEIGHT)
    model.AddParameter(bias, ParameterTags.BIAS)
    outputs = [blob_out, blob_out + "_sm", blob_out + "_siv"]
    if kwargs.get("is_test"):
        return model.net.InstanceNorm([blob_in, scale, bias], blob_out, order=order, **kwargs)
    return model.net.InstanceNorm([blob_in, scale, bias], outputs, order=order, **kwargs)[0]


def _scale_and_bias(
    model: Any, blob_out: Any, dim_in: int, init_scale: float, init_bias: float, ScaleInitializer: Any, BiasInitializer: Any
) -> tuple[Any, Any]:
    scale = make_param(
        model, blob_out + "_s", [dim_in], ParameterTags.WEIGHT, ScaleInitializer, None, _constant(init_scale))
    bias = make_param(model, blob_out + "_b", [dim_in], ParameterTags.BIAS, BiasInitializer, None, _constant(init_bias))
    return scale, bias


def _running_moments(
    model: Any, blob_out: Any, dim_in: int, RunningMeanInitializer: Any, RunningVarianceInitializer: Any
) -> tuple[Any, Any]:
    tag = ParameterTags.COMPUTED_PARAM
    mean = make_param(model, blob_out + "_rm", [dim_in], tag, RunningMeanInitializer, None, _constant(0.0))
    variance = make_param(model, blob_out + "_riv", [dim_in], tag, RunningVarianceInitializer, None, _constant(1.0))
    return mean, variance


def spatial_bn(
    model: Any,
    blob_in: Any,
    blob_out: Any,
    dim_in: int,
    init_scale: float = 1.0,
    init_bias: float = 0.0,
    ScaleInitializer: Any = None,
    BiasInitializer: Any = None,
    RunningMeanInitializer: Any = None,
    RunningVarianceInitializer: Any = None,
    order: str = "NCHW",
    **kwargs: Any,
) -> Any:
    """Batch normalisation; scale `<out>_s`, bias `<out>_b`, running mean `<out>_rm` and variance `<out>_riv`.

    is_test=True uses the running moments; otherwise they are updated, and `<out>_sm`, `<out>_siv` are those of the batch.
    """
    blob_out = blob_out or model.net.NextName()
    scale, bias = _scale_and_bias(model, blob_out, dim_in, init_scale, init_bias, ScaleInitializer, BiasInitializer)
    mean, variance = _running_moments(model, blob_out, dim_in, RunningMeanInitializer, RunningVarianceInitializer)
    inputs = [blob_in, scale, bias, mean, variance]
    if kwargs.get("is_test"):
        return model.net.SpatialBN(inputs, [blob_out], order=order, **kwargs)
    outputs = [blob_out, mean, variance, blob_out + "_sm", blob_out + "_siv"]
    return model.net.SpatialBN(inputs, outputs, order=order, **kwargs)[0]


def spatial_gn(
    model: Any,
    blob_in: Any,
    blob_out: Any,
    dim_in: int,
    init_scale: float = 1.0,
    init_bias: float = 0.0,
    ScaleInitializer: Any = None,
    BiasInitializer: Any = None,
    RunningMeanInitializer: Any = None,
    RunningVarianceInitializer: Any = None,
    order: str = "NCHW",
    **kwargs: Any,
) -> Any:
    """Group normalisation (`group` groups of channels); scale `<out>_s`, bias `<out>_b`. The order is not handed on."""
    blob_out = blob_out or model.net.NextName()
    scale, bias = _scale_and_bias(model, blob_out, dim_in, init_scale, init_bias, ScaleInitializer, BiasInitializer)
    outputs = [blob_out, blob_out + "_mean", blob_out + "_std"]
    return model.net.GroupNorm([blob_in, scale, bias], outputs, **kwargs)[0]


def layer_norm(
    model: Any,
    blob_in: Any,
    blob_out: Any,
    dim_in: int | Sequence[int],
    axis: int = 1,
    epsilon: float = 1e-4,
    initial_scale: float = 1.0,
    initial_bias: float = 0.0,
) -> Any:
    """Normalises over the dimensions from `axis` on, whose sizes are `dim_in`; parameters `<out>_scale`, `<out>_bias`.

    Returns (normalised, mean, standard deviation).
    """
    shape = list(dim_in) if isinstance(dim_in, (list, tuple)) else [dim_in]
    scale = model.create_param(
        param_name=f"{blob_out}_scale", shape=shape, initializer=Initializer("ConstantFill", value=initial_scale),
        tags=ParameterTags.WEIGHT)
    bias = model.create_param(
        param_name=f"{blob_out}_bias", shape=shape, initializer=Initializer("ConstantFill", value=initial_bias),
        tags=ParameterTags.BIAS)
    outputs = [blob_out, blob_out + "_mean", blob_out + "_std"]
    return model.net.LayerNorm([blob_in, scale, bias], outputs, axis=axis, epsilon=epsilon, elementwise_affine=True)


def moments_with_running_stats(
    model: Any,
    blob_in: Any,
    blob_out: Any,
    dim_in: int,
    RunningMeanInitializer: Any = None,
    RunningVarianceInitializer: Any = None,
    order: str = "NCHW",
    **kwargs: Any,
) -> Any:
    """Mean `<out>_sm` and variance `<out>_sv` of each channel; declares running ones, `<out>_rm` and `<out>_riv`."""
    blob_out = blob_out or model.net.NextName()
    _running_moments(model, blob_out, dim_in, RunningMeanInitializer, RunningVarianceInitializer)
    axes = [0, 2, 3] if order == "NCHW" else [0, 1, 2]
    return model.net.Moments(
        [blob_in], [blob_out + "_sm", blob_out + "_sv"], axes=axes, order=order, keepdims=False, **kwargs)
