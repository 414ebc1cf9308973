"""Features by id, as records hold them, in columns of fixed order."""

from __future__ import annotations

import collections
from typing import Any, Callable

import numpy as np

from netdef._impl.layers.base import AccessedFeatures, ModelLayer
from netdef._impl.schema.records import attach_metadata_to_scalars
from netdef._impl.schema.scalar import Metadata, Scalar
from netdef._impl.schema.struct import Struct

# For each kind of feature that is a list: its columns as (name, type, what of the record's `values` it is).
_LISTS: dict[str, tuple[tuple[str, type, Callable[[Any], Any]], ...]] = {
    "ID_LIST": (("values", np.int64, lambda values: values.items()),),
    "ID_SCORE_LIST": (("ids", np.int64, lambda values: values.keys()), ("scores", np.float32, lambda values: values.values())),
    "EMBEDDING": (("values", np.float32, lambda values: values.items()),),
}


class FeatureSparseToDense(ModelLayer):
    """Picks features by id: FLOAT features become a matrix, lists the ranges of each feature in the joined values.

    input_record: for each field a Map from feature id to a float (FLOAT), a list of ids (ID_LIST), a map from id to score
    (ID_SCORE_LIST) or a list of floats (EMBEDDING).
    input_specs: [(field, schema.FeatureSpec)] with feature_type, feature_names and feature_ids.
    default_dense_value: 0 or NaN, of FLOAT features that an example lacks. Missing lists are empty.

    Raises:
        TypeError: a feature_type that is none of these.
    """

    def __init__(
        self, model: Any, input_record: Any, input_specs: Any, name: str = "feature_sparse_to_dense", default_dense_value: Any = None,
        **kwargs: Any,
    ):
        super().__init__(model, name, input_record, **kwargs)
        default = 0.0 if default_dense_value is None else float(default_dense_value)
        assert default == 0.0 or np.isnan(default), f"default_dense_value can only be 0.0 or NaN, got {default}"
        self.input_specs = input_specs
        self.default_float_value = model.global_constants["NAN" if np.isnan(default) else "ZERO"]
        self.zero_range = model.global_constants["ZERO_RANGE"]
        self.output_schema = Struct(*((field, self._columns(field, spec)) for field, spec in input_specs))
        for field, spec in input_specs:
            attach_metadata_to_scalars(self.output_schema[field], Metadata(feature_specs=spec))

    def _columns(self, field: str, spec: Any) -> Any:
        count = len(spec.feature_ids)
        assert len(spec.feature_names) == count, f"{field} has {len(spec.feature_names)} feature names for {count} ids"
        if spec.feature_type == "FLOAT":
            return Scalar((np.float32, (count,)), self.get_next_blob_reference(f"{field}_output"))
        if spec.feature_type not in _LISTS:
            raise TypeError(f"Unsupported input type: {spec.feature_type}; there are FLOAT, {', '.join(_LISTS)}")
        columns = (("ranges", (np.int32, (count, 2))), *((name, dtype) for name, dtype, _ in _LISTS[spec.feature_type]))
        return Struct(*((name, Scalar(dtype, self.get_next_blob_reference(f"{field}_{name}"))) for name, dtype in columns))

    def add_ops(self, net: Any) -> None:
        for field, spec in self.input_specs:
            record, output = self.input_record[field], self.output_schema[field]
            if spec.feature_type == "FLOAT":
                net.SparseToDenseMask(
                    [record.keys(), record.values(), self.default_float_value, record.lengths()], [output()], mask=spec.feature_ids)
                continue
            values = record.values
            ranges = net.LengthsToRanges(values.lengths(), net.NextScopedBlob(f"{spec.feature_type.lower()}_ranges"))
            net.SparseToDenseMask(
                [record.keys(), ranges, self.zero_range, record.lengths()], output.ranges(), mask=spec.feature_ids)
            for name, _, part in _LISTS[spec.feature_type]:
                net.Alias(part(values), output[name]())  # a blob of its own, which export may replace

    def get_metadata(self) -> list[tuple[dict, list, list]]:
        """For each field ({"type", "names", "ids"; "cardinality" of FLOAT features}, blobs, types)."""
        metadata = []
        for field, spec in self.input_specs:
            facts = {"type": spec.feature_type, "names": spec.feature_names, "ids": spec.feature_ids}
            if spec.feature_type == "FLOAT":
                facts["cardinality"] = 1
            metadata.append((facts, self.output_schema[field].field_blobs(), self.output_schema[field].field_types()))
        return metadata

    def get_accessed_features(self) -> dict:
        accessed = collections.defaultdict(list)
        for field, spec in self.input_specs:
            accessed[field].append(AccessedFeatures(spec.feature_type, set(spec.feature_ids)))
        return accessed
