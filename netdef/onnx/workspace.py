"""A workspace of its own, for nets that must not see each other's blobs."""

from __future__ import annotations

import itertools
from typing import Any

from netdef import workspace as c2_workspace

_names = itertools.count()


class Workspace:
    """A context manager whose body runs in a workspace that nobody else has.

    Functions of netdef.workspace are methods: `ws.FeedBlob("x", array)` works inside this workspace.
    """

    def __init__(self) -> None:
        self._name = f"onnx_workspace_{next(_names)}"
        self._outer: list[str] = []
        with self:
            pass

    def __enter__(self) -> Workspace:
        self._outer.append(c2_workspace.CurrentWorkspace())
        c2_workspace.SwitchWorkspace(self._name, True)
        return self

    def __exit__(self, *error: Any) -> None:
        c2_workspace.SwitchWorkspace(self._outer.pop(), True)

    def __getattr__(self, attr: str) -> Any:
        function = getattr(c2_workspace, attr)
        if not callable(function):
            return function

        def inside(*args: Any, **kwargs: Any) -> Any:
            with self:
                return function(*args, **kwargs)

        return inside

    def __del__(self) -> None:
        if self._name in c2_workspace.Workspaces():
            self.ResetWorkspace()
