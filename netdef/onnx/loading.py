"""What netdef.load does with an ONNX file."""

from __future__ import annotations

from netdef import _C
from netdef._impl.model import Model
from netdef.onnx import apart, importer


def load(path: str, limits: _C.Limits, allow: list[str], optimize: bool, memory_limit: int) -> Model:
    """The model in a file, ready to be called; the arguments are those of netdef.load.

    Raises ConversionError as netdef.onnx.load does, and netdef.Error for what the converted nets may not do.
    """
    init, predict, weights = importer.import_apart(*apart.read(path, limits))
    loaded = _C.load_model_from_bytes(init.SerializeToString(), predict.SerializeToString(), limits=limits, allow=allow)
    return Model(_C.Predictor(loaded, optimize, memory_limit, weights), path, loaded.notes)
