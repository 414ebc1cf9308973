"""What the derivation of gradients is made of."""

from __future__ import annotations

import collections

GradientSlice = collections.namedtuple("GradientSlice", ["indices", "values"])
GradientSlice.__doc__ = "A sparse gradient: rows `values` at the places `indices` of the first dimension."

OpSSA = collections.namedtuple("OpSSA", ["op", "in_versions", "out_versions"])
OpSSA.__doc__ = "An operator with the versions of the blobs it reads and writes."

GradGenMeta = collections.namedtuple("GradGenMeta", ["grad_op", "idx", "gradient", "device_option"])
GradGenMeta.__doc__ = "Output `idx` of `grad_op` is one of the gradients to be summed up."

SparseGradGenMeta = collections.namedtuple(
    "SparseGradGenMeta",
    ["grad_op_indices", "idx_indices", "grad_op_values", "idx_values", "gradient", "device_option"],
)
SparseGradGenMeta.__doc__ = "The same for a sparse gradient, whose indices and values may have different generators."
