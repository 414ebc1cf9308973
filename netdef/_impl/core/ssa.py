"""Versions of blobs: which operator's output an input is."""

from __future__ import annotations

from typing import Any, Iterable, Sequence

Versions = Sequence[tuple[str, int]]
SSA = Sequence[tuple[Versions, Versions]]


def get_ssa(net: Any, blob_versions: dict[str, int] | None = None) -> tuple[list[tuple[Versions, Versions]], dict[str, int]]:
    """For each operator, (inputs, outputs) as (blob, version) pairs, and the last version of each blob.

    Version 0 is what comes from outside; every write makes a new one. blob_versions: where to start, changed on the way.
    """
    proto = net.Proto() if callable(getattr(net, "Proto", None)) else net
    if blob_versions is None:
        blob_versions = {str(blob): 0 for blob in proto.external_input}
    ssa: list[tuple[Versions, Versions]] = []
    for op in proto.op:
        inputs = [(str(blob), blob_versions.get(str(blob), 0)) for blob in op.input]
        for blob in op.input:
            blob_versions.setdefault(str(blob), 0)
        for blob in op.output:
            blob_versions[str(blob)] = blob_versions.get(str(blob), 0) + 1
        ssa.append((inputs, [(str(blob), blob_versions[str(blob)]) for blob in op.output]))
    return ssa, blob_versions


def get_undefined_blobs(ssa: SSA) -> set[str]:
    """Blobs that are read before an operator of the list writes them."""
    undefined: set[str] = set()
    for inputs, _ in ssa:
        undefined.update(name for name, version in inputs if version == 0)
    return undefined


def get_output_producers(ssa: SSA) -> dict[tuple[str, int], int]:
    """The operator that writes each (blob, version)."""
    return {versioned: i for i, (_, outputs) in enumerate(ssa) for versioned in outputs}


def get_op_ids_in_path(ssa: SSA, blob_versions: dict[str, int], inputs: Iterable[Any], outputs: Iterable[Any]) -> list[int]:
    """The operators, in order, that are needed to compute the last versions of `outputs` where those of `inputs` are given."""
    inputs_set = {(str(blob), blob_versions.get(str(blob), 0)) for blob in inputs}
    producers = get_output_producers(ssa)
    queue = [(str(blob), blob_versions[str(blob)]) for blob in outputs]
    used: set[int] = set()
    while queue:
        versioned = queue.pop()
        if versioned in inputs_set or versioned not in producers:
            continue
        op_id = producers[versioned]
        if op_id not in used:
            used.add(op_id)
            queue.extend(ssa[op_id][0])
    return sorted(used)
