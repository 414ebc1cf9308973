"""Small nets for tests of operators that only make sense together with others."""

from __future__ import annotations

from netdef import core, workspace
from netdef.proto import caffe2_pb2

op = core.CreateOperator


def net(*ops, name="net", inputs=(), outputs=(), **fields):
    """A NetDef of `ops`; `inputs` and `outputs` are its external ones."""
    return caffe2_pb2.NetDef(name=name, op=list(ops), external_input=list(inputs), external_output=list(outputs), **fields)


def feed(**blobs):
    for name, value in blobs.items():
        workspace.FeedBlob(name, value)


def run(*ops, fetch=(), feed=None, **fields):
    """Runs `ops` as one net in a fresh workspace that holds `feed`; the blobs named in `fetch` afterwards.

    fetch: one name for one value, or several for a list.
    """
    workspace.ResetWorkspace()
    for name, value in (feed or {}).items():
        workspace.FeedBlob(name, value)
    workspace.RunNetOnce(net(*ops, **fields))
    return get(fetch)


def get(names):
    return workspace.FetchBlob(names) if isinstance(names, str) else [workspace.FetchBlob(name) for name in names]
