"""Which operators exist, asked from the core once and again after a library is loaded."""

from __future__ import annotations

from netdef import _C
from netdef._impl.lazy import TriggerLazyImport

_registered: set[str] = set()


def _GetRegisteredOperators() -> set[str]:
    return set(_C.registered_operators())


def RefreshRegisteredOperators(trigger_lazy: bool = True) -> None:
    """Asks the core anew which operators exist; for after an operator library was loaded.

    trigger_lazy: load libraries that lazy_dyndep has put off first.
    """
    if trigger_lazy:
        TriggerLazyImport()
    _registered.clear()
    _registered.update(_GetRegisteredOperators())


def IsOperator(op_type: str) -> bool:
    """Whether an operator of this type exists."""
    return IsOperatorWithEngine(op_type, "DEFAULT")


def IsOperatorWithEngine(op_type: str, engine: str) -> bool:
    """Whether the operator has a kernel of this engine; "DEFAULT" is the plain kernel."""
    if not _registered:
        RefreshRegisteredOperators()
    return _C.op_registry_key(op_type, "" if engine == "DEFAULT" else engine) in _registered
