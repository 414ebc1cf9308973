"""Layers over lists of ids: embeddings, weights, hashes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from netdef._impl.layers.base import ModelLayer
from netdef._impl.layers.parameter import LayerPsParam
from netdef._impl.layers.records import (
    IdList,
    IdScoreList,
    almost_equal_schemas,
    get_avg_length,
    get_categorical_limit,
    get_key,
)
from netdef._impl.layers.tags import Tags
from netdef._impl.schema.columns import equal_schemas
from netdef._impl.schema.lists import List, Map
from netdef._impl.schema.records import NewRecord
from netdef._impl.schema.scalar import Metadata, Scalar
from netdef._impl.schema.struct import Struct
from netdef.proto import caffe2_pb2


class SparseLookup(ModelLayer):
    """Rows of an embedding table for the ids of each list, reduced to one vector.

    reducer: "Sum", "Mean", "Sqrt" (the sum divided by the root of the length), "Max", "WeightedSum", "WeightedMean" and "LogSumExp"; "PositionWeighted"
    and "RecencyWeighted" take the scores of an id-score list as weights, as "Sum" does
    with use_external_weights; "None" gives the rows themselves.
    """

    _id_list_supported_reducers = ["LogMeanExp", "LogSumExp", "Max", "Mean", "Sum", "WeightedSum", "WeightedMean", "Sqrt", "None"]
    _id_score_list_supported_reducers = ["PositionWeighted", "RecencyWeighted", "Mean", "Sum", "WeightedSum", "WeightedMean", "None"]

    def __init__(
        self, model: Any, input_record: Any, inner_shape: Any, reducer: str, weight_init: Any = None, weight_optim: Any = None,
        name: str = "sparse_lookup", regularizer: Any = None, use_external_weights: bool = False,
        uniform_weight_init_scale_numerator: float = 1.0, **kwargs: Any,
    ):
        super().__init__(model, name, input_record, **kwargs)
        if reducer in ("PositionWeighted", "RecencyWeighted"):
            assert almost_equal_schemas(self.input_record, IdScoreList, check_field_types=False), (
                f"{reducer} only support IdScoreList, but got {input_record} please use PositionWeighted layer to convert IdList to IdScoreList")
            self.external_weights = self.input_record.values()
        inner_shape = [int(n) for n in inner_shape] if isinstance(inner_shape, (list, tuple)) else [inner_shape]
        assert all(isinstance(n, (int, np.integer)) for n in inner_shape), f"Unexpected type for inner_shape, expected list or tuple of integers, got {inner_shape}"
        assert isinstance(input_record, List) or "lengths" in input_record, f"Incorrect input type {input_record}"
        input_dim = get_categorical_limit(input_record)
        assert input_dim > 0, f"{name} should have categorical limit > 0, but got {input_dim}"
        self.input_dim = input_dim
        self.shape = [input_dim, *inner_shape]
        self.reducer = reducer
        self.use_external_weights = use_external_weights
        scale = math.sqrt(uniform_weight_init_scale_numerator / input_dim)
        sparse_key = get_key(input_record)()
        self.w = self.create_param(
            "w", self.shape, weight_init or ("UniformFill", {"min": -scale, "max": scale}), weight_optim,
            ps_param=LayerPsParam(sparse_key=sparse_key, average_length=get_avg_length(input_record)), regularizer=regularizer)
        self.scale_bias = self.create_param(
            "scale_bias", [], ("ConstantFill", {"value": 0.0}), model.NoOptim)
        self.output_schema = Scalar((np.float32, tuple(inner_shape)), self.get_next_blob_reference("output"))

    def get_memory_usage(self) -> int:
        return int(np.prod(self.shape)) * 4

    def get_fp16_compatible_parameters(self) -> list[Any]:
        return [param for param in self.params if param.parameter == self.w]

    def support_8bit(self) -> bool:
        """Whether the table may be held as bytes: its rows must be vectors of a length that 4 divides."""
        return len(self.shape) == 2 and self.shape[1] % 4 == 0

    def get_8bits_compatible_parameters(self, fused: bool = True) -> list[Any]:
        """The parameters that may be held as bytes."""
        return [param.parameter for param in self.params if param.parameter == self.w] if self.support_8bit() else []

    def _gather_wrapper(self, net: Any, ids: Any, out: Any) -> Any:
        return net.Gather([self.w, ids], out)

    def add_ops(self, net: Any) -> None:
        if almost_equal_schemas(self.input_record, IdList):
            self._add_ops_id_list(net)
        elif almost_equal_schemas(self.input_record, IdScoreList, check_field_types=False):
            self._add_ops_id_score_list(net)
        else:
            raise Exception(f"Unsupported input type {self.input_record}")

    def _add_ops_id_list(self, net: Any) -> None:
        assert self.reducer in self._id_list_supported_reducers, f"Unsupported reducer: {self.reducer} for ID_LIST"
        ids, lengths = self.input_record.items(), self.input_record.lengths()
        output = self.output_schema.field_blobs()
        if self.reducer in ("Sum", "WeightedSum", "Mean", "WeightedMean"):
            kind = self.reducer.replace("Weighted", "")
            getattr(net, "SparseLengths" + kind)([self.w, ids, lengths], output)
        elif self.reducer == "Sqrt":
            weights = net.LengthsToWeights([lengths], [net.NextScopedBlob("lengths_sqrt")], power=0.5)
            net.SparseLengthsWeightedSum([self.w, weights, ids, lengths], output, grad_on_weights=0)
        elif self.reducer == "None":
            self._gather_wrapper(net, ids, output)
        else:  # reduced over segments
            rows = self._gather_wrapper(net, ids, net.NextScopedBlob("lengths_gathered"))
            if self.reducer == "Max":
                net.LengthsMax([rows, lengths], output)
            else:
                segments = net.LengthsToSegmentIds(lengths, net.NextScopedBlob("segment_ids"))
                getattr(net, "SortedSegmentRange" + self.reducer)([rows, segments], output)

    def _add_ops_id_score_list(self, net: Any) -> None:
        assert self.reducer in self._id_score_list_supported_reducers, f"Unsupported reducer: {self.reducer} for ID_SCORE_LIST"
        keys, scores, lengths = self.input_record.keys(), self.input_record.values(), self.input_record.lengths()
        output = self.output_schema.field_blobs()
        if self.reducer in ("WeightedSum", "WeightedMean"):
            getattr(net, "SparseLengths" + self.reducer)([self.w, scores, keys, lengths], output, grad_on_weights=0)
        elif self.reducer in ("PositionWeighted", "RecencyWeighted") or (self.reducer == "Sum" and self.use_external_weights):
            net.SparseLengthsWeightedSum([self.w, scores, keys, lengths], output, grad_on_weights=1)
        elif self.reducer in ("Sum", "Mean"):
            getattr(net, "SparseLengths" + self.reducer)([self.w, keys, lengths], output)
        else:
            self._gather_wrapper(net, keys, output)


def get_trainer_version_based_on_optim(optim_def: Any) -> str:
    """fp32, or fp16 for optimizers that hold tables as float16 (engines of that name)."""
    engine = getattr(optim_def, "engine", None)
    return "fp16" if engine and "FP16" in str(engine).upper() else "fp32"


def get_sparse_lookup_trainer_version(version: str) -> str:
    """A version, checked: fp32 or fp16."""
    assert version in ("fp32", "fp16"), f"Unexpected version of sparse_lookup layer {version}"
    return version


def get_sparse_lookup_predictor_version(
    version: str, blob_size: int | None = None, min_blob_size_4bits: int | None = None, embedding_dim: int | None = None,
    sparse_feature_name: Any = None,
) -> str:
    """A version, checked: fp32, fp16, uint8rowwise or fused_uint8rowwise; fused_uint4rowwise only for large tables of even width."""
    assert version in ("fp32", "fp16", "uint8rowwise", "fused_uint8rowwise", "fused_uint4rowwise"), (
        f"Unexpected version of sparse_lookup layer {version}")
    if version == "fused_uint4rowwise" and blob_size is not None and min_blob_size_4bits is not None and embedding_dim is not None:
        if blob_size < min_blob_size_4bits or embedding_dim % 2:
            return "fused_uint8rowwise"
    return version


class PositionWeighted(ModelLayer):
    """A weight for each position in a list, which is trained."""

    def __init__(self, model: Any, input_record: Any, weight_optim: Any = None, name: str = "position_weights"):
        super().__init__(model, name, input_record)
        assert isinstance(input_record, List), f"Incorrect input type {input_record}"
        limit = get_categorical_limit(input_record)
        self.shape = limit
        self.pos_w = self.create_param("pos_w", [limit], ("ConstantFill", {"value": 1.0}), weight_optim)
        self.output_schema = Struct(
            ("position_weights", Scalar((np.float32, self.shape), self.get_next_blob_reference("pos_w_gather"))))
        self.tags.update({Tags.HANDLE_AS_SPARSE_LAYER})

    def get_memory_usage(self) -> int:
        return self.shape

    def add_ops(self, net: Any) -> None:
        lengths = self.input_record.lengths()
        positions = net.LengthsRangeFill([lengths], [lengths + "_pos_w_seq"])
        net.Gather([self.pos_w, positions], self.output_schema.position_weights.field_blobs())


class BucketWeighted(ModelLayer):
    """A weight for each bucket that a score falls into, which is trained."""

    def __init__(
        self, model: Any, input_record: Any, max_score: int = 0, bucket_boundaries: Any = None, hash_buckets: bool = True,
        weight_optim: Any = None, name: str = "bucket_weighted",
    ):
        super().__init__(model, name, input_record)
        assert isinstance(input_record, List), f"Incorrect input type {input_record}"
        self.bucket_boundaries = bucket_boundaries
        self.hash_buckets = hash_buckets
        self.shape = len(bucket_boundaries) + 1 if bucket_boundaries is not None else max_score
        assert self.shape > 0, "give bucket_boundaries, or max_score > 0"
        self.bucket_w = self.create_param("bucket_w", [self.shape], ("ConstantFill", {"value": 1.0}), weight_optim)
        self.output_schema = Struct(
            ("bucket_weights", Scalar((np.float32, self.shape), self.get_next_blob_reference("bucket_w_gather"))))
        self.tags.update({Tags.HANDLE_AS_SPARSE_LAYER})

    def get_memory_usage(self) -> int:
        return self.shape

    def add_ops(self, net: Any) -> None:
        score = self.input_record.values() if almost_equal_schemas(self.input_record, IdScoreList) else self.input_record.items()
        if self.bucket_boundaries is not None:
            bucket = net.Bucketize([score], net.NextScopedBlob("buckets"), boundaries=self.bucket_boundaries)
        else:
            bucket = net.Cast([score], net.NextScopedBlob("buckets"), to=caffe2_pb2.TensorProto.INT64)
        if self.hash_buckets:
            bucket = net.IndexHash(bucket, net.NextScopedBlob("hashed_buckets"), seed=0, modulo=self.shape)
        net.Gather([self.bucket_w, bucket], self.output_schema.bucket_weights.field_blobs())


class SparseFeatureHash(ModelLayer):
    """Ids made smaller than `modulo`, by hashing or by the remainder (with use_divide_mod, of the quotient by `divisor`)."""

    def __init__(
        self, model: Any, input_record: Any, seed: int = 0, modulo: int | None = None, use_hashing: bool = True, use_divide_mod: bool = False,
        divisor: int | None = None, name: str = "sparse_feature_hash", **kwargs: Any,
    ):
        super().__init__(model, name, input_record, **kwargs)
        self.seed = seed
        self.use_hashing = use_hashing
        self.use_divide_mod = use_divide_mod
        if use_divide_mod:
            assert divisor is not None and divisor >= 1, f"Unexpected divisor: {divisor}"
            self.divisor = self.create_param("divisor", [1], ("GivenTensorInt64Fill", {"values": [divisor]}), model.NoOptim)
        is_list = almost_equal_schemas(input_record, IdList)
        assert is_list or almost_equal_schemas(input_record, IdScoreList), (
            f"Input type must be one of (IdList, IdScoreList), got {input_record}")
        given = (input_record.items if is_list else input_record.keys).metadata or Metadata()
        self.modulo = modulo or self.extract_hash_size(given)
        assert self.modulo >= 1, f"Unexpected modulo: {self.modulo}"

        def column(dtype: type, name: str, metadata: Metadata | None = None) -> Scalar:
            return Scalar(dtype, self.get_next_blob_reference(name), metadata)

        ids = column(np.int64, "values" if is_list else "keys", given._replace(categorical_limit=self.modulo))
        columns = (ids,) if is_list else (ids, column(np.float32, "values"))
        self.output_schema = (List if is_list else Map)(
            *columns, lengths_blob=column(np.int32, "lengths", input_record.lengths.metadata))
        self.tags.update([Tags.CPU_ONLY])

    def extract_hash_size(self, metadata: Any) -> int:
        """The number of ids that the metadata states."""
        if metadata.feature_specs and getattr(metadata.feature_specs, "desired_hash_size", None):
            return metadata.feature_specs.desired_hash_size
        if metadata.categorical_limit is not None:
            return metadata.categorical_limit
        raise ValueError(f"desired_hash_size or categorical_limit must be set for {self.name}, got {metadata}")

    def _hashed(self, net: Any, ids: Any, output: Any) -> None:
        if self.use_hashing:
            net.IndexHash(ids, output, seed=self.seed, modulo=self.modulo)
            return
        if self.use_divide_mod:
            ids = net.Div([ids, self.divisor], [net.NextScopedBlob("quotient")])
        net.Mod(ids, output, divisor=self.modulo, sign_follow_divisor=True)

    def add_ops(self, net: Any) -> None:
        net.Copy(self.input_record.lengths(), self.output_schema.lengths())
        if almost_equal_schemas(self.output_schema, IdList):
            self._hashed(net, self.input_record.items(), self.output_schema.items())
        else:
            self._hashed(net, self.input_record.keys(), self.output_schema.keys())
            net.Copy(self.input_record.values(), self.output_schema.values())


class SparseDropoutWithReplacement(ModelLayer):
    """Replaces the list of ids of an example by `replacement_value`, with a probability for each context."""

    def __init__(
        self, model: Any, input_record: Any, dropout_prob_train: float, dropout_prob_eval: float, dropout_prob_predict: float,
        replacement_value: int, name: str = "sparse_dropout", **kwargs: Any,
    ):
        super().__init__(model, name, input_record, **kwargs)
        assert equal_schemas(input_record, IdList), "Incorrect input type"
        self.dropout_prob_train = float(dropout_prob_train)
        self.dropout_prob_eval = float(dropout_prob_eval)
        self.dropout_prob_predict = float(dropout_prob_predict)
        self.replacement_value = int(replacement_value)
        for prob in (self.dropout_prob_train, self.dropout_prob_eval, self.dropout_prob_predict):
            assert 0 <= prob <= 1.0, f"Expected 0 <= dropout_prob <= 1, but got {prob}"
        self.output_schema = NewRecord(model.net, IdList)

    def _add_ops(self, net: Any, ratio: float) -> None:
        net.SparseDropoutWithReplacement(
            [self.input_record.items(), self.input_record.lengths()], [self.output_schema.items(), self.output_schema.lengths()],
            ratio=ratio, replacement_value=self.replacement_value)

    def add_train_ops(self, net: Any) -> None:
        self._add_ops(net, self.dropout_prob_train)

    def add_eval_ops(self, net: Any) -> None:
        self._add_ops(net, self.dropout_prob_eval)

    def add_ops(self, net: Any) -> None:
        self._add_ops(net, self.dropout_prob_predict)


class MergeIdLists(ModelLayer):
    """One list of the different ids of several lists, for each example."""

    def __init__(self, model: Any, input_record: Any, name: str = "merged"):
        super().__init__(model, name, input_record)
        assert all(equal_schemas(field, IdList) for field in input_record), "Inputs to MergeIdLists should all be IdLists."
        assert all(record.items.metadata is not None for record in self.input_record), "Features without metadata are not supported"
        limits = {get_categorical_limit(record) for record in self.input_record}
        assert len(limits) == 1, f"Merging lists with different categorical limits {sorted(limits)} is not supported"
        self.output_schema = NewRecord(model.net, List(Scalar(np.int64, blob=None, metadata=Metadata(categorical_limit=limits.pop()))))

    def add_ops(self, net: Any) -> None:
        blobs = []
        for record in self.input_record:
            blobs += [record.lengths(), record.items()]
        net.MergeIdLists(blobs, [self.output_schema.lengths(), self.output_schema.items()])
