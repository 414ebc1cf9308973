"""Operators as functions of arrays: the code behind netdef.functional."""

from __future__ import annotations

import collections
from typing import Any, Callable, Sequence

from netdef import _C
from netdef._impl.core.operator import CreateOperator


def namedtupledict(typename: str, field_names: Sequence[str], *args: Any, **kwargs: Any) -> type:
    """A namedtuple type whose elements can be had by position and, in brackets, by name."""
    positions = {name: i for i, name in enumerate(field_names)}
    base = collections.namedtuple(typename, field_names, *args, **kwargs)

    def get(self: Any, key: Any) -> Any:
        return tuple.__getitem__(self, positions[key] if isinstance(key, str) else key)

    base.__getitem__ = get
    return base


def _num_outputs(schema: _C.OpSchema, op_type: str, given: int | None) -> int:
    if given is None:
        if schema.max_output == schema.inf:
            raise ValueError(f"Functional {op_type}: any number of outputs is possible, say how many: num_output=")
        return schema.max_output
    if not schema.num_outputs_allowed(given):
        raise ValueError(
            f"Functional {op_type}: {given} outputs, not in range: {schema.min_output} - {schema.max_output} or not allowed")
    return given


class _Functional:
    """Every operator as a method: Functional.FC(x, w, b), with the operator's arguments as keywords."""

    def __getattr__(self, op_type: str) -> Callable[..., Any]:
        schema = _C.OpSchema.get(op_type)
        if schema is None:
            raise AttributeError(f"{op_type} is not a registered operator")

        def run(*inputs: Any, **arguments: Any) -> Any:
            if not schema.num_inputs_allowed(len(inputs)):
                raise ValueError(
                    f"Functional {op_type}: {len(inputs)} inputs, not in range: {schema.min_input} - {schema.max_input} or not allowed")
            count = _num_outputs(schema, op_type, arguments.pop("num_output", None))
            sources = [f"input_{i}" for i in range(len(inputs))]
            outputs = [
                next((source for i, source in enumerate(sources) if schema.inplace_enforced(i, j)), f"output_{j}")
                for j in range(count)]
            ws = _C.Workspace()  # the caller's is not touched
            for source, array in zip(sources, inputs):
                ws.feed_blob(source, array)
            ws.run(CreateOperator(op_type, sources, outputs, **arguments))
            return namedtupledict("output", outputs)(*[ws.fetch_blob(name) for name in outputs])

        run.__name__ = op_type
        run.__doc__ = schema.doc
        return run


Functional = _Functional()
