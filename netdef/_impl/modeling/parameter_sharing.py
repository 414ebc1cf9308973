"""Sharing parameters between scopes: a parameter made in one name scope is that of another."""

from __future__ import annotations

import contextlib
from typing import Iterator

from netdef._impl import scope


def _with_separator(name: str) -> str:
    return name if not name or name.endswith(scope.SEPARATOR) else name + scope.SEPARATOR


class ParameterSharingContext:
    """Which scopes take their parameters from which."""

    def __init__(self) -> None:
        self._scope_overrides: dict[str, str] = {}
        self._contexts: list[dict[str, str]] = []

    def get_parameter_name(self, name: str) -> str:
        """The full name of the parameter that is called `name` in the current name scope."""
        return self._resolve(scope.CurrentNameScope()) + name

    def _resolve(self, candidate: str) -> str:
        """The scope that stands for `candidate`: its longest overridden part is replaced, by what stands for the replacement."""
        rest = ""
        seen: list[str] = []
        while True:
            part = max((p for p in self._scope_overrides if candidate.startswith(p)), key=len, default=None)
            if part is None:
                return candidate + rest
            if part in seen:
                raise ValueError(f"Parameter sharing goes in a circle: {' -> '.join([*seen, part])}")
            seen.append(part)
            rest = candidate[len(part):] + rest
            candidate = self._scope_overrides[part]

    def add_scope_overrides(self, shared_scopes: dict[str, str]) -> None:
        """Shares {scope: scope to take parameters from}, until `pop`."""
        self._contexts.append(shared_scopes)
        self._scope_overrides.update(shared_scopes)

    def pop(self) -> None:
        """Takes back the last `add_scope_overrides`."""
        assert self._contexts, "no parameters are shared"
        self._contexts.pop()
        self._scope_overrides = {}
        for overrides in self._contexts:
            self._scope_overrides.update(overrides)


parameter_sharing_context = ParameterSharingContext()


@contextlib.contextmanager
def ParameterSharing(shared_scopes: dict[str, str]) -> Iterator[None]:
    """Inside, a layer built under the scope `a` takes its parameters from the scope `b`, for {"a": "b"}.

    Scopes are relative to the current name scope. Nothing can be shared with a part of itself.
    """
    assert isinstance(shared_scopes, dict), f"expected a dict of scopes, got {type(shared_scopes).__name__}"
    current = scope.CurrentNameScope()
    overrides = {}
    for source, target in shared_scopes.items():
        assert not _with_separator(target).startswith(_with_separator(source)), (
            f"Illegal override for parameter sharing. {source} is prefix of {target}")
        overrides[current + _with_separator(source)] = current + _with_separator(target)
    parameter_sharing_context.add_scope_overrides(overrides)
    try:
        yield
    finally:
        parameter_sharing_context.pop()
