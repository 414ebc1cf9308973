"""Transformations by name."""

from __future__ import annotations

from typing import Any, Callable

from netdef._impl.transformations.fuse_conv_bn import fuse_conv_bn
from netdef._impl.transformations.ideep import optimize_for_ideep
from netdef._impl.transformations.nnpack import add_nnpack, fuse_nnpack_conv_relu

# Of nets alone, and of nets with their parameters in the current workspace.
OF_NETS: dict[str, Callable[[Any], None]] = {"AddNNPACK": add_nnpack, "FuseNNPACKConvRelu": fuse_nnpack_conv_relu}
OF_WORKSPACES: dict[str, Callable[[Any], None]] = {"FuseConvBN": fuse_conv_bn}
_TRANSFORMS = {**OF_NETS, **OF_WORKSPACES}


class Transformer:
    """Transformations as methods: Transformer().FuseConvBN(net) changes the net in place."""

    @classmethod
    def runTransform(cls, transform_name: str, net: Any) -> None:
        """Runs a transformation on a Net.

        Raises:
            AttributeError: there is none of that name.
        """
        if transform_name not in _TRANSFORMS:
            raise AttributeError(f"Transformation {transform_name} not found. There are: {', '.join(_TRANSFORMS)}")
        _TRANSFORMS[transform_name](net.Proto())

    def __getattr__(self, transform_name: str) -> Callable[[Any], None]:
        if transform_name not in _TRANSFORMS:
            raise AttributeError(f"Transformation {transform_name} not found. There are: {', '.join(_TRANSFORMS)}")
        return lambda net: self.runTransform(transform_name, net)


def fuseConvBN(net: Any) -> None:
    """Fuses convolutions and batch normalizations of a Net; its parameters must be in the current workspace."""
    Transformer.runTransform("FuseConvBN", net)


def fuseNNPACKConvRelu(net: Any) -> None:
    """Fuses NNPACK convolutions and the Relus after them."""
    Transformer.runTransform("FuseNNPACKConvRelu", net)


def optimizeForMKLDNN(net: Any, training_mode: bool = False) -> None:
    """Changes a Net whose operators are on IDEEP devices for inference: convolutions take in what follows them.

    Its parameters must be in the current workspace. training_mode: for a net that is trained, which stays as it is.
    """
    if not training_mode:
        optimize_for_ideep(net.Proto())
