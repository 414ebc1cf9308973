"""Layer functions by name, and calling them with the defaults of the model and of the scope."""

from __future__ import annotations

import functools
import inspect
from typing import Any, Callable, Iterable

from netdef._impl.brew.arg_scope import get_current_scope
from netdef._impl.brew.plain import find_plain
from netdef._impl.model_helper.model_helper import ModelHelper

_registered: dict[str, Callable] = {}


def Register(helper: Callable) -> None:
    """Makes a function (model, ...) a layer of brew, under its own name.

    Raises:
        AttributeError: there is one of this name.
    """
    name = helper.__name__
    if name in _registered:
        raise AttributeError(f"Helper {name} already exists. Please change your helper name.")
    _registered[name] = helper


def has_helper(helper_or_helper_name: Any) -> bool:
    """Whether a layer of this name was registered; those that come from an operator's schema do not count."""
    name = helper_or_helper_name if isinstance(helper_or_helper_name, str) else helper_or_helper_name.__name__
    return name in _registered


def names() -> Iterable[str]:
    """The registered layers."""
    return _registered.keys()


def scoped(name: str) -> Callable:
    """The layer `name`, to be called with the arguments that model and arg_scope supply as defaults.

    Raises:
        AttributeError: no such layer is registered, and no operator's type reads like that.
    """
    helper = _registered.get(name) or find_plain(name)
    if helper is None:
        raise AttributeError(f"Helper function {name} not registered.")
    signature = inspect.signature(helper)
    takes_all = any(p.kind is inspect.Parameter.VAR_KEYWORD for p in signature.parameters.values())
    positional = [p.name for p in signature.parameters.values() if p.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]

    @functools.wraps(helper)
    def call(*args: Any, **kwargs: Any) -> Any:
        model = args[0] if args else kwargs.get("model")
        if not isinstance(model, ModelHelper):
            raise RuntimeError(
                "The first input of helper function should be model. Or you can provide it in kwargs as model=<your_model>.")
        defaults = {key: value for key, value in model.arg_scope.items() if takes_all or key in signature.parameters}
        defaults.update(get_current_scope().get(name, {}))
        for given in positional[: len(args)]:
            defaults.pop(given, None)
        return helper(*args, **{**defaults, **kwargs})

    return call
