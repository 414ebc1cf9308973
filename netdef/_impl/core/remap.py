"""Renaming blobs inside operators, nets in their arguments included."""

from __future__ import annotations

from typing import Any, Callable

from netdef.proto import caffe2_pb2

BlobMap = dict[str, str]


def rename(names: Any, blob_remap: BlobMap) -> None:
    """Renames the entries of a repeated string field in place."""
    renamed = [blob_remap.get(name, name) for name in names]
    del names[:]
    names.extend(renamed)


def remap_input(op: caffe2_pb2.OperatorDef, blob_name_remapping: BlobMap) -> None:
    """Renames the operator's inputs in place."""
    rename(op.input, {str(old): str(new) for old, new in blob_name_remapping.items()})


def remap_proto(argument: caffe2_pb2.Argument, blob_remap: BlobMap) -> None:
    """Renames blobs in a net that is the value of an argument: all that `blob_remap` names."""
    from netdef._impl.core.net import Net

    inner = Net(argument.n)
    cloned = inner.Clone(name=argument.n.name, blob_remap=blob_remap)
    argument.n.CopyFrom(cloned.Proto())


def recurrent_network_op_remap(op: caffe2_pb2.OperatorDef, prefix: str, blob_remap: BlobMap) -> None:
    """Renames what a RecurrentNetwork's arguments say of blobs: step nets, links, aliases, states.

    Names the map does not know get `prefix`, as they belong to the operator's own step workspaces.
    """
    names = {**blob_remap}
    for arg in op.arg:
        if arg.name.endswith("step_net") and arg.HasField("n"):
            for step_op in arg.n.op:
                for name in (*step_op.input, *step_op.output):
                    names.setdefault(name, prefix + name)
    for arg in op.arg:
        if arg.strings:
            renamed = [names.get(name.decode(), name.decode()).encode() for name in arg.strings]
            del arg.strings[:]
            arg.strings.extend(renamed)
        elif arg.HasField("s") and arg.name in ("timestep",):
            arg.s = names.get(arg.s.decode(), arg.s.decode()).encode()
        elif arg.name.endswith("step_net") and arg.HasField("n"):
            remap_proto(arg, names)


def control_op_remap(op: caffe2_pb2.OperatorDef, prefix: str, blob_remap: BlobMap) -> None:
    """Renames blobs in the nets that If, While and AsyncIf run."""
    for arg in op.arg:
        if arg.name in ("then_net", "else_net", "loop_net", "cond_net") and arg.HasField("n"):
            for inner in arg.n.op:
                if inner.type in DEFAULT_REMAP_FUNCS:
                    DEFAULT_REMAP_FUNCS[inner.type](inner, prefix, blob_remap)
            remap_proto(arg, blob_remap)


DEFAULT_REMAP_FUNCS: dict[str, Callable[[caffe2_pb2.OperatorDef, str, BlobMap], None]] = {
    "RecurrentNetwork": recurrent_network_op_remap,
    "RecurrentNetworkGradient": recurrent_network_op_remap,
    "If": control_op_remap,
    "While": control_op_remap,
    "AsyncIf": control_op_remap,
}
