"""Normalization and dropout."""

from __future__ import annotations

from typing import Any

import numpy as np

from netdef._impl.layers.base import ModelLayer
from netdef._impl.schema.scalar import Scalar


class Dropout(ModelLayer):
    """Drops a share of the elements in training, and with dropout_for_eval in evaluation and prediction too."""

    def __init__(
        self, model: Any, input_record: Any, name: str = "dropout", ratio: float = 0.5, dropout_for_eval: bool = False, **kwargs: Any
    ):
        super().__init__(model, name, input_record, **kwargs)
        assert isinstance(input_record, Scalar), f"Incorrect input type {input_record}"
        assert 0 <= ratio < 1.0, f"Expected 0 <= ratio < 1, but got ratio of {ratio}"
        self.output_schema = input_record.clone_schema()
        self.output_schema.set_value(self.get_next_blob_reference("output"))
        self.dropout_for_eval = dropout_for_eval
        self.ratio = ratio

    def _add_ops(self, net: Any, is_test: bool) -> None:
        net.Dropout(
            self.input_record.field_blobs(), self.output_schema.field_blobs() + [net.NextScopedBlob("d_mask")], ratio=self.ratio,
            is_test=is_test)

    def add_train_ops(self, net: Any) -> None:
        self._add_ops(net, is_test=False)

    def add_eval_ops(self, net: Any) -> None:
        self._add_ops(net, is_test=not self.dropout_for_eval)

    def add_ops(self, net: Any) -> None:
        self.add_eval_ops(net)


class BatchNormalization(ModelLayer):
    """SpatialBN of vectors or images."""

    def __init__(
        self, model: Any, input_record: Any, name: str = "batch_normalization", scale_optim: Any = None, bias_optim: Any = None,
        momentum: float = 0.9, order: str = "NCHW", scale_init_value: float = 1.0, **kwargs: Any,
    ):
        super().__init__(model, name, input_record, **kwargs)
        assert isinstance(input_record, Scalar), f"Incorrect input type {input_record}"
        shape = input_record.field_type().shape
        if len(shape) == 3:
            dims = shape[0] if order == "NCHW" else shape[2]
        else:
            assert len(shape) == 1, f"Please supply a 1D or 3D input. Got {len(shape)}D input."
            dims = shape[0]
        self.input_shape = shape
        self.momentum = momentum
        self.order = order
        self.output_schema = Scalar((np.float32, shape), self.get_next_blob_reference("output"))
        self.scale = self.create_param("scale", [dims], ("ConstantFill", {"value": scale_init_value}), scale_optim)
        self.bias = self.create_param("bias", [dims], ("ConstantFill", {"value": 0.0}), bias_optim)
        self.rm = self.create_param("running_mean", [dims], ("ConstantFill", {"value": 0.0}), model.NoOptim)
        self.riv = self.create_param("running_inv_var", [dims], ("ConstantFill", {"value": 1.0}), model.NoOptim)

    def _add_ops(self, net: Any, is_test: bool, out_blob: list[Any]) -> None:
        blobs = self.input_record.field_blobs()
        if len(self.input_shape) == 1:
            blobs = [net.ExpandDims(blobs, dims=[2, 3])]
        net.SpatialBN(
            blobs + [self.scale, self.bias, self.rm, self.riv], out_blob, momentum=self.momentum, is_test=is_test, order=self.order)
        if len(self.input_shape) == 1:
            output = self.output_schema.field_blobs()
            net.Squeeze(output, output, dims=[2, 3])

    def add_train_ops(self, net: Any) -> None:
        saved = [net.NextScopedBlob("bn_saved_mean"), net.NextScopedBlob("bn_saved_iv")]
        self._add_ops(net, is_test=False, out_blob=self.output_schema.field_blobs() + [self.rm, self.riv, *saved])

    def add_eval_ops(self, net: Any) -> None:
        self._add_ops(net, is_test=True, out_blob=self.output_schema.field_blobs())

    def add_ops(self, net: Any) -> None:
        self.add_eval_ops(net)


class LayerNormalization(ModelLayer):
    """Normalizes each example over the dimensions from `axis` on, then scales and shifts.

    use_layer_norm_op: by the operator LayerNorm, or by small operators.
    """

    def __init__(
        self, model: Any, input_record: Any, name: str = "layer_normalization", scale_optim: Any = None, bias_optim: Any = None,
        epsilon: float = 1e-4, axis: int = 1, use_layer_norm_op: bool = True, scale_init_value: float = 1.0, **kwargs: Any,
    ):
        super().__init__(model, name, input_record, **kwargs)
        assert isinstance(input_record, Scalar), f"Incorrect input type: {input_record}"
        self.input_shape = input_record.field_type().shape
        self.axis = axis
        assert len(self.input_shape) >= 1, "This layer supports only >= 2D tensors"
        self.use_layer_norm_op = use_layer_norm_op
        self.epsilon = epsilon if use_layer_norm_op else model.maybe_add_global_constant(f"{self.name}_epsilon", float(epsilon))
        dims = self.input_shape[0]
        self.output_schema = Scalar((np.float32, self.input_shape), self.get_next_blob_reference("output"))
        self.scale = self.create_param("scale", [dims], ("ConstantFill", {"value": scale_init_value}), scale_optim)
        self.bias = self.create_param("bias", [dims], ("ConstantFill", {"value": 0.0}), bias_optim)

    def add_ops_with_layer_norm_op(self, net: Any) -> None:
        """By the operator."""
        names = [net.NextScopedBlob(name) for name in ("ln_output", "ln_mean", "ln_stdev")]
        normalized, _, _ = net.LayerNorm(self.input_record.field_blobs(), names, axis=self.axis, epsilon=self.epsilon)
        scaled = net.Mul([normalized, self.scale], [net.NextScopedBlob("ln_scaled")], broadcast=1, axis=self.axis)
        net.Add([scaled, self.bias], self.output_schema.field_blobs(), broadcast=1, axis=self.axis)

    def add_ops_without_layer_norm_op(self, net: Any) -> None:
        """By small operators."""
        x = self.input_record.field_blobs()[0]
        blob = net.NextScopedBlob
        mean = net.ExpandDims(net.ReduceBackMean([x], [blob("ln_mean_arr")]), [blob("ln_mean")], dims=[1])
        centered = net.Sub([x, mean], [blob("ln_centered")])
        squares = net.Sqr([centered], [blob("ln_sqr")])
        variance = net.Add([net.ReduceBackMean([squares], [blob("ln_sqr_mean")]), self.epsilon], [blob("ln_var")])
        deviation = net.ExpandDims(net.Pow([variance], [blob("ln_std_arr")], exponent=0.5), [blob("ln_stdev")], dims=[1])
        normalized = net.Div([centered, deviation], [blob("ln_output")])
        scaled = net.Mul([normalized, self.scale], [blob("ln_scaled")])
        net.Add([scaled, self.bias], self.output_schema.field_blobs())

    def add_ops(self, net: Any) -> None:
        if self.use_layer_norm_op:
            self.add_ops_with_layer_norm_op(net)
        else:
            self.add_ops_without_layer_norm_op(net)
