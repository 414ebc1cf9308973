"""Constants that all layers of a model share."""

from __future__ import annotations

import collections
from typing import Any, Callable

import numpy as np

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.net import Net
from netdef._impl.core.operator import CreateOperator
from netdef._impl.scope import EmptyNameScope

_FILLS = {
    "f": "GivenTensorFill", np.dtype(np.int32): "GivenTensorIntFill", np.dtype(np.int64): "GivenTensorInt64Fill",
    np.dtype(np.float64): "GivenTensorFill", np.dtype(bool): "GivenTensorBoolFill",
}


class GlobalConstants:
    """Mixed into LayerModelHelper."""

    def _start_constants(self) -> None:
        self.global_constants: collections.OrderedDict[str, BlobReference] = collections.OrderedDict()
        self.global_constant_initializers: dict[str, Callable[[Any], Any]] = {}
        self._seed: int | None = None
        self._sequence_seed = True
        self.add_global_constant("ONE", 1.0)
        self.add_global_constant("NAN", float("NaN"))
        self.add_global_constant("ZERO", 0.0)
        self.add_global_constant("ZERO_RANGE", [0, 0], dtype="int32")

    def add_global_constant(self, name: str, array: Any = None, dtype: Any = None, initializer: Any = None) -> BlobReference:
        """A constant of that name, made of an array or by a function (blob) -> operator.

        Raises:
            AssertionError: there is one of that name.
        """
        assert isinstance(name, str), f"name should be a string, got {type(name).__name__}"
        assert name not in self.global_constants, f"{name} already added in global_constants"
        blob = self.net.NextBlob(name)
        self.global_constants[name] = blob
        self.global_constant_initializers[name] = initializer or self._initializer_of(array, dtype)
        return blob

    @staticmethod
    def _initializer_of(array: Any, dtype: Any) -> Callable[[Any], Any]:
        values = np.array(array, dtype=dtype)
        kind = "f" if values.dtype.kind == "f" else values.dtype
        if values.dtype.kind in "OSU":
            fill = "GivenTensorStringFill"
        else:
            assert kind in _FILLS, f"constants are floats, integers, booleans or strings, got {values.dtype}"
            fill = _FILLS[kind]

        def make(blob: Any) -> Any:
            with EmptyNameScope():
                return CreateOperator(fill, [], blob, shape=list(values.shape), values=values.ravel().tolist())

        return make

    def maybe_add_global_constant(self, name: str, *args: Any, **kwargs: Any) -> BlobReference:
        """add_global_constant, or the constant that has the name already."""
        if name in self.global_constants:
            return self.global_constants[name]
        return self.add_global_constant(name, *args, **kwargs)

    def create_init_net(self, name: str) -> Net:
        """A net that makes the constants; those of a random seed get it."""
        init_net = Net(name)
        for constant, blob in self.global_constants.items():
            made = self.global_constant_initializers[constant](blob)
            if isinstance(made, (list, tuple)):
                init_net.extend_ops(made)
            elif made is not None:
                init_net.extend_ops([made])
        return init_net

    @property
    def seed(self) -> int | None:
        """The random seed of the nets, None where none was stored."""
        return self._seed

    @property
    def sequence_seed(self) -> bool:
        """Whether each operator gets a seed of its own, counted up."""
        return self._sequence_seed

    def store_seed(self, seed: int, sequence_seed: bool = True) -> None:
        """Remembers a seed for apply_seed."""
        self._seed = seed
        self._sequence_seed = sequence_seed

    def apply_seed(self, net: Net) -> None:
        """Gives the net's operators the stored seed."""
        if self._seed is not None:
            net.set_rand_seed(self._seed, self._sequence_seed)
