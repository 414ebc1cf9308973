"""Records whose columns are blobs of nets and workspaces."""

from __future__ import annotations

import logging
from typing import Any

from netdef._impl.schema.columns import from_blob_list
from netdef._impl.schema.field import Field
from netdef._impl.schema.scalar import Metadata
from netdef._impl.schema.types import data_type_for_dtype
from netdef._impl.workspace.blobs import FeedBlob, FetchBlob

logger = logging.getLogger(__name__)


def attach_metadata_to_scalars(field: Field, metadata: Metadata) -> None:
    """Gives every column below the field this Metadata."""
    for scalar in field.all_scalars():
        scalar.set_metadata(metadata)


def NewRecord(net: Any, schema: Field) -> Any:
    """The schema with a new blob of the net for each column, named after it, under the current name scope."""
    if isinstance(schema, Field):
        names = [name or "unnamed_scalar" for name in schema.field_names()]
        return from_blob_list(schema, [net.NextScopedBlob(name) for name in names])
    raise AssertionError("Record must be a schema.Field instance.")


def ConstRecord(net: Any, array_record: Field) -> Any:
    """Fillers for the arrays a record holds, and the record of their outputs."""
    blobs = NewRecord(net, array_record)
    for blob, array in zip(blobs.field_blobs(), array_record.field_blobs()):
        net.Const(array, blob)
    return blobs


def InitEmptyRecord(net: Any, schema_or_record: Field, enforce_types: bool = False) -> Any:
    """Fillers of tensors of no rows, of each column's type and row shape, for the record's blobs or for new ones.

    A column without a type gets a float tensor and a warning.

    Raises:
        TypeError: with `enforce_types`, a column has no type that tensors can have.
    """
    record = schema_or_record if schema_or_record.has_blobs() else NewRecord(net, schema_or_record)
    for scalar in record.all_scalars():
        known = {}
        try:
            known["dtype"] = data_type_for_dtype(scalar.dtype)
        except TypeError:
            logger.warning("Blob %s has type error", scalar.get())
            if enforce_types:
                raise
        net.ConstantFill([], scalar.get(), shape=[0, *scalar.dtype.shape], **known)
    return record


def FeedRecord(blob_record: Field, arrays: Any, ws: Any = None) -> None:
    """Feeds one array to each blob of the record, in the given workspace or the current one. arrays: a list, or a record of arrays."""
    blobs = blob_record.field_blobs()
    if isinstance(arrays, Field):
        arrays = arrays.field_blobs()
    assert len(arrays) == len(blobs), f"Values must contain exactly {len(blobs)} ndarrays."
    feed = FeedBlob if ws is None else ws.feed_blob
    for blob, array in zip(blobs, arrays):
        feed(str(blob), array)


def FetchRecord(blob_record: Field, ws: Any = None, throw_on_type_mismatch: bool = False) -> Any:
    """The record with the contents of its blobs, from the given workspace or the current one, cast to the columns' types."""
    fetch = FetchBlob if ws is None else ws.fetch_blob
    arrays = [fetch(str(blob)) for blob in blob_record.field_blobs()]
    return from_blob_list(blob_record, arrays, throw_on_type_mismatch)
