"""What a model knows of one of its parameters."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from netdef._impl.core.blob_reference import BlobReference


class ParameterTags:
    """Roles of parameters: weights and biases are trained, computed parameters (running means ...) are not."""

    BIAS = "BIAS"
    WEIGHT = "WEIGHT"
    COMPUTED_PARAM = "COMPUTED_PARAM"


class ParameterInfo:
    """A parameter: its blob, shape, gradient and, once set, the optimizer and regularizer it is trained with."""

    def __init__(
        self,
        param_id: Any,
        param: BlobReference,
        key: Any = None,
        shape: Sequence[int] | None = None,
        length: int | None = None,
        grad: Any = None,
        blob_copy: dict[int, BlobReference] | None = None,
    ):
        """param: the blob. shape: its dimensions; `size` is their product. length: how many rows a sparse one has, 1 if dense.

        grad: its gradient, a BlobReference or a GradientSlice. blob_copy: copies of other types by TensorProto.DataType.
        """
        assert isinstance(param, BlobReference), f"expected a BlobReference, got {param!r}"
        self.param_id = param_id
        self.name = str(param)
        self.blob = param
        self.key = key
        self.shape = shape
        self.size = None if shape is None else np.prod(shape)  # anything: scripts hand on the Argument that holds a shape
        self.length = max(1, length if length is not None else 1)
        self.grad = grad
        self.blob_copy = blob_copy
        self._cloned_init_net = None
        self._optimizer: Any = None

    @property
    def parameter(self) -> BlobReference:
        """The blob."""
        return self.blob

    @property
    def optimizer(self) -> Any:
        """What the parameter is trained with; can be set once."""
        return self._optimizer

    @optimizer.setter
    def optimizer(self, value: Any) -> None:
        assert self._optimizer is None, "optimizer has already been set"
        self._optimizer = value

    def __str__(self) -> str:
        return self.name
