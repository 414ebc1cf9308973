"""Numbers that the process counts, and observers of all nets."""

from __future__ import annotations

from netdef import _C


def GetStats() -> dict[str, int]:
    """All statistics by name: what operators like StatRegistryUpdate and AveragePut have added up."""
    return _C.get_stats()


def ClearGlobalNetObserver() -> None:
    """Removes the observer that every new net gets; netdef has observers of single nets only, so there is none."""
