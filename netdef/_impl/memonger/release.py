"""Freeing blobs as soon as nothing reads them any more."""

from __future__ import annotations

from typing import Callable, Collection

from netdef._impl.core.operator import CreateOperator
from netdef._impl.scope import EmptyNameScope
from netdef.proto import caffe2_pb2


def release_blobs_when_used(
    netproto: caffe2_pb2.NetDef, dont_free_blobs: Collection[str], selector_fun: Callable[[str], bool] | None = None
) -> caffe2_pb2.NetDef:
    """A net with a Free after the last operator that reads a blob, for blobs that an operator of the net writes.

    External outputs, blobs that an Alias shares memory with, and `dont_free_blobs` stay. selector_fun: says of a blob whether it may be freed.
    """
    result = caffe2_pb2.NetDef()
    result.CopyFrom(netproto)
    del result.op[:]
    aliased = {name for op in netproto.op if "Alias" in op.type for name in (*op.input, *op.output)}
    kept = set(map(str, dont_free_blobs)) | set(netproto.external_output) | set(netproto.external_input) | aliased
    last = {name: i for i, op in enumerate(netproto.op) for name in (*op.input, *op.output)}
    read = {name for op in netproto.op for name in op.input}
    written: set[str] = set()
    for i, op in enumerate(netproto.op):
        result.op.extend([op])
        written.update(op.output)
        for name in dict.fromkeys((*op.input, *op.output)):
            if last[name] != i or name in kept or name not in written or name not in read:
                continue
            if selector_fun is None or selector_fun(name):
                with EmptyNameScope():
                    result.op.extend([CreateOperator("Free", [name], [name], device_option=op.device_option)])
    return result
