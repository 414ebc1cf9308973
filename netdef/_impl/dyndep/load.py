"""Loads libraries of operators."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
import threading
from typing import Iterator

from netdef import _C
from netdef._impl.core.registered import RefreshRegisteredOperators

dll_lock = threading.Lock()
_imported: set[str] = set()


@contextlib.contextmanager
def DlopenGuard(extra_flags: int = ctypes.RTLD_GLOBAL) -> Iterator[None]:
    """Libraries loaded inside get these dlopen flags besides the usual ones."""
    if not hasattr(sys, "getdlopenflags"):  # as on Windows, where libraries see each other's symbols anyway
        yield
        return
    before = sys.getdlopenflags()
    sys.setdlopenflags(before | extra_flags)
    try:
        yield
    finally:
        sys.setdlopenflags(before)


def InitOpsLibrary(name: str, trigger_lazy: bool = True) -> None:
    """Loads a shared library that registers operators. A path at which there is no file is reported and left alone.

    trigger_lazy: also load what lazy_dyndep has put off.
    """
    if not os.path.exists(name):
        # Scripts name libraries of builds that have those operators built in here.
        print(f"Ignoring {name} as it is not a valid file.")
        return
    load(name, trigger_lazy)


def load(path: str, trigger_lazy: bool) -> None:
    """Loads a library that exists."""
    with dll_lock:
        _imported.add(path)
        _C.load_operator_library(path)
        RefreshRegisteredOperators(trigger_lazy)


def GetImportedOpsLibraries() -> set[str]:
    """The libraries loaded so far."""
    return _imported
