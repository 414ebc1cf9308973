"""The leaves of a record: one column with its type, its blob or array, and its metadata."""

from __future__ import annotations

import logging
from typing import Any, NamedTuple

import numpy as np

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.schema.field import Field

logger = logging.getLogger(__name__)


class FeatureSpec(NamedTuple):
    """What is known of the features behind a column."""

    feature_type: Any = None
    feature_names: Any = None
    feature_ids: Any = None
    feature_is_request_only: Any = None
    desired_hash_size: Any = None
    feature_to_index: Any = None


class Metadata(NamedTuple):
    """Of a column: the (exclusive) upper bound of its ids, the expected value or length, its features."""

    categorical_limit: int | None = None
    expected_value: Any = None
    feature_specs: FeatureSpec | None = None


class Scalar(Field):
    """A column. dtype: a numpy type, or (type, shape) for rows of more than one element; None leaves it open.

    blob: a BlobReference, an array, or numbers when dtype is given. A column of arrays is data, one of references a schema.
    """

    dtype: np.dtype = np.dtype(np.void)

    def __init__(self, dtype: Any = None, blob: Any = None, metadata: Metadata | None = None):
        super().__init__([])
        self._field_offsets = [0, 1]
        self.dtype = np.dtype(np.void)
        self._original_dtype = dtype
        self._blob: Any = None
        self._metadata: Metadata | None = None
        self.set(dtype, blob, metadata, unsafe=True)

    def field_names(self) -> list[str]:
        return [""]

    def all_scalars(self) -> list[Scalar]:
        return [self]

    def clone(self, keep_blobs: bool = True) -> Scalar:
        copy = Scalar(dtype=self._original_dtype, blob=self._blob if keep_blobs else None, metadata=self._metadata)
        copy.dtype = self.dtype  # the array may have given it a shape
        return copy

    def field_type(self) -> np.dtype:
        """The numpy dtype."""
        return self.dtype

    def get(self) -> Any:
        """The blob or array.

        Raises:
            AssertionError: there is none.
        """
        assert self._blob is not None, "Value is not set for this field."
        return self._blob

    def __call__(self) -> Any:
        """get()."""
        return self.get()

    @property
    def metadata(self) -> Metadata | None:
        """The Metadata, None for none."""
        return self._metadata

    def set_metadata(self, value: Metadata | None) -> None:
        """Attaches Metadata; a categorical limit needs an integral type."""
        assert isinstance(value, Metadata) or value is None, f"metadata must be Metadata, got {type(value)}"
        _check_metadata(value, self.dtype)
        self._metadata = value

    def set_value(self, blob: Any, throw_on_type_mismatch: bool = False, unsafe: bool = False) -> None:
        """Replaces the blob, keeping type and metadata. An array is cast, or refused when its type differs and that is asked for."""
        if throw_on_type_mismatch and isinstance(blob, np.ndarray):
            assert self.dtype.base == blob.dtype.base, f"Expected {self.dtype.base}, got {blob.dtype.base}"
        self.set(dtype=self._original_dtype, blob=blob, metadata=self._metadata, unsafe=unsafe)

    def set_type(self, dtype: Any) -> None:
        """Replaces the type."""
        resolved = _resolve(dtype)
        _check_metadata(self._metadata, resolved)
        self._original_dtype, self.dtype = dtype, resolved

    def set(self, dtype: Any = None, blob: Any = None, metadata: Metadata | None = None, unsafe: bool = False) -> None:
        """Replaces type and blob, and metadata unless it is None. unsafe: the caller has just made this scalar and shares it with nobody."""
        if not unsafe:
            logger.warning(
                "Scalar should be considered immutable. Only call Scalar.set() on newly created Scalar with unsafe=True. "
                "This will become an error soon.")
        assert isinstance(metadata, Metadata) or metadata is None, f"metadata must be Metadata, got {type(metadata)}"
        metadata = self._metadata if metadata is None else metadata
        resolved = _resolve(dtype)
        _check_metadata(metadata, resolved)
        self._original_dtype, self._metadata = dtype, metadata
        self._blob, self.dtype = _fit(blob, resolved)

    def id(self) -> int:
        """The position of this column in the whole record."""
        return self._child_base_id()

    def _pprint_impl(self, indent: int, lines: list[str]) -> None:
        lines.append("  " * indent + f"Scalar({self.dtype!r}, {self._blob!r}, {self._metadata!r})")


def normalize_field(value: Any) -> Field:
    """A field as it is; a type as a scalar of that type; a reference or an array as a scalar that holds it."""
    if isinstance(value, Field):
        return value
    if isinstance(value, (type, np.dtype)):
        return Scalar(dtype=value)
    return Scalar(blob=value)


def _resolve(dtype: Any) -> np.dtype:
    """The numpy dtype; (type, n) is a row of n elements, also for n = 1."""
    if dtype is None:
        return np.dtype(np.void)
    if isinstance(dtype, tuple) and len(dtype) == 2 and isinstance(dtype[1], (int, np.integer)):
        dtype = (dtype[0], (dtype[1],))
    if isinstance(dtype, tuple) and dtype[0] is np.void:
        raise TypeError("a column without a type cannot have a shape: give its element type instead of np.void")
    resolved = np.dtype(dtype)
    assert resolved.fields is None, "Cannot create Scalar with a structured dtype. Use from_dtype instead."
    return resolved


def _fit(blob: Any, dtype: np.dtype) -> tuple[Any, np.dtype]:
    """The value to keep and the column's type: an array is cast to it, and its row shape wins over that of the type."""
    if blob is None or isinstance(blob, BlobReference):
        return blob, dtype
    if isinstance(blob, (str, bytes)):
        raise ValueError(
            "Passing str blob to Scalar.set() is ambiguous. Do either set(blob=np.array(blob)) or set(blob=BlobReference(blob))")
    if dtype.base != np.void:
        array = blob if isinstance(blob, np.ndarray) else np.atleast_1d(np.asarray(blob))
        if array is not blob and array.size == 0:
            array = np.empty((0, *dtype.shape))
        array = array.astype(dtype.base)
        return array, np.dtype((dtype.base, array.shape[1:])) if array.ndim > 1 else dtype
    assert isinstance(blob, np.ndarray), f"Invalid blob type: {type(blob)}"
    return blob, dtype


def _check_metadata(metadata: Metadata | None, dtype: np.dtype) -> None:
    if metadata is not None and metadata.categorical_limit is not None:
        assert np.issubdtype(dtype.base, np.integer), (
            f"`categorical_limit` can be specified only in integral fields but got {dtype}")
