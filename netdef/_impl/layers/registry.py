"""Layer classes by name."""

from __future__ import annotations

from typing import Any

_LAYER_REGISTRY: dict[str, type] = {}


def register_layer(name: str, layer: type) -> None:
    """Makes a class a layer of that name. Raises an AssertionError where there is one."""
    assert name not in _LAYER_REGISTRY, f"{name} already exists"
    _LAYER_REGISTRY[name] = layer


def layer_exists(name: str) -> bool:
    """Whether there is a layer of that name."""
    return name in _LAYER_REGISTRY


def get_layer_class(name: str) -> type:
    """The class of that name."""
    return _LAYER_REGISTRY[name]


def create_layer(layer_name: str, *args: Any, **kwargs: Any) -> Any:
    """An instance of the layer of that name."""
    return _LAYER_REGISTRY[layer_name](*args, **kwargs)
