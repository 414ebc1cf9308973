"""Columns whose rows hold several elements: lengths beside the elements of all rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from netdef._impl.schema.field import Field, join_names, print_children, split_name
from netdef._impl.schema.scalar import Scalar, normalize_field
from netdef._impl.schema.struct import Struct


class List(Field):
    """Rows of varying length: `lengths` (int32, one per row) and the elements of all rows one after the other."""

    lengths: Field | None = None

    def __init__(self, values: Any, lengths_blob: Any = None):
        """values: the field (or type) of the elements. lengths_blob: a reference or array, or the lengths' Scalar itself."""
        self.lengths, self._items = _lengths(lengths_blob), normalize_field(values)
        super().__init__(self._parts())

    def _parts(self) -> list[Field]:
        return [field for _, field in self._named_parts()]

    def _named_parts(self) -> list[tuple[str, Field]]:
        """Parts by the names that nested names use."""
        return [("lengths", self.lengths), ("values", self._items)]

    def field_names(self) -> list[str]:
        return [name for part, field in self._named_parts() for name in join_names(part, field)]

    def all_scalars(self) -> list[Scalar]:
        return [scalar for part in self._parts() for scalar in part.all_scalars()]

    def clone(self, keep_blobs: bool = True) -> List:
        return type(self)(self._items.clone(keep_blobs), self.lengths.clone(keep_blobs))

    def __getattr__(self, item: str) -> Any:
        """`items` and `value` are the elements, unless they are a Struct, which answers for its own fields."""
        items = self.__dict__.get("_items")
        if items is None or item.startswith("__"):  # copy and pickle ask before there are fields
            raise AttributeError(item)
        if isinstance(items, Struct):
            return getattr(items, item)
        if item in ("items", "value"):
            return items
        raise AttributeError(f"Field not found in list: {item}.")

    def __getitem__(self, item: str) -> Field:
        """The part of a nested name: lengths, values, values:<name in the elements>.

        Raises:
            KeyError: there is no such part.
        """
        if not isinstance(item, str):
            raise TypeError(f"a list's parts have names, got {item!r}")
        first, rest = split_name(item)
        part = dict(self._named_parts()).get(first)
        if part is not None and not rest:
            return part
        if isinstance(part, (List, Struct)):
            return part[rest]
        raise KeyError(f"Field not found in list: {item}.")

    def _pprint_impl(self, indent: int, lines: list[str]) -> None:
        lines.append("  " * indent + type(self).__name__ + "(")
        print_children([("_items" if name == "values" else name, part) for name, part in self._named_parts()], indent, lines)
        lines.append("  " * indent + ")")


class ListWithEvicted(List):
    """A List that also carries the values that were evicted to make room (int64)."""

    def __init__(self, values: Any, lengths_blob: Any = None, evicted_values: Any = None):
        self._evicted_values = (
            evicted_values if isinstance(evicted_values, Field) else Scalar(dtype=np.int64, blob=evicted_values))
        super().__init__(values, lengths_blob)

    def _named_parts(self) -> list[tuple[str, Field]]:
        return [*super()._named_parts(), ("_evicted_values", self._evicted_values)]

    def clone(self, keep_blobs: bool = True) -> ListWithEvicted:
        return type(self)(
            self._items.clone(keep_blobs), self.lengths.clone(keep_blobs), self._evicted_values.clone(keep_blobs))


def Map(keys: Any, values: Any, keys_name: str = "keys", values_name: str = "values", lengths_blob: Any = None) -> List:
    """A List of key and value pairs."""
    return List(Struct((keys_name, keys), (values_name, values)), lengths_blob=lengths_blob)


def MapWithEvicted(keys: Any, values: Any, keys_name: str = "keys", values_name: str = "values", lengths_blob: Any = None,
                   evicted_values: Any = None) -> ListWithEvicted:
    """A ListWithEvicted of key and value pairs."""
    return ListWithEvicted(
        Struct((keys_name, keys), (values_name, values)), lengths_blob=lengths_blob, evicted_values=evicted_values)


def _lengths(blob: Any) -> Field:
    return blob if isinstance(blob, Field) else Scalar(np.int32, blob)
