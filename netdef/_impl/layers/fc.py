"""Fully connected layers."""

from __future__ import annotations

import math
from typing import Any, Iterable

import numpy as np

from netdef._impl.layers.base import ModelLayer
from netdef._impl.layers.sampling_trainable import SamplingTrainableMixin
from netdef._impl.schema.scalar import Scalar
from netdef._impl.schema.struct import Struct
from netdef.proto import caffe2_pb2


def uniform_init(dim: int) -> tuple[str, dict[str, float]]:
    """Uniform numbers within 1/sqrt(dim)."""
    scale = math.sqrt(1.0 / dim)
    return ("UniformFill", {"min": -scale, "max": scale})


def get_fc_predictor_version(fc_version: str) -> str:
    """The kernel of a version: fp32 or fp16."""
    assert fc_version in ("fp32", "fp16"), f"Only support fp32 and fp16 for the fully connected layer in the predictor net, the provided FC precision is {fc_version}"
    return fc_version


def _clip_arguments(clip_param: Any) -> dict[str, float] | None:
    """The arguments of Clip for (min, max), one of which may be None; None where nothing is to be clipped."""
    if clip_param is None:
        return None
    assert len(clip_param) == 2, "clip_param must be a tuple / list of length 2 and in the form of (clip_min, clip max)"
    low, high = clip_param
    assert low is not None or high is not None, "clip_min, and clip_max in clip_param cannot both be None"
    assert low is None or high is None or low < high, f"clip_param = [clip_min, clip_max] must have clip_min < clip_max, got {clip_param}"
    return {key: value for key, value in (("min", low), ("max", high)) if value is not None}


def _clipped(net: Any, params: Iterable[Any], arguments: dict[str, float] | None) -> list[Any]:
    """The parameters as they are used."""
    if arguments is None:
        return list(params)
    return [net.Clip([param], [net.NextScopedBlob(f"clipped_{param}")], **arguments) for param in params]


class FC(SamplingTrainableMixin, ModelLayer):
    """x W^T + b over the dimensions from `axis` on.

    clip_param: (min, max) that parameters are clipped to before they are used. max_fc_size: splits the output into several layers of at most
    that many parameters; transposed: holds W as (input, output).
    """

    def __init__(
        self, model: Any, input_record: Any, output_dims: int, weight_init: Any = None, bias_init: Any = None, weight_optim: Any = None,
        bias_optim: Any = None, name: str = "fc", weight_reg: Any = None, bias_reg: Any = None, clip_param: Any = None,
        max_fc_size: int | None = None, axis: int = 1, transposed: bool = False, uniform_weight_init_scale_numerator: float = 1.0,
        **kwargs: Any,
    ):
        super().__init__(model, name, input_record, **kwargs)
        assert isinstance(input_record, Scalar), f"Incorrect input type {input_record}"
        dims = input_record.field_types()[0].shape
        assert len(dims) > 0, f"FC expects limited dimensions of the input tensor, got {dims}"
        assert axis >= 1, f"axis {axis} should >= 1."
        self.axis = axis
        input_dim = int(np.prod(dims[axis - 1:]))
        assert input_dim > 0, f"FC expects input dimensions > 0, got {input_dim}"
        self.transposed = transposed
        self.clip_args = _clip_arguments(clip_param)
        weight_init = weight_init or uniform_init(input_dim / uniform_weight_init_scale_numerator)
        bias_init = bias_init or uniform_init(input_dim / uniform_weight_init_scale_numerator)
        self.output_dim_vec = self.calculate_fc_output_dims(max_fc_size, input_dim, output_dims)
        several = len(self.output_dim_vec) > 1
        self.weights, self.biases = [], []
        for k, dim in enumerate(self.output_dim_vec):
            suffix = f"_split_{k}" if several else ""
            shape = [input_dim, dim] if transposed else [dim, input_dim]
            self.weights.append(self.create_param("w" + suffix, shape, weight_init, weight_optim, regularizer=weight_reg))
            self.biases.append(self.create_param("b" + suffix, [dim], bias_init, bias_optim, regularizer=bias_reg))
        if not several:
            self.w, self.b = self.weights[0], self.biases[0]
        self.output_schema = Scalar(
            (np.float32, (*dims[: axis - 1], output_dims)), self.get_next_blob_reference("output"))

    @staticmethod
    def calculate_fc_output_dims(max_fc_size: int | None, input_dim: int, output_dim: int) -> list[int]:
        """Output dimensions of layers with at most max_fc_size parameters each; one where that is None or negative."""
        if not max_fc_size or max_fc_size < 0:
            return [output_dim]
        assert max_fc_size >= input_dim, f"Currently we split along the output dimension. So we need max_fc_size >= input_dim. But max_fc_size: {max_fc_size}, input_dim: {input_dim}"
        size = min(max_fc_size // input_dim, output_dim)
        whole, rest = divmod(output_dim, size)
        return [size] * whole + ([rest] if rest else [])

    def _add_ops(self, net: Any, params: Any) -> None:
        operator = net.FCTransposed if self.transposed else net.FC
        pairs = list(zip(params[0::2], params[1::2]))
        outputs = []
        for k, (w, b) in enumerate(pairs):
            inputs = self.input_record.field_blobs() + [*_clipped(net, (w, b), self.clip_args)]
            if len(pairs) == 1:
                operator(inputs, self.output_schema.field_blobs(), axis=self.axis, **self.kwargs)
                return
            outputs.append(operator(inputs, net.NextScopedBlob(f"output_sub_{k}"), axis=self.axis, **self.kwargs))
        out = self.output_schema.field_blobs()[0]
        net.Concat(outputs, [out, out + "_concat_dims"], axis=self.axis)

    @property
    def param_blobs(self) -> list[Any]:
        """Weights and biases, in turn."""
        return [blob for pair in zip(self.weights, self.biases) for blob in pair]

    def get_fp16_compatible_parameters(self) -> list[Any]:
        return [param for param in self.params if param.parameter in self.weights]


class FCWithoutBias(SamplingTrainableMixin, ModelLayer):
    """x W^T."""

    def __init__(
        self, model: Any, input_record: Any, output_dims: int, weight_init: Any = None, weight_optim: Any = None,
        name: str = "fc_without_bias", uniform_weight_init_scale_numerator: float = 1.0, **kwargs: Any,
    ):
        super().__init__(model, name, input_record, **kwargs)
        assert isinstance(input_record, Scalar), f"Incorrect input type {input_record}"
        dims = input_record.field_types()[0].shape
        assert len(dims) > 0 and dims[0] > 0, f"FCWithoutBias expects limited dimensions of the input tensor, got {dims}"
        self.output_schema = Scalar((np.float32, (output_dims,)), self.get_next_blob_reference("output"))
        self.w = self.create_param(
            "w", [output_dims, dims[0]], weight_init or uniform_init(dims[0] / uniform_weight_init_scale_numerator), weight_optim)

    def _add_ops(self, net: Any, params: Any) -> None:
        net.MatMul(self.input_record.field_blobs() + list(params), self.output_schema.field_blobs(), trans_b=1, **self.kwargs)

    @property
    def param_blobs(self) -> list[Any]:
        """The weight."""
        return [self.w]


class AddBias(ModelLayer):
    """x + b."""

    def __init__(self, model: Any, input_record: Any, bias_init: Any = None, bias_optim: Any = None, name: str = "add_bias"):
        super().__init__(model, name, input_record)
        assert isinstance(input_record, Scalar), f"Incorrect input type {input_record}"
        dims = input_record.field_type().shape
        assert len(dims) > 0, "AddBias expects limited dimensions of the input tensor"
        self.b = self.create_param("b", [dims[0]], bias_init or uniform_init(dims[0]), bias_optim)
        self.output_schema = Scalar((input_record.field_type().base, dims), self.get_next_blob_reference("output"))

    def add_ops(self, net: Any) -> None:
        net.Add(self.input_record.field_blobs() + [self.b], self.output_schema.field_blobs(), broadcast=1)


class FCWithBootstrap(SamplingTrainableMixin, ModelLayer):
    """`num_bootstrap` layers, each trained on rows drawn with replacement; gives their row numbers and predictions."""

    def __init__(
        self, model: Any, input_record: Any, output_dims: int, num_bootstrap: int, weight_init: Any = None, bias_init: Any = None,
        weight_optim: Any = None, bias_optim: Any = None, name: str = "fc_with_bootstrap", weight_reg: Any = None, bias_reg: Any = None,
        clip_param: Any = None, axis: int = 1, **kwargs: Any,
    ):
        super().__init__(model, name, input_record, **kwargs)
        assert isinstance(input_record, Scalar), f"Incorrect input type {input_record}"
        dims = input_record.field_types()[0].shape
        assert axis >= 1, f"axis {axis} should >= 1."
        self.axis = axis
        self.num_bootstrap = num_bootstrap
        self.clip_args = _clip_arguments(clip_param)
        input_dim = int(np.prod(dims[axis - 1:]))
        fields, self.bootstrapped = [], []
        for k in range(num_bootstrap):
            prefix = f"bootstrap_iteration_{k}"
            indices = self.get_next_blob_reference(prefix + "/indices")
            preds = self.get_next_blob_reference(prefix + "/preds")
            w = self.create_param(
                prefix + "/w", [output_dims, input_dim], weight_init or uniform_init(input_dim), weight_optim, regularizer=weight_reg)
            b = self.create_param(prefix + "/b", [output_dims], bias_init or uniform_init(input_dim), bias_optim, regularizer=bias_reg)
            self.bootstrapped.append((indices, preds, w, b))
            fields += [(prefix + "/indices", Scalar(np.void, indices)), (prefix + "/preds", Scalar(np.void, preds))]
        self.output_schema = Struct(*fields)

    @property
    def param_blobs(self) -> list[Any]:
        """Weights and biases, in turn."""
        return [blob for _, _, w, b in self.bootstrapped for blob in (w, b)]

    def _bounds(self, net: Any) -> list[Any]:
        """[batch size, 0, batch size - 1], for drawing row numbers."""
        prefix = "bootstrap_iteration_0/"
        shape = net.Shape(self.input_record.field_blobs()[0], net.NextScopedBlob(prefix + "input_shape"))
        first = net.GivenTensorInt64Fill([], [net.NextScopedBlob(prefix + "batch_size_index")], shape=[1], values=[0])
        size = net.Gather([shape, first], net.NextScopedBlob(prefix + "batch_size"))
        low = net.GivenTensorIntFill([], [net.NextScopedBlob(prefix + "lower_bound")], shape=[1], values=[0])
        one = net.GivenTensorIntFill([], [net.NextScopedBlob(prefix + "offset")], shape=[1], values=[1])
        whole = net.Cast([size], [net.NextScopedBlob(prefix + "int_batch_size")], to=caffe2_pb2.TensorProto.INT32)
        high = net.Sub([whole, one], [net.NextScopedBlob(prefix + "upper_bound")])
        return [size, low, high]

    def _add(self, net: Any, params: Any, bootstrap: bool) -> None:
        bounds = self._bounds(net)
        features = self.input_record.field_blobs()[0]
        for k, (indices, preds, _, _) in enumerate(self.bootstrapped):
            net.UniformIntFill(bounds, [indices], input_as_shape=1)
            rows = net.Gather([features, indices], [net.NextScopedBlob(f"bootstrapped_features_{k}")]) if bootstrap else features
            w, b = _clipped(net, params[2 * k: 2 * k + 2], self.clip_args)
            net.FC([rows, w, b], [preds], axis=self.axis, **self.kwargs)

    def _add_ops(self, net: Any, params: Any) -> None:
        self._add(net, params, bootstrap=False)

    def add_train_ops(self, net: Any) -> None:
        self._add(net, self.train_param_blobs, bootstrap=True)

    def add_eval_ops(self, net: Any) -> None:
        self.add_ops(net)
