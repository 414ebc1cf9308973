"""Layers that sample, count and collect."""

from __future__ import annotations

from typing import Any

import numpy as np

from netdef._impl.layers import registry
from netdef._impl.layers.base import ModelLayer
from netdef._impl.schema.scalar import Scalar
from netdef._impl.schema.struct import Struct
from netdef.proto import caffe2_pb2

INT32, INT64, FLOAT = (getattr(caffe2_pb2.TensorProto, name) for name in ("INT32", "INT64", "FLOAT"))


class MapToRange(ModelLayer):
    """Numbers ids from 1 on in the order they come in training; unknown ones are 0 in prediction."""

    def __init__(self, model: Any, input_record: Any, max_index: int, name: str = "map_to_range", **kwargs: Any):
        super().__init__(model, name, input_record, **kwargs)
        assert max_index > 0
        assert isinstance(input_record, Scalar)
        makers = {np.dtype(np.int32): "IntIndexCreate", np.dtype(np.int64): "LongIndexCreate", np.dtype(str): "StringIndexCreate"}
        dtype = np.dtype(input_record.field_type().base)
        assert dtype in makers or dtype.kind in "OSU", f"Unsupported data type {dtype}"
        self.handler = self.create_param(
            "handler", [], (makers.get(dtype, "StringIndexCreate"), {"max_elements": max_index}), model.NoOptim)
        self.output_schema = Struct(
            ("indices", Scalar(np.int64, self.get_next_blob_reference("indices"))), ("handler", Scalar(np.void, self.handler)))

    def add_train_ops(self, net: Any) -> None:
        indices = self.output_schema.indices()
        net.IndexGet([self.handler, self.input_record()], indices)
        net.StopGradient(indices, indices)

    def add_eval_ops(self, net: Any) -> None:
        net.IndexFreeze(self.handler, self.handler)
        self.add_train_ops(net)

    def add_ops(self, net: Any) -> None:
        self.add_eval_ops(net)


class UniformSampling(ModelLayer):
    """The input's ids and others drawn from 0 .. num_elements - 1 without repetition, num_samples in all."""

    def __init__(
        self, model: Any, input_record: Any, num_samples: int, num_elements: int, name: str = "uniform_sampling", **kwargs: Any
    ):
        super().__init__(model, name, input_record, **kwargs)
        assert num_elements > num_samples > 0, f"expected 0 < num_samples < num_elements, got {num_samples} and {num_elements}"
        assert isinstance(input_record, Scalar)
        self.num_elements = num_elements
        self.num_examples_blob = self.create_param(
            "num_examples", (1,), ("GivenTensorInt64Fill", {"values": [num_samples]}), model.NoOptim)
        prob = self.create_param(
            "prob", (num_samples,), ("ConstantFill", {"value": float(num_samples) / num_elements, "dtype": FLOAT}), model.NoOptim)
        self.output_schema = Struct(
            ("samples", Scalar(np.int32, self.get_next_blob_reference("samples"))), ("sampling_prob", Scalar(np.float32, prob)))

    def add_ops(self, net: Any) -> None:
        prob, samples = self.output_schema.sampling_prob(), self.output_schema.samples()
        net.StopGradient(prob, prob)
        shape = net.Shape([self.input_record()], net.NextScopedBlob("shape"))
        shape = net.Sub([self.num_examples_blob, shape], shape)
        others = net.UniqueUniformFill(
            [shape, self.input_record()], net.NextScopedBlob("samples_before_concat"), min=0, max=self.num_elements - 1, input_as_shape=True)
        net.Concat([self.input_record(), others], [samples, net.NextScopedBlob("split_info")], axis=0)
        net.StopGradient(samples, samples)


class SamplingTrain(ModelLayer):
    """A layer trained on the outputs `indices` alone, whose logits are lowered by the log of `sampling_prob`; prediction uses all outputs."""

    def __init__(
        self, model: Any, input_record: Any, prediction_layer: str, output_dims: int, subtract_log_odd: bool = True,
        name: str = "sampling_train", **kwargs: Any,
    ):
        super().__init__(model, name, input_record, **kwargs)
        layer_class = registry.get_layer_class(prediction_layer)
        assert "indices" in input_record and "input" in input_record, "sampling train needs the fields indices and input"
        self.subtract_log_odd = subtract_log_odd
        if subtract_log_odd:
            assert "sampling_prob" in input_record
        self._prediction_layer = layer_class(model, input_record.input, output_dims=output_dims, **kwargs)
        self._prediction_layer.train_param_blobs = [
            model.net.NextBlob(str(blob) + "_sampled") for blob in self._prediction_layer.param_blobs]
        self.params = self._prediction_layer.params
        self.output_schema = self._prediction_layer.output_schema

    def add_ops(self, net: Any) -> None:
        self._prediction_layer.add_ops(net)

    def add_train_ops(self, net: Any) -> None:
        layer = self._prediction_layer
        for full, sampled in zip(layer.param_blobs, layer.train_param_blobs):
            net.Gather([full, self.input_record.indices()], sampled)
        layer.add_train_ops(net)
        if self.subtract_log_odd:
            log_q = net.Log(self.input_record.sampling_prob(), net.NextScopedBlob("log_q"))
            net.Sub([self.output_schema(), log_q], self.output_schema(), broadcast=1, use_grad_hack=1)


class LastNWindowCollector(ModelLayer):
    """The last n rows seen in training."""

    def __init__(self, model: Any, input_record: Any, num_to_collect: int, name: str = "last_n_window_collector", **kwargs: Any):
        super().__init__(model, name, input_record, **kwargs)
        assert num_to_collect > 0
        assert isinstance(input_record, Scalar), f"Got {input_record}"
        self.num_to_collect = num_to_collect
        self.last_n = self.create_param("last_n", [0], ("ConstantFill", {}), model.NoOptim)
        self.next_blob = self.create_param("next", [], ("ConstantFill", {"value": 0, "dtype": INT32}), model.NoOptim)
        self.mutex = self.create_param("mutex", [], ("CreateMutex",), model.NoOptim)
        self.num_visited_blob = self.create_param("num_visited", [], ("ConstantFill", {"value": 0, "dtype": INT64}), model.NoOptim)
        self.output_schema = Struct(
            ("last_n", Scalar(input_record.field_type(), self.last_n)), ("num_visited", Scalar(blob=self.num_visited_blob)),
            ("mutex", Scalar(blob=self.mutex)))

    def add_ops(self, net: Any) -> None:
        net.LastNWindowCollector(
            [self.last_n, self.next_blob, self.input_record(), self.mutex, self.num_visited_blob],
            [self.last_n, self.next_blob, self.num_visited_blob], num_to_collect=self.num_to_collect)


class ReservoirSampling(ModelLayer):
    """A fair sample of all rows seen in training; with `object_id`, of different objects."""

    def __init__(self, model: Any, input_record: Any, num_to_collect: int, name: str = "reservoir_sampling", **kwargs: Any):
        super().__init__(model, name, input_record, **kwargs)
        assert num_to_collect > 0
        self.num_to_collect = num_to_collect
        self.reservoir = self.create_param("reservoir", [0], ("ConstantFill", {}), model.NoOptim)
        self.num_visited_blob = self.create_param("num_visited", [], ("ConstantFill", {"value": 0, "dtype": INT64}), model.NoOptim)
        self.mutex = self.create_param("mutex", [], ("CreateMutex",), model.NoOptim)
        self.extra_input_blobs: list[Any] = []
        self.extra_output_blobs: list[Any] = []
        if "object_id" in input_record:
            to_pos = self.create_param("object_to_pos", [], ("CreateMap", {"key_dtype": INT64, "valued_dtype": INT32}), model.NoOptim)
            to_object = self.create_param("pos_to_object", [0], ("ConstantFill", {"value": 0, "dtype": INT64}), model.NoOptim)
            self.extra_input_blobs = [input_record.object_id(), to_pos, to_object]
            self.extra_output_blobs = [to_pos, to_object]
        self.output_schema = Struct(
            ("reservoir", Scalar(input_record.data.field_type(), self.reservoir)), ("num_visited", Scalar(blob=self.num_visited_blob)),
            ("mutex", Scalar(blob=self.mutex)))

    def add_ops(self, net: Any) -> None:
        net.ReservoirSampling(
            [self.reservoir, self.num_visited_blob, self.input_record.data(), self.mutex, *self.extra_input_blobs],
            [self.reservoir, self.num_visited_blob, *self.extra_output_blobs], num_to_collect=self.num_to_collect)
