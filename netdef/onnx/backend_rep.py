"""A prepared ONNX model, ready to run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from onnx.backend.base import BackendRep, namedtupledict

from netdef import workspace as c2_workspace
from netdef.onnx import zip_maps
from netdef.onnx.error import ConversionError
from netdef.onnx.workspace import Workspace
from netdef.proto import caffe2_pb2


class Caffe2Rep(BackendRep):
    """A pair of nets behind a predictor.

    init_net, predict_net: NetDefs.
    workspace: holds the parameters, and ones for the inputs, for callers who export the model from there; the nets run in their own.
    uninitialized: names of the inputs that a call supplies, in order.
    """

    def __init__(self, init_net: caffe2_pb2.NetDef, predict_net: caffe2_pb2.NetDef, workspace: Any, uninitialized: Sequence[str]):
        super().__init__()
        self.init_net = init_net
        self.predict_net = predict_net
        self.workspace = workspace
        self.uninitialized = list(uninitialized)
        self.maps = zip_maps.attached(predict_net)
        self.predictor = c2_workspace.Predictor(init_net, predict_net)

    def run(self, inputs: Any, **kwargs: Any) -> tuple:
        """The outputs in order, as a named tuple.

        inputs: a list of values, a dict by name, or the value of the only input. A value is an array, a list of arrays for a
            sequence, or None for an empty optional.

        Raises netdef.Error for inputs that the model cannot take.
        """
        if kwargs:
            raise ConversionError(f"run() got unknown options {', '.join(map(repr, kwargs))}")
        named = self._named(inputs)
        names = list(self.predict_net.external_output)
        if all(isinstance(value, np.ndarray) for value in named.values()):
            results = self.predictor.run_named(named, list(dict.fromkeys(names)))
        else:
            results = self._run_as_written(named, names)
        values = [zip_maps.zipped(results[name], self.maps[name]) if name in self.maps else _text(results[name]) for name in names]
        fields = names if len(set(names)) == len(names) else [f"{name}_{i}" for i, name in enumerate(names)]
        return namedtupledict("Outputs", fields)(*values)

    def _run_as_written(self, named: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
        """A run in a workspace: a predictor's call takes tensors only, no sequences and optionals."""
        space = Workspace()
        space.RunNetOnce(self.init_net)
        with space:
            for name, value in named.items():
                c2_workspace.FeedBlob(name, value)
        space.RunNetOnce(self.predict_net)
        return {name: space.FetchBlob(name) for name in names}

    def _named(self, inputs: Any) -> dict[str, Any]:
        if isinstance(inputs, Mapping):
            given = dict(inputs)
        elif isinstance(inputs, (list, tuple)):
            if len(inputs) > len(self.predict_net.external_input):
                raise ConversionError(f"the call has {len(inputs)} inputs, the model takes {len(self.uninitialized)}")
            given = dict(zip(self.predict_net.external_input, inputs))
        else:
            if len(self.uninitialized) != 1:
                raise ConversionError(f"a single value was given, the model takes {len(self.uninitialized)} inputs: {self.uninitialized}")
            given = {self.uninitialized[0]: inputs}
        return {name: value if value is None or isinstance(value, list) else np.asarray(value) for name, value in given.items()}


def _text(value: Any) -> Any:
    """Strings of ONNX are text, those of Caffe2 bytes."""
    if isinstance(value, list):
        return [_text(item) for item in value]
    if isinstance(value, np.ndarray) and value.dtype == object:
        return np.array([item.decode() if isinstance(item, bytes) else item for item in value.ravel()], object).reshape(value.shape)
    return value
