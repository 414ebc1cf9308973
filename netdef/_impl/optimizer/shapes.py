"""Shapes of parameters, from what fills them."""

from __future__ import annotations

from typing import Any

from netdef._impl.workspace.shapes import InferShapesAndTypes


def shape_of(param: Any, param_init_net: Any) -> list[int]:
    """The shape that `param_init_net` gives the parameter.

    Raises:
        AssertionError: the net does not say.
    """
    shapes, _ = InferShapesAndTypes([param_init_net])
    assert str(param) in shapes, f"cannot infer the shape of {param}: net {param_init_net} does not fill it in a known shape"
    return shapes[str(param)]
