"""Methods in Python of the extension's classes Workspace and Blob."""

from __future__ import annotations

from typing import Any

from netdef import _C
from netdef._impl.workspace import blobs, running
from netdef._impl.workspace.names import StringifyBlobName


def _remove_blob(ws: _C.Workspace, blob: Any) -> bool:
    """Removes a blob, given by name or reference; False where there is none."""
    return ws._remove_blob(StringifyBlobName(blob))


_C.Workspace.run = running.run
_C.Workspace.create_net = running.create_net
_C.Workspace.feed_blob = blobs.feed_blob
_C.Workspace.fetch_int8_blob = blobs.fetch_int8_blob
_C.Workspace.remove_blob = _remove_blob
_C.Blob.feed = blobs.feed
