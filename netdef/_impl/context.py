"""Objects that are found by their class as long as a with block lasts."""

from __future__ import annotations

import contextlib
import threading
from typing import Any


class _Stacks(threading.local):
    """For each managed class, the objects that are active in the running thread, innermost last."""

    def __init__(self) -> None:
        self.of: dict[type, list[Any]] = {}


_stacks = _Stacks()


class Managed(contextlib.ContextDecorator):
    """Base of classes whose instances are entered by `with` and found by `Class.current()` inside, per thread.

    An instance is current for its class and for every managed class above it. As a decorator it is entered for each call.
    """

    @classmethod
    def _managed_classes(cls) -> list[type]:
        return [base for base in cls.__mro__ if issubclass(base, Managed) and base not in (Managed, DefaultManaged)]

    @classmethod
    def current(cls, value: Any = None, required: bool = True) -> Any:
        """`value` if given, else the innermost active instance; without one None, or an AssertionError if `required`."""
        if value is not None:
            assert isinstance(value, cls), f"Wrong context type. Expected: {cls}, got {type(value)}."
            return value
        stack = _stacks.of.get(cls)
        if stack:
            return stack[-1]
        assert not required, f"Context {cls} is required but none is active."
        return None

    def __enter__(self) -> Any:
        for cls in self._managed_classes():
            _stacks.of.setdefault(cls, []).append(self)
        return self

    def __exit__(self, *args: Any) -> None:
        for cls in self._managed_classes():
            stack = _stacks.of.get(cls)
            assert stack, f"Context {cls} is empty."
            assert stack.pop() is self, f"Context {cls} is left in another order than it was entered."


class DefaultManaged(Managed):
    """Managed; where none is active, `current()` makes one, which stays for the thread."""

    @classmethod
    def current(cls, value: Any = None, required: bool = True) -> Any:
        if value is None and not _stacks.of.get(cls):
            cls().__enter__()
        return super().current(value, required)
