"""netdef.load and netdef.compile: a model from a file, a folder or a database, or a net at hand, ready to be called."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from netdef import _C

_OTHER_KINDS = {".onnx": "netdef.onnx.loading"}
"""Modules whose load() opens files that hold no NetDefs, by the end of the name; imported when such a file comes."""


class Model:
    """A loaded model. Call it with its inputs by name, or `run` it with a dict.

    Calls are complete in themselves and may run in several threads at once.
    """

    def __init__(self, predictor: _C.Predictor, source: str = "", notes: Sequence[str] = ()):
        self.source = source
        self.notes = list(notes)
        self.predictor = predictor

    @property
    def inputs(self) -> list[str]:
        """Names that a call supplies."""
        return [item.name for item in self.predictor.inputs]

    @property
    def outputs(self) -> list[str]:
        """Names that a call returns."""
        return list(self.predictor.output_names)

    @property
    def parameters(self) -> list[str]:
        """Names of the blobs that the init net filled and that are no inputs."""
        given = set(self.inputs)
        return [name for name in self.predictor.parameter_names if name not in given]

    def run(self, inputs: Mapping[str, np.ndarray], outputs: Sequence[str] | None = None,
            out: Mapping[str, np.ndarray] | None = None) -> dict[str, np.ndarray]:
        """The outputs (all, or those named) by name; None for one that no operator wrote.

        out: arrays for outputs, of their shapes and types, contiguous: they are filled and returned. Where a prepared net
            can, it writes into them without a copy.

        Raises netdef.Error naming every input that is missing.
        """
        wanted = None if outputs is None else list(outputs)
        return self.predictor.run_named({name: np.asarray(value) for name, value in inputs.items()}, wanted, None if out is None else dict(out))

    def __call__(self, **inputs: np.ndarray) -> dict[str, np.ndarray]:
        return self.run(inputs)

    def __repr__(self) -> str:
        return f"netdef.Model({self.source!r}, inputs={self.inputs}, outputs={self.outputs})"


def load(path: str | os.PathLike, other: str | os.PathLike = "", *, limits: _C.Limits | None = None,
         allow: Sequence[str] = (), optimize: bool = True, memory_limit: int = 0) -> Model:
    """The model in a file, a folder or a database.

    path: of a pair of nets, either file; the other is found by its name, or given as `other`. Or an ONNX model, named *.onnx.
    limits: what the file may cost, netdef.Limits() by default.
    allow: operators with side effects that the model may use, by type or effect, or "*".
    optimize: rewrite the net for speed; only its outputs can be asked for then. False runs it as it is written.
    memory_limit: bytes for parameters, packed weights, arenas and what operators keep together; 0: no limit.

    Raises netdef.Error for what is no model, saying what it is and what to do, and for all faults of a model at once.
    """
    path, other, limits = os.fspath(path), os.fspath(other), limits or _C.Limits()
    module = _OTHER_KINDS.get(os.path.splitext(path)[1])
    if module and not other and os.path.isfile(path):
        return importlib.import_module(module).load(path, limits, list(allow), optimize, memory_limit)
    loaded = _C.load_model(path, other, limits=limits, allow=list(allow))
    return Model(_C.Predictor(loaded, optimize, memory_limit), loaded.source, loaded.notes)


def compile(net: Any, init_net: Any = None, *, parameters: Mapping[str, np.ndarray] | None = None, optimize: bool = True,  # noqa: A001
            memory_limit: int = 0) -> Model:
    """A net at hand, ready to be called like a loaded model.

    net: a NetDef, a core.Net or a model helper's model, whose init net comes with it.
    init_net: fills the parameters, of the same kinds.
    parameters: arrays by name, in place of what the init net fills; without both, the blobs of the current workspace that
        the net names as external inputs are its parameters, as they are now.
    optimize, memory_limit: as for load.

    Raises netdef.Error for a net with faults.
    """
    from netdef._impl.workspace.blobs import FetchBlob
    from netdef.proto import caffe2_pb2

    if hasattr(net, "param_init_net"):
        net, init_net = net.net, init_net or net.param_init_net
    fills = caffe2_pb2.NetDef(name="init")
    if init_net is not None:
        fills.CopyFrom(_message(init_net))
    if parameters is None and init_net is None:
        parameters = {name: FetchBlob(name) for name in _message(net).external_input if _C.has_blob(name)}
    arrays = {name: np.array(value, order="C") for name, value in (parameters or {}).items()}
    return Model(_C.Predictor(fills.SerializeToString(), _message(net).SerializeToString(), optimize, memory_limit, arrays))


def _message(net: Any) -> Any:
    return net.Proto() if hasattr(net, "Proto") else net
