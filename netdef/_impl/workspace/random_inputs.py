"""Random inputs for a net, for trying it out."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from netdef import _C
from netdef._impl.workspace.blobs import FeedBlob

_TYPES = {
    "float": np.float32, "double": np.float64, "int": np.int32, "int64_t": np.int64, "uint8_t": np.uint8, "int8_t": np.int8,
    "uint16_t": np.uint16, "int16_t": np.int16, "bool": np.bool_,
}


def FillRandomNetworkInputs(net: Any, input_dims: Sequence[Any], input_types: Sequence[Any]) -> None:
    """Feeds random values to the blobs a net reads from outside.

    input_dims, input_types: for each operator that reads some, a list with the shape (or the C++ type: float, int64_t ...) of
        each. Numbers are from [0, 1); what an operator's schema calls INDICES points to rows of its first input, LENGTHS add
        up to the number of indices, or of rows where there are none.

    Raises:
        RuntimeError: the lists do not fit the net, or a type has no name above.
    """
    proto = net.Proto()
    made: set[str] = set()
    readers = []
    for op in proto.op:
        needed = [(position, blob) for position, blob in enumerate(op.input) if blob not in made]
        if needed:
            readers.append((op, needed))
        made.update(op.output)
    for what, given in (("input_dims", input_dims), ("input_types", input_types)):
        if len(given) != len(readers):
            raise RuntimeError(f"{what} is for {len(given)} operators, {len(readers)} read from outside")
    filled: dict[str, np.ndarray] = {}
    for (op, needed), dims, types in zip(readers, input_dims, input_types):
        if len(dims) != len(needed) or len(types) != len(needed):
            raise RuntimeError(
                f"operator {op.type} reads {len(needed)} blobs from outside, {len(dims)} shapes and {len(types)} types are given")
        schema = _C.OpSchema.get(op.type)
        names = [name.upper() for name, _ in schema.input_desc] if schema is not None else []
        for (position, blob), shape, type_name in zip(needed, dims, types):
            if type_name not in _TYPES:
                raise RuntimeError(f"unknown type {type_name} for input {blob}; there are {', '.join(_TYPES)}")
            role = names[position] if position < len(names) else ""
            if blob not in filled:
                filled[blob] = _random(role, tuple(shape), _TYPES[type_name], [filled.get(b) for b in op.input], names)
    for blob, array in filled.items():
        FeedBlob(blob, array)


def _random(role: str, shape: tuple[int, ...], dtype: Any, inputs: list[Any], names: list[str]) -> np.ndarray:
    first = inputs[0]
    if role == "INDICES" and first is not None:
        return np.random.randint(0, max(len(first), 1), shape).astype(dtype)
    if role == "LENGTHS":
        counted = inputs[names.index("INDICES")] if "INDICES" in names else first
        if counted is not None and shape:
            return np.random.multinomial(len(counted), [1 / shape[0]] * shape[0]).astype(dtype)
    if np.issubdtype(dtype, np.floating):
        return np.random.random_sample(shape).astype(dtype)
    return np.random.randint(0, 2, shape).astype(dtype)
