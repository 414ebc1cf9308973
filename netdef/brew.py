"""Layers: functions that add operators and their parameters to a model; as caffe2.python.brew.

    model = model_helper.ModelHelper(name="lenet")
    conv1 = brew.conv(model, "data", "conv1", dim_in=1, dim_out=20, kernel=5)
    with brew.arg_scope([brew.fc], weight_init=("MSRAFill", {})):
        pred = brew.fc(model, conv1, "pred", dim_in=20 * 24 * 24, dim_out=10)

Beside the layers of netdef.helpers and those that scripts register, every operator is one under its name in snake case:
brew.sigmoid(model, "x", "y"). Arguments that a call leaves out come from arg_scope, then from the model.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Callable

from netdef import helpers as _helpers
from netdef._impl.brew import registry as _registry
from netdef._impl.brew.arg_scope import arg_scope
from netdef._impl.brew.registry import Register, has_helper
from netdef._impl.model_helper.model_helper import ModelHelper

__all__ = ["ModelHelper", "Register", "arg_scope", "has_helper"]

for _found in pkgutil.iter_modules(_helpers.__path__):
    _module = importlib.import_module(f"netdef.helpers.{_found.name}")
    for _name in _module.__all__:
        Register(getattr(_module, _name))


def __getattr__(name: str) -> Callable:
    if name.startswith("__"):
        raise AttributeError(f"module 'netdef.brew' has no attribute {name!r}")
    return _registry.scoped(name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_registry.names()})
