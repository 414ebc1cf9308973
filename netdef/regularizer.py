"""Regularizers: terms of the loss and corrections after a step; as caffe2.python.regularizer."""

from netdef import core, utils
from netdef._impl.regularizer.base import RegularizationBy, Regularizer
from netdef._impl.regularizer.norms import (
    ElasticNet,
    ElasticNetL1NormTrimmed,
    GroupL1Norm,
    L0ApproxNorm,
    L1Norm,
    L1NormTrimmed,
    L2Norm,
    LogBarrier,
    LpNorm,
)
from netdef._impl.regularizer.projections import (
    BoundedGradientProjection,
    ConstantNorm,
    MaxNorm,
    SparseL1Norm,
    SparseL2Norm,
    SparseLpNorm,
)

__all__ = [
    "BoundedGradientProjection", "ConstantNorm", "ElasticNet", "ElasticNetL1NormTrimmed", "GroupL1Norm", "L0ApproxNorm",
    "L1Norm", "L1NormTrimmed", "L2Norm", "LogBarrier", "LpNorm", "MaxNorm", "RegularizationBy", "Regularizer", "SparseL1Norm",
    "SparseL2Norm", "SparseLpNorm", "core", "utils",
]
