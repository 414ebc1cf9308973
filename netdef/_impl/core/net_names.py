"""Names of nets: unique in the process, never given back."""

from __future__ import annotations

import threading
from typing import Callable

_lock = threading.Lock()
_used: set[str] = set()
_next: dict[str, int] = {}  # base name -> number to try next

# Where nets are built, if inside a NetBuilder; set by it.
current_prefix: Callable[[], str] = lambda: ""


def unique(name: str) -> str:
    """`name` under the current prefix, or the first of name_1, name_2 ... that is free; it is taken from now on.

    The empty name is one as well: the blobs of the first net without one are `/FC`, as Caffe2's.
    """
    base = "/".join(part for part in (current_prefix(), name) if part)
    with _lock:
        candidate = base
        number = _next.get(base, 1)
        while candidate in _used:
            candidate = f"{base}_{number}"
            number += 1
        _next[base] = number
        _used.add(candidate)
    return candidate
