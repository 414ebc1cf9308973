"""Runs one operator in a workspace of its own."""

from __future__ import annotations

from typing import Any, Iterable, Sequence

import numpy as np
from google.protobuf import text_format

from netdef import core, workspace
from netdef.proto import caffe2_pb2

_WORKSPACE = "netdef.testing"


class Runner:
    """A clean workspace while a test runs; the caller's is current again afterwards.

    >>> with Runner() as run:
    ...     outputs = run.operators([op], {"X": x}, ["Y"])
    """

    def __enter__(self) -> Runner:
        self._before = workspace.CurrentWorkspace()
        workspace.SwitchWorkspace(_WORKSPACE, True)
        return self

    def __exit__(self, *error) -> None:
        workspace.ResetWorkspace()
        workspace.SwitchWorkspace(self._before)

    def operators(self, ops: Sequence[caffe2_pb2.OperatorDef], feed: dict[str, Any], fetch: Iterable[str]) -> list[Any]:
        """Runs `ops` on the blobs of `feed`; the contents of `fetch` afterwards (None for a blob without contents)."""
        workspace.ResetWorkspace()
        for name, value in feed.items():
            feed_value(name, value)
        for op in ops:
            workspace.RunOperatorOnce(op)
        return [fetch_value(name) for name in fetch]


def run_operator(op_type: str, *values: Any, outputs: int = 1, seed: int | None = None, engine: str = "", domain: str = "",
                 inputs: int | None = None, **args: Any) -> Any:
    """What one operator makes of `values`: the output, or a list of them where `outputs` is not 1.

    For tests that look at random or structured outputs themselves. `seed` is the random seed of its device option. A value of None
    is an optional input that is left out. The first `inputs` values are inputs, the others blobs that nets in arguments read.
    """
    values = [np.asarray(value) if isinstance(value, np.generic) else value for value in values]
    names = ["" if value is None else f"X{i}" for i, value in enumerate(values)]
    results = [f"Y{i}" for i in range(outputs)]
    op = with_engine(make_operator(op_type, names[:inputs], results, args, domain=domain, random_seed=seed), engine)
    with Runner() as run:
        got = run.operators([op], {name: value for name, value in zip(names, values) if name}, results)
    return got[0] if outputs == 1 else got


def feed_value(name: str, value: Any) -> None:
    workspace.FeedBlob(name, value)


def fetch_value(name: str) -> Any:
    value = workspace.C.fetch_blob(name)
    return workspace.Int8Tensor(*value) if isinstance(value, tuple) else value


def make_operator(op_type: str, inputs: Sequence[str], outputs: Sequence[str], args: dict[str, Any], *, domain: str = "",
                  random_seed: int | None = None) -> caffe2_pb2.OperatorDef:
    """The definition, having been text and bytes on its way."""
    op = core.CreateOperator(op_type, list(inputs), list(outputs), **args)
    if domain:
        op.domain = domain
    if random_seed is not None:
        op.device_option.random_seed = random_seed
    copy = text_format.Parse(text_format.MessageToString(op), caffe2_pb2.OperatorDef())
    assert copy == op, f"{op_type} does not survive the way through text:\n{op}\n{copy}"
    return caffe2_pb2.OperatorDef.FromString(copy.SerializeToString())


def with_engine(op: caffe2_pb2.OperatorDef, engine: str) -> caffe2_pb2.OperatorDef:
    """A copy that asks for `engine`; "" is the plain kernel, whatever the preferences are."""
    copy = caffe2_pb2.OperatorDef()
    copy.CopyFrom(op)
    copy.engine = engine or "DEFAULT"
    return copy


def is_float(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype == np.float32
