"""Objects that are found by their class as long as a with block lasts."""

from __future__ import annotations

import functools
import threading
from typing import Any, Callable


class _Stacks(threading.local):
    """For each managed class, the objects that are active in the running thread, innermost last."""

    def __init__(self) -> None:
        self.of: dict[type, list[Any]] = {}


_stacks = _Stacks()


def _contexts(cls: type) -> list[type]:
    """The classes that an instance of `cls` is current for."""
    return [base for base in cls.__mro__ if hasattr(base, "current") and base not in (Managed, DefaultManaged)]


class Managed:
    """Base of classes whose instances are entered by `with` and found by `Class.current()` inside, per thread.

    An instance is current for its class and for every managed class above it. As a decorator it is entered for each call.
    """

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
        for cls in _contexts(type(self)):
            _stacks.of.setdefault(cls, []).append(self)
        return self

    def __exit__(self, *args: Any) -> None:
        for cls in _contexts(type(self)):
            stack = _stacks.of.get(cls)
            assert stack, f"Context {cls} is empty."
            assert stack.pop() is self, f"Context {cls} is left in another order than it was entered."

    def __call__(self, func: Callable) -> Callable:
        @functools.wraps(func)
        def inside(*args: Any, **kwargs: Any) -> Any:
            with self:
                return func(*args, **kwargs)

        return inside


class DefaultManaged(Managed):
    """Managed; where none is active, `current()` makes one, which stays for the thread."""

    @classmethod
    def current(cls, value: Any = None, required: bool = True) -> Any:
        if value is None and not _stacks.of.get(cls):
            cls().__enter__()
        return Managed.current.__func__(cls, value, required)


def define_context(arg_name: str | None = None, allow_default: bool = False) -> Callable[[type], type]:
    """A class decorator of earlier Caffe2: makes a class a Managed one, a DefaultManaged one if `allow_default`, with its own `with` inside.

    arg_name has no effect.
    """
    behaviour = DefaultManaged if allow_default else Managed

    def decorate(cls: type) -> type:
        # Not a class derived from it: super(Name, self) in its methods must find the class itself.
        assert not hasattr(cls, "current"), f"{cls} is a context already, or its parent is."
        own_enter, own_exit = getattr(cls, "__enter__", None), getattr(cls, "__exit__", None)

        def enter(self: Any) -> Any:
            if own_enter is not None:
                own_enter(self)
            return Managed.__enter__(self)

        def leave(self: Any, *args: Any) -> None:
            Managed.__exit__(self, *args)
            if own_exit is not None:
                own_exit(self, *args)

        cls.current = classmethod(behaviour.current.__func__)  # type: ignore[attr-defined]
        cls.__enter__, cls.__exit__, cls.__call__ = enter, leave, Managed.__call__  # type: ignore[attr-defined]
        return cls

    return decorate
