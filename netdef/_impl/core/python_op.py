"""Python functions as operators."""

from __future__ import annotations

from typing import Any

from netdef import _C
from netdef._impl.core.operator import CreateOperator


def register_python_functions(f: Any, grad_f: Any, python_func_type: Any, pass_workspace: bool) -> str:
    """Registers a function and its gradient; the token under which the Python operator finds them."""
    if python_func_type is not None:
        made = python_func_type(f)
        f, grad_f = made.forward, made.backward
    else:
        f, grad_f = _built(f), _built(grad_f)
    token = _C.register_python_op(f, pass_workspace, "")
    if grad_f is not None:
        _C.register_python_gradient_op(token, grad_f)
    return token


def _built(f: Any) -> Any:
    """(function, args, kwargs) stands for what that call returns."""
    if not isinstance(f, tuple):
        return f
    assert len(f) == 3, "Expected builder tuple (func, args, kwargs)"
    function, args, kwargs = f
    return function(*args, **kwargs)


def CreatePythonOperator(
    f: Any,
    inputs: Any,
    outputs: Any,
    grad_f: Any = None,
    pass_workspace: bool = False,
    python_func_type: Any = None,
    *args: Any,
    **kwargs: Any,
) -> Any:
    """An OperatorDef that calls f(inputs, outputs); see Net.Python."""
    kwargs["token"] = register_python_functions(f, grad_f, python_func_type, pass_workspace)
    return CreateOperator("Python", inputs, outputs, *args, **kwargs)
