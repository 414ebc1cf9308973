"""The messages of Caffe2 models: ``from netdef.proto import caffe2_pb2``.

The modules are generated from ``proto/`` when netdef is built. Their descriptors are those of Caffe2 1.8.1, so another
package that brings the same ones can live in the same process; one that brings a different version cannot, because
protobuf keeps a single pool of messages, and whichever is imported second gets an ImportError that names the first.
"""

from __future__ import annotations

import importlib
import sys

from google.protobuf import descriptor_pb2 as _descriptor_pb2
from google.protobuf import descriptor_pool as _descriptor_pool
from google.protobuf.descriptor import FileDescriptor as _FileDescriptor

MODULES = ("caffe2_pb2", "caffe2_legacy_pb2", "hsm_pb2", "metanet_pb2", "predictor_consts_pb2", "prof_dag_pb2", "torch_pb2")

__all__ = ["MODULES", "conflicts"]


def conflicts() -> list[str]:
    """What keeps message modules of this package from being imported in this process, one text each."""
    found = []
    for name in MODULES:
        try:
            importlib.import_module(f"{__name__}.{name}")
        except ImportError as error:
            found.append(str(error))
    return found


def _add_file(serialized: bytes) -> _FileDescriptor:
    """Registers a file of messages; the generated modules call this instead of protobuf's pool."""
    pool = _descriptor_pool.Default()
    ours = _descriptor_pb2.FileDescriptorProto.FromString(serialized)
    rival = _rival(pool, ours)
    if rival is not None:
        raise ImportError(_explain(ours, rival), name=__name__)
    try:
        return pool.AddSerializedFile(serialized)
    except TypeError as error:
        raise ImportError(
            f"netdef cannot register the messages of {ours.name} ({error}). Another package in this process has probably "
            "registered a different version; use netdef in a process of its own.",
            name=__name__,
        ) from None


def _rival(
    pool: _descriptor_pool.DescriptorPool, ours: _descriptor_pb2.FileDescriptorProto
) -> _FileDescriptor | None:
    """The file in the pool that stands in the way of ours: same name but different, or a definer of one of our types."""
    try:
        same = pool.FindFileByName(ours.name)
    except KeyError:
        pass
    else:
        theirs = _descriptor_pb2.FileDescriptorProto()
        same.CopyToProto(theirs)
        return None if theirs == ours else same
    for definition in (*ours.message_type, *ours.enum_type):
        try:
            return pool.FindFileContainingSymbol(f"{ours.package}.{definition.name}")
        except KeyError:
            continue
    return None


def _explain(ours: _descriptor_pb2.FileDescriptorProto, rival: _FileDescriptor) -> str:
    origin = _origin(rival)
    if origin is None:
        who, which = "another package", "that package"
    else:
        who, which = f"{origin[0]} ({origin[1]})", origin[0].split(".")[0]
    return (
        f"netdef cannot register the messages of {ours.name}: {who} has already registered a different version of them "
        f"as {rival.name}, and protobuf allows one per process. Use {which} and netdef in separate processes, or a release "
        f"of {which} whose messages are those of Caffe2 1.8.1. A script that only wants `caffe2.proto` can have netdef's: "
        "see netdef.compat."
    )


def _origin(file: _FileDescriptor) -> tuple[str, str] | None:
    """Name and path of the imported module that registered a file."""
    for name, module in list(sys.modules.items()):
        descriptor = vars(module).get("DESCRIPTOR") if hasattr(module, "__dict__") else None
        if isinstance(descriptor, _FileDescriptor) and descriptor.name == file.name and not name.startswith(__name__ + "."):
            return name, getattr(module, "__file__", None) or "no file"
    return None
