"""How parameters get their first values; as caffe2.python.modeling.initializers."""

from netdef._impl.modeling.initializers import (
    ExternalInitializer,
    Initializer,
    PseudoFP16Initializer,
    ReversePseudoFP16Initializer,
    update_initializer,
)

pFP16Initializer = PseudoFP16Initializer  # its name in older scripts

__all__ = [
    "ExternalInitializer", "Initializer", "PseudoFP16Initializer", "ReversePseudoFP16Initializer", "pFP16Initializer",
    "update_initializer",
]
