"""What scalars, lists and structs of a record have in common."""

from __future__ import annotations

import itertools
from typing import Any, Sequence

FIELD_SEPARATOR = ":"


def split_name(name: str) -> tuple[str, str]:
    """The first part of a nested name and the rest: "a:b:c" as ("a", "b:c")."""
    first, _, rest = name.partition(FIELD_SEPARATOR)
    return first, rest


class Field:
    """A node of a record: its scalars, flattened in order, are the columns of a table."""

    def __init__(self, children: Sequence[Field]):
        """children: the fields directly below, in order."""
        self._parent: tuple[Field | None, int] = (None, 0)
        sizes = [child._field_offsets[-1] for child in children]
        self._field_offsets: list[int] = [0, *itertools.accumulate(sizes)]
        for index, child in enumerate(children):
            child._parent = (self, index)

    def clone_schema(self) -> Field:
        """A copy without blobs."""
        return self.clone(keep_blobs=False)

    def field_names(self) -> list[str]:
        """The name of every scalar, parts joined by colons."""
        raise NotImplementedError("Field is an abstract class.")

    def all_scalars(self) -> list[Any]:
        """Every scalar, in order."""
        raise NotImplementedError("Field is an abstract class.")

    def clone(self, keep_blobs: bool = True) -> Any:
        """A copy, with or without the blobs."""
        raise NotImplementedError("Field is an abstract class.")

    def field_types(self) -> list:
        """The numpy dtype of every scalar."""
        return [scalar.dtype for scalar in self.all_scalars()]

    def field_metadata(self) -> list:
        """The Metadata of every scalar, None where it has none."""
        return [scalar.metadata for scalar in self.all_scalars()]

    def field_blobs(self) -> list:
        """The blob of every scalar.

        Raises:
            AssertionError: a scalar has none.
        """
        return [scalar.get() for scalar in self.all_scalars()]

    def has_blobs(self) -> bool:
        """Whether every scalar has a blob."""
        return all(scalar._blob is not None for scalar in self.all_scalars())

    def slice(self) -> slice:
        """Where this field's scalars stand among those of the whole record."""
        first = self._child_base_id()
        return slice(first, first + self._field_offsets[-1])

    def _child_base_id(self, child_index: int | None = None) -> int:
        """The position, in the whole record, of the first scalar below this field or below one of its children."""
        parent, index = self._parent
        base = 0 if parent is None else parent._child_base_id(index)
        return base if child_index is None else base + self._field_offsets[child_index]

    def __eq__(self, other: Any) -> bool:
        """Whether names and types of all scalars agree; blobs do not matter."""
        if not isinstance(other, Field):
            return NotImplemented
        return self.field_names() == other.field_names() and self.field_types() == other.field_types()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        lines: list[str] = []
        self._pprint_impl(0, lines)
        return "".join(line + "\n" for line in lines)

    __str__ = __repr__

    def _pprint_impl(self, indent: int, lines: list[str]) -> None:
        raise NotImplementedError("Field is an abstract class.")


def join_names(prefix: str, field: Field) -> list[str]:
    """The names of a child's scalars as its parent sees them."""
    return [prefix + FIELD_SEPARATOR + name if name else prefix for name in field.field_names()]


def print_children(children: Sequence[tuple[str, Field]], indent: int, lines: list[str]) -> None:
    """Appends `name=` and the child below it, for each child."""
    for name, child in children:
        lines.append("  " * (indent + 1) + name + "=")
        child._pprint_impl(indent + 2, lines)
