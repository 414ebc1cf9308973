"""Shapes, types and costs before anything runs."""

from __future__ import annotations

from typing import Any, Sequence

from netdef import _C
from netdef._impl.workspace.names import to_bytes
from netdef.proto import caffe2_pb2


def InferShapesAndTypes(
    nets: Sequence[Any],
    blob_dimensions: dict[str, Sequence[int]] | None = None,
    nets_proto: bool = False,
    blob_types: dict[str, int] | None = None,
) -> tuple[dict[str, list[int]], dict[str, int]]:
    """Shapes and types ({blob: dims}, {blob: TensorProto.DataType}) of the blobs of `nets`, which follow one another.

    blob_dimensions, blob_types: of the inputs (types default to float); without them the blobs of the current workspace
        are the inputs. Blobs whose shape cannot be known are left out.
    nets: Net objects, or with `nets_proto` messages or bytes.
    """
    serialized = [to_bytes(net) for net in nets]
    if blob_dimensions is None:
        assert not blob_types, "blob_types need blob_dimensions"
        result = _C.infer_shapes_and_types_from_workspace(serialized)
    elif blob_types is None:
        result = _C.infer_shapes_and_types_from_map(serialized, blob_dimensions)
    else:
        result = _C.infer_shapes_and_types_from_map(serialized, blob_dimensions, blob_types)
    known = [shape for shape in caffe2_pb2.TensorShapes.FromString(result).shapes if not shape.unknown_shape]
    return {s.name: list(s.dims) for s in known}, {s.name: s.data_type for s in known}


def GetOperatorCost(operator: Any, blobs: Sequence[str]) -> tuple[int, int]:
    """(floating-point operations, bytes written) of one run of an operator on blobs of the current workspace."""
    return _C.get_operator_cost(to_bytes(operator), list(blobs))
