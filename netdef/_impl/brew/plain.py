"""Layers without parameters: an operator by its type, documented by its schema."""

from __future__ import annotations

import re
from typing import Any, Callable

from netdef import _C
from netdef._impl import catalogue
from netdef._impl.core.registered import IsOperator


def snake_case(op_type: str) -> str:
    """arg_min for ArgMin, mat_mul for MatMul, fc for FC."""
    words = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", op_type)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", words).lower()


def plain(op_type: str, name: str | None = None) -> Callable:
    """The layer function (model, blob_in, blob_out, **arguments) for an operator."""

    def layer(model: Any, blob_in: Any, blob_out: Any, **kwargs: Any) -> Any:
        return getattr(model.net, op_type)(blob_in, blob_out, **kwargs)

    layer.__name__ = layer.__qualname__ = name or snake_case(op_type)
    described = catalogue.describe(op_type)
    layer.__doc__ = f"The operator {op_type}. {described.doc.strip()}" if described else f"The operator {op_type}."
    return layer


_by_name: dict[str, str] = {}


def find_plain(name: str) -> Callable | None:
    """The layer function of the operator whose type reads `name` in snake case; None where there is none."""
    if name not in _by_name:
        _by_name.clear()
        _by_name.update({snake_case(op_type): op_type for domain, op_type in _C.OpSchema.keys() if not domain})
    op_type = _by_name.get(name)
    return plain(op_type, name) if op_type and IsOperator(op_type) else None
