"""Functional: runs one operator on arrays."""

from __future__ import annotations

import collections
from typing import Any, Callable, Sequence

from netdef import _C
from netdef._impl.core.operator import CreateOperator
from netdef._impl.core.registered import IsOperator
from netdef._impl.scope import EmptyNameScope
from netdef._impl.workspace.blobs import FeedBlob, FetchBlob
from netdef._impl.workspace.running import ResetWorkspace, RunOperatorOnce, WorkspaceGuard


def namedtupledict(typename: str, field_names: Sequence[str], *args: Any, **kwargs: Any) -> type:
    """A named tuple whose fields are also found by name: t["field"]."""
    base = collections.namedtuple(typename, field_names, *args, **kwargs)

    def get(self: Any, key: Any) -> Any:
        return getattr(self, key) if isinstance(key, str) else tuple.__getitem__(self, key)

    return type(typename, (base,), {"__getitem__": get, "__slots__": ()})


class _Functional:
    """Every operator is a function of arrays: Functional.Add(a, b, broadcast=1)."""

    def __getattribute__(self, op_type: str) -> Callable:
        if op_type.startswith("__"):
            return object.__getattribute__(self, op_type)
        if not IsOperator(op_type):
            raise AttributeError(f"{op_type} is not a registered operator")
        return lambda *args, **kwargs: _run(op_type, *args, **kwargs)


def _run(op_type: str, *args: Any, **kwargs: Any) -> Any:
    """The outputs output_0, output_1, ... of an operator on arrays, given in order or as input_0=..., or by the schema's names.

    device_option: where it runs. num_output: how many outputs, where the schema does not say. Others are arguments of the operator.
    """
    inputs = list(args)
    schema = _C.OpSchema.get(op_type)
    device = kwargs.pop("device_option", None)
    wanted = kwargs.pop("num_output", None)
    for description in schema.input_desc if schema is not None else ():
        name = description[0] if isinstance(description, tuple) else description
        if name in kwargs:
            inputs.append(kwargs.pop(name))
    names = [f"input_{i}" for i in range(len(inputs))]
    if wanted is None:
        wanted = _number_of_outputs(op_type, schema, len(inputs))
    outputs = [f"output_{i}" for i in range(wanted)]
    with EmptyNameScope():
        op = CreateOperator(op_type, names, outputs, device_option=device, **kwargs)
    with WorkspaceGuard("_functional_workspace_"):
        try:
            for name, value in zip(names, inputs):
                FeedBlob(name, value, device)
            RunOperatorOnce(op)
            return namedtupledict("output", outputs)(*(FetchBlob(name) for name in outputs))
        finally:
            ResetWorkspace()


def _number_of_outputs(op_type: str, schema: Any, num_inputs: int) -> int:
    if schema is None:
        raise ValueError(f"{op_type} has no schema: give num_output")
    calculated = schema.CalculateOutput(num_inputs)
    if calculated >= 0:
        return calculated
    if schema.min_output == schema.max_output:
        return schema.max_output
    raise ValueError(f"The number of outputs of {op_type} is not fixed (from {schema.min_output} to {schema.max_output}): give num_output")


Functional = _Functional()
