"""`@netdef.op`: operator types whose kernels are Python functions."""

from __future__ import annotations

import inspect
from typing import Any, Callable, Mapping, NamedTuple, Sequence

import numpy as np

from netdef import _C
from netdef._impl.core.registered import RefreshRegisteredOperators

Kernel = Callable[..., Any]


class Spec(NamedTuple):
    """Shape and element type of a blob, as shape functions get and return them."""

    shape: tuple[int, ...]
    dtype: np.dtype


def op(
    function: Kernel | None = None,
    *,
    outputs: Sequence[str] = ("Y",),
    shapes: Callable[..., Any] | None = None,
    gradient: Kernel | None = None,
    engine: str = "",
    arguments: Mapping[str, str] | None = None,
) -> Any:
    """Makes a function an operator type of its name, in nets like any other.

        @netdef.op(shapes=lambda X, factor: X, gradient=lambda X, Y, dY, factor: factor * dY)
        def Times(X, *, factor=2.0):
            "X times a number."
            return factor * X

    The function gets one array for each input, in the tensor's memory, to be read only, and the arguments by keyword. It returns
    an array, or a tuple of them for several outputs. Positional parameters are the inputs (those that default to None may be left out),
    keyword-only ones the arguments: a float, int, bool, str or list of such, of the type of the default; without a default an argument is
    required, and comes as the net holds it (text as bytes). The docstring is the operator's documentation.

    outputs: their names.
    shapes: function of one `Spec` per input and the arguments; returns a `Spec` for each output. Without it shapes show when the net runs.
    gradient: function of the inputs, the outputs, the outputs' gradients and the arguments; returns one gradient per input. The operator
        type's name with "Gradient" is registered for it.
    engine: register the function as a kernel of that engine for a type that exists, in place of everything above.
    arguments: what the arguments mean, by name.

    A definition that is run again replaces the functions. Raises netdef.Error where the type exists and is not Python's.
    """
    if function is None:
        return lambda f: op(f, outputs=outputs, shapes=shapes, gradient=gradient, engine=engine, arguments=arguments)
    signature = _Signature(function, len(outputs))
    type = function.__name__
    place = {"file": inspect.getsourcefile(function) or "<python>", "line": function.__code__.co_firstlineno}
    exists = _C.OpSchema.get(type) is not None
    if exists and not engine and (type, "") not in _C.python_operator_kernels():
        raise _C.Error(f"there is an operator {type} already; give the function another name, or a kernel of it an engine")
    if not exists:
        helps = arguments or {}
        declared = [(name, _text(default), helps.get(name, "")) for name, default in signature.arguments.items()]
        _C.register_operator_schema(
            type, inspect.getdoc(function) or "", signature.inputs, signature.required_inputs, list(outputs), declared,
            shapes and signature.shapes(shapes), **place
        )  # fmt: skip
        _C.register_operator_gradient(type, gradient is not None, **place)
    _C.register_operator_kernel(type, engine, signature.kernel(function), **place)
    if gradient is not None and not engine:
        _register_gradient(type, gradient, signature, list(outputs), place)
    RefreshRegisteredOperators(trigger_lazy=False)
    return function


def _register_gradient(type: str, gradient: Kernel, signature: _Signature, outputs: list[str], place: dict[str, Any]) -> None:
    name = f"{type}Gradient"
    blobs = [*signature.inputs, *outputs, *(f"d{output}" for output in outputs)]
    if _C.OpSchema.get(name) is None:
        _C.register_operator_schema(
            name, f"Gradient of {type}.", blobs, len(blobs) - len(signature.inputs) + signature.required_inputs,
            [f"d{name}" for name in signature.inputs], [], None, **place
        )  # fmt: skip
    _C.register_operator_kernel(name, "", signature.kernel(gradient), **place)


class _Signature:
    """Inputs and arguments of an operator as its function declares them."""

    def __init__(self, function: Kernel, outputs: int) -> None:
        self.inputs: list[str] = []
        self.required_inputs = 0
        self.arguments: dict[str, Any] = {}
        for parameter in inspect.signature(function).parameters.values():
            if parameter.kind is parameter.KEYWORD_ONLY:
                self.arguments[parameter.name] = parameter.default
            elif parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD) and parameter.default in (parameter.empty, None):
                self.inputs.append(parameter.name)
                self.required_inputs += parameter.default is parameter.empty
            else:
                raise TypeError(
                    f"{function.__name__}({parameter}): an operator's parameters are inputs (positional, with no default or None) "
                    "and arguments (after *)"
                )

    def kernel(self, function: Kernel) -> Callable[[list[np.ndarray], dict[str, Any]], list[np.ndarray]]:
        def call(inputs: list[np.ndarray], given: dict[str, Any]) -> list[np.ndarray]:
            result = function(*inputs, **self.values(given))
            return [np.asarray(array) for array in (result if isinstance(result, (tuple, list)) else [result])]

        return call

    def shapes(self, function: Callable[..., Any]) -> Callable[[list[Any], dict[str, Any]], list[Any]]:
        def call(inputs: list[Any], given: dict[str, Any]) -> list[Any]:
            specs = [Spec(tuple(shape), np.dtype(_NUMPY_NAMES.get(name, name))) for shape, name in inputs]
            result = function(*specs, **self.values(given))
            return [(list(s.shape), np.dtype(s.dtype).name) for s in ([result] if isinstance(result, Spec) else result)]

        return call

    def values(self, given: dict[str, Any]) -> dict[str, Any]:
        """The arguments as Python values of their defaults' types."""
        values = {name: default for name, default in self.arguments.items() if default is not inspect.Parameter.empty}
        for name, value in given.items():
            if name in self.arguments:
                values[name] = _like(value, values.get(name))
        return values


_NUMPY_NAMES = {"float": "float32", "int": "int32", "double": "float64", "std::string": "object", "string": "object"}


def _like(value: Any, default: Any) -> Any:
    if isinstance(default, str) and isinstance(value, bytes):
        return value.decode()
    if isinstance(default, (bool, int, float)):
        return type(default)(value)
    if isinstance(default, (list, tuple)):
        return type(default)(_like(item, default[0] if default else None) for item in value)
    return value


def _text(default: Any) -> str | None:
    return None if default is inspect.Parameter.empty else repr(default)
