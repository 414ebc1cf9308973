"""Rewriting nets by name: Caffe2's transforms of the registry of that name."""

from __future__ import annotations

from typing import Any, Callable

from netdef import _C
from netdef._impl.core.remap import rename
from netdef._impl.workspace.running import CreateNet, RunNetOnce, WorkspaceGuard
from netdef.proto import caffe2_pb2

# Two of these with the same inputs and arguments give the same.
_PURE = ("FC", "LearningRate")


def _conv_to_nnpack(net: caffe2_pb2.NetDef) -> None:
    """Every Conv asks for the engine NNPACK; where that does not exist the plain kernel serves."""
    for op in net.op:
        if op.type == "Conv":
            op.engine = "NNPACK"


def _eliminate_common_subexpressions(net: caffe2_pb2.NetDef) -> None:
    """Of several FC or LearningRate of the same inputs and arguments the first stays; the others' readers read its outputs."""
    versions: dict[str, int] = {}
    writes: dict[str, int] = {}
    for op in net.op:
        for blob in op.output:
            writes[blob] = writes.get(blob, 0) + 1
    seen: dict[tuple, caffe2_pb2.OperatorDef] = {}
    replaced: dict[str, str] = {}
    kept = []
    for original in net.op:
        op = caffe2_pb2.OperatorDef()
        op.CopyFrom(original)
        rename(op.input, replaced)
        plain = caffe2_pb2.OperatorDef()
        plain.CopyFrom(op)
        plain.ClearField("output")
        plain.ClearField("name")
        plain.ClearField("debug_info")
        key = (plain.SerializeToString(deterministic=True), tuple(versions.get(blob, 0) for blob in op.input), len(op.output))
        first = seen.get(key)
        removable = op.type in _PURE and all(writes[b] == 1 and b not in net.external_output for b in op.output)
        if first is not None and removable and all(writes[blob] == 1 for blob in first.output):
            replaced.update(zip(op.output, first.output))
            continue
        if op.type in _PURE:
            seen[key] = op
        for blob in op.output:
            versions[blob] = versions.get(blob, 0) + 1
        kept.append(op)
    del net.op[:]
    net.op.extend(kept)


_TRANSFORMS: dict[str, Callable[[caffe2_pb2.NetDef], None]] = {
    "CommonSubexpressionElimination": _eliminate_common_subexpressions,
    "ConvToNNPack": _conv_to_nnpack,
}


def exists(transform_key: str) -> bool:
    """Whether there is a transform of this name."""
    return transform_key in _TRANSFORMS


def ApplyTransform(transform_key: str, net: caffe2_pb2.NetDef) -> caffe2_pb2.NetDef:
    """A rewritten copy of a NetDef: CommonSubexpressionElimination, ConvToNNPack.

    Raises:
        RuntimeError: there is no transform of this name.
    """
    if transform_key not in _TRANSFORMS:
        raise RuntimeError(f"Transform not found in registry: {transform_key}; there are {', '.join(sorted(_TRANSFORMS))}")
    transformed = caffe2_pb2.NetDef.FromString(net.SerializeToString())
    _TRANSFORMS[transform_key](transformed)
    return transformed


def ApplyTransformIfFaster(
    transform_key: str, net: caffe2_pb2.NetDef, init_net: caffe2_pb2.NetDef, **kwargs: Any
) -> caffe2_pb2.NetDef:
    """ApplyTransform if that makes the net faster, else a copy.

    init_net: fills the inputs, in a workspace of its own. warmup_runs (5), main_runs (10): of each side.
    improvement_threshold (1.01): by which factor.
    """
    warmup_runs, main_runs = kwargs.get("warmup_runs", 5), kwargs.get("main_runs", 10)
    original = caffe2_pb2.NetDef.FromString(net.SerializeToString())
    transformed = ApplyTransform(transform_key, net)
    before = _milliseconds(original, init_net, warmup_runs, main_runs)
    after = _milliseconds(transformed, init_net, warmup_runs, main_runs)
    return transformed if after * kwargs.get("improvement_threshold", 1.01) < before else original


def _milliseconds(net: caffe2_pb2.NetDef, init_net: caffe2_pb2.NetDef, warmup_runs: int, main_runs: int) -> float:
    with WorkspaceGuard("_netdef_transform"):
        try:
            RunNetOnce(init_net)
            CreateNet(net, overwrite=True)
            return _C.benchmark_net(net.name, warmup_runs, main_runs, False)[0]
        finally:
            _C.reset_workspace(None)
