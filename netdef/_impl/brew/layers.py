"""brew as the public module is, for code below it: brew.fc(model, ...) with the defaults of the model and of the scope."""

from __future__ import annotations

from typing import Callable

from netdef._impl.brew.registry import scoped


class _Layers:
    def __getattr__(self, name: str) -> Callable:
        return scoped(name)


brew = _Layers()
