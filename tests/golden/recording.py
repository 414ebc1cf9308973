"""Reads recorded runs of Caffe2 1.8.1: one .npz for each operator type, a JSON manifest and arrays inside (no pickle).

The manifest is a list of cases: what was run (`kind` op or net, `def_key` the array with its bytes), the blobs before and
after (`inputs`, `outputs`: name -> array key; `*_str` string blobs and tensors in base64; `*_int8` quantized tensors), or the
text of the `error`. `nondeterministic` outputs agree in shape and type only.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import pathlib
from typing import Any

import numpy as np

from netdef import workspace
from netdef.workspace import Int8Tensor


@dataclasses.dataclass
class Recording:
    id: str
    kind: str
    definition: bytes
    inputs: dict[str, Any]
    outputs: dict[str, Any]
    error: str | None
    rtol: float
    atol: float
    nondeterministic: bool


def read(path: pathlib.Path) -> list[Recording]:
    """The cases of one file."""
    with np.load(path, allow_pickle=False) as archive:
        arrays = {key: archive[key] for key in archive.files}
    cases = json.loads(arrays["manifest"].tobytes())
    return [
        Recording(case["id"], case["kind"], arrays[case["def_key"]].tobytes(), _blobs(arrays, case, "inputs"),
                  _blobs(arrays, case, "outputs"), case["error"], case["rtol"], case["atol"], bool(case["nondeterministic"]))
        for case in cases
    ]


def _blobs(arrays: dict[str, np.ndarray], case: dict, field: str) -> dict[str, Any]:
    blobs: dict[str, Any] = {name: arrays[key] for name, key in case.get(field, {}).items()}
    for name, text in case.get(f"{field}_str", {}).items():
        items = [base64.b64decode(item) for item in text["b64"]]
        if text["shape"] is None:
            blobs[name] = items[0]
        else:
            blobs[name] = np.array([None, *items], dtype=object)[1:].reshape(text["shape"])
    for name, q in case.get(f"{field}_int8", {}).items():
        blobs[name] = Int8Tensor(arrays[q["key"]], q["scale"], q["zero_point"])
    return blobs


# Where the outcome may be another. tests/cpp/golden replays with the same file.
_KNOWN = json.loads(pathlib.Path(__file__).with_name("differences.json").read_text())
# Recorded cases whose outcome is another here, with the reason. A case that comes to agree has to leave.
DIFFERENCES = {case: reason for reason, cases in _KNOWN["cases"].items() for case in cases}
# What Caffe2 only lacked a type for may have an answer here.
_LACKED_A_TYPE = _KNOWN["lacked_a_type"]


def replay(case: Recording) -> str | None:
    """Runs the case in an empty workspace; None where the outcome is the recorded one, else what differs."""
    workspace.ResetWorkspace()
    for name, value in case.inputs.items():
        workspace.FeedBlob(name, value)
    try:
        (workspace.RunOperatorOnce if case.kind == "op" else workspace.RunNetOnce)(case.definition)
    except Exception as error:
        if not case.error:
            return f"threw: {str(error).splitlines()[0]}"
        return None if str(error) else "the error has no message"
    if case.error:
        return None if any(phrase in case.error for phrase in _LACKED_A_TYPE) else f"ran, but should throw: {case.error[:120]}"
    for name, expected in case.outputs.items():
        why = _difference(expected, name, case)
        if why:
            return f"{name}: {why}"
    return None


def _difference(expected: Any, name: str, case: Recording) -> str | None:
    got = workspace.C.fetch_blob(name)
    if isinstance(expected, Int8Tensor):
        if not isinstance(got, tuple):
            return "is no int8 tensor"
        same = got[2] == expected.zero_point and abs(got[1] - expected.scale) <= 1e-5 * abs(expected.scale)
        if not same and not case.nondeterministic:
            return f"has scale {got[1]}, zero point {got[2]}, expected {expected.scale}, {expected.zero_point}"
        expected, got = expected.data, got[0]
    if isinstance(expected, bytes):
        return None if case.nondeterministic or got == expected else f"is {got!r:.60}, expected {expected!r:.60}"
    got = np.asarray(got)
    if (got.shape, got.dtype) != (expected.shape, expected.dtype):
        return f"is {got.dtype} {got.shape}, expected {expected.dtype} {expected.shape}"
    if case.nondeterministic:
        return None
    if expected.dtype.kind == "f":
        close = np.isclose(got.astype(np.float64), expected.astype(np.float64), rtol=case.rtol, atol=case.atol, equal_nan=True)
    else:
        close = np.asarray(got == expected)
    return None if close.all() else f"{int((~close).sum())} of {close.size} values differ"
