"""Immediate mode: operators run when they are made, in a workspace of their own."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from typing import Any

from netdef import _C
from netdef._impl.workspace import blobs, running

_NAME = "_CAFFE2_IMMEDIATE"
_active = False
_root_folder = ""


def IsImmediate() -> bool:
    """Whether immediate mode is on."""
    return _active


def StartImmediate(i_know: bool = False) -> None:
    """Turns immediate mode on: core.CreateOperator runs each operator at once, in an own workspace in a temporary folder.

    Meant for trying things out: an operator's inputs must exist when it is made. `i_know` silences that warning.
    """
    global _active, _root_folder
    if _active:  # begin anew
        StopImmediate()
    _active = True
    _root_folder = tempfile.mkdtemp(prefix="netdef-immediate-")
    with running.WorkspaceGuard(_NAME):
        running.ResetWorkspace(_root_folder)
    if not i_know:
        warnings.warn(
            "immediate mode runs every operator as it is made: its inputs must exist by then, and each run makes the "
            "operator anew. Use it to try things out, and StopImmediate() when done.", stacklevel=2)


def StopImmediate() -> None:
    """Turns immediate mode off and drops its blobs and folder."""
    global _active, _root_folder
    if not _active:
        return
    with running.WorkspaceGuard(_NAME):
        running.ResetWorkspace()
    shutil.rmtree(_root_folder, ignore_errors=True)
    _root_folder = ""
    _active = False


def ImmediateBlobs() -> list[str]:
    """Names of the blobs of immediate mode."""
    with running.WorkspaceGuard(_NAME):
        return _C.blobs()


def RunOperatorImmediate(op: Any) -> None:
    """Runs an operator in the workspace of immediate mode."""
    with running.WorkspaceGuard(_NAME):
        running.RunOperatorOnce(op)


def FetchImmediate(*args: Any, **kwargs: Any) -> Any:
    """FetchBlob in the workspace of immediate mode."""
    with running.WorkspaceGuard(_NAME):
        return blobs.FetchBlob(*args, **kwargs)


def FeedImmediate(*args: Any, **kwargs: Any) -> bool:
    """FeedBlob in the workspace of immediate mode."""
    with running.WorkspaceGuard(_NAME):
        return blobs.FeedBlob(*args, **kwargs)
