"""Records from flat lists of columns, and comparisons of records."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from netdef._impl.schema.field import FIELD_SEPARATOR, Field
from netdef._impl.schema.lists import List, ListWithEvicted
from netdef._impl.schema.scalar import Scalar, normalize_field
from netdef._impl.schema.struct import Struct, Tuple


def from_column_list(col_names: Sequence[str], col_types: Sequence | None = None, col_blobs: Sequence | None = None,
                     col_metadata: Sequence | None = None) -> Any:
    """The record that field_names() of which gave these names; the others, where given, hold one entry for each."""
    given = {"col_types": col_types, "col_blobs": col_blobs, "col_metadata": col_metadata}
    columns: dict[str, Sequence] = {}
    for what, values in given.items():
        columns[what] = [None] * len(col_names) if values is None else values
        assert len(columns[what]) == len(col_names), f"col_names and {what} must have the same length."
    root: dict[str, Any] = {}
    for name, dtype, blob, metadata in zip(col_names, *columns.values()):
        _insert(root, name, Scalar(dtype=dtype, blob=blob, metadata=metadata))
    return _field_of(root)


def _insert(node: dict[str, Any], name: str, scalar: Scalar) -> None:
    *path, last = name.split(FIELD_SEPARATOR)
    for part in path:
        node = node.setdefault(part, {})
        if isinstance(node, Scalar):
            raise ValueError(f"Duplicate field name: {part}")
    if isinstance(node.get(last), dict):
        raise ValueError(f"Duplicate field name: {last}")
    node[last] = scalar


def _field_of(node: Any) -> Field:
    """The field a tree of names describes: lengths and values make a list, anything else a struct."""
    if isinstance(node, Scalar):
        return node
    children = {name: _field_of(child) for name, child in node.items()}
    if set(children) == {"lengths", "values"}:
        return List(children["values"], lengths_blob=children["lengths"])
    if set(children) == {"lengths", "values", "_evicted_values"}:
        return ListWithEvicted(children["values"], children["lengths"], children["_evicted_values"])
    return Struct(*children.items())


def from_blob_list(schema: Field, values: Sequence, throw_on_type_mismatch: bool = False) -> Any:
    """A copy of `schema` that holds these blobs or arrays, one for each scalar."""
    assert isinstance(schema, Field), "Argument `schema` must be a Field."
    blobs = values.field_blobs() if isinstance(values, Field) else list(values)
    record = schema.clone(keep_blobs=True)
    scalars = record.all_scalars()
    assert len(scalars) == len(blobs), f"Values must have {len(scalars)} elements, got {len(blobs)}."
    for scalar, blob in zip(scalars, blobs):
        scalar.set_value(blob, throw_on_type_mismatch, unsafe=True)
    return record


def as_record(value: Any) -> Any:
    """A field as it is; a list or tuple as a Tuple, a dict as a Struct, of records; a reference or an array as a Scalar."""
    if isinstance(value, Field):
        return value
    if isinstance(value, (list, tuple)):
        return Tuple(*[as_record(part) for part in value])
    if isinstance(value, dict):
        return Struct(*[(name, as_record(part)) for name, part in value.items()])
    return normalize_field(value)


def from_dtype(dtype: Any, _outer_shape: tuple = ()) -> Any:
    """A Scalar of a plain numpy dtype, or a Struct with the fields of a structured one."""
    dtype = np.dtype(dtype)
    shape = _outer_shape + dtype.shape
    if dtype.base.fields is None:
        return Scalar((dtype.base, shape) if shape else dtype.base)
    return Struct(*[(name, from_dtype(dtype.base.fields[name][0], shape)) for name in dtype.base.names])


def schema_check(schema: Any, previous: Field | None = None) -> Any:
    """The record for `schema`, which must equal the previous one."""
    record = as_record(schema)
    if previous is not None:
        assert equal_schemas(record, previous), f"expected the schema {previous}, got {record}"
    return record


def equal_schemas(schema: Field, original_schema: Field, check_field_names: bool = True, check_field_types: bool = True,
                  check_field_metas: bool = False) -> bool:
    """Whether two records agree in number of columns and in what is asked for."""
    for field in (schema, original_schema):
        assert isinstance(field, Field), f"expected a schema.Field, got {type(field)}"
    if check_field_names and schema.field_names() != original_schema.field_names():
        return False
    if check_field_types and schema.field_types() != original_schema.field_types():
        return False
    if check_field_metas and schema.field_metadata() != original_schema.field_metadata():
        return False
    return len(schema.all_scalars()) == len(original_schema.all_scalars())


def is_schema_subset(schema: Field, original_schema: Field) -> bool:
    """Whether every column name of the first is one of the second."""
    return set(schema.field_names()) <= set(original_schema.field_names())
