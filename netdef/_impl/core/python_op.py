"""Python functions as operators."""

from __future__ import annotations

import functools
from typing import Any, Callable

from netdef import _C
from netdef._impl.core.operator import CreateOperator


def register_python_functions(f: Any, grad_f: Any, python_func_type: Any, pass_workspace: bool) -> str:
    """Registers a function and its gradient; the token under which the Python operator finds them.

    (function, args, kwargs) stands for what that call returns: it is made once for each operator that is created.
    """
    if python_func_type is not None:
        made = python_func_type(f)
        f, grad_f = made.forward, made.backward
    makers = isinstance(f, tuple)
    token = _C.register_python_op(_maker(f), pass_workspace, "", True) if makers else _C.register_python_op(f, pass_workspace, "")
    if grad_f is not None:
        assert isinstance(grad_f, tuple) == makers, "f and grad_f are either both functions or both (function, args, kwargs)"
        _C.register_python_gradient_op(token, _maker(grad_f) if makers else grad_f)
    return token


def _maker(f: tuple) -> Callable[[], Callable]:
    assert len(f) == 3, "Expected builder tuple (func, args, kwargs)"
    function, args, kwargs = f
    return functools.partial(function, *args, **kwargs)


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
