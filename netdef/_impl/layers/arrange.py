"""Layers that join, cut and pick."""

from __future__ import annotations

from typing import Any

import numpy as np

from netdef._impl.layers.base import InstantiationContext, ModelLayer
from netdef._impl.schema.columns import equal_schemas
from netdef._impl.schema.lists import List
from netdef._impl.schema.records import NewRecord
from netdef._impl.schema.scalar import Scalar
from netdef._impl.schema.struct import Struct
from netdef.proto import caffe2_pb2

FLOAT, INT32 = caffe2_pb2.TensorProto.FLOAT, caffe2_pb2.TensorProto.INT32


def get_concatenated_feature_to_index(blobs_to_concat: Any) -> dict[int, list[int]]:
    """{feature id: positions in the concatenation} of scalars with feature ids in their metadata."""
    positions: dict[int, list[int]] = {}
    start = 0
    for scalar in blobs_to_concat:
        width = scalar.dtype.shape[0]
        if scalar.metadata and scalar.metadata.feature_specs and getattr(scalar.metadata.feature_specs, "feature_to_index", None):
            for feature, indices in scalar.metadata.feature_specs.feature_to_index.items():
                positions.setdefault(feature, []).extend(start + index for index in indices)
        start += width
    return positions


class Concat(ModelLayer):
    """Joins all fields of a record along an axis (counted with the batch); with add_axis along a new one."""

    def __init__(self, model: Any, input_record: Any, axis: int = 1, add_axis: int = 0, name: str = "concat", **kwargs: Any):
        super().__init__(model, name, input_record, **kwargs)
        self.axis = axis
        self.add_axis = add_axis
        assert not (axis == 0 and add_axis == 1), "It's not allowed to add axis=0"
        assert isinstance(input_record, Struct), f"Incorrect input type. Expected Struct, but received: {input_record}"
        shapes = []
        for field_name, field_type in input_record.fields.items():
            assert isinstance(field_type, Scalar), f"Incorrect input type for {field_name}. Expected Scalar, but got: {field_type}"
            shape = list(field_type.field_type().shape)
            if add_axis:
                shape.insert(axis - 1, 1)
            assert len(shape) >= axis, f"Concat expects that limited dimensions of the input tensor, got {shape} for {field_name}"
            shapes.append(shape)
        if axis == 0:
            assert all(shape == shapes[0] for shape in shapes), f"Shapes differ: {shapes}"
            out = shapes[0]
        else:
            rest = [shape[: axis - 1] + shape[axis:] for shape in shapes]
            assert all(r == rest[0] for r in rest), f"Shapes differ in other dimensions than {axis}: {shapes}"
            out = list(shapes[0])
            out[axis - 1] = sum(shape[axis - 1] for shape in shapes)
        self.output_schema = Scalar((np.float32, tuple(out)), self.get_next_blob_reference("output"))

    def add_ops(self, net: Any) -> None:
        output = self.output_schema.field_blobs()[0]
        net.Concat(
            self.input_record.field_blobs(), [output, output + "_concat_dims"], axis=self.axis, add_axis=self.add_axis)


class Split(ModelLayer):
    """Cuts a tensor into `num_splits` equal parts, or into parts of the sizes `split`."""

    def __init__(
        self, model: Any, input_record: Any, num_splits: int = 1, axis: int = 1, name: str = "split", split: Any = None, **kwargs: Any
    ):
        super().__init__(model, name, input_record, **kwargs)
        self.axis = axis
        assert axis >= 1, "axis < 1 cuts the batch, which is not supported"
        dims = list(input_record.field_type().shape)
        if split is None:
            assert dims[axis - 1] % num_splits == 0, f"{dims[axis - 1]} cannot be cut into {num_splits} equal parts"
            sizes = [dims[axis - 1] // num_splits] * num_splits
        else:
            num_splits = len(split)
            assert dims[axis - 1] == sum(split), f"the sizes {split} do not add up to {dims[axis - 1]}"
            sizes = list(split)
        self.split = split
        self.output_schema = Struct(*(
            (f"field_{k}", Scalar((np.float32, (*dims[: axis - 1], size, *dims[axis:])), self.get_next_blob_reference(f"output_{k}")))
            for k, size in enumerate(sizes)))

    def add_ops(self, net: Any) -> None:
        net.Split(self.input_record.field_blobs(), self.output_schema.field_blobs(), split=self.split, axis=self.axis)


class GatherRecord(ModelLayer):
    """Picks rows of all fields of `record` by `indices`; of lists, whole lists."""

    def __init__(self, model: Any, input_record: Any, name: str = "gather_record", **kwargs: Any):
        super().__init__(model, name, input_record, **kwargs)
        assert "indices" in input_record and "record" in input_record
        self.output_schema = NewRecord(model.net, input_record.record.clone_schema())
        self._indices = input_record.indices()

    def _gather(self, net: Any, record: Any, lengths_blob: Any, output: Any) -> None:
        if isinstance(record, Scalar):
            if lengths_blob is None:
                net.Gather([record(), self._indices], output())
            else:
                net.LengthsGather([record(), lengths_blob, self._indices], output())
        elif isinstance(record, Struct):
            for name, field in record.fields.items():
                self._gather(net, field, lengths_blob, output[name])
        elif isinstance(record, List):
            self._gather(net, record.lengths, lengths_blob, output.lengths)
            if lengths_blob is None:
                inner = record.lengths()
            else:  # how many items each outer list has in all
                lengths = net.Cast(record.lengths(), net.NextScopedBlob("lengths_float"), to=FLOAT)
                total = net.LengthsSum([lengths, lengths_blob], net.NextScopedBlob("nested_lengths_float"))
                inner = net.Cast(total, net.NextScopedBlob("nested_lengths"), to=INT32)
            self._gather(net, record.items, inner, output.items)
        else:
            raise NotImplementedError(f"GatherRecord of {type(record).__name__}")

    def add_ops(self, net: Any) -> None:
        self._gather(net, self.input_record.record, None, self.output_schema)


class SelectRecordByContext(ModelLayer):
    """Takes another field of its input in each context; its fields are named after contexts."""

    def __init__(
        self, model: Any, input_record: Any, name: str = "select_record_by_context", check_field_metas: bool = True, use_copy: bool = False,
        default_output_record_field: Any = None, **kwargs: Any,
    ):
        super().__init__(model, name, input_record, **kwargs)
        assert isinstance(input_record, Struct) and len(input_record) > 1
        self.use_copy = use_copy
        self.default_output_record = input_record[default_output_record_field] if default_output_record_field is not None else None
        first = None
        for field in input_record.fields.values():
            first = first if first is not None else field
            assert equal_schemas(first, field, check_field_metas=check_field_metas), f"{first} and {field} differ"
        self.output_schema = NewRecord(model.net, first.clone_schema())

    def _set(self, net: Any, context: str) -> None:
        record = self.input_record[context] if context in self.input_record else self.default_output_record
        assert record is not None, f"{context} context is not in input record without providing default output"
        for source, target in zip(record.field_blobs(), self.output_schema.field_blobs()):
            (net.Copy if self.use_copy else net.Alias)(source, target)

    def add_ops(self, net: Any) -> None:
        self._set(net, InstantiationContext.PREDICTION)

    def add_eval_ops(self, net: Any) -> None:
        self._set(net, InstantiationContext.EVAL)

    def add_train_ops(self, net: Any) -> None:
        self._set(net, InstantiationContext.TRAINING)

    def add_ops_to_accumulate_pred(self, net: Any) -> None:
        self._set(net, InstantiationContext.ACCUMULATE_PRED)


class PairwiseSimilarity(ModelLayer):
    """Inner products of all pairs of rows of x_embeddings and y_embeddings, or within all_embeddings; indices_to_gather picks among them."""

    def __init__(
        self, model: Any, input_record: Any, output_dim: int, pairwise_similarity_func: str = "dot", name: str = "pairwise_similarity",
        **kwargs: Any,
    ):
        super().__init__(model, name, input_record, **kwargs)
        assert isinstance(input_record, Struct), f"Incorrect input type. Expected Struct, but received: {input_record}"
        assert "all_embeddings" in input_record or ("x_embeddings" in input_record and "y_embeddings" in input_record), (
            "either (all_embeddings) xor (x_embeddings and y_embeddings) should be given.")
        self.pairwise_similarity_func = pairwise_similarity_func
        if "all_embeddings" in input_record:
            x = y = input_record.all_embeddings
        else:
            x, y = input_record.x_embeddings, input_record.y_embeddings
        assert isinstance(x, Scalar) and isinstance(y, Scalar), "embeddings must be scalars"
        self.x_embeddings, self.y_embeddings = x, y
        self.indices_to_gather = input_record.indices_to_gather if "indices_to_gather" in input_record else None
        self.output_schema = Scalar((x.field_types()[0].base, (output_dim,)), self.get_next_blob_reference("output"))

    def add_ops(self, net: Any) -> None:
        assert self.pairwise_similarity_func == "dot", f"pairwise_similarity_func={self.pairwise_similarity_func} is not supported"
        x = self.x_embeddings.field_blobs()[0]
        products = net.BatchMatMul(
            [x, *self.y_embeddings.field_blobs()], [self.get_next_blob_reference(f"{x}_matmul")], trans_b=1)
        if self.indices_to_gather is None:
            net.Flatten(products, self.output_schema.field_blobs())
        else:
            flat = net.Flatten(products, [self.get_next_blob_reference("flatten")])
            net.BatchGather([flat, self.indices_to_gather()], self.output_schema.field_blobs())
