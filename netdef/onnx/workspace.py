"""A workspace of its own, for nets that must not see each other's blobs."""

from __future__ import annotations

import itertools
from typing import Any, Callable

from netdef import workspace as c2_workspace

_names = itertools.count()


class Workspace:
    """A context manager whose body runs in a workspace that nobody else has.

    Functions of netdef.workspace are methods: `ws.FeedBlob("x", array)` works inside this workspace.

    fill: called inside before anything else is; not before the workspace is used.
    """

    def __init__(self, fill: Callable[[], None] | None = None) -> None:
        self._name = f"onnx_workspace_{next(_names)}"
        self._outer: list[str] = []
        self._fill = fill
        self._ctx = self  # where Caffe2 kept the context manager

    def __enter__(self) -> Workspace:
        self._outer.append(c2_workspace.CurrentWorkspace())
        c2_workspace.SwitchWorkspace(self._name, True)
        fill, self._fill = self._fill, None
        if fill is not None:
            fill()
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
