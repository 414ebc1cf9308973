"""Records that layers read, and what they say about themselves."""

from __future__ import annotations

from typing import Any

import numpy as np

from netdef._impl.schema.columns import equal_schemas
from netdef._impl.schema.lists import List, ListWithEvicted, Map, MapWithEvicted
from netdef._impl.schema.scalar import FeatureSpec, Metadata

IdList = List(np.int64)
IdScoreList = Map(np.int64, np.float32)
IdListWithEvicted = ListWithEvicted(np.int64)
IdScoreListWithEvicted = MapWithEvicted(np.int64, np.float32)


def almost_equal_schemas(
    record: Any, original_schema: Any, check_field_names: bool = True, check_field_types: bool = True, check_field_metas: bool = False
) -> bool:
    """equal_schemas that also takes a list with evicted values for one without."""
    if original_schema == IdList:
        candidates = (IdList, IdListWithEvicted)
    elif original_schema == IdScoreList:
        candidates = (IdScoreList, IdScoreListWithEvicted)
    else:
        candidates = (original_schema,)
    return any(
        equal_schemas(record, candidate, check_field_names=check_field_names, check_field_types=check_field_types,
                      check_field_metas=check_field_metas)
        for candidate in candidates)


def get_key(record: Any) -> Any:
    """The scalar of ids in an id list or id-score list."""
    if almost_equal_schemas(record, IdList):
        key = "values"
    elif almost_equal_schemas(record, IdScoreList, check_field_types=False):
        key = "values:keys"
    else:
        raise NotImplementedError(f"Not implemented for {record}")
    assert record[key].metadata is not None, f"Blob {record[key]} doesn't have metadata"
    return record[key]


def get_categorical_limit(record: Any) -> int:
    """The number of different ids."""
    return get_key(record).metadata.categorical_limit


def get_avg_length(record: Any) -> Any:
    """The expected length of a list, None where it is not stated."""
    metadata = record["lengths"].metadata
    return None if metadata is None else metadata.expected_value


def set_request_only(field: Any) -> None:
    """Marks all scalars of a field as coming with the request alone."""
    for scalar in field.all_scalars():
        old = scalar.metadata
        if not old:
            categorical_limit = expected_value = spec = None
        else:
            categorical_limit, expected_value, spec = old.categorical_limit, old.expected_value, old.feature_specs
        spec = FeatureSpec(feature_is_request_only=True) if spec is None else spec._replace(feature_is_request_only=True)
        scalar.set_metadata(Metadata(categorical_limit=categorical_limit, expected_value=expected_value, feature_specs=spec))


def is_request_only_scalar(scalar: Any) -> bool:
    """Whether all that a scalar is made of comes with the request alone."""
    if len(scalar.field_metadata()) == 0:
        return False
    return all(
        metadata and metadata.feature_specs and getattr(metadata.feature_specs, "feature_is_request_only", False)
        for metadata in scalar.field_metadata())


