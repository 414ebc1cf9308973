"""Default arguments of layers for the time of a with block."""

from __future__ import annotations

import contextlib
import copy
import threading
from typing import Any, Callable, Iterator


class _Scope(threading.local):
    def __init__(self) -> None:
        self.current: dict[str, dict[str, Any]] = {}


_scope = _Scope()


def get_current_scope() -> dict[str, dict[str, Any]]:
    """{layer: its default arguments} of the running thread."""
    return _scope.current


@contextlib.contextmanager
def arg_scope(single_helper_or_list: Callable | list[Callable], **kwargs: Any) -> Iterator[None]:
    """Gives a layer function, or a list of them, default arguments: with arg_scope([brew.conv, brew.fc], weight_init=...)."""
    helpers = single_helper_or_list if isinstance(single_helper_or_list, list) else [single_helper_or_list]
    if single_helper_or_list is not helpers:
        assert callable(single_helper_or_list), "arg_scope is only supporting single or a list of helper functions."
    assert all(callable(helper) for helper in helpers), "arg_scope is only supporting a list of callable helper functions."
    before = _scope.current
    _scope.current = copy.deepcopy(before)
    for helper in helpers:
        _scope.current.setdefault(helper.__name__, {}).update(kwargs)
    try:
        yield
    finally:
        _scope.current = before
