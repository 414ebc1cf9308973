"""Named fields side by side."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, Iterator

from netdef._impl.schema.field import FIELD_SEPARATOR, Field, join_names, print_children, split_name
from netdef._impl.schema.scalar import Scalar, normalize_field


class Struct(Field):
    """Named fields, as attributes: struct.a, and by nested name: struct["a:b"]. It cannot change once it is made."""

    fields: OrderedDict[str, Field] = OrderedDict()

    def __init__(self, *fields: tuple[str, Any]):
        """fields: (name, field or type or blob). A name a:b puts b into the struct a.

        Raises:
            ValueError: two fields have one name and are not both structs, which would be merged.
            TypeError: two structs of one name have a field in common.
        """
        merged: OrderedDict[str, Field] = OrderedDict()
        for pair in fields:
            assert isinstance(pair, (tuple, list)) and len(pair) == 2, f"a field is a pair of name and field, got {pair!r}"
            name, rest = split_name(pair[0])
            assert name, "Field names cannot be empty"
            assert name != "lengths", "Struct cannot contain a field named `lengths`."
            field = Struct((rest, pair[1])) if rest else normalize_field(pair[1])
            if name not in merged:
                merged[name] = field
            elif isinstance(merged[name], Struct) and isinstance(field, Struct):
                merged[name] = merged[name] + field
            elif FIELD_SEPARATOR in pair[0] and not isinstance(merged[name], Scalar):
                raise TypeError(_not_both_structs(merged[name], field, name))
            else:
                raise ValueError(f"Duplicate field name: {name}")
        self.__dict__["fields"] = merged
        super().__init__(list(merged.values()))

    def __setattr__(self, key: str, value: Any) -> None:
        if key not in ("_parent", "_field_offsets"):
            raise TypeError("Struct.__setattr__() is disabled after __init__()")
        super().__setattr__(key, value)

    def __getattr__(self, item: str) -> Any:
        fields = self.__dict__.get("fields")
        if fields is None or item not in fields:  # copy and pickle ask before there are fields
            raise AttributeError(item)
        return fields[item]

    def field_names(self) -> list[str]:
        return [name for key, field in self.fields.items() for name in join_names(key, field)]

    def all_scalars(self) -> list[Scalar]:
        return [scalar for field in self.fields.values() for scalar in field.all_scalars()]

    def clone(self, keep_blobs: bool = True) -> Struct:
        return type(self)(*[(name, field.clone(keep_blobs)) for name, field in self.fields.items()])

    def get_children(self) -> list[tuple[str, Field]]:
        """Names and fields directly below, in order."""
        return list(self.fields.items())

    def get(self, item: str, default_value: Any) -> Any:
        """The field of this name directly below, or the default."""
        return self.fields.get(item, default_value)

    def __len__(self) -> int:
        return len(self.fields)

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields.values())

    def __contains__(self, item: str) -> bool:
        return self._find(item) is not None

    def __getitem__(self, item: Any) -> Any:
        """A field by nested name or by position; several of them as a Struct.

        Raises:
            KeyError: there is no field of this name.
            IndexError: there is none at this position.
        """
        if isinstance(item, (list, tuple)):
            names = list(self.fields)
            return Struct(*[(names[key] if isinstance(key, int) else key, self[key]) for key in item])
        if isinstance(item, int):
            return list(self.fields.values())[item]
        field = self._find(item)
        if field is None:
            raise KeyError(f'field "{item}" not found')
        return field

    def _find(self, nested_name: str) -> Field | None:
        name, rest = split_name(nested_name)
        field = self.fields.get(name)
        if field is None or not rest:
            return field
        try:
            return field[rest]  # type: ignore[index]
        except (KeyError, TypeError):  # not there; a scalar has no parts
            return None

    def __add__(self, other: Any) -> Struct:
        """The fields of both; structs of one name are merged.

        Raises:
            TypeError: a name is in both and not a struct in both.
        """
        if not isinstance(other, Struct):
            return NotImplemented
        fields = OrderedDict(self.fields)
        for name, field in other.fields.items():
            if name in fields:
                if not (isinstance(fields[name], Struct) and isinstance(field, Struct)):
                    raise TypeError(_not_both_structs(fields[name], field, name))
                field = fields[name] + field
            fields[name] = field
        return Struct(*fields.items())

    def __sub__(self, other: Any) -> Struct:
        """The fields that `other` does not have; structs in both are subtracted, and left out when nothing remains.

        Raises:
            TypeError: a name is in both with different kinds of fields.
        """
        if not isinstance(other, Struct):
            return NotImplemented
        remaining = []
        for name, field in self.fields.items():
            taken = other.fields.get(name)
            if taken is None:
                remaining.append((name, field))
                continue
            if type(field) is not type(taken):
                raise TypeError(
                    f"Type of left_field, {type(field)}, is not the same as that of right_field, {type(taken)}, yet they have the "
                    f"same field name, {name}")
            if isinstance(field, Struct) and len(field - taken):
                remaining.append((name, field - taken))
        return Struct(*remaining)

    def _pprint_impl(self, indent: int, lines: list[str]) -> None:
        lines.append("  " * indent + "Struct( ")
        print_children(list(self.fields.items()), indent, lines)
        lines.append("  " * indent + ") ")


def Tuple(*fields: Any) -> Struct:
    """A Struct whose fields are named field_0, field_1 ..."""
    return NamedTuple("field", *fields)


def NamedTuple(name_prefix: str, *fields: Any) -> Struct:
    """A Struct whose fields are named `<name_prefix>_0`, `<name_prefix>_1` ..."""
    return Struct(*[(f"{name_prefix}_{i}", field) for i, field in enumerate(fields)])


def RawTuple(num_fields: int, name_prefix: str = "field") -> Struct:
    """A tuple of so many scalars without a type."""
    assert isinstance(num_fields, int), "num_fields must be an int"
    return NamedTuple(name_prefix, *[Scalar() for _ in range(num_fields)])


def _not_both_structs(left: Field, right: Field, name: str) -> str:
    return (f"Type of left_field, {type(left)}, and type of right_field, {type(right)}, must both the Struct to allow merging of "
            f"the field, {name}")
