"""Rows of numbers that a model gives as maps from labels: what ZipMap of ai.onnx.ml makes of the scores of a classifier.

A net gives the matrix; its argument `zip_maps` says which labels the columns have, so that a backend can give the maps.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from netdef.onnx.error import ConversionError
from netdef.proto import caffe2_pb2

ARGUMENT = "zip_maps"

Labels = list[int] | list[str]


def attach(net: caffe2_pb2.NetDef, maps: Mapping[str, Labels]) -> None:
    """Writes the labels of the columns of blobs into the net."""
    if maps:
        net.arg.add(name=ARGUMENT, s=json.dumps(maps).encode())


def attached(net: caffe2_pb2.NetDef) -> dict[str, Labels]:
    """{blob: labels of its columns}."""
    return next((json.loads(arg.s) for arg in net.arg if arg.name == ARGUMENT), {})


def zipped(rows: np.ndarray, labels: Labels) -> list[dict[Any, float]]:
    """A map for each row of a matrix; a vector is one row."""
    rows = np.atleast_2d(rows)
    if rows.shape[1] != len(labels):
        raise ConversionError(f"ZipMap has {len(labels)} labels for rows of {rows.shape[1]} numbers")
    return [dict(zip(labels, row.tolist())) for row in rows]
