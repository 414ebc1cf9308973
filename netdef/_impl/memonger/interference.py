"""Assigning the blobs of a whole net to memory by their live ranges."""

from __future__ import annotations

import collections
from typing import Any, Callable, Collection, Sequence

from netdef._impl.memonger.assignments import (
    AssignmentAlgorithm,
    LiveRange,
    compute_assignments,
    compute_blob_assignments,
)
from netdef._impl.memonger.graph import compute_interference_graph, topological_sort_traversal
from netdef._impl.memonger.renaming import apply_assignments
from netdef.proto import caffe2_pb2

Optimization = collections.namedtuple("Optimization", ["net", "assignments", "blob_assignments"])
Optimization.__doc__ = "The net with fewer blobs, the assignments, and {blob: new name}."


def compute_ranges(linearized_ops: Sequence[Any], blob_sizes: dict[str, int] | None = None) -> dict[str, LiveRange]:
    """{blob: LiveRange} of operators that run in this order."""
    ranges: dict[str, LiveRange] = {}
    for i, op in enumerate(linearized_ops):
        for name in op.input:
            ranges[name] = _range(ranges, name, blob_sizes)._replace(used=i)
        for name in op.output:
            known = _range(ranges, name, blob_sizes)
            if known.defined is None and known.used is None:
                known = known._replace(defined=i)
            ranges[name] = known._replace(used=i) if known.used is not None else known
    return ranges


def _range(ranges: dict[str, LiveRange], name: str, sizes: dict[str, int] | None) -> LiveRange:
    return ranges.get(name) or LiveRange(None, None, None if sizes is None else sizes.get(name))


def optimize_interference(
    net: caffe2_pb2.NetDef,
    static_blobs: Collection[str],
    ordering_function: Callable = topological_sort_traversal,
    blob_sizes: dict[str, int] | None = None,
    algo: AssignmentAlgorithm = AssignmentAlgorithm.GREEDY,
) -> Optimization:
    """A net whose operators run one after another in the order computed, with blobs that share names.

    static_blobs: blobs that keep their own memory, those from outside and those that are fetched among them.
    ordering_function: topological_sort_traversal, or topological_sort_traversal_longest_path, which takes longer and shares more.
    blob_sizes: {blob: bytes}, see collect_blob_sizes; otherwise all count the same.
    """
    optimized = caffe2_pb2.NetDef()
    optimized.CopyFrom(net)
    ordered = [net.op[i] for i in ordering_function(compute_interference_graph(net.op))]
    del optimized.op[:]
    optimized.op.extend(ordered)
    static = {str(blob) for blob in static_blobs} | set(net.external_output)
    assignments = compute_assignments(compute_ranges(ordered, blob_sizes), static, algo)
    names = compute_blob_assignments(assignments)
    apply_assignments(optimized, names)
    return Optimization(net=optimized, assignments=assignments, blob_assignments=names)
