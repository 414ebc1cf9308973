"""Helpers over the current workspace."""

from __future__ import annotations

from typing import Any, Iterable

from netdef import _C


def ResetBlobs(blobs: Iterable[Any]) -> None:
    """Empties the named blobs of the current workspace."""
    for blob in blobs:
        _C.reset_blob(str(blob))


def GetGPUMemoryUsageStats() -> dict[str, Any]:
    """Memory in use on GPUs: none, as this build runs on the CPU."""
    return {"total_by_gpu": [], "max_by_gpu": [], "total": 0, "max_total": 0}
