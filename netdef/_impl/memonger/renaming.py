"""Renaming the blobs of a net, recurrent networks inside included."""

from __future__ import annotations

from typing import Any

from netdef._impl.utils.arguments import MakeArgument
from netdef.proto import caffe2_pb2

_NAMES_OUTSIDE = ("link_external", "alias_dst")  # arguments of a RecurrentNetwork that name blobs of the net around it


def apply_assignments(net: caffe2_pb2.NetDef, blob_assignments: dict[str, str]) -> None:
    """Renames blobs in place."""
    for op in net.op:
        if op.type.startswith("RecurrentNetwork"):
            for old, new in blob_assignments.items():
                if old in op.input or old in op.output:
                    apply_recurrent_blob_assignments(op, blob_assignments, new)
        op.input[:] = [blob_assignments.get(name, name) for name in op.input]
        op.output[:] = [blob_assignments.get(name, name) for name in op.output]


def apply_recurrent_blob_assignments(op: caffe2_pb2.OperatorDef, blob_assignments: dict[str, str], canonical_name: Any) -> None:
    """Renames, in the arguments of a RecurrentNetwork or its gradient, the outer blobs that become `canonical_name`.

    Gradients of its inputs are told the operator by an argument `<blob>_grad.rename`.
    """
    canonical_name = str(canonical_name)
    names = {old: new for old, new in blob_assignments.items() if new == canonical_name}
    for arg in op.arg:
        if arg.name in _NAMES_OUTSIDE:
            arg.strings[:] = [names.get(s.decode(), s.decode()).encode() for s in arg.strings]
        elif arg.name.endswith("step_net") and arg.HasField("n"):
            for step_op in arg.n.op:
                step_op.input[:] = [names.get(name, name) for name in step_op.input]
                step_op.output[:] = [names.get(name, name) for name in step_op.output]
            arg.n.external_input[:] = [names.get(name, name) for name in arg.n.external_input]
    for old, new in names.items():
        if old.endswith("_grad") and (old in op.input or old in op.output):
            op.arg.extend([MakeArgument(old + ".rename", new)])
