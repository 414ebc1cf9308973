"""Small helpers of scripts: debuggers, checks, enumerations kept as classes."""

from __future__ import annotations

import functools
import pdb
import sys
import traceback
from typing import Any, Callable, TypeVar

_T = TypeVar("_T")


class DebugMode:
    """Runs a function and, where it fails, opens the debugger at the place of failure."""

    @classmethod
    def run(cls, func: Callable[[], _T]) -> _T:
        try:
            return func()
        except KeyboardInterrupt:
            raise
        except Exception:
            traceback.print_exc()
            pdb.post_mortem(sys.exc_info()[2])
            raise


def debug(f: Callable[..., _T]) -> Callable[..., _T]:
    """Decorator: a failing call opens the debugger."""

    @functools.wraps(f)
    def wrapper(*args: Any, **kwargs: Any) -> _T:
        return DebugMode.run(lambda: f(*args, **kwargs))

    return wrapper


def raiseIfNotEqual(a: Any, b: Any, msg: str) -> None:
    """Raises an Exception with `msg` unless a == b."""
    if a != b:
        raise Exception(f"{msg}. {a} != {b}")


def EnumClassKeyVals(cls: type) -> dict[str, str]:
    """The upper-case attributes of a class whose values are strings, inherited ones included."""
    assert isinstance(cls, type)
    members = {key: getattr(cls, key) for key in dir(cls) if key == key.upper() and not key.startswith("__")}
    return {key: value for key, value in members.items() if isinstance(value, str)}
