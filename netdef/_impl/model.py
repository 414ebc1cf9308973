"""netdef.load: a model from a file, a folder or a database, ready to be called."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

import numpy as np

from netdef import _C


class Model:
    """A loaded model. Call it with its inputs by name, or `run` it with a dict.

    Calls are complete in themselves and may run in several threads at once.
    """

    def __init__(self, loaded: _C.Model, optimize: bool = True):
        self.source: str = loaded.source
        self.notes: list[str] = list(loaded.notes)
        self.predictor = _C.Predictor(loaded, optimize)

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

    def run(self, inputs: Mapping[str, np.ndarray], outputs: Sequence[str] | None = None) -> dict[str, np.ndarray]:
        """The outputs (all, or those named) by name; None for one that no operator wrote.

        Raises netdef.Error naming every input that is missing.
        """
        wanted = None if outputs is None else list(outputs)
        return self.predictor.run_named({name: np.asarray(value) for name, value in inputs.items()}, wanted)

    def __call__(self, **inputs: np.ndarray) -> dict[str, np.ndarray]:
        return self.run(inputs)

    def __repr__(self) -> str:
        return f"netdef.Model({self.source!r}, inputs={self.inputs}, outputs={self.outputs})"


def load(path: str | os.PathLike, other: str | os.PathLike = "", *, limits: _C.Limits | None = None,
         allow: Sequence[str] = (), optimize: bool = True) -> Model:
    """The model in a file, a folder or a database.

    path: of a pair of nets, either file; the other is found by its name, or given as `other`.
    limits: what the file may cost, netdef.Limits() by default.
    allow: operators with side effects that the model may use, by type or effect, or "*".
    optimize: rewrite the net for speed; only its outputs can be asked for then. False runs it as it is written.

    Raises netdef.Error for what is no model, saying what it is and what to do, and for all faults of a model at once.
    """
    return Model(_C.load_model(os.fspath(path), os.fspath(other), limits=limits or _C.Limits(), allow=list(allow)), optimize)
