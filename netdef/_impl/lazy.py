"""An action put off until operators are looked up."""

from __future__ import annotations

from typing import Callable

_action: Callable[[], None] | None = None


def RegisterLazyImport(lazy: Callable[[], None]) -> None:
    """Calls `lazy` before operators are looked up the next time, and every time after that; it replaces an earlier one."""
    global _action
    _action = lazy


def TriggerLazyImport() -> None:
    """Calls what is registered, if anything is."""
    if _action is not None:
        _action()
