"""Transformations as the extension module shows them: nets go in and come out as bytes."""

from __future__ import annotations

from typing import Any, Callable

from netdef._impl.core.ssa import get_ssa
from netdef._impl.transformations.ideep import optimize_for_ideep
from netdef._impl.transformations.transformer import OF_NETS, OF_WORKSPACES
from netdef.proto import caffe2_pb2


def _run(known: dict[str, Callable[[Any], None]], name: str, net: bytes) -> bytes:
    if name not in known:
        raise RuntimeError(f"Pass doesn't exist: {name}; there are {', '.join(known)}")
    changed = caffe2_pb2.NetDef.FromString(net)
    known[name](changed)
    return changed.SerializeToString()


def transform_exists(name: str) -> bool:
    """Whether run_transform knows the name."""
    return name in OF_NETS


def workspace_transform_exists(name: str) -> bool:
    """Whether run_workspace_transform knows the name."""
    return name in OF_WORKSPACES


def run_transform(name: str, net: bytes) -> bytes:
    """A serialized net, transformed."""
    return _run(OF_NETS, name, net)


def run_workspace_transform(name: str, net: bytes) -> bytes:
    """A serialized net, transformed together with its parameters in the current workspace."""
    return _run(OF_WORKSPACES, name, net)


def transform_addNNPACK(net: bytes) -> bytes:
    """Gives convolutions the engine NNPACK."""
    return run_transform("AddNNPACK", net)


def transform_fuseNNPACKConvRelu(net: bytes) -> bytes:
    """Fuses NNPACK convolutions and the Relus after them."""
    return run_transform("FuseNNPACKConvRelu", net)


def transform_fuseConvBN(net: bytes) -> bytes:
    """Fuses convolutions and batch normalizations; the parameters must be in the current workspace."""
    return run_workspace_transform("FuseConvBN", net)


def transform_optimizeForMKLDNN(net: bytes, training_mode: bool = False) -> bytes:
    """Lets convolutions on IDEEP devices take in what follows them; the parameters must be in the current workspace."""
    changed = caffe2_pb2.NetDef.FromString(net)
    if not training_mode:
        optimize_for_ideep(changed)
    return changed.SerializeToString()


def ssa_rewrite(net: bytes) -> bytes:
    """A serialized net in which no blob is written twice: what the k-th operator that writes x writes becomes x_k, from 0 on.

    What comes from outside keeps its name, and so do external outputs.
    """
    changed = caffe2_pb2.NetDef.FromString(net)
    ssa, last = get_ssa(changed)
    kept = {(name, last[name]) for name in changed.external_output if name in last}

    def named(blob: str, version: int) -> str:
        return blob if version == 0 or (blob, version) in kept else f"{blob}_{version - 1}"

    for op, (inputs, outputs) in zip(changed.op, ssa):
        op.input[:] = [named(*blob) for blob in inputs]
        op.output[:] = [named(*blob) for blob in outputs]
    return changed.SerializeToString()
