"""Libraries of operators, loaded when operators are first looked up."""

from __future__ import annotations

import os
from typing import Callable

from netdef._impl import lazy
from netdef._impl.dyndep import load

_waiting: set[str] = set()
_loaded: set[str] = set()
_error_handler: Callable[[Exception], None] | None = None


def RegisterOpsLibrary(name: str) -> None:
    """Loads the library when operators are first looked up. A path at which there is no file is reported and left alone."""
    if not os.path.exists(name):
        print(f"Ignoring {name} as it is not a valid file.")
        return
    if name not in _loaded:
        _waiting.add(name)
        lazy.RegisterLazyImport(_load_waiting)


def SetErrorHandler(handler: Callable[[Exception], None]) -> None:
    """Calls `handler(error)` where a library cannot be loaded; it may raise. Without one the error is raised."""
    global _error_handler
    _error_handler = handler


def GetImportedOpsLibraries() -> set[str]:
    """The libraries loaded so far, those that wait included: they are loaded first."""
    _load_waiting()
    return load.GetImportedOpsLibraries()


def _load_waiting() -> None:
    while _waiting:
        name = _waiting.pop()
        try:
            load.load(name, trigger_lazy=False)
        except Exception as error:
            if _error_handler is None:
                raise
            _error_handler(error)
        else:
            _loaded.add(name)
