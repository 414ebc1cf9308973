"""Parameters of layers."""

from __future__ import annotations

import collections
from typing import Any, Sequence

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.net import Net
from netdef._impl.core.registered import IsOperator
from netdef._impl.workspace.shapes import InferShapesAndTypes
from netdef.proto import caffe2_pb2

LayerPsParam = collections.namedtuple("LayerPsParam", ["sparse_key", "average_length"])
LayerPsParam.__doc__ = "How a parameter server holds an embedding table: the key of its ids and the expected length of lists."


class LayerParameter:
    """A blob that is trained: how it starts (an operator), its optimizer and regularizer."""

    def __init__(
        self,
        parameter: BlobReference | None = None,
        optimizer: Any = None,
        initializer: caffe2_pb2.OperatorDef | None = None,
        ps_param: LayerPsParam | None = None,
        regularizer: Any = None,
    ):
        assert isinstance(parameter, BlobReference), f"expect {parameter} to be a blob reference"
        self.parameter = parameter
        self.optimizer = optimizer
        self._shape: list[int] | None = None
        self._initializer: Any = None
        self.initializer = initializer
        self.ps_param = ps_param
        self.regularizer = regularizer

    @property
    def initializer(self) -> caffe2_pb2.OperatorDef | None:
        """The operator that makes the first value."""
        return self._initializer

    @initializer.setter
    def initializer(self, op: caffe2_pb2.OperatorDef | None) -> None:
        assert op is None or IsOperator(op.type), f"initializer expects an operator, got type: {type(op)}"
        self._initializer = op
        if op is not None:
            net = Net("shape_of_parameter")
            net.Proto().op.extend([op])
            shapes, _ = InferShapesAndTypes([net], blob_dimensions={})
            self._shape = shapes.get(str(self.parameter))

    @property
    def shape(self) -> Sequence[int] | None:
        """The shape, None where it cannot be known."""
        return self._shape

    def __str__(self) -> str:
        return str(self.parameter)
