"""Translators of Caffe's layers. Their formulas are those of Caffe's layer catalogue."""

from __future__ import annotations

from typing import Any

import numpy as np

from netdef._impl.caffe_translator.registry import AddArgument, BaseTranslate, TranslatorRegistry
from netdef._impl.utils.tensors import NumpyArrayToCaffe2Tensor
from netdef.proto import caffe2_legacy_pb2, caffe2_pb2, caffe_pb2


def _parameter(op: caffe2_pb2.OperatorDef, suffix: str, values: np.ndarray) -> caffe2_pb2.TensorProto:
    """A parameter of the operator, named after its output, as its next input."""
    name = op.output[0] + suffix
    op.input.append(name)
    return NumpyArrayToCaffe2Tensor(values.astype(np.float32), name)


def _need_weights(layer: Any, blobs: Any, count: int) -> None:
    if len(blobs) < count:
        raise ValueError(f"layer {layer.name} of type {layer.type} needs {count} pretrained blobs, the model has {len(blobs)}")


def _add_window(param: Any, op: caffe2_pb2.OperatorDef) -> None:
    """Adds kernel, stride and pad, which may be one number, or one each for height and width."""

    def sizes(name: str, default: int) -> list[int]:
        height, width = name[:6] + "_h", name[:6] + "_w"
        if name == "pad":
            height, width = "pad_h", "pad_w"
        if param.HasField(height) or param.HasField(width):
            return [getattr(param, height), getattr(param, width)]
        value = getattr(param, name)
        values = [value] if isinstance(value, int) else list(value)
        if len(values) > 2:
            raise ValueError(f"{name} {values}: only layers of two dimensions are translated")
        return values * 2 if len(values) == 1 else values or [default] * 2

    for name, key, default in (("kernel_size", "kernel", 0), ("stride", "stride", 1)):
        height, width = sizes(name, default)
        if height == width:
            AddArgument(op, key, height)
        else:
            AddArgument(op, key + "_h", height)
            AddArgument(op, key + "_w", width)
    height, width = sizes("pad", 0)
    if height == width:
        AddArgument(op, "pad", height)
    else:
        for key, value in (("pad_t", height), ("pad_l", width), ("pad_b", height), ("pad_r", width)):
            AddArgument(op, key, value)


@TranslatorRegistry.Register("Input")
def TranslateInput(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """Inputs are fed."""
    return [], []


@TranslatorRegistry.Register("Data")
def TranslateData(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """Data is fed."""
    return [], []


@TranslatorRegistry.Register("VideoData")
def TranslateVideoData(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """Data is fed."""
    return [], []


def TranslateConvNd(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """Convolution, and its transpose."""
    return _convolution(layer, pretrained_blobs, "Conv")


@TranslatorRegistry.Register("Convolution")
def TranslateConv(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """Convolution -> Conv; weights (output channels, input channels / group, height, width) are the same in both."""
    return _convolution(layer, pretrained_blobs, "Conv")


@TranslatorRegistry.Register("Deconvolution")
def TranslateDeconv(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """Deconvolution -> ConvTranspose; weights (input channels, output channels / group, height, width)."""
    return _convolution(layer, pretrained_blobs, "ConvTranspose")


def _convolution(layer: Any, blobs: Any, op_type: str) -> tuple:
    param = layer.convolution_param
    op = BaseTranslate(layer, op_type)
    _need_weights(layer, blobs, 1 + param.bias_term)
    params = [_parameter(op, "_w", blobs[0])]
    if param.bias_term:
        params.append(_parameter(op, "_b", blobs[1].flatten()))
    _add_window(param, op)
    if param.group != 1:
        AddArgument(op, "group", param.group)
    if len(set(param.dilation)) > 1:
        raise ValueError(f"layer {layer.name}: different dilations for height and width are not translated")
    if param.dilation and param.dilation[0] != 1:
        AddArgument(op, "dilation", param.dilation[0])
    return op, params


@TranslatorRegistry.Register("ReLU")
def TranslateRelu(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """ReLU -> Relu, or LeakyRelu where it has a slope."""
    slope = layer.relu_param.negative_slope
    op = BaseTranslate(layer, "LeakyRelu" if slope else "Relu")
    if slope:
        AddArgument(op, "alpha", slope)
    return op, []


@TranslatorRegistry.Register("PReLU")
def TranslatePRelu(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """PReLU -> PRelu."""
    op = BaseTranslate(layer, "PRelu")
    _need_weights(layer, pretrained_blobs, 1)
    return op, [_parameter(op, "_slope", pretrained_blobs[0].flatten())]


@TranslatorRegistry.Register("Sigmoid")
def TranslateSigmoid(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """Sigmoid."""
    return BaseTranslate(layer, "Sigmoid"), []


@TranslatorRegistry.Register("TanH")
def TranslateTanH(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """TanH -> Tanh."""
    return BaseTranslate(layer, "Tanh"), []


@TranslatorRegistry.Register("Pooling")
def TranslatePool(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """Pooling -> MaxPool or AveragePool; Caffe rounds the output's size up, which legacy_pad says."""
    param = layer.pooling_param
    types = {caffe_pb2.PoolingParameter.MAX: "MaxPool", caffe_pb2.PoolingParameter.AVE: "AveragePool"}
    if param.pool not in types:
        raise ValueError(f"layer {layer.name}: stochastic pooling is not translated")
    op = BaseTranslate(layer, types[param.pool])
    if param.global_pooling:
        AddArgument(op, "global_pooling", 1)
        return op, []
    _add_window(param, op)
    AddArgument(op, "legacy_pad", caffe2_legacy_pb2.CAFFE_LEGACY_POOLING)
    return op, []


@TranslatorRegistry.Register("LRN")
def TranslateLRN(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """LRN across channels."""
    param = layer.lrn_param
    if param.norm_region != caffe_pb2.LRNParameter.ACROSS_CHANNELS:
        raise ValueError(f"layer {layer.name}: LRN within channels is not translated")
    op = BaseTranslate(layer, "LRN")
    op.output.append("_" + op.output[0] + "_scale")
    for key, value in (("size", param.local_size), ("alpha", param.alpha), ("beta", param.beta), ("bias", param.k), ("order", "NCHW")):
        AddArgument(op, key, value)
    return op, []


@TranslatorRegistry.Register("InnerProduct")
def TranslateInnerProduct(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """InnerProduct -> FC, or FCTransposed."""
    param = layer.inner_product_param
    op = BaseTranslate(layer, "FCTransposed" if param.transpose else "FC")
    _need_weights(layer, pretrained_blobs, 1 + param.bias_term)
    weight = pretrained_blobs[0]
    params = [_parameter(op, "_w", weight.reshape(weight.shape[-2:]))]
    bias = pretrained_blobs[1].flatten() if param.bias_term else np.zeros(param.num_output or weight.shape[-2])
    params.append(_parameter(op, "_b", bias))
    if param.axis != 1:
        AddArgument(op, "axis", param.axis)
    return op, params


@TranslatorRegistry.Register("Dropout")
def TranslateDropout(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """Dropout."""
    op = BaseTranslate(layer, "Dropout")
    op.output.append("_" + op.output[0] + "_mask")
    AddArgument(op, "ratio", layer.dropout_param.dropout_ratio)
    AddArgument(op, "is_test", int(is_test))
    return op, []


@TranslatorRegistry.Register("Softmax")
def TranslateSoftmax(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """Softmax over the channels."""
    if layer.softmax_param.axis != 1:
        raise ValueError(f"layer {layer.name}: softmax over axis {layer.softmax_param.axis} is not translated, only over axis 1")
    return BaseTranslate(layer, "Softmax"), []


@TranslatorRegistry.Register("SoftmaxWithLoss")
def TranslateSoftmaxWithLoss(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """SoftmaxWithLoss -> Softmax, LabelCrossEntropy, AveragedLoss."""
    softmax = layer.bottom[0] + "_translator_autogen_softmax"
    cross_entropy = layer.bottom[0] + "_translator_autogen_xent"
    return [
        caffe2_pb2.OperatorDef(type="Softmax", input=[layer.bottom[0]], output=[softmax]),
        caffe2_pb2.OperatorDef(type="LabelCrossEntropy", input=[softmax, layer.bottom[1]], output=[cross_entropy]),
        caffe2_pb2.OperatorDef(type="AveragedLoss", input=[cross_entropy], output=[layer.top[0]]),
    ], []


@TranslatorRegistry.Register("Accuracy")
def TranslateAccuracy(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """Accuracy."""
    op = BaseTranslate(layer, "Accuracy")
    if layer.accuracy_param.top_k != 1:
        AddArgument(op, "top_k", layer.accuracy_param.top_k)
    return op, []


@TranslatorRegistry.Register("Concat")
def TranslateConcat(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """Concat."""
    op = BaseTranslate(layer, "Concat")
    op.output.append("_" + op.output[0] + "_dims")
    param = layer.concat_param
    axis = param.concat_dim if param.HasField("concat_dim") else param.axis
    if axis == 1:
        AddArgument(op, "order", "NCHW")
    else:
        AddArgument(op, "axis", axis)
    return op, []


@TranslatorRegistry.Register("Eltwise")
def TranslateElementWise(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """Eltwise -> Sum, Mul or Max."""
    param = layer.eltwise_param
    if any(coefficient != 1 for coefficient in param.coeff):
        raise RuntimeError(f"layer {layer.name}: eltwise layers with coefficients are not translated")
    kind = {caffe_pb2.EltwiseParameter.SUM: "Sum", caffe_pb2.EltwiseParameter.PROD: "Mul", caffe_pb2.EltwiseParameter.MAX: "Max"}
    if kind[param.operation] == "Mul" and len(layer.bottom) != 2:
        raise RuntimeError(f"layer {layer.name}: only products of two inputs are translated, it has {len(layer.bottom)}")
    return BaseTranslate(layer, kind[param.operation]), []


@TranslatorRegistry.Register("Scale")
def TranslateScale(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """Scale -> Mul, and Add where it has a bias; the factor is a parameter, or the second input."""
    param = layer.scale_param
    blobs = list(pretrained_blobs)
    mul = BaseTranslate(layer, "Mul")
    params = []
    if len(layer.bottom) == 1:
        _need_weights(layer, blobs, 1)
        params.append(_parameter(mul, "_scale_w", blobs.pop(0)))
    AddArgument(mul, "axis", param.axis)
    AddArgument(mul, "broadcast", 1)
    if not param.bias_term:
        return mul, params
    if not blobs:
        raise ValueError(f"layer {layer.name} has a bias, which the model lacks")
    add = caffe2_pb2.OperatorDef(type="Add", input=[mul.output[0]], output=[mul.output[0]])
    params.append(_parameter(add, "_scale_b", blobs.pop(0)))
    AddArgument(add, "axis", param.axis)
    AddArgument(add, "broadcast", 1)
    return [mul, add], params


@TranslatorRegistry.Register("BatchNorm")
def TranslateBatchNorm(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """BatchNorm -> SpatialBN with scale 1 and bias 0; Caffe's model holds sums and the factor to divide them by."""
    _need_weights(layer, pretrained_blobs, 3)
    op = BaseTranslate(layer, "SpatialBN")
    factor = float(pretrained_blobs[2].flatten()[0])
    mean, variance = (blob.flatten() / factor if factor else np.zeros(blob.size) for blob in pretrained_blobs[:2])
    params = [
        _parameter(op, "_s", np.ones(mean.size)), _parameter(op, "_b", np.zeros(mean.size)),
        _parameter(op, "_rm", mean), _parameter(op, "_riv", variance)]
    AddArgument(op, "is_test", int(is_test))
    AddArgument(op, "epsilon", layer.batch_norm_param.eps)
    AddArgument(op, "order", "NCHW")
    if not is_test:
        top = op.output[0]
        op.output.extend([top + "_rm", top + "_riv", top + "_sm", top + "_siv"])
    return op, params


@TranslatorRegistry.Register("InstanceNorm")
def TranslateInstanceNorm(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """InstanceNorm of Caffe's forks, with scale and bias."""
    _need_weights(layer, pretrained_blobs, 2)
    op = BaseTranslate(layer, "InstanceNorm")
    params = [_parameter(op, "_w", pretrained_blobs[0].flatten()), _parameter(op, "_b", pretrained_blobs[1].flatten())]
    AddArgument(op, "order", "NCHW")
    return op, params


@TranslatorRegistry.Register("Reshape")
def TranslateReshape(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """Reshape."""
    param = layer.reshape_param
    if param.axis != 0 or param.num_axes != -1:
        raise ValueError(f"layer {layer.name}: reshapes of some axes only are not translated")
    op = BaseTranslate(layer, "Reshape")
    op.output.append("_" + op.output[0] + "_dims")
    AddArgument(op, "shape", list(param.shape.dim))
    return op, []


@TranslatorRegistry.Register("Flatten")
def TranslateFlatten(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """Flatten."""
    param = layer.flatten_param
    if param.end_axis != -1:
        raise NotImplementedError(
            f"layer {layer.name}: flatten_param.end_axis is {param.end_axis}; Caffe2's Flatten goes to the last axis, so only -1 can be translated")
    op = BaseTranslate(layer, "Flatten")
    if param.axis != 1:
        AddArgument(op, "axis", param.axis)
    return op, []


@TranslatorRegistry.Register("Reduction")
def TranslateReduction(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """Reduction of the axes from a negative one on, to their sum or mean."""
    param = layer.reduction_param
    kind = {caffe_pb2.ReductionParameter.SUM: "ReduceBackSum", caffe_pb2.ReductionParameter.MEAN: "ReduceBackMean"}
    if param.operation not in kind or param.coeff != 1 or param.axis >= 0:
        raise NotImplementedError(
            f"layer {layer.name}: reductions are translated to the sum or mean over the last axes, with an axis counted from the end "
            f"(the rank is not known here) and coeff 1; got axis {param.axis}, coeff {param.coeff}")
    op = BaseTranslate(layer, kind[param.operation])
    AddArgument(op, "num_reduce_dim", -param.axis)
    return op, []


@TranslatorRegistry.Register("Crop")
def TranslateCrop(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """Crop of the first input to the size of the second -> Slice; needs the net so far and its `input_dims`."""
    net, params, input_dims = kwargs["net"], kwargs["net_params"], kwargs["input_dims"]
    if not input_dims:
        raise ValueError(f"layer {layer.name}: give input_dims, the sizes that a Crop cuts to follow from them")
    from netdef._impl.workspace.shapes import InferShapesAndTypes

    dims = {tensor.name: list(tensor.dims) for tensor in params.protos}
    dims[net.op[0].input[0]] = list(input_dims)
    shapes, _ = InferShapesAndTypes([net], dims)
    size = shapes.get(layer.bottom[1])
    if size is None:
        raise ValueError(f"layer {layer.name}: the shape of {layer.bottom[1]} does not follow from input_dims {list(input_dims)}")
    param = layer.crop_param
    cut = len(size) - param.axis
    offsets = list(param.offset) * cut if len(param.offset) == 1 else list(param.offset) or [0] * cut
    if len(offsets) != cut:
        raise ValueError(f"layer {layer.name}: {len(offsets)} offsets for {cut} axes")
    op = caffe2_pb2.OperatorDef(type="Slice", input=[layer.bottom[0]], output=[layer.top[0]])
    AddArgument(op, "starts", [0] * param.axis + offsets)
    AddArgument(op, "ends", [-1] * param.axis + [offset + length for offset, length in zip(offsets, size[param.axis:])])
    return op, []


@TranslatorRegistry.Register("ROIPooling")
def TranslateROIPooling(layer: Any, pretrained_blobs: Any, is_test: bool, **kwargs: Any) -> tuple:
    """ROIPooling of Fast R-CNN -> RoIPool."""
    param = layer.roi_pooling_param
    op = BaseTranslate(layer, "RoIPool")
    AddArgument(op, "is_test", int(is_test))
    for key, value in (("pooled_h", param.pooled_h), ("pooled_w", param.pooled_w), ("spatial_scale", param.spatial_scale)):
        AddArgument(op, key, value)
    if not is_test:
        op.output.append(op.output[0] + "_argmaxes")
    return op, []
