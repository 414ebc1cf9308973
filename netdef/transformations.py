"""Transformations of nets: fused operators and engines; as caffe2.python.transformations."""

from netdef import _C as C
from netdef._impl.transformations.transformer import Transformer, fuseConvBN, fuseNNPACKConvRelu, optimizeForMKLDNN
